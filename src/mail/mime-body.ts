import { Unreadable } from './mime-complaints.ts';
import { readCms } from './mime-cms.ts';
import type { EntityHead, MimeEntity } from './mime-entity.ts';
import { decodeBody } from './mime-entity.ts';
import {
  holdsPgpMessage,
  readEnrichedText,
  readHtmlText,
  readPlainText,
  textAsHtml,
  unwrapClearSigned,
} from './mime-text.ts';
import { asBuffer } from './mime-transfer.ts';
import type { TreeBudget } from './mime-tree.ts';
import { readTree } from './mime-tree.ts';
import { takeInlineFiles } from './mime-uuencode.ts';
import type { MailPart } from './received-mail.ts';

/** The running text of an entity in the forms it came in. Both null: it has none. */
export interface Body {
  readonly text: string | null;
  readonly html: string | null;
}

/** What was found on the way through the tree. */
export interface Harvest {
  readonly budget: TreeBudget;
  readonly parts: MailPart[];
  isSigned: boolean;
  isEncrypted: boolean;
  /** Signed envelopes around the entity being read. */
  envelopes: number;
}

/** Where an entity stands, which decides whether a text is body or file. */
type Role = 'root' | 'mixed' | 'alternative' | 'related';

const NO_BODY: Body = { text: null, html: null };
/** Triple wrapping (RFC 2634 §1.1) is the most that anybody means. */
const MOST_ENVELOPES = 4;

const SIGNATURES = /^application\/(?:pgp-signature|(?:x-)?pkcs7-signature)$/u;
const SMIME = /^application\/(?:x-)?pkcs7-mime$/u;
const BODY_TYPES = /^text\/(?:plain|html|enriched|richtext)$/u;
/** Other renderings of the same text, for small screens and for mail that runs programs. */
const EXTRA_RENDERINGS = /^text\/(?!calendar$|x-vcard$|vcard$|directory$|csv$|rfc822-headers$)/u;

/**
 * Chooses the body of an entity and puts all else into `harvest.parts`. The order of parts is kept; texts that
 * stand one after the other are joined, each form complete: where one piece came as HTML alone there is no
 * complete plain text, and `text` is null.
 */
export function harvestBody(entity: MimeEntity, harvest: Harvest, role: Role = 'root'): Body {
  const { mediaType, boundary } = entity.head;
  if (boundary === null || entity.children.length === 0) return harvestLeaf(entity, harvest, role);
  switch (mediaType) {
    case 'multipart/alternative':
      return harvestAlternative(entity, harvest);
    case 'multipart/related':
      return harvestRelated(entity, harvest, role);
    case 'multipart/signed':
      // RFC 1847 §2.1: the first part is what was signed; the second, the signature, names a person.
      harvest.isSigned = true;
      return harvestMixed(entity, harvest, role);
    case 'multipart/encrypted':
      harvest.isEncrypted = true;
      return NO_BODY;
    default:
      // RFC 2046 §5.1.7: an unknown multipart is read as mixed.
      return harvestMixed(entity, harvest, 'mixed');
  }
}

function harvestMixed(entity: MimeEntity, harvest: Harvest, role: Role): Body {
  return join(
    entity.children.map((child, index) => harvestBody(child, harvest, index === 0 ? role : 'mixed')),
  );
}

function join(all: readonly Body[]): Body {
  const bodies = all.filter(({ text, html }) => text !== null || html !== null);
  const full = bodies.filter(({ text, html }) => html !== null || text?.trim() !== '');
  const pieces = full.length > 0 ? full : bodies.slice(0, 1);
  if (pieces.length < 2) return pieces[0] ?? NO_BODY;
  const isPlain = pieces.every(({ html }) => html === null);
  const isComplete = pieces.every(({ text }) => text !== null);
  return {
    text: isComplete ? pieces.map(({ text }) => text ?? '').join('\n') : null,
    html: isPlain ? null : pieces.map(({ text, html }) => html ?? textAsHtml(text ?? '')).join('\n'),
  };
}

