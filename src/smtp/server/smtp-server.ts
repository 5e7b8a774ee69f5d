import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { SMTPServer } from 'smtp-server';
import type { MailDoor } from '#flow/mail-door.ts';
import type { SmtpReply } from '#mail/smtp-reply.ts';
import type { Log } from '#src/log.ts';
import { ClientCount, plainAddress } from './client-count.ts';
import { MailConnection } from './connection.ts';
import type { ConnectionContext } from './connection.ts';
import { MessageMemory } from './message-buffer.ts';
import type { SmtpLimits, SmtpServerOptions } from './options.ts';
import { peerMatcher, takeProxyHeader } from './proxy-peers.ts';
import { replies } from './replies.ts';

export interface SmtpServer {
  /** Starts to listen; port 0 takes a free one. */
  listen(port: number, host?: string): Promise<AddressInfo>;
  /** Sessions at present. */
  readonly connections: number;
  /**
   * Takes no more connections and ends the idle ones; open transactions may end within `withinMs`. What is left
   * then hears 421. Resolves when all connections are closed.
   */
  stop(withinMs: number): Promise<void>;
}

/** How long a connection that was told 421 may take to close its side. */
const LINGER_MS = 5000;

/** A fifth of all connections is kept for those who don't dawdle. */
const STRESS = 0.8;

/**
 * The mail door's SMTP server (MX): it owns the protocol, its limits, TLS and the clocks, and asks `door` for all
 * else. Never looks into a message.
 */
export function createSmtpServer<Recipient>(
  options: SmtpServerOptions,
  door: MailDoor<Recipient>,
  log: Log,
): SmtpServer {
  return new MailDoorServer(options, door, log);
}

class MailDoorServer<Recipient> implements SmtpServer {
  readonly #door: MailDoor<Recipient>;
  readonly #log: Log;
  readonly #limits: SmtpLimits;
  readonly #isProxy: (address: string) => boolean;
  readonly #protocol: SMTPServer;
  readonly #context: ConnectionContext<Recipient>;
  readonly #listener: Server;
  readonly #clients: ClientCount;
  readonly #connections = new Set<MailConnection<Recipient>>();
  /** Connections of proxies that haven't named their client yet. */
  readonly #unnamed = new Set<Socket>();
  readonly #drained = Promise.withResolvers<void>();
  #stopping = false;
  #stopped: Promise<void> | null = null;

  constructor(options: SmtpServerOptions, door: MailDoor<Recipient>, log: Log) {
    const { limits } = options;
    this.#door = door;
    this.#log = log;
    this.#limits = limits;
    this.#isProxy = peerMatcher(options.proxyPeers);
    this.#protocol = new SMTPServer(protocolOptions(options));
    this.#clients = new ClientCount(limits);
    this.#context = {
      door,
      log,
      limits,
      memory: new MessageMemory(limits.messageMemory),
      stressed: () => this.#clients.total >= limits.connections * STRESS,
      stopping: () => this.#stopping,
      closed: (connection) => {
        this.#connections.delete(connection);
        this.#clients.leave(connection.clientAddress);
        if (this.#connections.size === 0 && this.#stopping) this.#drained.resolve();
      },
    };
    this.#listener = createServer({ noDelay: true }, (socket) => void this.#accept(socket));
    // Those that were told 421 and linger count as well, so they too are bounded.
    this.#listener.maxConnections = limits.connections + Math.ceil(limits.connections / 4);
  }

  get connections(): number {
    return this.#connections.size;
  }

  async listen(port: number, host?: string): Promise<AddressInfo> {
    this.#listener.listen(port, host);
    await once(this.#listener, 'listening');
    const address = this.#listener.address();
    if (address === null || typeof address === 'string') throw new Error('the server listens on no port');
    return address;
  }

  stop(withinMs: number): Promise<void> {
    this.#stopped ??= this.#stop(withinMs);
    return this.#stopped;
  }

  async #stop(withinMs: number): Promise<void> {
    this.#stopping = true;
    const closed = once(this.#listener, 'close');
    this.#listener.close();
    for (const socket of this.#unnamed) socket.destroy();
    for (const connection of this.#connections) if (connection.idle) connection.end(replies.stopping);
    const timer = setTimeout(() => {
      for (const connection of this.#connections) connection.abort(replies.stopping);
    }, withinMs);
    if (this.#connections.size > 0) await this.#drained.promise;
    await closed;
    clearTimeout(timer);
  }

  async #accept(socket: Socket): Promise<void> {
    // Whoever hangs up before the session begins is no fault of ours.
    socket.on('error', () => undefined);
    const client = await this.#clientOf(socket);
    if (client === null) return this.#refuse(socket, replies.badProxyHeader, 'proxy-header');
    if (socket.destroyed) return;
    const refusal = this.#admit(client);
    if (refusal !== null) return this.#refuse(socket, refusal, refusal.text);
    const connection = new MailConnection(this.#protocol, socket, client, this.#context);
    this.#connections.add(connection);
    connection.on('error', (error: NodeJS.ErrnoException) =>
      // The client hung up in a transaction, or its TLS went wrong: its own affair, mostly.
      this.#log.info('smtp.command-failed', { session: connection.id, reason: error.code ?? error.name }),
    );
    connection.init();
  }

  /** SECURITY (threats T12): only a peer that the operator has named may say who its client is. */
  async #clientOf(socket: Socket): Promise<string | null> {
    const peer = plainAddress(socket.remoteAddress ?? '');
    if (!this.#isProxy(peer)) return peer;
    this.#unnamed.add(socket);
    const client = await takeProxyHeader(socket, this.#limits.stressedCommandMs);
    this.#unnamed.delete(socket);
    return client === null ? null : plainAddress(client.address ?? peer);
  }

  /** Counts the client in, or says why it can't come in. */
  #admit(client: string): SmtpReply | null {
    if (this.#stopping) return replies.stopping;
    const entered = this.#clients.enter(client);
    if (entered !== 'entered')
      return entered === 'too-many' ? replies.tooManyConnections : replies.tooManyOfClient;
    const refusal = this.#askDoor(client);
    if (refusal !== null) this.#clients.leave(client);
    return refusal;
  }

  #askDoor(client: string): SmtpReply | null {
    try {
      return this.#door.admitClient(client);
    } catch (error) {
      this.#log.error('smtp.command-failed', error);
      return replies.noAdmission;
    }
  }

  #refuse(socket: Socket, reply: SmtpReply, reason: string): void {
    this.#log.info('smtp.connection-refused', { reason });
    socket.end(`${reply.code} ${reply.enhanced} ${reply.text}\r\n`);
    socket.resume();
    const timer = setTimeout(() => socket.destroy(), LINGER_MS).unref();
    socket.once('close', () => clearTimeout(timer));
  }
}

function protocolOptions(options: SmtpServerOptions): ConstructorParameters<typeof SMTPServer>[0] {
  const { tls } = options;
  return {
    name: options.hostName,
    heloResponse: '%s',
    size: options.limits.messageBytes,
    hideENHANCEDSTATUSCODES: false,
    // AUTH: this is an MX. The others are jokes of old servers, or for peers that nobody is here.
    disabledCommands: ['AUTH', 'WIZ', 'SHELL', 'KILL', ...(tls === null ? ['STARTTLS'] : [])],
    hideSTARTTLS: tls === null,
    ...(tls === null ? {} : { key: tls.key, cert: tls.certificate, minVersion: 'TLSv1.2' }),
    disableReverseLookup: true,
    logger: false,
  };
}
