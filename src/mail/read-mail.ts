import { parseAddressList } from './address-list.ts';
import type { RawField } from './header-block.ts';
import { parseDate } from './header-date.ts';
import { parseMessageIds } from './header-ids.ts';
import { decodeWords } from './header-words.ts';
import type { Body, Harvest } from './mime-body.ts';
import { harvestBody, newHarvest } from './mime-body.ts';
import type { Complaints } from './mime-complaints.ts';
import { collectComplaints, Unreadable } from './mime-complaints.ts';
import type { MimeEntity } from './mime-entity.ts';
import { readHtmlText, readPlainText } from './mime-text.ts';
import { asBuffer } from './mime-transfer.ts';
import { readTree } from './mime-tree.ts';
import type {
  HeaderField,
  Mailbox,
  MailKind,
  MailLimits,
  MailPart,
  ReadResult,
  ReceivedMail,
} from './received-mail.ts';
import { cleanSubject } from './subject.ts';

/** The limits that threats C2 and T9 name. */
export const DEFAULT_MAIL_LIMITS: MailLimits = {
  headerBytes: 256 * 1024,
  fieldBytes: 64 * 1024,
  fields: 1000,
  depth: 50,
  parts: 1000,
};

/**
 * Reads one message from its raw octets, as they came after DATA. Synchronous, pure, never throws for bad
 * mail; work and memory grow linearly with the octets.
 *
 * We re-originate from this one reading, so most that is odd is put up with and noted in `complaints`. Only
 * where two readers would see different parts or different decoded octets, and nobody can say which were meant,
 * is the mail `ambiguous` (threats C1).
 */
export function readMail(raw: Uint8Array, limits: MailLimits = DEFAULT_MAIL_LIMITS): ReadResult {
  const complaints = collectComplaints();
  try {
    return { kind: 'mail', mail: readMessage(raw, limits, complaints) };
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return { kind: 'unreadable', reason: error.reason, detail: error.message };
  }
}

function readMessage(raw: Uint8Array, limits: MailLimits, complaints: Complaints): ReceivedMail {
  const harvest = newHarvest({ limits, complaints, partCount: 0 });
  const root = readTree(withLineFeeds(raw, complaints), harvest.budget, { path: '', depth: 0 });
  if (root.fields.length === 0) throw new Unreadable('malformed', 'no header field');
  const body = chooseBody(harvestBody(root, harvest), harvest);
  return {
    ...readHeader(root.fields, complaints),
    kind: kindOf(root, body, harvest),
    text: body.text,
    html: body.html,
    parts: harvest.parts,
    complaints: complaints.all,
  };
}

/** Files that came by way of a program which ends lines in CR alone; in all others a CR is just a character. */
function withLineFeeds(raw: Uint8Array, complaints: Complaints): Uint8Array {
  const octets = asBuffer(raw);
  if (!octets.includes(0x0d)) return raw;
  if (octets.includes(0x0a)) return raw;
  complaints.add('bare-carriage-returns');
  return raw.map((octet) => (octet === 0x0d ? 0x0a : octet));
}

type ReadHeader = Omit<ReceivedMail, 'kind' | 'text' | 'html' | 'parts' | 'complaints'>;

function readHeader(fields: readonly RawField[], complaints: Complaints): ReadHeader {
  const bodies = (name: string): string[] =>
    fields.filter((field) => field.name === name).map(({ body }) => body);
  for (const name of ['subject', 'message-id', 'date', 'in-reply-to', 'references'])
    if (bodies(name).length > 1) complaints.add('field-repeated', name);
  const from = fields.filter(({ name }) => name === 'from');
  return {
    headers: fields.map(headerField),
    fromFieldCount: from.length,
    from: readAuthors(from, complaints),
    to: readRecipients('to', bodies('to'), complaints),
    cc: readRecipients('cc', bodies('cc'), complaints),
    subject: cleanSubject(decodeWords(bodies('subject')[0] ?? '')),
    messageId: parseMessageIds(bodies('message-id')[0] ?? '')[0] ?? null,
    inReplyTo: bodies('in-reply-to').flatMap(parseMessageIds),
    references: bodies('references').flatMap(parseMessageIds),
    date: parseDate(bodies('date')[0] ?? ''),
    hopCount: bodies('received').length,
  };
}

