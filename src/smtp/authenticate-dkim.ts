import { DkimVerifier } from 'mailauth/lib/dkim/dkim-verifier.js';
import { writeToStream } from 'mailauth/lib/tools.js';
import type { DkimResult } from '#mail/authentication.ts';
import { areAligned } from '#mail/domain-alignment.ts';
import { resolverOf, resultOf } from './authenticate-results.ts';
import { dkimKeys } from './dkim-keys.ts';
import type { Dns } from './dns.ts';

export interface SignatureOptions {
  readonly authorDomain: string;
  readonly trustedSealers: readonly string[];
  readonly now: Date;
}

type Verified = Pick<DkimVerifier, 'results' | 'headers'>;
type Signature = Verified['results'][number];
/** The ARC sets of the message, the newest message signature verified; null where no trusted sealer made one. */
export type ArcSets = NonNullable<DkimVerifier['arc']> | null;

export interface Signatures {
  readonly dkim: readonly DkimResult[];
  readonly arc: ArcSets;
}

/** Signatures that are tried; a list manager's, a mail service's and the author's own make three (threats I4). */
const MAX_SIGNATURES = 5;

/** RFC 8301 §3.2: shorter keys don't count. */
export const SHORTEST_KEY = 1024;

/**
 * mailauth joins folded lines in quadratic time. A header of 256 KiB in lines of ordinary length has 4,000;
 * one with more lines isn't read for signatures at all.
 */
const MAX_HEADER_LINES = 5000;

/** Verifies the DKIM signatures, those of the author's domain first. */
export async function verifySignatures(
  raw: Uint8Array,
  dns: Dns,
  options: SignatureOptions,
): Promise<Signatures> {
  const prepared = withoutNeedlessSignatures(raw, options);
  if (prepared === null) return { dkim: [], arc: null };
  const resolver = resolverOf(dns);
  const verified = new DkimVerifier({
    resolver,
    minBitLength: SHORTEST_KEY,
    rejectRsaSha1: true,
    curTime: options.now,
  });
  verified.keyCache = dkimKeys(resolver);
  await writeToStream(verified, prepared.message);
  // SECURITY (threats I1): the reader of this message found one From field; a signature may be over that one alone.
  if (verified.fromFields !== 1) return { dkim: [], arc: null };
  const fieldCounts = countFields(verified);
  return {
    dkim: verified.results
      .filter((signature) => signature.signingDomain)
      .map((signature) => resultFor(signature, fieldCounts)),
    arc: prepared.sealer === null ? null : (verified.arc ?? null),
  };
}

function resultFor(signature: Signature, fieldCounts: ReadonlyMap<string, number>): DkimResult {
  return {
    result: resultOf(signature.status.result),
    domain: (signature.signingDomain ?? '').toLowerCase(),
    selector: signature.selector ?? '',
    discounted: discountOf(signature, fieldCounts),
  };
}

/** Why the signature doesn't count though it may verify (RFC 6376 §8, threats I4). */
function discountOf(signature: Signature, fieldCounts: ReadonlyMap<string, number>): string | null {
  const { status } = signature;
  if (status.comment === 'expired') return 'it has expired (x=)';
  if (status.policy?.['dkim-rules'] === 'weak-key') return `its key has less than ${SHORTEST_KEY} bits`;
  if (status.result === 'policy') return 'rsa-sha1 proves nothing any more (RFC 8301)';
  if (status.underSized) return 'it covers a part of the body alone (l=)';
  const uncovered = uncoveredField(signature, fieldCounts);
  return uncovered === null ? null : `a ${uncovered} field is not signed`;
}

/**
 * Fields that RFC 5322 §3.6 allows once and that a reader of the message goes by. Where one is signed and
 * another of the same name isn't, somebody may have put the second above it, and that one is shown. The subject
 * must be signed where there is one: it decides what becomes of a message.
 */
const ONCE = [
  'from',
  'subject',
  'date',
  'to',
  'cc',
  'reply-to',
  'message-id',
  'content-type',
  'mime-version',
];

