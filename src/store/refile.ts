import type { Transaction } from 'kysely';
import { sql } from 'kysely';

import type { Actor, RelationshipKey } from '#market/party.ts';

import { refreshClock } from './response-clock.ts';
import type { DB } from './schema.gen.ts';

/** A conversation that messages are moved from or to, locked. */
export interface FiledConversation {
  readonly id: string;
  readonly key: RelationshipKey;
  readonly orderId: string | null;
  readonly isPrimary: boolean;
  readonly isBlocked: boolean;
  readonly mergedInto: string | null;
}

/** Locks conversations, always in the order of their ids; those that aren't there are left out. */
export async function lockFiled(
  tx: Transaction<DB>,
  ids: readonly string[],
): Promise<ReadonlyMap<string, FiledConversation>> {
  const rows = await tx
    .selectFrom('conversation')
    .selectAll()
    .where('id', 'in', [...new Set(ids)])
    .orderBy('id')
    .forUpdate()
    .execute();
  return new Map(
    rows.map((row) => [
      row.id,
      {
        id: row.id,
        key: { marketplaceId: row.marketplace_id, sellerId: row.seller_id, buyerId: row.buyer_id },
        orderId: row.order_id,
        isPrimary: row.is_primary,
        isBlocked: row.blocked_at !== null,
        mergedInto: row.merged_into,
      },
    ]),
  );
}

/** The conversation about an order of this relationship, or null where there is no such order. */
export async function primaryOf(
  tx: Transaction<DB>,
  { marketplaceId, sellerId, buyerId }: RelationshipKey,
  orderId: string,
): Promise<{ readonly conversationId: string | null } | null> {
  // SECURITY: only an order between these two: another buyer's isn't there.
  const row = await tx
    .selectFrom('sales_order as o')
    .leftJoin('conversation as c', (join) =>
      join
        .onRef('c.marketplace_id', '=', 'o.marketplace_id')
        .onRef('c.seller_id', '=', 'o.seller_id')
        .onRef('c.buyer_id', '=', 'o.buyer_id')
        .onRef('c.order_id', '=', 'o.id')
        .on('c.is_primary', '=', true),
    )
    .select('c.id')
    .where('o.marketplace_id', '=', marketplaceId)
    .where('o.seller_id', '=', sellerId)
    .where('o.buyer_id', '=', buyerId)
    .where('o.id', '=', orderId)
    .executeTakeFirst();
  return row === undefined ? null : { conversationId: row.id };
}

/** Opens an empty conversation for messages that are moved into it. */
export async function openFiled(
  tx: Transaction<DB>,
  { id, key, orderId, isPrimary }: Pick<FiledConversation, 'id' | 'key' | 'orderId' | 'isPrimary'>,
  at: Date,
): Promise<FiledConversation> {
  await tx
    .insertInto('conversation')
    .values({
      marketplace_id: key.marketplaceId,
      seller_id: key.sellerId,
      buyer_id: key.buyerId,
      id,
      order_id: orderId,
      is_primary: isPrimary,
      subject: '',
      opened_at: at,
      last_message_at: at,
      last_author: 'marketplace',
    })
    .execute();
  return { id, key, orderId, isPrimary, isBlocked: false, mergedInto: null };
}

export interface Move {
  readonly from: FiledConversation;
  readonly to: FiledConversation;
  /** Null: all of them. */
  readonly messageIds: readonly string[] | null;
  /** SECURITY: a seller moves what they see; what was refused or is held exists for its author alone. */
  readonly visibleTo: 'seller' | 'operator';
  readonly at: Date;
  readonly by: Actor;
}

