import type { Transaction } from 'kysely';
import { sql } from 'kysely';

import type { Side } from '#market/party.ts';

import type { DB } from './schema.gen.ts';

export interface ReadMark {
  readonly side: Side;
  /** The seller's or buyer's id, as `side` says. */
  readonly ownerId: string;
  readonly conversationId: string;
  /** The last message that was read; null for all that are there. */
  readonly upTo: string | null;
  readonly at: Date;
}

/**
 * Notes that a party has read what the other side wrote in a conversation: state, unread count and an event for each
 * message. Gives how many were unread until now; null where the conversation, or the message in it, isn't the
 * reader's. The same again changes nothing.
 */
export async function markRead(
  tx: Transaction<DB>,
  { side, ownerId, conversationId, upTo, at }: ReadMark,
): Promise<number | null> {
  const unread = side === 'buyer' ? sql`unread_buyer` : sql`unread_seller`;
  const owner = side === 'buyer' ? sql`buyer_id` : sql`seller_id`;
  const { rows } = await sql<{ there: boolean; marked: number }>`
    with thread as materialized (
      select c.marketplace_id, c.seller_id, c.id
        from conversation c where c.id = ${conversationId}::uuid and c.${owner} = ${ownerId}::uuid
         for update
    ), last as materialized (
      -- SECURITY: what was refused or is held exists for its author alone, as a mark too.
      select m.received_at, m.id
        from message m join thread t on (m.marketplace_id, m.seller_id, m.conversation_id) = (t.marketplace_id, t.seller_id, t.id)
       where m.id = ${upTo}::uuid and (m.state = 'accepted' or m.author = ${side})
    ), marked as (
      update message m set read_by_recipient_at = ${at}::timestamptz
        from thread t
       where (m.marketplace_id, m.seller_id, m.conversation_id) = (t.marketplace_id, t.seller_id, t.id)
         and m.state = 'accepted' and m.author <> 'marketplace' and m.author <> ${side}
         and m.read_by_recipient_at is null
         and (${upTo}::uuid is null or (m.received_at, m.id) <= (select received_at, id from last))
      returning m.marketplace_id, m.seller_id, m.buyer_id, m.conversation_id, m.id
    ), counted as (
      update conversation c set ${unread} = greatest(c.${unread} - (select count(*)::int from marked), 0),
             kept_unread = c.kept_unread and ${side}::text = 'buyer'
        from thread t
       where (c.marketplace_id, c.seller_id, c.id) = (t.marketplace_id, t.seller_id, t.id)
         and (exists (select from marked) or (c.kept_unread and ${side}::text = 'seller'))
    ), log as (
      insert into event (at, kind, marketplace_id, seller_id, buyer_id, conversation_id, message_id, data)
      select ${at}::timestamptz, 'message.read', marketplace_id, seller_id, buyer_id, conversation_id, id,
             jsonb_build_object('by', ${side}::text)
        from marked
    )
    select exists (select from thread) and (${upTo}::uuid is null or exists (select from last)) as there,
           (select count(*)::int from marked) as marked`.execute(tx);
  const [row] = rows;
  return row?.there === true ? row.marked : null;
}
