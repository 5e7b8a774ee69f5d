import type { Pool } from 'pg';

import type { ConversationRef, KnownOrder } from '#market/conversation.ts';
import type { BuyerPreference } from '#market/opt-out.ts';
import type { RelationshipKey, Side } from '#market/party.ts';
import type { OrderSituation } from '#market/precondition.ts';

import type { SituationRow } from './order-situation.ts';
import { SITUATION_COLUMNS, toSituation } from './order-situation.ts';
import { run, statement } from './statement.ts';

export interface ThreadMarks {
  /** Ids of In-Reply-To and References. */
  readonly rfcIds: readonly string[];
  readonly orderIds: readonly string[];
  /** Conversations that our own references in the quoted original name. */
  readonly conversationIds: readonly string[];
}

export interface ThreadWindow {
  /** Messages later than this count for the breaker. */
  readonly burstSince: Date;
  /** Absence notes later than this were shown already. */
  readonly absenceSince: Date;
}

export interface KnownConversation extends ConversationRef {
  readonly subject: string;
  readonly recentMessages: number;
  readonly absenceNoted: boolean;
  /** The operator closed it. */
  readonly isBlocked: boolean;
}

/** A message that this author holds. */
interface HeldMessage {
  readonly messageId: string;
  readonly conversationId: string;
  /** The other side wrote it. */
  readonly isOthers: boolean;
}

/** What judging a seller's message has to know of its order. */
export interface JudgedOrder {
  readonly situation: OrderSituation;
  /** ISO 4217; null where the order has no lines. */
  readonly currency: string | null;
  readonly productTitles: readonly string[];
}

export interface ThreadFacts {
  /** By rfc id: the message that it stands for in this author's mail program. */
  readonly held: ReadonlyMap<string, HeldMessage>;
  readonly orders: ReadonlyMap<string, KnownOrder>;
  readonly conversations: ReadonlyMap<string, KnownConversation>;
  /** For a seller's message: the orders that it may be about, by id. */
  readonly judged: ReadonlyMap<string, JudgedOrder>;
  /** For a seller's message: ids of the relationship's orders, two at most. */
  readonly someOrders: readonly string[];
  /** For a seller's message: what its buyer declines. */
  readonly preference: BuyerPreference;
  /** For a seller's message: the buyer is on the seller's list of those who are never solicited (OPT 7). */
  readonly isSuppressed: boolean;
}

interface ThreadRow {
  readonly held: { rfc_id: string; message_id: string; conversation_id: string; is_others: boolean }[];
  readonly orders: { id: string; conversation_id: string | null }[];
  readonly conversations: {
    id: string;
    order_id: string | null;
    subject: string;
    recent: number;
    absence_noted: boolean;
    blocked: boolean;
    latest_of_other: string | null;
  }[];
  readonly merged: { reference: string; id: string }[];
  readonly judged: (SituationRow & { titles: string[] })[];
  readonly some_orders: string[];
  readonly declines: boolean;
  readonly mutes: boolean;
  readonly suppressed: boolean;
}

