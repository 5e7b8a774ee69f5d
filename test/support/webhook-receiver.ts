import { createHmac, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ReceivedEvent {
  readonly id: string;
  readonly type: string;
  readonly payload: string;
  readonly signature: string;
  readonly timestamp: number;
  // oxlint-disable-next-line typescript/no-explicit-any -- whatever JSON came
  readonly data: any;
}

/** What a receiver says to an event: a status with header fields, or nothing at all. */
export type ReceiverAnswer =
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>> }
  | 'hang'
  | 'hang-up';

export interface WebhookReceiver extends AsyncDisposable {
  readonly url: string;
  readonly events: readonly ReceivedEvent[];
  /** Of the next events, until it is set again. */
  answer: (event: ReceivedEvent) => ReceiverAnswer;
  /** Ends when so many events that fit have come. */
  comes(count: number, fits?: (event: ReceivedEvent) => boolean): Promise<readonly ReceivedEvent[]>;
}

/** A program that is told: an HTTP server on a port of its own which takes everything until it is told otherwise. */
export async function webhookReceiver(): Promise<WebhookReceiver> {
  const events: ReceivedEvent[] = [];
  const lookers = new Set<() => void>();
  const take = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    let payload = '';
    for await (const chunk of request.setEncoding('utf8')) payload += String(chunk);
    const header = (name: string): string => String(request.headers[name] ?? '');
    const { type, data } = JSON.parse(payload) as { type: string; data: unknown };
    const event: ReceivedEvent = {
      id: header('webhook-id'),
      signature: header('webhook-signature'),
      timestamp: Number(header('webhook-timestamp')),
      type,
      payload,
      data,
    };
    events.push(event);
    const said = receiver.answer(event);
    for (const look of lookers) look();
    if (said === 'hang-up') request.socket.destroy();
    else if (said !== 'hang') response.writeHead(said.status, said.headers).end('whatever');
  };
  const server = createServer((request, response) => void take(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const receiver: WebhookReceiver = {
    url: `http://127.0.0.1:${port}/hook`,
    events,
    answer: () => ({ status: 204 }),
    comes: async (count, fits = () => true) => {
      for (;;) {
        const found = events.filter(fits);
        if (found.length >= count) return found;
        const { promise, resolve } = Promise.withResolvers<void>();
        lookers.add(resolve);
        await promise;
        lookers.delete(resolve);
      }
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return receiver;
}

/** Whether an event was signed with this secret, as a receiver checks it by the specification. */
export function isSignedWith(secret: string, { id, timestamp, payload, signature }: ReceivedEvent): boolean {
  const key = Buffer.from(secret.replace(/^whsec_/u, ''), 'base64');
  const wanted = createHmac('sha256', key).update(`${id}.${timestamp}.${payload}`).digest();
  return signature.split(' ').some((one) => {
    const given = Buffer.from(one.replace(/^v1,/u, ''), 'base64');
    return given.length === wanted.length && timingSafeEqual(given, wanted);
  });
}