/** RFC 2046 §5.1.4: the last that we can show is the best; plain text and HTML are chosen apart. */
function harvestAlternative(entity: MimeEntity, harvest: Harvest): Body {
  const partsBefore = harvest.parts.length;
  const bodies = entity.children.map((child) => harvestBody(child, harvest, 'alternative'));
  const texts = bodies.map(({ text }) => text).filter((text) => text !== null);
  const htmls = bodies.map(({ html }) => html).filter((html) => html !== null);
  if (texts.length > 1 || htmls.length > 1)
    harvest.budget.complaints.add('alternative-repeated', entity.path);
  if (texts.length + htmls.length > 0) dropRenderings(entity, harvest, partsBefore);
  return { text: bestOf(texts), html: bestOf(htmls) };
}

function dropRenderings(alternative: MimeEntity, harvest: Harvest, from: number): void {
  const own = new Set(alternative.children.map(({ path }) => path));
  for (const part of harvest.parts.splice(from)) {
    if (own.has(part.path) && part.disposition !== 'attachment' && EXTRA_RENDERINGS.test(part.mediaType))
      harvest.budget.complaints.add('alternative-dropped', part.mediaType);
    else harvest.parts.push(part);
  }
}

function bestOf(candidates: readonly string[]): string | null {
  return candidates.findLast((candidate) => candidate.trim() !== '') ?? candidates.at(-1) ?? null;
}

/** RFC 2387: the root is named by `start`, else it is the first; the others are its pictures. */
function harvestRelated(entity: MimeEntity, harvest: Harvest, role: Role): Body {
  const start = entity.head.parameters.get('start')?.replace(/[<>\s]+/gu, '');
  const named = entity.children.findIndex(({ head }) => start !== undefined && head.contentId === start);
  const root = Math.max(named, 0);
  return join(
    entity.children.map((child, index) =>
      harvestBody(child, harvest, index === root ? (role === 'mixed' ? 'alternative' : role) : 'related'),
    ),
  );
}

function harvestLeaf(entity: MimeEntity, harvest: Harvest, role: Role): Body {
  const { head, path } = entity;
  const { complaints } = harvest.budget;
  if (head.mediaType === 'message/partial' || head.mediaType === 'message/external-body')
    throw new Unreadable('partial', head.mediaType);
  if (head.mediaType.startsWith('multipart/')) return harvestFailedMultipart(entity, harvest);
  if (SIGNATURES.test(head.mediaType)) {
    complaints.add('signature-dropped', path);
    return NO_BODY;
  }
  if (head.mediaType === 'application/pgp-keys') {
    complaints.add('key-dropped', path);
    return NO_BODY;
  }
  if (head.mediaType === 'application/pgp-encrypted') {
    harvest.isEncrypted = true;
    return NO_BODY;
  }
  const octets = decodeBody(entity, complaints);
  if (isSmime(head, role)) {
    const unwrapped = harvestSmime(entity, octets, harvest, role);
    if (unwrapped !== null) return unwrapped;
  }
  if (isBody(head, role)) return readBody(entity, octets, harvest);
  harvestPart(entity, octets, harvest);
  return NO_BODY;
}

/** A multipart in which no part was found. */
function harvestFailedMultipart(entity: MimeEntity, harvest: Harvest): Body {
  const { head, body, path } = entity;
  const text = asBuffer(body).toString('latin1');
  // SECURITY: another reader would decode it first, or guess the boundary, and find parts (threats C1).
  if (head.encoding !== 'identity' || /^--[^\r\n]+\r?\ncontent-/imu.test(text))
    throw new Unreadable('ambiguous', 'a multipart whose parts can be found in another way');
  if (head.mediaType === 'multipart/encrypted') harvest.isEncrypted = true;
  harvest.budget.complaints.add('multipart-without-parts', path);
  const plain = readPlainText(body, head.parameters, harvest.budget.complaints);
  // A close-delimiter may stand there without a part before it.
  const lines = plain.split('\n').filter((line) => line.trimEnd() !== `--${head.boundary}--`);
  return lines.every((line) => line.trim() === '') ? NO_BODY : { text: lines.join('\n'), html: null };
}

function isBody({ mediaType, disposition, fileName, contentId }: EntityHead, role: Role): boolean {
  if (!BODY_TYPES.test(mediaType) || disposition === 'attachment') return false;
  if (role === 'related' && contentId !== null) return false;
  // A name on the only text, or on one of several renderings of it, is a whim; in a mixture it makes a file.
  return fileName === null || role === 'root' || role === 'alternative';
}

