import type { Kysely, Transaction } from 'kysely';
import { sql } from 'kysely';

import { previewOf } from './accept-message.ts';
import type { DB } from './schema.gen.ts';

/** A message of the marketplace itself to a buyer about an order: what happened to it. */
export interface AccountUpdateRecord {
  readonly marketplaceId: string;
  readonly buyerId: string;
  readonly orderId: string;
  /** Used where the order has no conversation yet. */
  readonly conversationId: string;
  readonly messageId: string;
  /** Null: the buyer can't be mailed, so it stands in the message centre alone. */
  readonly delivery: { readonly id: string; readonly rfcMessageId: string } | null;
  readonly marketplaceName: string;
  readonly language: string;
  readonly subject: string;
  readonly text: string;
  /** Hex, from the shipment or adjustment that it tells of: one account update each, whatever happens. */
  readonly dedupKey: string;
}

function toRow(update: AccountUpdateRecord, index: number): Record<string, unknown> {
  return {
    position: index,
    marketplace_id: update.marketplaceId,
    buyer_id: update.buyerId,
    order_id: update.orderId,
    conversation_id: update.conversationId,
    message_id: update.messageId,
    delivery_id: update.delivery?.id ?? null,
    rfc_message_id: update.delivery?.rfcMessageId ?? null,
    author_label: update.marketplaceName,
    language: update.language,
    subject: update.subject,
    body_text: update.text,
    preview: previewOf(update.text),
    dedup_key: update.dedupKey,
  };
}

/**
 * Files account updates in the conversations of their orders and puts them into the outbox. They count as unread for
 * the buyer alone, and as nobody's answer.
 */
export async function writeAccountUpdates(
  tx: Transaction<DB>,
  sellerId: string,
  updates: readonly AccountUpdateRecord[],
  at: Date,
  expiresAt: Date,
): Promise<void> {
  if (updates.length > 0) await fileUpdates(tx, { sellerId, at, expiresAt, updates: toRows(updates) });
}

interface UpdateBatch {
  readonly sellerId: string;
  readonly at: Date;
  readonly expiresAt: Date;
  /** JSON. */
  readonly updates: string;
}

const toRows = (updates: readonly AccountUpdateRecord[]): string => JSON.stringify(updates.map(toRow));

/** Keeps a feed's account updates until `fileAccountUpdates` files them: in one row, because a feed brings many. */
export async function keepAccountUpdates(
  tx: Transaction<DB>,
  sellerId: string,
  updates: readonly AccountUpdateRecord[],
  at: Date,
  expiresAt: Date,
): Promise<void> {
  if (updates.length === 0) return;
  await tx
    .insertInto('account_update_batch')
    .values({ seller_id: sellerId, at, expires_at: expiresAt, updates: toRows(updates) })
    .execute();
}

/** Kept batches, oldest first. */
export async function listAccountUpdateBatches(db: Kysely<DB>, limit: number): Promise<number[]> {
  const rows = await db
    .selectFrom('account_update_batch')
    .select('seq')
    .orderBy('seq')
    .limit(limit)
    .execute();
  return rows.map(({ seq }) => seq);
}

/** Files a kept batch, once whoever tries; false where another node has it or had it. */
export async function fileAccountUpdates(db: Kysely<DB>, seq: number): Promise<boolean> {
  return db.transaction().execute(async (tx) => {
    const { rows } = await sql<UpdateBatch>`
      delete from account_update_batch
       where seq = (select seq from account_update_batch where seq = ${seq} for update skip locked)
      returning seller_id as "sellerId", at, expires_at as "expiresAt", updates::text as updates`.execute(tx);
    const [batch] = rows;
    if (batch === undefined) return false;
    await fileUpdates(tx, batch);
    return true;
  });
}