function headerField({ name, body, raw }: RawField): HeaderField {
  return { name, value: decodeWords(body), raw };
}

/** RFC 5322 §4.5 lets white space stand before the colon, and nothing else. */
const SOUND_FROM = /^from[ \t]*:/iu;

/**
 * SECURITY: all or nothing. A From field with a group, a part that can't be read or a form that programs read
 * differently has no author at all, nor has one whose name only we would recognise (threats I1).
 */
function readAuthors(fields: readonly RawField[], complaints: Complaints): readonly Mailbox[] {
  const lists = fields.map(({ body }) => parseAddressList(body));
  const isSound =
    fields.every(({ raw }) => SOUND_FROM.test(raw)) &&
    lists.every(
      ({ groupCount, faultCount, plain, mailboxes }) =>
        groupCount === 0 && faultCount === 0 && plain && mailboxes.length > 0,
    );
  if (isSound) return lists.flatMap(({ mailboxes }) => mailboxes);
  complaints.add('address-malformed', 'from');
  return [];
}

function readRecipients(name: string, bodies: readonly string[], complaints: Complaints): readonly Mailbox[] {
  const lists = bodies.map(parseAddressList);
  if (lists.some(({ faultCount }) => faultCount > 0)) complaints.add('address-malformed', name);
  return lists.flatMap(({ mailboxes }) => mailboxes);
}

/**
 * Where no text stood in the place of a body, the first that is shown inline under a name is it. A form that is
 * there but blank doesn't count beside one that isn't.
 */
function chooseBody({ text, html }: Body, harvest: Harvest): Body {
  const isTextBlank = text === null || text.trim() === '';
  const isHtmlBlank = html === null || html.trim() === '';
  if (!isTextBlank || !isHtmlBlank)
    return { text: isTextBlank ? null : text, html: isHtmlBlank ? null : html };
  const index = harvest.parts.findIndex(isInlineText);
  const [part] = index === -1 ? [] : harvest.parts.splice(index, 1);
  if (part === undefined) return { text: text ?? '', html: null };
  const { complaints } = harvest.budget;
  return part.mediaType === 'text/html'
    ? { text: null, html: readHtmlText(part.bytes, part.parameters, complaints) }
    : { text: readPlainText(part.bytes, part.parameters, complaints), html: null };
}

function isInlineText({ mediaType, disposition }: MailPart): boolean {
  return disposition !== 'attachment' && (mediaType === 'text/plain' || mediaType === 'text/html');
}

function kindOf(root: MimeEntity, { text, html }: Body, { isEncrypted, isSigned }: Harvest): MailKind {
  const isPgpInHtml = text === null && html !== null && html.includes('-----BEGIN PGP MESSAGE-----');
  if (isEncrypted || isPgpInHtml) return 'encrypted';
  return reportKind(root) ?? (isSigned ? 'signed' : 'ordinary');
}

/** The media type of a report's machine-readable part (RFC 6522 §3), which is also its `report-type`. */
const REPORTS: ReadonlyMap<string, MailKind> = new Map([
  ['delivery-status', 'delivery-report'],
  ['global-delivery-status', 'delivery-report'],
  ['feedback-report', 'feedback-report'],
  ['disposition-notification', 'disposition-report'],
  ['global-disposition-notification', 'disposition-report'],
]);

function reportKind({ head, children }: MimeEntity): MailKind | null {
  const [first] = children;
  if (head.mediaType === 'multipart/signed') return first === undefined ? null : reportKind(first);
  const declared = REPORTS.get(head.parameters.get('report-type')?.toLowerCase() ?? '');
  if (head.mediaType === 'multipart/report' && declared !== undefined) return declared;
  // Some servers send the parts of a report under another multipart, or forget the parameter.
  for (const child of children) {
    const [type, subtype = ''] = child.head.mediaType.split('/');
    const kind = type === 'message' ? REPORTS.get(subtype) : undefined;
    if (kind !== undefined) return kind;
  }
  return null;
}
