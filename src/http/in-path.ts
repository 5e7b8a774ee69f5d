import type { Context } from 'hono';

import type { OrderId } from '#market/order-id.ts';
import { isOrderId } from '#market/order-id.ts';
import { buyerExists, sellerExists } from '#store/party.ts';
import type { OrderView } from '#views/orders.ts';
import { findOrder } from '#views/orders.ts';

import type { HttpEnvironment } from './environment.ts';
import { readerOf, requirePrincipal } from './guard.ts';
import type { HttpPorts } from './ports.ts';
import { readId } from './requests.ts';

// Whose things a path names. SECURITY: what isn't the principal's own isn't there, and no difference is told.

/** True for what a marketplace's id looks like. */
export function isMarketplaceId(text: string): boolean {
  return /^[a-z][a-z0-9-]{0,15}$/u.test(text);
}

/** What `/orders/:marketplace/:id` names, whosever it is; null where it can't be an order. */
export function namedOrder(
  c: Context<HttpEnvironment>,
): { readonly marketplace: string; readonly id: OrderId } | null {
  const id = c.req.param('id') ?? '';
  const marketplace = c.req.param('marketplace') ?? '';
  return isOrderId(id) && isMarketplaceId(marketplace) ? { marketplace, id } : null;
}

/** The order under `/orders/:marketplace/:id`, if this principal may see it. */
export async function orderOf(
  c: Context<HttpEnvironment>,
  { database }: Pick<HttpPorts, 'database'>,
): Promise<OrderView | null> {
  const named = namedOrder(c);
  if (named === null) return null;
  return findOrder(database.db, readerOf(requirePrincipal(c)), named.marketplace, named.id);
}

function ownIdOf(c: Context<HttpEnvironment>, side: 'seller' | 'buyer'): string | null {
  const id = readId(c.req.param(side));
  const { kind, ownerId } = requirePrincipal(c);
  return id !== null && (kind === 'operator' || (kind === side && ownerId === id)) ? id : null;
}

/** The id of the seller under `/sellers/:seller`, if this principal may act for it. */
export async function sellerOf(
  c: Context<HttpEnvironment>,
  { database }: Pick<HttpPorts, 'database'>,
): Promise<string | null> {
  const id = ownIdOf(c, 'seller');
  return id !== null && (await sellerExists(database.db, id)) ? id : null;
}

/** The id of the buyer under `/buyers/:buyer`, if this principal is that buyer or the operator. */
export async function buyerOf(
  c: Context<HttpEnvironment>,
  { database }: Pick<HttpPorts, 'database'>,
): Promise<string | null> {
  const id = ownIdOf(c, 'buyer');
  return id !== null && (await buyerExists(database.db, id)) ? id : null;
}
