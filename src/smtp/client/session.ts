import type { Socket } from 'node:net';
import { Readable } from 'node:stream';
import { getCACertificates } from 'node:tls';
import type { ConnectionOptions } from 'node:tls';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { NextHop } from './next-hops.ts';
import { readReply } from './remote-reply.ts';
import type { RemoteReply } from './remote-reply.ts';
import { readExtensions } from './session-extensions.ts';
import type { Extensions } from './session-extensions.ts';
import { connectTo, failureOf, listenForEnd, SessionFailure, step } from './session-wait.ts';
import type { SessionPhase } from './session-wait.ts';

/** How long each part of a session may take, in milliseconds (RFC 5321 §4.5.3.2). */
export interface SessionTimeouts {
  readonly connect: number;
  /** Greeting, EHLO and TLS together; and as long again for AUTH. */
  readonly hello: number;
  /** MAIL, RCPT and DATA together: they leave in one piece where the host offers PIPELINING. */
  readonly envelope: number;
  /** Until the host has taken another 64 KiB. */
  readonly dataBlock: number;
  /** From the final dot to the reply. Too short a wait here makes mail arrive twice (RFC 1047). */
  readonly dataEnd: number;
  /** QUIT, and RSET between messages. */
  readonly courtesy: number;
}

const MINUTE = 60_000;

export const SESSION_TIMEOUTS: SessionTimeouts = {
  connect: MINUTE / 2,
  hello: 5 * MINUTE,
  envelope: 5 * MINUTE,
  dataBlock: 3 * MINUTE,
  dataEnd: 10 * MINUTE,
  courtesy: MINUTE / 6,
};

export interface SessionOptions {
  /** Our own name in EHLO. */
  readonly helloName: string;
  readonly timeouts: SessionTimeouts;
  /** Certificates in PEM to trust beside the usual ones: of a smarthost with an authority of its own. */
  readonly trustedCertificates: readonly string[];
}

export interface SessionMessage {
  readonly reversePath: string;
  readonly forwardPath: string;
  readonly envelopeId: string;
  readonly bytes: Uint8Array;
  readonly ascii: boolean;
}

/** As much of a message as is written at a time. */
const BLOCK = 65_536;
/** RFC 5321 §4.5.3.1.5 allows 512 octets a line: no honest reply comes near this. */
const LONGEST_REPLY = 65_536;

/**
 * One SMTP session as a client, over nodemailer's connection: opened, then any number of messages one after
 * the other, then left by `quit`. Every wait has an end; the session is closed there and the promise rejects
 * with a `SessionFailure`, as it does for all that goes wrong on the way.
 */
export class SmtpSession {
  readonly host: string;
  readonly extensions: Extensions;
  readonly #connection: SMTPConnection;
  readonly #timeouts: SessionTimeouts;
  #messages = 0;

  private constructor(
    host: string,
    connection: SMTPConnection,
    extensions: Extensions,
    timeouts: SessionTimeouts,
  ) {
    this.host = host;
    this.extensions = extensions;
    this.#connection = connection;
    this.#timeouts = timeouts;
  }

  /**
   * Connects to `address`, and to no other, as `hop` asks for; the name of the host serves for its
   * certificate alone. `signal` ends the wait.
   */
  static async open(
    hop: NextHop,
    address: string,
    options: SessionOptions,
    signal: AbortSignal,
  ): Promise<SmtpSession> {
    const { timeouts } = options;
    const socket = await connectTo(address, hop.port, timeouts.connect, signal);
    const connection = new SMTPConnection(connectionOptions(hop, socket, options));
    // Whoever waits hears of an error; one that comes while nobody does has ended the session, no more.
    connection.on('error', () => undefined);
    await step(connection, 'hello', timeouts.hello, signal, (done) => connection.connect(done));
    const extensions = readExtensions(connection.lastServerResponse || '');
    if (hop.credentials !== null) {
      const login = { user: hop.credentials.user, pass: hop.credentials.password };
      await step(connection, 'login', timeouts.hello, signal, (done) => connection.login(login, done));
    }
    return new SmtpSession(hop.host, connection, extensions, timeouts);
  }

  get isOpen(): boolean {
    return !this.#connection.destroyed;
  }

  /** Messages that were offered so far. */
  get messages(): number {
    return this.#messages;
  }

  onEnd(listener: () => void): void {
    this.#connection.once('end', listener);
  }

