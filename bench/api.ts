// npm run bench:api [-- SENDS [READS]]
//
// The API under 20 clients with kept connections: reads (list actions) and durable sends per second, with p50 and p99; then how
// long after its event a webhook is told at 100 sends per second for half a minute. On loopback, with a bundled PostgreSQL that
// syncs each commit; the clients run in this process and take a part of the machine.
import { spawn } from 'node:child_process';
import { createServer, Agent, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';

const CLIENTS = 20;
const BUYERS = 1000;
const SENDS = Number(process.argv[2] ?? 3000);
const READS = Number(process.argv[3] ?? 5000);
const EVENTS_PER_SECOND = 100;
const EVENT_SECONDS = 30;

interface Ready {
  readonly port: number;
  readonly seller: string;
  readonly operator: string;
  readonly orders: readonly { readonly order: string; readonly token: string }[];
}

const folder = mkdtempSync(join(tmpdir(), 'parley-bench-'));
const child = spawn(
  process.execPath,
  [
    '--disable-warning=ExperimentalWarning',
    '--max-semi-space-size=8',
    join(import.meta.dirname, 'api-server.ts'),
    folder,
    String(BUYERS),
  ],
  { stdio: ['pipe', 'pipe', 'inherit'] },
);
const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
const next = async (): Promise<string> => String((await lines.next()).value);
const { port, seller, operator, orders } = JSON.parse(await next()) as Ready;
const agent = new Agent({ keepAlive: true, maxSockets: CLIENTS + 20 });

interface Call {
  readonly method?: string;
  readonly path: string;
  readonly token: string;
  readonly body?: unknown;
}

/** The status, once the answer is read to its end. */
function call({ method = 'GET', path, token, body }: Call): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const headers = {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    };
    const asked = request({ agent, port, host: '127.0.0.1', method, path, headers }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (part: string) => (text += part));
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }));
    });
    asked.on('error', reject);
    asked.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

const percentile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;

const rows: string[][] = [['what', 'per second', 'p50 ms', 'p99 ms', 'count']];
const round = (value: number, digits = 1): string => value.toFixed(digits);

function note(what: string, times: readonly number[], seconds: number): void {
  const sorted = times.toSorted((a, b) => a - b);
  rows.push([
    what,
    round(sorted.length / seconds, 0),
    round(percentile(sorted, 0.5)),
    round(percentile(sorted, 0.99)),
    String(sorted.length),
  ]);
}

/** So many calls, each client one after another. */
async function measure(
  what: string,
  count: number,
  callOf: (index: number) => Call,
  counts = true,
): Promise<void> {
  const times: number[] = [];
  const refused = new Map<string, number>();
  let index = 0;
  const begun = performance.now();
  const client = async (): Promise<void> => {
    while (index < count) {
      const at = performance.now();
      const { status, text } = await call(callOf(index++));
      times.push(performance.now() - at);
      if (status >= 300)
        refused.set(
          `${status} ${text.slice(0, 120)}`,
          (refused.get(`${status} ${text.slice(0, 120)}`) ?? 0) + 1,
        );
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, client));
  if (refused.size > 0) console.error(what, [...refused].slice(0, 5));
  if (counts) note(what, times, (performance.now() - begun) / 1000);
}

const orderAt = (index: number) => orders[index % orders.length] ?? { order: '', token: '' };
const sendBy =
  (prefix: string) =>
  (index: number): Call => {
    const { order, token } = orderAt(index);
    return {
      method: 'POST',
      path: `/api/v1/orders/de/${order}/messages`,
      token,
      body: { text: `${prefix} ${index}: is the lamp bright enough to read by in the evening?` },
    };
  };
const list = (index: number): Call => ({
  path: index % 2 === 0 ? '/api/v1/conversations?limit=20' : '/api/v1/orders?limit=20',
  token: seller,
});
const actions = (index: number): Call => ({
  path: `/api/v1/orders/de/${orderAt(index).order}/reasons`,
  token: seller,
});

await measure('warm up', BUYERS, sendBy('First'), false);
await measure('warm up', 500, list, false);
child.stdin.write('analyze\n');
await next();
await measure('list conversations and orders (20 each)', READS, list);
await measure('list the actions of an order', READS, actions);
await measure('send a message, durable', SENDS, sendBy('Again'));

// ------------------------------------------------------------ webhooks

const latencies: number[] = [];
const receiver = createServer((asked, answer) => {
  let text = '';
  asked.setEncoding('utf8').on('data', (part: string) => (text += part));
  asked.on('end', () => {
    const { timestamp } = JSON.parse(text) as { timestamp: string };
    latencies.push(Date.now() - new Date(timestamp).getTime());
    answer.writeHead(204).end();
  });
});
await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
const { port: hook } = receiver.address() as AddressInfo;
const added = await call({
  method: 'POST',
  path: '/api/v1/webhooks',
  token: operator,
  body: { url: `http://127.0.0.1:${hook}/`, types: ['message.accepted'] },
});
if (added.status !== 201) throw new Error(added.text);
const begun = performance.now();
const sending: Promise<unknown>[] = [];
const send = sendBy('Told');
for (let index = 0; index < EVENTS_PER_SECOND * EVENT_SECONDS; index += 1) {
  sending.push(call(send(index)));
  await wait(Math.max(0, begun + (index * 1000) / EVENTS_PER_SECOND - performance.now()));
}
await Promise.all(sending);
const sent = (performance.now() - begun) / 1000;
const patience = performance.now() + 30_000;
while (latencies.length < sending.length && performance.now() < patience) await wait(50);
note(`webhook after its event, at ${EVENTS_PER_SECOND} sends/s`, latencies, sent);

const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
for (const row of rows) console.log(row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '));
receiver.close();
receiver.closeAllConnections();
agent.destroy();
child.stdin.write('stop\n');
await new Promise((resolve) => child.once('exit', resolve));
rmSync(folder, { recursive: true, force: true });