function readBody(entity: MimeEntity, octets: Uint8Array, harvest: Harvest): Body {
  const { mediaType, parameters } = entity.head;
  const { complaints } = harvest.budget;
  if (mediaType === 'text/html') return { text: null, html: readHtmlText(octets, parameters, complaints) };
  const { octets: remaining, files } = takeInlineFiles(octets);
  for (const [index, { name, bytes }] of files.entries())
    harvest.parts.push({
      path: `${entity.path}.${index + 1}`,
      mediaType: 'application/octet-stream',
      parameters: new Map(),
      disposition: 'attachment',
      fileName: name === '' ? null : name,
      contentId: null,
      bytes: ownBytes(bytes),
    });
  const text = readPlainText(remaining, parameters, complaints);
  if (mediaType !== 'text/plain') return { text: readEnrichedText(text), html: null };
  return { text: openPgpText(text, harvest), html: null };
}

function openPgpText(text: string, harvest: Harvest): string {
  if (holdsPgpMessage(text)) harvest.isEncrypted = true;
  const signed = unwrapClearSigned(text);
  if (signed === null) return text;
  harvest.isSigned = true;
  harvest.budget.complaints.add('signature-dropped', 'clear-signed text');
  return signed;
}

function harvestPart(entity: MimeEntity, octets: Uint8Array, harvest: Harvest): void {
  const { path, head } = entity;
  if (head.mediaType === 'application/applefile') {
    // RFC 1740: the resource fork of a Mac file, which stands beside the file itself.
    harvest.budget.complaints.add('resource-fork-dropped', path);
    return;
  }
  harvest.parts.push({
    path,
    mediaType: head.mediaType,
    parameters: head.parameters,
    disposition: head.disposition,
    fileName: head.fileName,
    contentId: head.contentId,
    bytes: ownBytes(octets),
  });
}

/**
 * A copy in memory of its own. A view would carry the whole message, or other mail's octets in Node's pool,
 * along to wherever it is cloned.
 */
function ownBytes(octets: Uint8Array): Uint8Array {
  return new Uint8Array(octets);
}

function isSmime({ mediaType, fileName }: EntityHead, role: Role): boolean {
  if (SMIME.test(mediaType)) return true;
  if (mediaType !== 'application/octet-stream' || fileName === null) return false;
  // Signed documents travel under such names too (`invoice.xml.p7m`): in a mixture only the usual one counts.
  return role === 'root' ? /\.p7m$/iu.test(fileName) : /^smime\.p7m$/iu.test(fileName);
}

/** Reads on in the content of an S/MIME object; null where it is to be kept as a file. */
function harvestSmime(entity: MimeEntity, octets: Uint8Array, harvest: Harvest, role: Role): Body | null {
  const object = readCms(octets);
  const { budget } = harvest;
  if (object?.kind === 'closed' || (object === null && SMIME.test(entity.head.mediaType))) {
    harvest.isEncrypted = true;
    return NO_BODY;
  }
  if (object?.kind === 'empty') {
    budget.complaints.add('signature-dropped', entity.path);
    return NO_BODY;
  }
  if (object === null || !looksLikeEntity(object.content)) return null;
  harvest.isSigned = true;
  harvest.envelopes += 1;
  if (harvest.envelopes > MOST_ENVELOPES) throw new Unreadable('too-deep', 'signed over and over');
  const place = { path: entity.path, depth: entity.depth + 1 };
  const body = harvestBody(readTree(object.content, budget, place), harvest, role);
  harvest.envelopes -= 1;
  return body;
}

/** RFC 8551 §3.1: what is signed is a MIME entity; a bare document has no such header. */
function looksLikeEntity(octets: Uint8Array): boolean {
  const start = asBuffer(octets).toString('latin1', 0, Math.min(octets.length, 8192));
  const [header = ''] = start.split(/\r?\n\r?\n/u, 1);
  return /^(?:content-type|mime-version)[ \t]*:/imu.test(header);
}

export function newHarvest(budget: TreeBudget): Harvest {
  return { budget, parts: [], isSigned: false, isEncrypted: false, envelopes: 0 };
}
