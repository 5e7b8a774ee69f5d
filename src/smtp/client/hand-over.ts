import type { TransmitOutcome } from '#flow/ports.ts';
import type { Dns } from '../dns.ts';
import type { ForwardPath } from './envelope.ts';
import { addressesOf } from './next-hops.ts';
import type { HostAddresses, NextHop } from './next-hops.ts';
import { deferred, outcomeOfReply, refusedHere } from './remote-reply.ts';
import { SmtpSession } from './session.ts';
import type { SessionMessage, SessionOptions } from './session.ts';
import { SessionFailure } from './session-wait.ts';

/** What one attempt to hand over a message carries along from host to host. */
export interface Attempt {
  readonly path: ForwardPath;
  readonly message: SessionMessage;
  readonly dns: Dns;
  /** Says when to give up. */
  readonly signal: AbortSignal;
  connectsLeft: number;
}

/** `settled`: that is the end of the attempt. `elsewhere`: no host has spoken on the message, another may. */
export type HopResult =
  | { readonly kind: 'settled'; readonly outcome: TransmitOutcome }
  | { readonly kind: 'elsewhere'; readonly outcome: TransmitOutcome };

const elsewhere = (outcome: TransmitOutcome): HopResult => ({ kind: 'elsewhere', outcome });
const settled = (outcome: TransmitOutcome): HopResult => ({ kind: 'settled', outcome });

/** Offers the message over an open session. */
export async function offerMessage(session: SmtpSession, attempt: Attempt): Promise<HopResult> {
  const obstacle = obstacleTo(session, attempt);
  if (obstacle !== null) return settled(obstacle);
  try {
    const reply = await session.send(attempt.message, attempt.signal);
    return settled(outcomeOfReply(session.host, reply));
  } catch (error) {
    if (!(error instanceof SessionFailure)) throw error;
    return resultOfFailure(session.host, error);
  }
}

/** What the host would have to be able to do for this message, and can't. */
function obstacleTo({ host, extensions }: SmtpSession, { path, message }: Attempt): TransmitOutcome | null {
  if (path.needsUtf8 && !extensions.smtpUtf8)
    return refusedHere(host, '5.6.7', 'the host takes no addresses beyond ASCII (RFC 6531)');
  if (!message.ascii && !extensions.eightBitMime)
    return refusedHere(host, '5.6.3', 'the host takes no 8-bit content (RFC 6152)');
  if (extensions.maxSize !== null && message.bytes.length > extensions.maxSize)
    return refusedHere(host, '5.3.4', `the host takes ${extensions.maxSize} octets at most (RFC 1870)`);
  return null;
}

function resultOfFailure(host: string, { phase, reply, message }: SessionFailure): HopResult {
  if (reply !== null) {
    const outcome = outcomeOfReply(host, reply);
    // RFC 5321 §3.8: a host that is going down says nothing on the message.
    return reply.code === 421 && phase === 'envelope' ? elsewhere(outcome) : settled(outcome);
  }
  const outcome = deferred(host, '4.4.2', message);
  // RFC 5321 §6.1, RFC 1047: it may have been taken. Another host now would make two of it; later, the same
  // Message-ID tells the receiver.
  return phase === 'message' ? settled(outcome) : elsewhere(outcome);
}

export interface OpenOptions extends SessionOptions {
  /** Direct routes may lead to inside addresses (threats T14). */
  readonly allowInside: boolean;
}

/** Opens a session with the first address of the host that lets us; else says why there is none. */
export async function openSession(
  hop: NextHop,
  attempt: Attempt,
  options: OpenOptions,
): Promise<SmtpSession | TransmitOutcome> {
  const found = await addressesOf(hop, attempt.dns, options.allowInside);
  if (found.kind !== 'addresses') return outcomeWithoutAddress(hop, found.kind);
  let outcome = deferred(hop.host, '4.4.1', 'too many hosts were tried for one message');
  for (const address of found.addresses) {
    if (attempt.connectsLeft <= 0 || attempt.signal.aborted) break;
    attempt.connectsLeft -= 1;
    try {
      return await openAt(hop, address, attempt, options);
    } catch (error) {
      if (!(error instanceof SessionFailure)) throw error;
      outcome = deferred(hop.host, STATUS_OF_PHASE[error.phase], error.message, error.reply);
    }
  }
  return outcome;
}

// X.4.1 no answer from host, X.4.2 bad connection, X.7.0 other security, X.7.5 cryptographic failure (RFC 3463).
const STATUS_OF_PHASE = {
  connect: '4.4.1',
  hello: '4.4.2',
  tls: '4.7.5',
  login: '4.7.0',
  envelope: '4.4.2',
  message: '4.4.2',
} as const satisfies Record<SessionFailure['phase'], string>;

async function openAt(
  hop: NextHop,
  address: string,
  attempt: Attempt,
  options: OpenOptions,
): Promise<SmtpSession> {
  try {
    return await SmtpSession.open(hop, address, options, attempt.signal);
  } catch (error) {
    const mayGoInTheClear = hop.tls === 'opportunistic' && attempt.connectsLeft > 0;
    if (!mayGoInTheClear || !(error instanceof SessionFailure) || error.phase !== 'tls') throw error;
    // RFC 7435 §4: encryption that fails must not keep mail from a host that also takes it in the clear.
    attempt.connectsLeft -= 1;
    return SmtpSession.open({ ...hop, tls: 'none' }, address, options, attempt.signal);
  }
}

function outcomeWithoutAddress(
  { host, chosen }: NextHop,
  why: Exclude<HostAddresses['kind'], 'addresses'>,
): TransmitOutcome {
  if (why === 'later') return deferred(host, '4.4.3', 'the address of the host could not be looked up');
  if (chosen) return deferred(host, '4.4.4', 'the smarthost has no address');
  return why === 'inside'
    ? refusedHere(host, '5.4.4', 'the mail exchanger has no address on the public network')
    : refusedHere(host, '5.4.4', 'the mail exchanger has no address');
}

/** True where `openSession` gave an outcome. */
export function isOutcome(result: SmtpSession | TransmitOutcome): result is TransmitOutcome {
  return 'kind' in result;
}

/** Of two failures at different hosts the one to go by: while one of them may pass the message may too. */
export function worthMore(first: TransmitOutcome | null, second: TransmitOutcome): TransmitOutcome {
  return first !== null && first.kind === 'deferred' && second.kind !== 'deferred' ? first : second;
}