/** Files messages in another conversation, an event each. Message-IDs stay: mail programs thread by them. Gives how many. */
export async function moveMessages(
  tx: Transaction<DB>,
  { from, to, messageIds, visibleTo, at, by }: Move,
): Promise<number> {
  const { marketplaceId, sellerId, buyerId } = from.key;
  const wanted =
    messageIds === null
      ? sql`true`
      : sql`id in (select x.id from jsonb_to_recordset(${JSON.stringify(messageIds.map((id) => ({ id })))}::jsonb) as x (id uuid))`;
  const visible =
    visibleTo === 'operator' || messageIds === null
      ? sql`true`
      : sql`(state = 'accepted' or author = 'seller')`;
  const { rows } = await sql`
    with moved as (
      update message set conversation_id = ${to.id}::uuid
       where (marketplace_id, seller_id, conversation_id) = (${marketplaceId}, ${sellerId}::uuid, ${from.id}::uuid)
         and ${wanted} and ${visible}
      returning id)
    insert into event (at, kind, marketplace_id, seller_id, buyer_id, conversation_id, message_id, data)
    select ${at}::timestamptz, 'message.moved', ${marketplaceId}, ${sellerId}::uuid, ${buyerId}::uuid, ${to.id}::uuid, id,
           jsonb_build_object('from', ${from.id}::text, 'to', ${to.id}::text, 'by', ${by.kind}::text)
      from moved
    returning seq`.execute(tx);
  return rows.length;
}

/** Notes that a conversation lives on in another one: its marks, its order where both have one, later references. */
export async function markMerged(
  tx: Transaction<DB>,
  from: FiledConversation,
  to: FiledConversation,
): Promise<void> {
  const { marketplaceId, sellerId } = from.key;
  const own = sql`marketplace_id = ${marketplaceId} and seller_id = ${sellerId}::uuid`;
  const takesOrder = from.isPrimary && from.orderId !== null && from.orderId === to.orderId;
  await sql`
    update conversation set merged_into = ${to.id}::uuid, is_primary = is_primary and not ${takesOrder}::boolean
     where ${own} and (id = ${from.id}::uuid or merged_into = ${from.id}::uuid)`.execute(tx);
  if (takesOrder)
    await sql`update conversation set is_primary = true where ${own} and id = ${to.id}::uuid`.execute(tx);
  await sql`
    update clock_mark set conversation_id = ${to.id}::uuid
     where ${own} and conversation_id = ${from.id}::uuid`.execute(tx);
}

/** Counts, times, subject and clock of a conversation anew from the messages that are in it. */
export async function recountConversation(
  tx: Transaction<DB>,
  { id, key: { marketplaceId, sellerId } }: FiledConversation,
): Promise<void> {
  await sql`
    update conversation c
       set message_count   = n.all_of_them,
           unread_buyer    = n.unread_buyer,
           unread_seller   = n.unread_seller,
           opened_at       = coalesce(n.opened_at, c.opened_at),
           last_message_at = coalesce(newest.received_at, c.last_message_at),
           last_author     = coalesce(newest.author, c.last_author),
           preview         = coalesce(left(trim(regexp_replace(newest.body_text, '\\s+', ' ', 'g')), 140), ''),
           subject         = coalesce(n.subject, '')
      from (select count(*)::int as all_of_them, min(received_at) as opened_at,
                   count(*) filter (where author <> 'buyer' and read_by_recipient_at is null)::int as unread_buyer,
                   count(*) filter (where author = 'buyer' and read_by_recipient_at is null)::int as unread_seller,
                   (array_agg(subject order by received_at, id) filter (where subject <> ''))[1] as subject
              from message
             where (marketplace_id, seller_id, conversation_id) = (${marketplaceId}, ${sellerId}::uuid, ${id}::uuid)
               and state = 'accepted') n
      left join lateral (
        select m.received_at, m.author, m.body_text from message m
         where (m.marketplace_id, m.seller_id, m.conversation_id) = (${marketplaceId}, ${sellerId}::uuid, ${id}::uuid)
           and m.state = 'accepted'
         order by m.received_at desc, m.id desc limit 1) newest on true
     where (c.marketplace_id, c.seller_id, c.id) = (${marketplaceId}, ${sellerId}::uuid, ${id}::uuid)`.execute(
    tx,
  );
  await refreshClock(tx, { marketplaceId, sellerId, conversationId: id });
}
