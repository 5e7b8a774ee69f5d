import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import type { TestContext } from 'node:test';
import { TLSSocket } from 'node:tls';
import { TEST_CERTIFICATE } from './test-certificate.ts';

/** What one client did on one connection. */
export interface HeardSession {
  /** Commands as they came, without CRLF. */
  readonly commands: string[];
  /** For each DATA the octets from after the 354 up to and with the final dot, as Latin-1. */
  readonly messages: string[];
  secure: boolean;
  ended: boolean;
}

/** Answers of the host by verb; `null` says nothing. What isn't named is answered as by any sound host. */
export interface HostManners {
  readonly extensions?: readonly string[];
  readonly greeting?: string;
  /** Verb in upper case, `DOT` for the end of DATA; may do as it likes with the peer before it answers. */
  readonly answers?: Readonly<
    Record<string, string | ((peer: Peer, command: string) => string | null | Promise<string | null>)>
  >;
  /** TLS from the first byte. */
  readonly implicitTls?: boolean;
}

export interface HostUnderTest {
  readonly port: number;
  readonly sessions: readonly HeardSession[];
  /** All messages of all sessions. */
  messages(): string[];
  /** Resolves when all connections so far have ended. */
  allEnded(): Promise<void>;
}

/** The host's end of one connection: octets in, octets out, nothing interpreted. */
export class Peer {
  readonly session: HeardSession = { commands: [], messages: [], secure: false, ended: false };
  #socket: Socket;
  #received = '';
  #wake: () => void = () => undefined;

  constructor(socket: Socket) {
    this.#socket = socket;
    this.#listen();
  }

  /** Sends octets as they are (Latin-1). */
  sends(octets: string): void {
    if (!this.#socket.destroyed) this.#socket.write(Buffer.from(octets, 'latin1'));
  }

  /** Everything up to and with `end`; null when the client has gone. */
  async hearsUpTo(end: string): Promise<string | null> {
    for (;;) {
      const index = this.#received.indexOf(end);
      if (index !== -1) {
        const heard = this.#received.slice(0, index + end.length);
        this.#received = this.#received.slice(heard.length);
        return heard;
      }
      if (this.session.ended) return null;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** Stops taking octets from the network. */
  stopsListening(): void {
    this.#socket.pause();
  }

  async startsTls(): Promise<void> {
    this.#socket.removeAllListeners('data');
    this.#socket = new TLSSocket(this.#socket, {
      isServer: true,
      key: TEST_CERTIFICATE.key,
      cert: TEST_CERTIFICATE.certificate,
    });
    this.#received = '';
    this.#listen();
    this.session.secure = true;
    // A client that doesn't like the certificate just goes.
    await new Promise((resolve) => this.#socket.once('secure', resolve).once('close', resolve));
  }

  hangsUp(): void {
    this.#socket.end();
  }

  vanishes(): void {
    this.#socket.resetAndDestroy();
  }

  #listen(): void {
    const end = (): void => {
      this.session.ended = true;
      this.#wake();
    };
    this.#socket.on('data', (octets: Buffer) => {
      this.#received += octets.toString('latin1');
      this.#wake();
    });
    this.#socket.on('end', end).on('close', end).on('error', end);
  }
}

/** A host on loopback with the given manners; it is gone after the test. */
export async function openHost(t: TestContext, manners: HostManners = {}): Promise<HostUnderTest> {
  const sessions: HeardSession[] = [];
  const sockets = new Set<Socket>();
  const serving = new Set<Promise<void>>();
  const server = createServer((socket) => {
    socket.setNoDelay();
    sockets.add(socket.once('close', () => sockets.delete(socket)));
    const peer = new Peer(socket);
    sessions.push(peer.session);
    const served = serve(peer, manners).finally(() => serving.delete(served));
    serving.add(served);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
    await Promise.all(serving);
  });
  return {
    port: (server.address() as AddressInfo).port,
    sessions,
    messages: () => sessions.flatMap(({ messages }) => messages),
    allEnded: async () => {
      while (serving.size > 0) await Promise.all(serving);
    },
  };
}

async function serve(peer: Peer, manners: HostManners): Promise<void> {
  if (manners.implicitTls === true) await peer.startsTls();
  peer.sends(`${manners.greeting ?? '220 mx.parley.test ESMTP'}\r\n`);
  for (;;) {
    const line = await peer.hearsUpTo('\r\n');
    if (line === null) return;
    const command = line.slice(0, -2);
    peer.session.commands.push(command);
    const verb = command.split(' ', 1)[0]?.toUpperCase() ?? '';
    await answer(peer, manners, verb, command);
    if (verb === 'QUIT') return peer.hangsUp();
  }
}

async function answer(peer: Peer, manners: HostManners, verb: string, command: string): Promise<void> {
  const reply = await replyTo(peer, manners, verb, command);
  if (reply === null) return;
  peer.sends(`${reply}\r\n`);
  if (verb === 'STARTTLS' && reply.startsWith('220')) return peer.startsTls();
  if (verb !== 'DATA' || !reply.startsWith('354')) return;
  // An empty message is a dot right away.
  const first = await peer.hearsUpTo('\r\n');
  const rest = first === '.\r\n' || first === null ? '' : await peer.hearsUpTo('\r\n.\r\n');
  if (first === null || rest === null) return;
  peer.session.messages.push(first + rest);
  await answer(peer, manners, 'DOT', '.');
}

async function replyTo(
  peer: Peer,
  manners: HostManners,
  verb: string,
  command: string,
): Promise<string | null> {
  const own = manners.answers?.[verb];
  if (own !== undefined) return typeof own === 'string' ? own : own(peer, command);
  switch (verb) {
    case 'EHLO': {
      const offered = (manners.extensions ?? []).filter(
        (name) => !peer.session.secure || name !== 'STARTTLS',
      );
      return ['mx.parley.test', ...offered]
        .map((name, index) => `250${index === offered.length ? ' ' : '-'}${name}`)
        .join('\r\n');
    }
    case 'STARTTLS':
      return '220 2.0.0 go ahead';
    case 'DATA':
      return '354 go ahead';
    case 'DOT':
      return '250 2.0.0 queued as 4711';
    case 'QUIT':
      return '221 2.0.0 bye';
    case 'AUTH':
      return '235 2.7.0 welcome';
    default:
      return '250 2.0.0 ok';
  }
}
