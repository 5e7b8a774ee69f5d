import { isAscii } from 'node:buffer';
import { formatAddress, parseAddress } from '#mail/address.ts';
import type { PrivateAddress } from '#mail/private-address.ts';

/** A forward-path that is safe to be written into a command. */
export interface ForwardPath {
  readonly domain: string;
  /** As RFC 5321 writes it, without angle brackets. */
  readonly path: string;
  /** A local part beyond ASCII: the next hop must offer SMTPUTF8 (RFC 6531 §3.2). */
  readonly needsUtf8: boolean;
}

/**
 * Takes the real address apart and writes it anew, so that nothing of it but a local part and a domain can
 * reach a command; null where it is no address (threats T4, T5). Angle brackets in a quoted local part are
 * refused as well: the SMTP library takes none.
 */
export function readForwardPath(address: PrivateAddress): ForwardPath | null {
  const parsed = parseAddress(address.reveal());
  if (parsed === null) return null;
  const path = formatAddress(parsed);
  if (/[<>]/u.test(path)) return null;
  return { domain: parsed.domain, path, needsUtf8: /[^ -~]/u.test(path) };
}

/** Our bounce address. Throws where it can't be one: we made it. */
export function requireReversePath(reversePath: string): string {
  const parsed = parseAddress(reversePath);
  const path = parsed === null ? '' : formatAddress(parsed);
  if (!/^[a-z0-9._-]+@[a-z0-9.-]+$/u.test(path)) throw new TypeError('not a bounce address of ours');
  return path;
}

/** RFC 3461 §4.4: at most 100 characters; ours are ids of deliveries. */
export function requireEnvelopeId(envelopeId: string): string {
  if (!/^[A-Za-z0-9-]{1,100}$/u.test(envelopeId)) throw new TypeError('not the id of a delivery');
  return envelopeId;
}

const LF = 0x0a;
const LONGEST_LINE = 998;

/**
 * Looks at the bytes once before they leave: true if all are ASCII. Throws for NUL, for a CR or LF that isn't
 * part of CRLF (threats T2), for a line over 998 octets (RFC 5321 §4.5.3.1.6) and for a last line without its
 * end: a composer that makes those is broken, and no remote should have to cope with it.
 */
export function checkMessageBytes(bytes: Uint8Array): boolean {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // A regular expression over Latin-1 takes a sixth of the time of a loop over octets.
  if (/\0|\r(?!\n)|(?<!\r)\n/u.test(buffer.toString('latin1')))
    throw new TypeError('a NUL, or a carriage return or line feed without the other');
  if (buffer.length === 0 || buffer.at(-1) !== LF) throw new TypeError('the last line is not ended');
  let start = 0;
  for (let end = buffer.indexOf(LF); end !== -1; end = buffer.indexOf(LF, start)) {
    if (end - 1 - start > LONGEST_LINE) throw new TypeError('a line is too long');
    start = end + 1;
  }
  return isAscii(buffer);
}