/** What waits for a person who is erased is never written. */
export async function forgetAccountUpdates(tx: Transaction<DB>, buyerId: string): Promise<void> {
  await sql`
    update account_update_batch b
       set updates = (select coalesce(jsonb_agg(u), '[]') from jsonb_array_elements(b.updates) u
                       where u ->> 'buyer_id' <> ${buyerId}::text)
     where b.updates @> jsonb_build_array(jsonb_build_object('buyer_id', ${buyerId}::text))`.execute(tx);
}

async function fileUpdates(
  tx: Transaction<DB>,
  { sellerId, at, expiresAt, updates }: UpdateBatch,
): Promise<void> {
  await sql`
    with x as materialized (
      select * from jsonb_to_recordset(${updates}::jsonb) as x (position int, marketplace_id text,
             buyer_id uuid, order_id text, conversation_id uuid, message_id uuid, delivery_id uuid,
             rfc_message_id text, author_label text, language text, subject text, body_text text, preview text,
             dedup_key text)),
    -- Several updates about one order open, or move up, its conversation once.
    of_order as (
      select distinct on (marketplace_id, order_id) *, count(*) over (partition by marketplace_id, order_id) as updates
        from x order by marketplace_id, order_id, position desc),
    filed as (
      insert into conversation as c (marketplace_id, seller_id, id, buyer_id, order_id, subject, opened_at,
          last_message_at, last_author, preview, message_count, unread_buyer)
      select marketplace_id, ${sellerId}::uuid, conversation_id, buyer_id, order_id, subject, ${at}::timestamptz,
             ${at}::timestamptz, 'marketplace', preview, updates, updates
        from of_order
      on conflict (marketplace_id, seller_id, buyer_id, order_id) where is_primary and order_id is not null
      do update set last_message_at = greatest(c.last_message_at, excluded.last_message_at),
                    last_author     = excluded.last_author,
                    preview         = excluded.preview,
                    subject         = coalesce(nullif(c.subject, ''), excluded.subject),
                    message_count   = c.message_count + excluded.message_count,
                    unread_buyer    = c.unread_buyer + excluded.unread_buyer
      returning c.marketplace_id, c.order_id, c.id),
    written as (
      insert into message (marketplace_id, seller_id, id, buyer_id, conversation_id, author, author_label, door,
          state, automatic, subject, body_text, cut, language, verdict, dedup_key, received_at)
      select x.marketplace_id, ${sellerId}::uuid, x.message_id, x.buyer_id, filed.id, 'marketplace', x.author_label,
             'system', 'accepted', 'automatic', x.subject, x.body_text, 'none', x.language,
             '{"kind": "permit", "reasons": []}', decode(x.dedup_key, 'hex'), ${at}::timestamptz
        from x join filed using (marketplace_id, order_id)
      returning id, conversation_id),
    outgoing as (
      insert into delivery (marketplace_id, seller_id, id, message_id, recipient, buyer_id, rfc_message_id, state,
          next_attempt_at, expires_at, created_at)
      select x.marketplace_id, ${sellerId}::uuid, x.delivery_id, x.message_id, 'buyer', x.buyer_id, x.rfc_message_id,
             'queued', ${at}::timestamptz, ${expiresAt}::timestamptz, ${at}::timestamptz
        from x where x.delivery_id is not null),
    identities as (
      insert into mail_identity (marketplace_id, seller_id, buyer_id, holder, rfc_id, message_id)
      select x.marketplace_id, ${sellerId}::uuid, x.buyer_id, 'buyer', x.rfc_message_id, x.message_id
        from x where x.delivery_id is not null)
    insert into event (at, kind, marketplace_id, seller_id, buyer_id, conversation_id, message_id, data)
    select ${at}::timestamptz, 'message.accepted', x.marketplace_id, ${sellerId}::uuid, x.buyer_id,
           written.conversation_id, x.message_id,
           jsonb_build_object('author', 'marketplace', 'door', 'system', 'automatic', 'automatic')
      from x join written on written.id = x.message_id`.execute(tx);
}
