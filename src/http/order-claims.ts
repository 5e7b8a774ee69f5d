import type { Context } from 'hono';
import { z } from 'zod';

import { adjustmentByHand, failureByHand, shipmentByHand, takeByHand } from '#flow/claim-by-hand.ts';
import { faultSentence } from '#flow/feed-report.ts';
import { ADJUSTMENT_REASONS } from '#market/adjustment.ts';
import type { FeedFault } from '#market/feed-fault.ts';
import type { ClaimReading } from '#market/feed-message.ts';
import type { OrderView } from '#views/orders.ts';

import { actorOf } from './actor.ts';
import type { HttpEnvironment } from './environment.ts';
import { requirePrincipal } from './guard.ts';
import { orderOf } from './in-path.ts';
import type { HttpPorts } from './ports.ts';
import type { FieldError } from './problem.ts';
import { problem } from './problem.ts';
import { readJsonBody } from './requests.ts';
import type { Routes } from './routes.ts';

const text = z.string().max(100);
const count = z.number().int().min(1).max(1_000_000);

export const shipment = z.strictObject({
  carrier: text.nullable().default(null),
  trackingNumber: text.nullable().default(null),
  /** ISO 8601; now, where it isn't said. */
  shippedAt: text.nullable().default(null),
  shipmentId: text.nullable().default(null),
  /** Empty: all that is left. */
  items: z
    .array(z.strictObject({ item: text, quantity: count.nullable().default(null) }))
    .max(500)
    .default([]),
});

export const adjustment = z.strictObject({
  action: z.enum(['refund', 'cancel']),
  /** Of a whole order that is cancelled, without items. */
  reason: z.enum(ADJUSTMENT_REASONS).nullable().default(null),
  items: z
    .array(
      z.strictObject({
        item: text,
        reason: z.enum(ADJUSTMENT_REASONS),
        amount: text.nullable().default(null),
        quantityCancelled: count.nullable().default(null),
        adjustmentId: text.nullable().default(null),
      }),
    )
    .max(500)
    .default([]),
});

/** A shipment confirmed, or money given back, by hand (FEED 2, 3). */
export function orderClaimRoutes(routes: Routes, ports: HttpPorts): void {
  routes.add('POST /api/v1/orders/:marketplace/:id/shipments', async (c) => {
    const order = await orderOf(c, ports);
    if (order === null) return problem(c, 'not-found');
    const body = await readJsonBody(c, shipment);
    if (body.kind === 'answer') return body.response;
    const shippedAt = body.values.shippedAt ?? ports.clock.now().toISOString();
    return take(c, ports, order, shipmentByHand({ ...body.values, shippedAt, orderId: order.id }));
  });

  routes.add('POST /api/v1/orders/:marketplace/:id/adjustments', async (c) => {
    const order = await orderOf(c, ports);
    if (order === null) return problem(c, 'not-found');
    const body = await readJsonBody(c, adjustment);
    if (body.kind === 'answer') return body.response;
    const { action, reason, items } = body.values;
    const lines = order.lines.map(({ item }) => item);
    const claim =
      action === 'cancel' && items.length === 0 && reason !== null
        ? failureByHand(order.id, lines, reason)
        : adjustmentByHand({ orderId: order.id, action, currency: order.lines[0]?.currency ?? '', items });
    return take(c, ports, order, claim);
  });
}

async function take(
  c: Context<HttpEnvironment>,
  ports: HttpPorts,
  order: OrderView,
  reading: ClaimReading,
): Promise<Response> {
  if (reading.kind === 'refused') return problem(c, 'claim-refused', {}, errorsOf(c, reading.faults));
  const { ids, clock, database } = ports;
  const scope = {
    sellerId: order.seller.id,
    marketplaceId: order.marketplace,
    actor: actorOf(requirePrincipal(c)),
  };
  const wake = (): void => ports.wake();
  const { result, id, faults } = await takeByHand(reading.claim, scope, {
    db: database.db,
    ids,
    clock,
    wake,
  });
  if (result === 'refused') return problem(c, 'claim-refused', {}, errorsOf(c, faults));
  return c.json({ result, id }, result === 'taken' ? 201 : 200);
}

function errorsOf(c: Context<HttpEnvironment>, faults: readonly FeedFault[]): FieldError[] {
  return faults.map((fault) => ({ field: fault.code, reason: faultSentence(c.get('language'), fault) }));
}
