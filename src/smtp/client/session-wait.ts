import { connect } from 'node:net';
import type { Socket } from 'node:net';
import type SMTPConnection from 'nodemailer/lib/smtp-connection';
import { readReply } from './remote-reply.ts';
import type { RemoteReply } from './remote-reply.ts';

/** Where a session failed; `message` means that the host may have taken the message all the same. */
export type SessionPhase = 'connect' | 'hello' | 'tls' | 'login' | 'envelope' | 'message';

/** A session that can't go on, or a message that the host did not take. */
export class SessionFailure extends Error {
  readonly phase: SessionPhase;
  /** The host's word on it, if it had one. */
  readonly reply: RemoteReply | null;

  constructor(phase: SessionPhase, message: string, reply: RemoteReply | null, options?: ErrorOptions) {
    super(message, options);
    this.name = 'SessionFailure';
    this.phase = phase;
    this.reply = reply;
  }
}

/** What the library tells beside the message of an error. */
interface LibraryError extends Error {
  readonly code?: string | undefined;
  readonly response?: string | undefined;
}

const PHASE_OF_CODE: ReadonlyMap<string, SessionPhase> = new Map([
  ['ETLS', 'tls'],
  ['EAUTH', 'login'],
]);

/** An error of the library, or of a socket, as a failure of `phase`. */
export function failureOf(error: LibraryError, phase: SessionPhase): SessionFailure {
  if (error instanceof SessionFailure) return error;
  const reply = error.response === undefined ? null : readReply(error.response);
  // A positive reply in an error is one that came out of turn: it is nobody's answer.
  const refusal = reply !== null && reply.code >= 400 ? reply : null;
  return new SessionFailure(PHASE_OF_CODE.get(error.code ?? '') ?? phase, error.message, refusal, {
    cause: error,
  });
}

/**
 * Calls `fail` when the connection breaks or ends, or `signal` says to give up, which closes it. Gives back
 * how to stop listening.
 */
export function listenForEnd(
  connection: SMTPConnection,
  signal: AbortSignal,
  fail: (error: Error) => void,
): () => void {
  // The library reports the end before it calls back with the reason: the reason is given the lead.
  const onEnd = (): unknown => setImmediate(fail, new Error('the connection was closed'));
  const onAbort = (): void => {
    fail(new Error('given up: it took too long, or the server is stopping'));
    connection.close();
  };
  connection.once('error', fail);
  connection.once('end', onEnd);
  signal.addEventListener('abort', onAbort);
  if (signal.aborted) onAbort();
  return () => {
    connection.removeListener('error', fail);
    connection.removeListener('end', onEnd);
    signal.removeEventListener('abort', onAbort);
  };
}

/** One step of a session that ends within `milliseconds`, or closes the connection. */
export function step(
  connection: SMTPConnection,
  phase: SessionPhase,
  milliseconds: number,
  signal: AbortSignal,
  begin: (done: (error?: Error | null) => void) => void,
): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  // The library tells of a failed handshake as it does of a broken connection.
  const fail = (error: Error): void => reject(failureOf(error, connection.upgrading ? 'tls' : phase));
  const stopListening = listenForEnd(connection, signal, fail);
  const timer = setTimeout(() => {
    fail(new Error(`no answer in ${milliseconds} ms`));
    connection.close();
  }, milliseconds);
  begin((error) => (error ? fail(error) : resolve()));
  return promise.finally(() => {
    clearTimeout(timer);
    stopListening();
  });
}

/** Connects to an IP address within `milliseconds`; rejects with a `SessionFailure`. */
export function connectTo(
  address: string,
  port: number,
  milliseconds: number,
  signal: AbortSignal,
): Promise<Socket> {
  const { promise, resolve, reject } = Promise.withResolvers<Socket>();
  const socket = connect({ host: address, port, autoSelectFamily: false });
  const fail = (error: Error): void => {
    socket.destroy();
    reject(failureOf(error, 'connect'));
  };
  const onAbort = (): void => fail(new Error('given up: it took too long, or the server is stopping'));
  const timer = setTimeout(() => fail(new Error(`no connection in ${milliseconds} ms`)), milliseconds);
  socket.on('error', fail);
  socket.once('connect', () => resolve(socket));
  signal.addEventListener('abort', onAbort);
  if (signal.aborted) onAbort();
  return promise.finally(() => {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
  });
}