function uncoveredField(signature: Signature, fieldCounts: ReadonlyMap<string, number>): string | null {
  const signed = new Map<string, number>();
  for (const key of (signature.signingHeaders?.keys ?? '').toLowerCase().split(': '))
    signed.set(key, (signed.get(key) ?? 0) + 1);
  for (const name of ONCE) {
    const inHeader = fieldCounts.get(name) ?? 0;
    const inSignature = signed.get(name) ?? 0;
    if (inHeader > inSignature && (inSignature > 0 || name === 'subject')) return name;
  }
  return null;
}

function countFields(verified: Verified): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { key } of verified.headers?.parsed ?? []) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}

interface Prepared {
  readonly message: Buffer;
  /** The newest sealer, if it is on the list. */
  readonly sealer: string | null;
}

// Every spelling of the field name that mailauth takes, a fold before the colon included.
const SIGNATURE_FIELD = /^(dkim-signature|arc-[a-z-]+)[ \t\r\n]*:/gimu;

/**
 * Takes out of sight what would be verified in vain: signatures beyond the limit, and ARC sets whose sealer
 * nobody trusts (each costs a key, a question and a verification). Their field names are overwritten in a copy,
 * unless a DKIM signature covers such fields. Null where the header has too many lines.
 */
function withoutNeedlessSignatures(raw: Uint8Array, options: SignatureOptions): Prepared | null {
  const message = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
  const emptyLine = message.indexOf('\r\n\r\n');
  const header = message.toString('latin1', 0, emptyLine === -1 ? message.length : emptyLine + 2);
  if (countLines(header) > MAX_HEADER_LINES) return null;
  const fields = [...header.matchAll(SIGNATURE_FIELD)].map((match) => fieldAt(header, match));
  const signatures = fields.filter(({ name }) => name === 'dkim-signature');
  const sealer = newestSealer(fields, options.trustedSealers);
  const aligned = (field: SignatureField): number => (areAligned(field.domain, options.authorDomain) ? 0 : 1);
  const tried = new Set(signatures.toSorted((a, b) => aligned(a) - aligned(b)).slice(0, MAX_SIGNATURES));
  const coversArc = signatures.some(({ text }) => /(?:^|:)\s*arc-/iu.test(tagOf(text, 'h')));
  const needless = fields.filter((field) =>
    field.name === 'dkim-signature' ? !tried.has(field) : sealer === null && !coversArc,
  );
  return { message: needless.length === 0 ? message : overwritten(message, needless), sealer };
}

interface SignatureField {
  readonly name: string;
  readonly start: number;
  readonly text: string;
  /** The d= tag, as far as choosing needs it. */
  readonly domain: string;
}

function fieldAt(header: string, match: RegExpMatchArray): SignatureField {
  const start = match.index ?? 0;
  const bodyStart = start + match[0].length;
  const end = /\r\n(?![ \t])/gu;
  end.lastIndex = bodyStart;
  const text = header.slice(bodyStart, end.exec(header)?.index ?? header.length);
  return { name: match[1]?.toLowerCase() ?? '', start, text, domain: tagOf(text, 'd').toLowerCase() };
}

/** The value of a tag, trimmed; only for choosing, as the verifier reads them itself (RFC 6376 §3.2). */
function tagOf(text: string, name: string): string {
  for (const tag of text.split(';')) {
    const equals = tag.indexOf('=');
    if (equals !== -1 && tag.slice(0, equals).trim() === name) return tag.slice(equals + 1).trim();
  }
  return '';
}

function newestSealer(fields: readonly SignatureField[], trusted: readonly string[]): string | null {
  const seals = fields.filter(({ name }) => name === 'arc-seal');
  const instance = ({ text }: SignatureField): number => Number.parseInt(tagOf(text, 'i'), 10) || 0;
  const newest = seals.toSorted((a, b) => instance(b) - instance(a))[0];
  return newest !== undefined && trusted.includes(newest.domain) ? newest.domain : null;
}

function overwritten(message: Buffer, fields: readonly SignatureField[]): Buffer {
  const copy = Buffer.from(message);
  for (const { start } of fields) copy.write('X', start, 'latin1');
  return copy;
}

function countLines(text: string): number {
  let lines = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) lines += 1;
  return lines;
}
