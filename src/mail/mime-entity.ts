import type { RawField } from './header-block.ts';
import type { ParameterField } from './header-parameters.ts';
import { parseParameters } from './header-parameters.ts';
import { decodeWords } from './header-words.ts';
import type { Complaints } from './mime-complaints.ts';
import { Unreadable } from './mime-complaints.ts';
import type { DecodedOctets } from './mime-transfer.ts';
import { decodeBase64, decodeQuotedPrintable } from './mime-transfer.ts';
import { decodeUuencoded } from './mime-uuencode.ts';
import type { MailPart } from './received-mail.ts';

type TransferEncoding = 'identity' | 'base64' | 'quoted-printable' | 'uuencode';

/** What the header of an entity says of its body (RFC 2045, RFC 2183). */
export interface EntityHead {
  readonly mediaType: string;
  readonly parameters: ReadonlyMap<string, string>;
  /** Set for a multipart that says where its parts begin. */
  readonly boundary: string | null;
  readonly encoding: TransferEncoding;
  readonly disposition: MailPart['disposition'];
  readonly fileName: string | null;
  readonly contentId: string | null;
}

/** A node of the MIME tree. */
export interface MimeEntity {
  readonly path: string;
  /** Multiparts around it. */
  readonly depth: number;
  readonly fields: readonly RawField[];
  readonly head: EntityHead;
  /** As transferred. For a multipart all of it, delimiters included. */
  readonly body: Uint8Array;
  readonly children: readonly MimeEntity[];
}

