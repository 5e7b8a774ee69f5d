import type { Kysely, Transaction } from 'kysely';

import { parseAddress } from '#mail/address.ts';
import { isOrderId } from '#market/order-id.ts';
import type { Actor, RelationshipKey } from '#market/party.ts';

import { writeAudit } from './audit.ts';
import type { DB } from './schema.gen.ts';

/** How a buyer came on a seller's list (OPT 7). */
export type SuppressionSource = 'hand' | 'import' | 'opt-out' | 'flag';

/** Puts a buyer on the seller's list of those who are never solicited; false where they are on it already. */
export async function suppressBuyer(
  tx: Transaction<DB>,
  key: RelationshipKey,
  { source, actor, at }: { readonly source: SuppressionSource; readonly actor: Actor; readonly at: Date },
): Promise<boolean> {
  const rows = await tx
    .insertInto('suppression')
    .values({
      marketplace_id: key.marketplaceId,
      seller_id: key.sellerId,
      buyer_id: key.buyerId,
      source,
      added_by: JSON.stringify(actor),
      added_at: at,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('buyer_id')
    .execute();
  return rows.length > 0;
}

/** How a seller names a buyer of theirs: by an order, or by the anonymous address that stands for the buyer. */
export type BuyerName =
  | { readonly kind: 'order'; readonly marketplaceId: string; readonly orderId: string }
  | { readonly kind: 'address'; readonly address: string };

/** What a person typed, as a name of a buyer; an order needs its marketplace. */
export function readBuyerName(text: string, marketplaceId: string | null): BuyerName | null {
  const given = text.trim();
  if (given.includes('@')) return { kind: 'address', address: given };
  return marketplaceId !== null && isOrderId(given) ? { kind: 'order', marketplaceId, orderId: given } : null;
}

/** The seller's relationship with that buyer. SECURITY: null for everybody else's, whether they are there or not. */
export async function findNamedBuyer(
  db: Kysely<DB>,
  sellerId: string,
  name: BuyerName,
): Promise<RelationshipKey | null> {
  const row =
    name.kind === 'order' ? await byOrder(db, sellerId, name) : await byAddress(db, sellerId, name.address);
  return row === undefined ? null : { marketplaceId: row.marketplace_id, sellerId, buyerId: row.buyer_id };
}

type FoundBuyer = { readonly marketplace_id: string; readonly buyer_id: string } | undefined;

async function byOrder(
  db: Kysely<DB>,
  sellerId: string,
  { marketplaceId, orderId }: Extract<BuyerName, { kind: 'order' }>,
): Promise<FoundBuyer> {
  return db
    .selectFrom('sales_order')
    .select(['marketplace_id', 'buyer_id'])
    .where('marketplace_id', '=', marketplaceId)
    .where('seller_id', '=', sellerId)
    .where('id', '=', orderId)
    .executeTakeFirst();
}

async function byAddress(db: Kysely<DB>, sellerId: string, text: string): Promise<FoundBuyer> {
  const address = parseAddress(text);
  if (address === null) return undefined;
  return db
    .selectFrom('alias')
    .select(['marketplace_id', 'buyer_id'])
    .where('local_part', '=', address.localPart.toLowerCase())
    .where('domain', '=', address.domain)
    .where('seller_id', '=', sellerId)
    .where('stands_for', '=', 'buyer')
    .executeTakeFirst();
}

export interface SuppressionChange {
  readonly sellerId: string;
  readonly buyer: BuyerName;
  readonly actor: Actor;
  readonly at: Date;
  readonly auditId: string;
}

/** Puts a buyer that the seller names on its list, with a trace in its audit log. */
export async function addSuppression(
  tx: Transaction<DB>,
  { sellerId, buyer, actor, at, auditId }: SuppressionChange,
  source: 'hand' | 'import',
): Promise<'added' | 'unchanged' | 'buyer-unknown'> {
  const key = await findNamedBuyer(tx, sellerId, buyer);
  if (key === null) return 'buyer-unknown';
  if (!(await suppressBuyer(tx, key, { source, actor, at }))) return 'unchanged';
  await writeAudit(tx, { ...trace(sellerId, buyer), id: auditId, at, actor, from: null, to: source });
  return 'added';
}

/**
 * Takes a buyer off the list again. `automatic`: an opt-out or a flag of the buyer put them on it, which is not the
 * seller's to take back; `force` is the operator's.
 */
export async function removeSuppression(
  tx: Transaction<DB>,
  { sellerId, buyer, actor, at, auditId }: SuppressionChange,
  force: boolean,
): Promise<'removed' | 'not-listed' | 'suppression-automatic'> {
  const key = await findNamedBuyer(tx, sellerId, buyer);
  const row =
    key === null
      ? undefined
      : await tx
          .selectFrom('suppression')
          .select(['marketplace_id', 'buyer_id', 'source'])
          .where('marketplace_id', '=', key.marketplaceId)
          .where('seller_id', '=', sellerId)
          .where('buyer_id', '=', key.buyerId)
          .forUpdate()
          .executeTakeFirst();
  if (row === undefined) return 'not-listed';
  const { source } = row;
  if (!force && source !== 'hand' && source !== 'import') return 'suppression-automatic';
  await tx
    .deleteFrom('suppression')
    .where('marketplace_id', '=', row.marketplace_id)
    .where('seller_id', '=', sellerId)
    .where('buyer_id', '=', row.buyer_id)
    .execute();
  await writeAudit(tx, { ...trace(sellerId, buyer), id: auditId, at, actor, from: 'listed', to: null });
  return 'removed';
}

function trace(
  sellerId: string,
  buyer: BuyerName,
): { readonly sellerId: string; readonly action: string; readonly subject: string } {
  const subject = buyer.kind === 'order' ? buyer.orderId : buyer.address;
  return { sellerId, action: 'suppression.changed', subject: subject.slice(0, 320) };
}
