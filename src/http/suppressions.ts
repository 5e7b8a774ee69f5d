import type { Context } from 'hono';
import { z } from 'zod';

import { say } from '#locales/catalogue.ts';
import type { BuyerName, SuppressionChange } from '#store/suppression.ts';
import { addSuppression, readBuyerName, removeSuppression } from '#store/suppression.ts';
import type { SuppressionLine } from '#store/suppression-import.ts';
import { importSuppressions } from '#store/suppression-import.ts';
import { listSuppressions } from '#views/suppressions.ts';

import { actorOf } from './actor.ts';
import type { HttpEnvironment } from './environment.ts';
import { readerOf, requirePrincipal } from './guard.ts';
import { isMarketplaceId, sellerOf } from './in-path.ts';
import type { HttpPorts } from './ports.ts';
import { problem } from './problem.ts';
import { readCsvRows } from './read-csv-rows.ts';
import { mediaType, pageQuery, readJsonBody, readQuery, readTextBody } from './requests.ts';
import type { Routes } from './routes.ts';

/** Characters of one row, and bytes of one import: some tens of thousands of lines. */
const LONGEST_ROW = 4000;
const LARGEST_IMPORT = 2 * 1024 * 1024;

export const marketplaceId = z
  .string()
  .refine(isMarketplaceId, 'must be the id of a marketplace, such as de');

export const addition = z.strictObject({
  /** An order of the seller's, or the anonymous address of a buyer. */
  buyer: z.string().max(1000),
  marketplace: marketplaceId.nullable().default(null),
});

/** Buyers who never get a solicitation from a seller (OPT 7). */
export function suppressionRoutes(routes: Routes, ports: HttpPorts): void {
  const { db } = ports.database;
  const change = (c: Context<HttpEnvironment>, sellerId: string, buyer: BuyerName): SuppressionChange => {
    const actor = actorOf(requirePrincipal(c));
    return { sellerId, buyer, actor, at: ports.clock.now(), auditId: ports.ids.uuid() };
  };

  routes.add('GET /api/v1/sellers/:seller/suppressions', async (c) => {
    const seller = await sellerOf(c, ports);
    if (seller === null) return problem(c, 'not-found');
    const query = readQuery(c, pageQuery);
    if (query.kind === 'answer') return query.response;
    return c.json(await listSuppressions(db, readerOf(requirePrincipal(c)), seller, query.values));
  });

  routes.add('POST /api/v1/sellers/:seller/suppressions', async (c) => {
    const seller = await sellerOf(c, ports);
    if (seller === null) return problem(c, 'not-found');
    const body = await readJsonBody(c, addition);
    if (body.kind === 'answer') return body.response;
    const buyer = readBuyerName(body.values.buyer, body.values.marketplace);
    if (buyer === null) return problem(c, 'buyer-unknown');
    const result = await db
      .transaction()
      .execute((tx) => addSuppression(tx, change(c, seller, buyer), 'hand'));
    return result === 'buyer-unknown' ? problem(c, result) : c.json({ result });
  });

  routes.add('DELETE /api/v1/sellers/:seller/suppressions/:address', async (c) => {
    const seller = await sellerOf(c, ports);
    if (seller === null) return problem(c, 'not-found');
    const address = c.req.param('address') ?? '';
    const force = requirePrincipal(c).kind === 'operator';
    const result = await db
      .transaction()
      .execute((tx) => removeSuppression(tx, change(c, seller, { kind: 'address', address }), force));
    return result === 'removed' ? c.json({ result }) : problem(c, result, { address: address.slice(0, 320) });
  });

  routes.add('POST /api/v1/sellers/:seller/suppressions/import', async (c) => {
    const seller = await sellerOf(c, ports);
    return seller === null ? problem(c, 'not-found') : importTable(c, ports, seller);
  });
}

async function importTable(
  c: Context<HttpEnvironment>,
  { database, clock, ids }: HttpPorts,
  sellerId: string,
): Promise<Response> {
  if (mediaType(c) !== 'text/csv') return problem(c, 'wrong-media-type', { expected: 'text/csv' });
  const query = readQuery(c, { marketplace: marketplaceId.nullable().default(null) });
  if (query.kind === 'answer') return query.response;
  const body = await readTextBody(c, LARGEST_IMPORT);
  if (body.kind === 'answer') return body.response;
  const lines: SuppressionLine[] = [];
  const actor = actorOf(requirePrincipal(c));
  const wish = { sellerId, marketplaceId: query.values.marketplace, actor, at: clock.now() };
  await importSuppressions(
    database.db,
    readCsvRows(body.values, LONGEST_ROW),
    { ...wish, newId: () => ids.uuid() },
    (line) => lines.push(line),
  );
  const count = (result: SuppressionLine['result']): number =>
    lines.filter((line) => line.result === result).length;
  return c.json({
    added: count('added'),
    unchanged: count('unchanged'),
    refused: count('refused'),
    lines: lines.map(({ reason, ...line }) => ({
      ...line,
      reason,
      sentence: reason === null ? null : say(c.get('language'), `suppression.${reason}`),
    })),
  });
}
