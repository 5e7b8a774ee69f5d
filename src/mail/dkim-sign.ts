import { createHash, createPrivateKey, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { bodyHash, fieldsOf, relaxedField, splitMessage } from './dkim-sign-canonical.ts';
import type { SignedField } from './dkim-sign-canonical.ts';
import type { SigningKey } from './outgoing-mail.ts';

/** RFC 6376 §3.5 `x=`: a copy that is replayed later than this verifies nowhere (threats I5). */
const SIGNATURE_SECONDS = 7 * 86_400;

export interface SigningTime {
  readonly now: Date;
  /** From one second to seven days, which is the default. */
  readonly expiresInSeconds?: number;
}

/**
 * SECURITY: these are listed once more often than they occur (RFC 6376 §5.4.2, §8.15), so adding one, or a second
 * one, breaks the signature: it can't be replayed under another subject or reply address (threats I5).
 */
const OVERSIGNED = [
  'From',
  'To',
  'Cc',
  'Subject',
  'Date',
  'Reply-To',
  'Message-ID',
  'MIME-Version',
  'Content-Type',
  'Content-Transfer-Encoding',
  'Content-ID',
  'Content-Description',
  'Content-Disposition',
  'Content-Language',
] as const;

/** Signed as often as they occur, as our own X-Parley fields are. */
const SIGNED_IF_PRESENT = [
  'In-Reply-To',
  'References',
  'List-Unsubscribe',
  'List-Unsubscribe-Post',
  'Auto-Submitted',
  'Feedback-ID',
] as const;

const OWN_FIELD = 'x-parley-';

/**
 * Puts a DKIM-Signature field (RFC 6376, RFC 8463; relaxed/relaxed, never `l=`) before a message with CRLF line
 * ends. Signing the result with a second key gives a message whose two signatures are both good. Blocks while
 * the private key works: `signMailAside` doesn't.
 */
export function signMail(bytes: Uint8Array, key: SigningKey, time: SigningTime): Uint8Array {
  const unsigned = prepare(bytes, key, time);
  return withSignature(bytes, unsigned, sign(unsigned.digest, unsigned.input, privateKeyOf(key)));
}

/** `signMail` with the private-key operation in another thread: RSA takes longer than all the rest. */
export function signMailAside(bytes: Uint8Array, key: SigningKey, time: SigningTime): Promise<Uint8Array> {
  const unsigned = prepare(bytes, key, time);
  return new Promise((resolve, reject) => {
    sign(unsigned.digest, unsigned.input, privateKeyOf(key), (error, signature) => {
      if (error) reject(error);
      else resolve(withSignature(bytes, unsigned, signature));
    });
  });
}

interface UnsignedMail {
  /** The DKIM-Signature field as far as `b=`. */
  readonly field: string;
  /** What the private key signs. */
  readonly input: Uint8Array;
  readonly digest: 'sha256' | null;
}

function prepare(bytes: Uint8Array, key: SigningKey, time: SigningTime): UnsignedMail {
  const { header, body } = splitMessage(bytes);
  const fields = Map.groupBy(fieldsOf(header), ({ name }) => name);
  const names = signedNames(fields);
  const field = signatureField(key, time, names, bodyHash(body));
  const lines = [...selectFields(fields, names), relaxedField(field)].map(({ canonical }) => canonical);
  const input = Buffer.from(lines.join('\r\n'), 'latin1');
  // RFC 8463 §3: Ed25519 signs the SHA-256 digest of what RSA would sign.
  return key.algorithm === 'rsa-sha256'
    ? { field, input, digest: 'sha256' }
    : { field, input: createHash('sha256').update(input).digest(), digest: null };
}

type FieldsByName = ReadonlyMap<string, readonly SignedField[]>;

function signedNames(fields: FieldsByName): string[] {
  const times = (name: string): number => fields.get(name.toLowerCase())?.length ?? 0;
  const own = [...fields.keys()].filter((name) => name.startsWith(OWN_FIELD));
  return [
    ...OVERSIGNED.flatMap((name) => Array<string>(times(name) + 1).fill(name)),
    ...[...SIGNED_IF_PRESENT, ...own].flatMap((name) => Array<string>(times(name)).fill(name)),
  ];
}

/** RFC 6376 §5.4.2: mentions of a name stand for its fields from the last to the first, then for nothing. */
function selectFields(fields: FieldsByName, names: readonly string[]): SignedField[] {
  return [...new Set(names)].flatMap((name) => [...(fields.get(name.toLowerCase()) ?? [])].reverse());
}

function signatureField(key: SigningKey, time: SigningTime, names: readonly string[], hash: string): string {
  const seconds = time.expiresInSeconds ?? SIGNATURE_SECONDS;
  if (!Number.isInteger(seconds) || seconds < 1 || seconds > SIGNATURE_SECONDS)
    throw new RangeError('a signature holds from one second to seven days');
  if (![key.domain, key.selector].every((name) => /^[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*$/u.test(name)))
    throw new TypeError('the domain and the selector of a signing key are names of the DNS');
  const signedAt = Math.floor(time.now.getTime() / 1000);
  return [
    `DKIM-Signature: v=1; a=${key.algorithm}; c=relaxed/relaxed;`,
    `d=${key.domain}; s=${key.selector};`,
    `t=${signedAt}; x=${signedAt + seconds};`,
    `h=${inLines(names, ':')};`,
    `bh=${hash};`,
    'b=',
  ].join('\r\n ');
}

/** Joins words by `separator` in lines that are fit to be read. */
function inLines(words: readonly string[], separator: string): string {
  let text = '';
  let column = 3;
  for (const [index, word] of words.entries()) {
    const piece = index === words.length - 1 ? word : word + separator;
    if (column + piece.length > 74) {
      text += '\r\n ';
      column = 1;
    }
    text += piece;
    column += piece.length;
  }
  return text;
}

function withSignature(bytes: Uint8Array, { field }: UnsignedMail, signature: Uint8Array): Uint8Array {
  const letters = Buffer.from(signature).toString('base64');
  const value = inLines(letters.match(/.{1,70}/gu) ?? [], '');
  return Buffer.concat([Buffer.from(`${field}${value}\r\n`, 'latin1'), bytes]);
}

/** Keys of as many domains as one node is likely to sign for. */
const MAX_CACHED_KEYS = 512;
const cachedKeys = new Map<string, KeyObject>();

/**
 * Parsing the key costs about a tenth of an RSA signature, so parsed keys are kept, by digest: a key that
 * came through a message port is a new object each time.
 */
function privateKeyOf({ privateKey }: SigningKey): KeyObject {
  const id = createHash('sha256').update(privateKey).digest('base64');
  const cached = cachedKeys.get(id);
  if (cached !== undefined) return cached;
  const parsed = createPrivateKey({ key: Buffer.from(privateKey), format: 'der', type: 'pkcs8' });
  const [oldest] = cachedKeys.keys();
  if (cachedKeys.size >= MAX_CACHED_KEYS && oldest !== undefined) cachedKeys.delete(oldest);
  cachedKeys.set(id, parsed);
  return parsed;
}
