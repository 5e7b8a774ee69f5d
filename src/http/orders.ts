import type { Context } from 'hono';
import { z } from 'zod';

import { CARRIER_LIST } from '#market/carrier.ts';
import type { NumberedReading } from '#market/order.ts';
import { ORDER_STATUSES } from '#market/order.ts';
import { readJsonLine } from '#market/order-import.ts';
import type { ImportedLine } from '#store/order-import.ts';
import { countResults, importRecords, noteImport } from '#store/order-import.ts';
import { findOrderDetails } from '#views/order-details.ts';
import { listOrders } from '#views/orders.ts';

import { actorOf } from './actor.ts';
import type { HttpEnvironment } from './environment.ts';
import { readerOf, requirePrincipal } from './guard.ts';
import { isMarketplaceId, namedOrder } from './in-path.ts';
import type { HttpPorts } from './ports.ts';
import { problem } from './problem.ts';
import { readCsv } from './read-csv.ts';
import { mediaType, pageQuery, readQuery, readTextBody } from './requests.ts';
import type { Routes } from './routes.ts';

/** Bytes of one import; more come in several. */
const LARGEST_IMPORT = 20 * 1024 * 1024;

const JSON_LINES = new Set(['application/jsonl', 'application/x-ndjson', 'application/jsonlines']);

const status = z.enum(ORDER_STATUSES);

const orderQuery = {
  ...pageQuery,
  marketplace: z
    .string()
    .refine(isMarketplaceId, 'must be the id of a marketplace, such as de')
    .nullable()
    .default(null),
  /** One or more, with commas between. */
  status: z
    .string()
    .transform((text) => text.split(','))
    .pipe(z.array(status))
    .nullable()
    .default(null),
  number: z
    .string()
    .regex(/^[\d-]{3,19}$/u, 'must be at least three characters of an order number')
    .nullable()
    .default(null),
  return: z.literal('open').nullable().default(null),
};

/** Orders: reading them, and taking them in from the shop (FEED 1, 4). */
export function orderRoutes(routes: Routes, ports: HttpPorts): void {
  const { db } = ports.database;

  routes.add('GET /api/v1/orders', async (c) => {
    const query = readQuery(c, orderQuery);
    if (query.kind === 'answer') return query.response;
    const { return: openReturn, ...wish } = query.values;
    const filter = { ...wish, openReturn: openReturn === 'open' };
    return c.json(await listOrders(db, readerOf(requirePrincipal(c)), filter));
  });

  routes.add('GET /api/v1/orders/:marketplace/:id', async (c) => {
    const named = namedOrder(c);
    const reader = readerOf(requirePrincipal(c));
    const order = named === null ? null : await findOrderDetails(db, reader, named.marketplace, named.id);
    return order === null ? problem(c, 'not-found') : c.json(order);
  });

  routes.add('GET /api/v1/carriers', (c) => c.json({ items: CARRIER_LIST }));

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
