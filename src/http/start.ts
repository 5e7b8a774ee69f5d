import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { createAdaptorServer } from '@hono/node-server';
import type { Hono } from 'hono';

import type { HttpEnvironment } from './environment.ts';

/** The port can't be listened on; the message is a sentence for the operator. */
export class ListenError extends Error {
  constructor(sentence: string, options?: ErrorOptions) {
    super(sentence, options);
    this.name = 'ListenError';
  }
}

export interface HttpListen {
  readonly host: string;
  readonly port: number;
  /** The setting that gives the port, for the sentence that says that it can't be had. */
  readonly portSetting?: string;
}

export interface HttpServer {
  /** The one that was given, or the one that the system chose for 0. */
  readonly port: number;
  /** Takes no more connections, lets what is running finish for up to `graceMs`, then closes. */
  stop(graceMs: number): Promise<void>;
}

/** A client that sends its request this slowly is no client (threats T8). */
const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 120_000;
const KEEP_ALIVE_MS = 5_000;
const SWEEP_MS = 50;
const MOST_CONNECTIONS = 2_000;
const LARGEST_HEADER = 16 * 1024;

/** Serves the app. Throws a `ListenError` where the port is taken or may not be used. */
export async function startHttp(
  app: Pick<Hono<HttpEnvironment>, 'fetch'> | Pick<Hono, 'fetch'>,
  listen: HttpListen,
): Promise<HttpServer> {
  const server = createAdaptorServer({
    fetch: app.fetch,
    overrideGlobalObjects: false,
    serverOptions: {
      maxHeaderSize: LARGEST_HEADER,
      headersTimeout: HEADERS_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      keepAliveTimeout: KEEP_ALIVE_MS,
    },
  }) as Server;
  server.maxConnections = MOST_CONNECTIONS;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(listenError(error, listen)));
    server.listen(listen.port, listen.host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    stop: (graceMs) => stop(server, graceMs),
  };
}

function listenError(
  error: NodeJS.ErrnoException,
  { host, port, portSetting = 'PARLEY_HTTP_PORT' }: HttpListen,
): Error {
  const sentences = new Map([
    [
      'EADDRINUSE',
      `Port ${port} on ${host} is in use by another program: stop it, or set ${portSetting} to another port.`,
    ],
    ['EACCES', `Port ${port} may only be used by root: set ${portSetting} to a port above 1023.`],
    ['EADDRNOTAVAIL', `${host} is no address of this machine: change PARLEY_HTTP_HOST.`],
  ]);
  const sentence = sentences.get(error.code ?? '');
  return sentence === undefined ? error : new ListenError(sentence, { cause: error });
}

async function stop(server: Server, graceMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  // A connection whose last request ends during the stop would be kept for a next one that never comes.
  const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_MS);
  const force = setTimeout(() => server.closeAllConnections(), graceMs);
  await closed;
  clearInterval(sweep);
  clearTimeout(force);
}