const MEDIA_TYPE = /^[!#$%&'*+.^_`|~0-9a-z-]+\/[!#$%&'*+.^_`|~0-9a-z-]+$/u;
const ENCODED_WORD = /=\?[^?]*\?[bq]\?[^?]*\?=/iu;
const EFFECTS: ReadonlyMap<string, TransferEncoding> = new Map([
  ['7bit', 'identity'],
  ['8bit', 'identity'],
  ['binary', 'identity'],
  ['base64', 'base64'],
  ['quoted-printable', 'quoted-printable'],
  ['x-uuencode', 'uuencode'],
  ['x-uue', 'uuencode'],
  ['uuencode', 'uuencode'],
]);

/**
 * Reads an entity's MIME fields. `defaultType` is what RFC 2046 §5.1.5 gives where there is no Content-Type.
 *
 * Throws `Unreadable` `ambiguous` where two readers of these fields would see different parts or different
 * decoded octets (threats C1): two types, two boundaries, two transfer encodings.
 */
export function readEntityHead(
  fields: readonly RawField[],
  defaultType: string,
  complaints: Complaints,
): EntityHead {
  const type = readContentType(bodiesOf(fields, 'content-type'), defaultType, complaints);
  const disposition = readDisposition(bodiesOf(fields, 'content-disposition'), complaints);
  const contentId = bodiesOf(fields, 'content-id')[0];
  return {
    mediaType: type.mediaType,
    parameters: type.field.parameters,
    boundary: type.boundary,
    encoding: readEncoding(bodiesOf(fields, 'content-transfer-encoding'), complaints),
    disposition: disposition.kind,
    fileName: readFileName(disposition.field, type.field, complaints),
    contentId: contentId === undefined ? null : bareContentId(contentId),
  };
}

function bodiesOf(fields: readonly RawField[], name: string): string[] {
  return fields.filter((field) => field.name === name).map(({ body }) => body);
}

interface ContentType {
  readonly mediaType: string;
  readonly boundary: string | null;
  readonly field: ParameterField;
}

function readContentType(
  bodies: readonly string[],
  defaultType: string,
  complaints: Complaints,
): ContentType {
  const [first, ...others] = bodies.map((body) => readOneType(body, complaints));
  if (first === undefined) {
    const field: ParameterField = { value: defaultType, parameters: new Map(), disputed: new Set() };
    return { mediaType: defaultType, boundary: null, field };
  }
  for (const other of others) {
    complaints.add('content-type-repeated', other.mediaType);
    if (other.mediaType !== first.mediaType || other.boundary !== first.boundary)
      throw new Unreadable('ambiguous', 'two Content-Type fields that differ');
  }
  return first;
}

function readOneType(body: string, complaints: Complaints): ContentType {
  const field = parseParameters(body);
  const mediaType = readMediaType(field, complaints);
  for (const name of field.disputed) complaints.add('parameter-disputed', name);
  return { mediaType, boundary: mediaType.startsWith('multipart/') ? readBoundary(field) : null, field };
}

function readMediaType(field: ParameterField, complaints: Complaints): string {
  if (MEDIA_TYPE.test(field.value)) return field.value;
  complaints.add('content-type-malformed', field.value);
  if (field.parameters.has('boundary')) return 'multipart/mixed';
  // RFC 2045 §5.2: what can't be read is text/plain; a file is better off as octets.
  return field.parameters.has('name') ? 'application/octet-stream' : 'text/plain';
}

function readBoundary(field: ParameterField): string | null {
  const boundary = field.parameters.get('boundary')?.trimEnd();
  if (field.disputed.has('boundary') || (boundary !== undefined && ENCODED_WORD.test(boundary)))
    throw new Unreadable('ambiguous', 'a boundary that can be read in two ways');
  return boundary === undefined || boundary === '' ? null : boundary;
}

function readEncoding(bodies: readonly string[], complaints: Complaints): TransferEncoding {
  const effects = new Set<TransferEncoding>();
  for (const body of bodies) for (const effect of effectsOf(body, complaints)) effects.add(effect);
  if (effects.size > 1) throw new Unreadable('ambiguous', 'two transfer encodings');
  const [effect = 'identity'] = effects;
  return effect;
}

/** All encodings that some reader could find in the field; none where it names nothing known. */
function effectsOf(body: string, complaints: Complaints): TransferEncoding[] {
  const known = EFFECTS.get(body.toLowerCase());
  if (known !== undefined) return [known];
  complaints.add('transfer-encoding-malformed', body);
  const words = parseParameters(body).value.split(/["',]+/u);
  const bare = body.toLowerCase().match(/[a-z0-9-]+/gu) ?? [];
  return [...words, ...bare].map((word) => EFFECTS.get(word)).filter((effect) => effect !== undefined);
}

function readDisposition(
  bodies: readonly string[],
  complaints: Complaints,
): { readonly kind: MailPart['disposition']; readonly field: ParameterField | null } {
  const [first] = bodies;
  if (first === undefined) return { kind: null, field: null };
  if (bodies.some((body) => body !== first)) complaints.add('content-disposition-repeated');
  const field = parseParameters(first);
  for (const name of field.disputed) complaints.add('parameter-disputed', name);
  // RFC 2183 §2.8: an unknown disposition is an attachment.
  if (field.value === '') return { kind: null, field };
  return { kind: field.value === 'inline' ? 'inline' : 'attachment', field };
}

function readFileName(
  disposition: ParameterField | null,
  type: ParameterField,
  complaints: Complaints,
): string | null {
  // RFC 2047 §5 forbids encoded words in parameters; nearly every program writes them all the same.
  const names = [disposition?.parameters.get('filename'), type.parameters.get('name')]
    .filter((name) => name !== undefined)
    .map((name) => decodeWords(name).trim())
    .filter((name) => name !== '');
  const [name = null] = names;
  if (names.some((other) => extensionOf(other) !== extensionOf(name ?? '')))
    complaints.add('file-name-disputed', names.join(' / '));
  return name;
}

function extensionOf(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1).toLowerCase();
}

function bareContentId(text: string): string | null {
  const id = text.replace(/[<>\s]+/gu, '');
  return id === '' ? null : id;
}

/** Takes the transfer encoding off a leaf's body. */
export function decodeBody(entity: MimeEntity, complaints: Complaints): Uint8Array {
  const { bytes, complaint } = decodeOctets(entity.head.encoding, entity.body);
  if (complaint !== null) complaints.add(complaint, entity.path);
  return bytes;
}

function decodeOctets(encoding: TransferEncoding, octets: Uint8Array): DecodedOctets {
  switch (encoding) {
    case 'identity':
      return { bytes: octets, complaint: null };
    case 'base64':
      return decodeBase64(octets);
    case 'quoted-printable':
      return decodeQuotedPrintable(octets);
    case 'uuencode':
      return { bytes: decodeUuencoded(octets), complaint: null };
  }
}