  /** Offers one message to one recipient; gives the reply to the message once the host has taken it. */
  async send(message: SessionMessage, signal: AbortSignal): Promise<RemoteReply> {
    this.#messages += 1;
    const clock = new MessageClock(this.#timeouts);
    try {
      const reply = readReply(await this.#offer(message, clock, signal));
      // SECURITY: a host that answers before the final dot doesn't speak of this message, and its next reply
      // would be taken for the answer to the next one.
      if (reply === null || !clock.bodyEnded)
        throw new SessionFailure('message', 'the host answered before the message was over', null);
      return reply;
    } catch (error) {
      if (clock.phase === 'message' && !clock.bodyEnded) this.close();
      throw error;
    } finally {
      clock.stop();
    }
  }

  #offer(message: SessionMessage, clock: MessageClock, signal: AbortSignal): Promise<string> {
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    const fail = (error: Error): void => reject(failureOf(error, clock.phase));
    const stopListening = listenForEnd(this.#connection, signal, fail);
    clock.start((why) => {
      fail(new Error(why));
      this.close();
    });
    const envelope = {
      from: message.reversePath,
      to: message.forwardPath,
      size: message.bytes.length,
      use8BitMime: !message.ascii,
      // RFC 3461, where the host offers it. No ORCPT: it would carry the real mailbox to further hosts.
      dsn: { ret: 'HDRS', envid: message.envelopeId, notify: ['FAILURE', 'DELAY'] },
    };
    // SECURITY: the library takes any 2yz for leave to go on. Where replies have come out of turn, DATA would
    // get the answer to RCPT, and this message the answer to another one.
    const mayGoOn = (): boolean => /^354(?: |-|$)/u.test(this.#connection.lastServerResponse || '');
    this.#connection.send(envelope, blocksOf(message.bytes, clock, mayGoOn), (error, info) =>
      error ? fail(error) : resolve(info?.response ?? ''),
    );
    return promise.finally(stopListening);
  }

  /** Makes the session fit for another message after one that was not taken (RFC 5321 §4.1.1.5). */
  async reset(): Promise<void> {
    const { signal } = new AbortController();
    await step(this.#connection, 'envelope', this.#timeouts.courtesy, signal, (done) =>
      this.#connection.reset(done),
    );
  }

  /** Takes leave; resolves when the connection is closed. */
  async quit(): Promise<void> {
    if (!this.isOpen) return;
    const { signal } = new AbortController();
    // There is no answer to wait for that would change anything: an end by whichever side is the end.
    await step(this.#connection, 'hello', this.#timeouts.courtesy, signal, () =>
      this.#connection.quit(),
    ).catch(() => undefined);
  }

  close(): void {
    this.#connection.close();
  }
}

/** Keeps the time of one message: the envelope, then each block of the body, then the answer to it. */
class MessageClock {
  phase: SessionPhase = 'envelope';
  bodyEnded = false;
  readonly #timeouts: SessionTimeouts;
  #timer: NodeJS.Timeout | undefined;
  #expire: (why: string) => void = () => undefined;

  constructor(timeouts: SessionTimeouts) {
    this.#timeouts = timeouts;
  }

  start(expire: (why: string) => void): void {
    this.#expire = expire;
    this.#wait(this.#timeouts.envelope);
  }

  /** The host has agreed to DATA, or has taken a block. */
  blockAsked(): void {
    this.phase = 'message';
    this.#wait(this.#timeouts.dataBlock);
  }

  lastBlockAsked(): void {
    this.phase = 'message';
    this.bodyEnded = true;
    this.#wait(this.#timeouts.dataEnd);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #wait(milliseconds: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#expire(`no answer in ${milliseconds} ms`), milliseconds);
  }
}

/** The message in blocks; the library asks for the first one when it takes DATA for agreed to. */
function blocksOf(bytes: Uint8Array, clock: MessageClock, mayGoOn: () => boolean): Readable {
  let offset = 0;
  return new Readable({
    highWaterMark: BLOCK,
    read() {
      if (offset === 0 && !mayGoOn()) {
        clock.blockAsked();
        this.destroy(new Error('the host did not answer DATA with 354'));
        return;
      }
      if (offset >= bytes.length) {
        clock.lastBlockAsked();
        this.push(null);
        return;
      }
      clock.blockAsked();
      this.push(bytes.subarray(offset, offset + BLOCK));
      offset += BLOCK;
    },
  });
}

function connectionOptions(hop: NextHop, socket: Socket, options: SessionOptions): SMTPConnection.Options {
  const { timeouts } = options;
  return {
    connection: socket,
    host: hop.host,
    port: hop.port,
    name: options.helloName,
    secure: hop.tls === 'implicit',
    ignoreTLS: hop.tls === 'none',
    requireTLS: hop.tls === 'required',
    tls: tlsOptions(hop, options),
    // The session keeps the time itself; the library's own limits only have to be longer.
    greetingTimeout: timeouts.hello * 2,
    connectionTimeout: timeouts.hello * 2,
    socketTimeout: Math.max(...Object.values<number>({ ...timeouts })) * 2,
    socketCloseTimeout: timeouts.courtesy,
    maxResponseSize: LONGEST_REPLY,
    logger: false,
  };
}

function tlsOptions({ tls }: NextHop, { trustedCertificates }: SessionOptions): ConnectionOptions {
  // RFC 7435 §3: where no encryption would do, one whose certificate can't be checked does better.
  if (tls === 'opportunistic') return { rejectUnauthorized: false };
  if (trustedCertificates.length === 0) return {};
  return { ca: [...getCACertificates('default'), ...trustedCertificates] };
}
