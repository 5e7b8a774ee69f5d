import type { Context } from 'hono';

import type { NumberedReading } from '#market/order.ts';
import { readJsonLine } from '#market/order-import.ts';
import type { ImportedLine } from '#store/order-import.ts';
import { countResults, importRecords, noteImport } from '#store/order-import.ts';
import { listOrders } from '#views/orders.ts';

import { actorOf } from './actor.ts';
import type { HttpEnvironment } from './environment.ts';
import { readerOf, requirePrincipal } from './guard.ts';
import { orderOf } from './in-path.ts';
import type { HttpPorts } from './ports.ts';
import { problem } from './problem.ts';
import { readCsv } from './read-csv.ts';
import { mediaType, pageQuery, readQuery, readTextBody } from './requests.ts';
import type { Routes } from './routes.ts';

/** Bytes of one import; more come in several. */
const LARGEST_IMPORT = 20 * 1024 * 1024;

const JSON_LINES = new Set(['application/jsonl', 'application/x-ndjson', 'application/jsonlines']);

/** Orders: reading them, and taking them in from the shop (FEED 1, 4). */
export function orderRoutes(routes: Routes, ports: HttpPorts): void {
  const { db } = ports.database;

  routes.add('GET /api/v1/orders', async (c) => {
    const query = readQuery(c, pageQuery);
    if (query.kind === 'answer') return query.response;
    return c.json(await listOrders(db, readerOf(requirePrincipal(c)), query.values));
  });

  routes.add('GET /api/v1/orders/:marketplace/:id', async (c) => {
    const order = await orderOf(c, ports);
    return order === null ? problem(c, 'not-found') : c.json(order);
  });

  routes.add('POST /api/v1/orders/import', (c) => importOrders(c, ports));
}

async function importOrders(c: Context<HttpEnvironment>, ports: HttpPorts): Promise<Response> {
  const type = mediaType(c);
  if (type !== 'text/csv' && !JSON_LINES.has(type))
    return problem(c, 'wrong-media-type', { expected: 'application/jsonl or text/csv' });
  const body = await readTextBody(c, LARGEST_IMPORT);
  if (body.kind === 'answer') return body.response;
  const readings = type === 'text/csv' ? readCsv(body.values) : readJsonLines(body.values);
  const report: ImportedLine[] = [];
  const { ids, clock, database } = ports;
  await importRecords(database.db, readings, { ids, now: () => clock.now() }, (line) => report.push(line));
  const counts = countResults(report);
  const actor = actorOf(requirePrincipal(c));
  await database.db
    .transaction()
    .execute((tx) => noteImport(tx, { id: ids.uuid(), at: clock.now(), actor, counts }));
  return c.json({ ...counts, lines: report });
}

function* readJsonLines(text: string): Generator<NumberedReading> {
  for (const [index, line] of text.split('\n').entries()) {
    const reading = readJsonLine(line, index + 1);
    if (reading !== null) yield reading;
  }
}
