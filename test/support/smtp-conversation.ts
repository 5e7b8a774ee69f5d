import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect as connectSocket } from 'node:net';
import type { Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';

/** A conversation that stalls is a failed test, not a hanging one. */
const PATIENCE_MS = 20_000;

/**
 * A client that says exactly what a test has it say and hears what the server answers:
 *
 *     const c = await connect(port);
 *     await c.hears('220');
 *     await c.says('EHLO client.example');
 *     await c.hears(/^250-.*\n250 SIZE/s);
 */
export class SmtpConversation {
  #socket: Socket;
  #received = '';
  #ended = false;
  #wake: () => void = () => undefined;

  constructor(socket: Socket) {
    this.#socket = socket;
    this.#listen(socket);
  }

  /** The client's port, by which a server may tell it from others. */
  get localPort(): number {
    return this.#socket.localPort ?? 0;
  }

  /** Sends one line with its CRLF. */
  async says(line: string): Promise<void> {
    await this.sends(`${line}\r\n`);
  }

  /** Sends octets as they are; a string goes as UTF-8. A server that has hung up doesn't hear them. */
  async sends(octets: string | Uint8Array): Promise<void> {
    if (this.#socket.destroyed || !this.#socket.writable) return;
    await new Promise<void>((resolve) => this.#socket.write(octets, () => resolve()));
  }

  /** Sends each piece in a segment of its own, as far as the machine's loopback keeps them apart. */
  async sendsInPieces(pieces: Iterable<string | Uint8Array>): Promise<void> {
    for (const piece of pieces) {
      await this.sends(piece);
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /**
   * Waits for the next reply, which may have several lines (joined with `\n` here), and checks it: a string must
   * stand at its beginning, a pattern must match it. Gives the reply.
   */
  async hears(expected: string | RegExp): Promise<string> {
    const reply = await this.#next();
    if (typeof expected === 'string')
      assert.ok(reply?.startsWith(expected), `expected "${expected}…", heard ${heard(reply)}`);
    else assert.match(reply ?? '', expected, `heard ${heard(reply)}`);
    return reply ?? '';
  }

  /** Checks that the server hangs up without another word. */
  async hearsTheEnd(): Promise<void> {
    const reply = await this.#next();
    assert.equal(reply, null, `expected the end, heard ${heard(reply)}`);
  }

  /** All replies up to the end of the connection. */
  async hearsAll(): Promise<string[]> {
    const replies: string[] = [];
    for (let reply = await this.#next(); reply !== null; reply = await this.#next()) replies.push(reply);
    return replies;
  }

  /** Changes to TLS, once the server has said 220 to STARTTLS. Any certificate will do. */
  async startsTls(): Promise<void> {
    this.#socket.removeAllListeners('data');
    const secure = connectTls({ socket: this.#socket, rejectUnauthorized: false });
    await once(secure, 'secureConnect', { signal: AbortSignal.timeout(PATIENCE_MS) });
    this.#socket = secure;
    this.#listen(secure);
  }

  /** Says our side is done; the server may still answer. */
  finishes(): void {
    this.#socket.end();
  }

  /** Drops the connection as a crashed client would. */
  vanishes(): void {
    this.#socket.resetAndDestroy();
  }

  #listen(socket: Socket): void {
    const end = (): void => {
      this.#ended = true;
      this.#wake();
    };
    socket.on('data', (octets) => {
      this.#received += octets.toString('utf8');
      this.#wake();
    });
    socket.on('end', end).on('close', end).on('error', end);
  }

  async #next(): Promise<string | null> {
    for (;;) {
      const reply = /^(?:\d{3}-[^\r\n]*\r\n)*\d{3}(?: [^\r\n]*)?\r\n/u.exec(this.#received)?.[0];
      if (reply !== undefined) {
        this.#received = this.#received.slice(reply.length);
        return reply.trimEnd().replaceAll('\r\n', '\n');
      }
      if (this.#ended) {
        assert.equal(this.#received, '', 'the server hung up in the middle of a reply');
        return null;
      }
      await this.#news();
    }
  }

  async #news(): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#wake = resolve;
    const late = setTimeout(
      () => reject(new Error(`no reply; so far ${heard(this.#received)}`)),
      PATIENCE_MS,
    );
    await promise.finally(() => clearTimeout(late));
  }
}

function heard(reply: string | null): string {
  return reply === null ? 'the end of the connection' : JSON.stringify(reply);
}

/** Connects to the server on this machine. What the client says first may be said before the greeting. */
export async function connect(port: number, host = '127.0.0.1'): Promise<SmtpConversation> {
  const socket = connectSocket({ port, host, noDelay: true });
  const conversation = new SmtpConversation(socket);
  await once(socket, 'connect');
  return conversation;
}

/** Connects, hears the greeting and says EHLO. */
export async function greet(port: number, name = 'client.example'): Promise<SmtpConversation> {
  const conversation = await connect(port);
  await conversation.hears('220');
  await conversation.says(`EHLO ${name}`);
  await conversation.hears('250');
  return conversation;
}
