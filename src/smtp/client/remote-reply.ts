import type { TransmitOutcome } from '#flow/ports.ts';

const LONGEST_ANSWER = 500;

/** A reply of a remote server (RFC 5321 §4.2, RFC 3463): code, enhanced status, and its words in one line. */
export interface RemoteReply {
  readonly code: number;
  readonly enhanced: string | null;
  /** At most 500 characters. May name the real mailbox: for the operator alone. */
  readonly text: string;
}

/** Reads a reply of one or more lines; null where it doesn't begin with a code. */
export function readReply(response: string): RemoteReply | null {
  const [first = '', ...others] = response.slice(0, LONGEST_ANSWER * 8).split(/\r?\n/u);
  const match = /^([2-5]\d\d)(?:[ -]|$)/u.exec(first);
  if (match === null) return null;
  const lines = [first, ...others].map((line) => line.replace(/^\d{3}(?:[ -]|$)/u, ''));
  const enhanced = /^[245]\.\d{1,3}\.\d{1,3}(?= |$)/u.exec(lines[0] ?? '')?.[0] ?? null;
  const words = lines.map((line) => line.replace(/^[245]\.\d{1,3}\.\d{1,3}(?: |$)/u, ''));
  return { code: Number(match[1]), enhanced, text: oneAnswerLine(words.join(' ')) };
}

/** Foreign text in one line of at most 500 characters, without control characters. */
function oneAnswerLine(text: string): string {
  const line = text
    .toWellFormed()
    .replace(/[\p{Cc}\p{Zl}\p{Zp} ]+/gu, ' ')
    .trim();
  return line.length > LONGEST_ANSWER ? line.slice(0, LONGEST_ANSWER).toWellFormed() : line;
}

/**
 * 5yz is for good (RFC 5321 §4.2.1), with two exceptions that speak of our session and not of this message:
 * a bad sequence of commands, and authentication that the smarthost wants (RFC 4954 §6).
 */
const SESSION_FAILURES: ReadonlySet<number> = new Set([503, 530, 534, 535, 538]);

/** What a reply to MAIL, RCPT, DATA or to the message itself means for the delivery. */
export function outcomeOfReply(host: string, reply: RemoteReply): TransmitOutcome {
  const { code, enhanced, text } = reply;
  const remote = { host, code, enhanced, answer: text };
  if (code >= 200 && code < 300) return { kind: 'handed-over', ...remote };
  const forGood = code >= 500 && !SESSION_FAILURES.has(code);
  return { kind: forGood ? 'refused' : 'deferred', ...remote };
}

/** An attempt that ended without the remote's word on this message: it is tried again later. */
export function deferred(
  host: string | null,
  enhanced: string,
  why: string,
  reply: RemoteReply | null = null,
): TransmitOutcome {
  const answer = reply === null ? oneAnswerLine(why) : reply.text;
  return { kind: 'deferred', host, code: reply?.code ?? null, enhanced: reply?.enhanced ?? enhanced, answer };
}

/** Refused by ourselves, for a reason that won't go away. */
export function refusedHere(host: string | null, enhanced: string, why: string): TransmitOutcome {
  return { kind: 'refused', host, code: null, enhanced, answer: oneAnswerLine(why) };
}