// SECURITY: every part is bounded to the relationship and, for Message-IDs, to this author's side: a known
// id of somebody else's conversation opens nothing (relay paper, section 3).
const LOAD_THREAD = statement<ThreadRow>(
  'load-thread',
  `with quoted as (
     -- One that was merged by hand lives on in another.
     select c.id as reference, coalesce(c.merged_into, c.id) as id
       from conversation c
      where c.id = any($7::uuid[]) and c.marketplace_id = $1 and c.seller_id = $2 and c.buyer_id = $3
   ), held as (
     select i.rfc_id, i.message_id, m.conversation_id,
            m.author in ('buyer', 'seller') and m.author <> $4 and m.automatic is null as is_others
       from mail_identity i
       join message m on (m.marketplace_id, m.seller_id, m.id) = (i.marketplace_id, i.seller_id, i.message_id)
      where i.marketplace_id = $1 and i.seller_id = $2 and i.buyer_id = $3 and i.holder = $4
        and i.rfc_id = any($5::text[])
   ), traded as (
     select id from sales_order
      where $4 = 'seller' and marketplace_id = $1 and seller_id = $2 and buyer_id = $3
      limit 2
   ), orders as (
     select o.id, c.id as conversation_id
       from sales_order o
       left join conversation c
         on (c.marketplace_id, c.seller_id, c.buyer_id, c.order_id) = (o.marketplace_id, o.seller_id, o.buyer_id, o.id)
        and c.is_primary
      where o.marketplace_id = $1 and o.seller_id = $2 and o.buyer_id = $3
        and (o.id = any($6::text[]) or o.id = (select min(id) from traded having count(*) = 1))
   ), conversations as (
     select c.id, c.order_id, c.subject,
            (select count(*)::int from message m
              where (m.marketplace_id, m.seller_id, m.conversation_id) = (c.marketplace_id, c.seller_id, c.id)
                and m.received_at > $8 and m.author = $4) as recent,
            exists (select from message m
              where (m.marketplace_id, m.seller_id, m.conversation_id) = (c.marketplace_id, c.seller_id, c.id)
                and m.received_at > $9 and m.author = $4 and m.automatic = 'absence-note') as absence_noted,
            c.blocked_at is not null as blocked,
            (select m.id from message m
              where (m.marketplace_id, m.seller_id, m.conversation_id) = (c.marketplace_id, c.seller_id, c.id)
                and m.author in ('buyer', 'seller') and m.author <> $4 and m.state = 'accepted'
                and m.automatic is null
              order by m.received_at desc, m.id desc limit 1) as latest_of_other
       from conversation c
      where c.marketplace_id = $1 and c.seller_id = $2 and c.buyer_id = $3
        and c.id in (select conversation_id from held
                     union select conversation_id from orders
                     union select q.id from quoted q)
   ), judged as (
     select ${SITUATION_COLUMNS},
            array(select l.title from order_line l
                   where (l.marketplace_id, l.seller_id, l.order_id) = (o.marketplace_id, o.seller_id, o.id)
                   order by l.line_no limit 50) as titles
       from sales_order o
      where $4 = 'seller' and o.marketplace_id = $1 and o.seller_id = $2 and o.buyer_id = $3
        and o.id in (select id from orders union select order_id from conversations)
   )
   select (select coalesce(jsonb_agg(held), '[]') from held) as held,
          (select coalesce(jsonb_agg(orders), '[]') from orders) as orders,
          (select coalesce(jsonb_agg(conversations), '[]') from conversations) as conversations,
          (select coalesce(jsonb_agg(judged), '[]') from judged) as judged,
          (select coalesce(jsonb_agg(quoted), '[]') from quoted where reference <> id) as merged,
          array(select id from traded) as some_orders,
          $4 = 'seller' and exists (select from buyer_preference
                                     where marketplace_id = $1 and buyer_id = $3 and declines) as declines,
          $4 = 'seller' and exists (select from seller_mute
                                     where marketplace_id = $1 and seller_id = $2 and buyer_id = $3) as mutes,
          $4 = 'seller' and exists (select from suppression
                                     where marketplace_id = $1 and seller_id = $2 and buyer_id = $3) as suppressed`,
);

const UNKNOWN: ThreadFacts = {
  held: new Map(),
  orders: new Map(),
  conversations: new Map(),
  judged: new Map(),
  someOrders: [],
  preference: { declines: false, mutesSeller: false },
  isSuppressed: false,
};

/**
 * What the store knows of the marks that a message carries, in one round trip; in none where a buyer's carries no mark.
 * A seller's is judged, so its order has to be known even where nothing names it.
 */
export async function loadThread(
  pool: Pool,
  key: RelationshipKey,
  author: Side,
  marks: ThreadMarks,
  window: ThreadWindow,
): Promise<ThreadFacts> {
  const hasMarks = marks.rfcIds.length + marks.orderIds.length + marks.conversationIds.length > 0;
  if (author === 'buyer' && !hasMarks) return UNKNOWN;
  const [row] = await run(pool, LOAD_THREAD, [
    key.marketplaceId,
    key.sellerId,
    key.buyerId,
    author,
    marks.rfcIds,
    marks.orderIds,
    marks.conversationIds,
    window.burstSince,
    window.absenceSince,
  ]);
  if (row === undefined) throw new Error('a select without from gives one row');
  return toFacts(row);
}

function toFacts(row: ThreadRow): ThreadFacts {
  const conversations = new Map<string, KnownConversation>(
    row.conversations.map((c) => [
      c.id,
      {
        id: c.id,
        orderId: c.order_id,
        subject: c.subject,
        recentMessages: c.recent,
        absenceNoted: c.absence_noted,
        isBlocked: c.blocked,
        latestOfOther: c.latest_of_other,
      },
    ]),
  );
  for (const { reference, id } of row.merged) {
    const into = conversations.get(id);
    if (into !== undefined) conversations.set(reference, into);
  }
  return {
    held: new Map(
      row.held.map((h) => [
        h.rfc_id,
        { messageId: h.message_id, conversationId: h.conversation_id, isOthers: h.is_others },
      ]),
    ),
    orders: new Map(
      row.orders.map((o) => [
        o.id,
        {
          orderId: o.id,
          conversation: o.conversation_id === null ? null : (conversations.get(o.conversation_id) ?? null),
        },
      ]),
    ),
    conversations,
    judged: new Map(
      row.judged.map((order) => [
        order.id,
        { situation: toSituation(order), currency: order.currency, productTitles: order.titles },
      ]),
    ),
    someOrders: row.some_orders,
    preference: { declines: row.declines, mutesSeller: row.mutes },
    isSuppressed: row.suppressed,
  };
}
