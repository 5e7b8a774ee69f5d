import type { RawBuilder } from 'kysely';
import { sql } from 'kysely';

import type { SearchTerms } from '#store/search-index.ts';
import { isRefundOpen } from '#store/duty.ts';

import type { Reader } from './reader.ts';
import { ownRows, sideOf, visibleMessages } from './reader.ts';

/** Which of a reader's conversations are listed: all that is said has to be so. Null, or absent: either way. */
export interface ConversationChoice {
  readonly orderId?: string | null;
  /** What people wrote to each other, or what the reader wrote (INBOX 2). */
  readonly box?: 'people' | 'sent' | null;
  readonly marketplace?: string | null;
  /** Words in one of its messages, or on its order. */
  readonly terms?: SearchTerms | null;
  /** The local part of the address that the reader writes to. */
  readonly alias?: string | null;
  readonly unread?: boolean | null;
  /** A seat of the seller's, or `none`. */
  readonly assignee?: string | null;
  readonly resolved?: boolean | null;
  /** A contact reason that one of its messages names. */
  readonly reason?: string | null;
  readonly orderStatus?: string | null;
  /** The buyer cancels for a delay, and the money isn't on its way back. */
  readonly complaint?: boolean | null;
  /** Something is coming back. */
  readonly returning?: boolean | null;
  /** The buyer's. */
  readonly language?: string | null;
  readonly files?: boolean | null;
  /** One of the reader's own messages was stopped, or the operator closed it. */
  readonly blocked?: boolean | null;
  /** Of its newest message. */
  readonly since?: Date | null;
  readonly until?: Date | null;
}

type Sql = RawBuilder<unknown>;

/** True where nobody has resolved it since the buyer last asked. */
export const isOpen = sql<boolean>`(c.resolved_at is null or c.asked_at > c.resolved_at)`;

const ofConversation = (table: string): Sql =>
  sql`(${sql.ref(`${table}.marketplace_id`)}, ${sql.ref(`${table}.seller_id`)}, ${sql.ref(`${table}.conversation_id`)})
    = (c.marketplace_id, c.seller_id, c.id)`;

/** A condition that may be asked for, or for its contrary. */
const either = (wanted: boolean | null | undefined, condition: Sql): Sql[] => {
  if (wanted == null) return [];
  return wanted ? [sql`(${condition})`] : [sql`not (${condition})`];
};

/**
 * The conditions on a conversation `c`. SECURITY: they look at messages that the reader may see, and at nothing else: a
 * filter that finds a conversation by what the reader can't read would tell them what it says.
 */
export function chosen(reader: Reader, choice: ConversationChoice): Sql {
  const conditions = [
    ...ofRow(reader, choice),
    ...ofOrder(choice),
    ...ofMessages(reader, choice),
    ...(choice.box == null ? [] : [inBox(reader, choice.box)]),
    ...either(choice.resolved, sql`not ${isOpen}`),
  ];
  return conditions.length === 0 ? sql`true` : sql.join(conditions, sql` and `);
}

function ofRow(
  reader: Reader,
  { orderId, marketplace, assignee, unread, language, since, until }: ConversationChoice,
): Sql[] {
  const count = sideOf(reader) === 'buyer' ? sql`c.unread_buyer` : sql`c.unread_seller`;
  const flag = sideOf(reader) === 'seller' ? sql`c.kept_unread` : sql`false`;
  return [
    ...(orderId == null ? [] : [sql`c.order_id = ${orderId}`]),
    ...(marketplace == null ? [] : [sql`c.marketplace_id = ${marketplace}`]),
    ...(assignee == null ? [] : [isAssigned(assignee)]),
    ...either(unread, sql`${count} > 0 or ${flag}`),
    ...(language == null
      ? []
      : [sql`exists (select from buyer b where b.id = c.buyer_id and b.language = ${language})`]),
    ...(since == null ? [] : [sql`c.last_message_at >= ${since}::timestamptz`]),
    ...(until == null ? [] : [sql`c.last_message_at < ${until}::timestamptz`]),
  ];
}

/** A person wrote in it, or the reader did. */
function inBox(reader: Reader, box: 'people' | 'sent'): Sql {
  const side = sideOf(reader);
  const author = box === 'sent' && side !== null ? sql`m.author = ${side}` : sql`m.author <> 'marketplace'`;
  return sql`exists (select from message m where ${ofConversation('m')} and ${visibleMessages(reader, 'm')} and ${author})`;
}

function isAssigned(assignee: string): Sql {
  return assignee === 'none' ? sql`c.assignee_id is null` : sql`c.assignee_id = ${assignee}::uuid`;
}

function ofOrder({ orderStatus, complaint, returning }: ConversationChoice): Sql[] {
  const ofIt = (table: string): Sql =>
    sql`(${sql.ref(`${table}.marketplace_id`)}, ${sql.ref(`${table}.seller_id`)}, ${sql.ref(`${table}.order_id`)})
      = (c.marketplace_id, c.seller_id, c.order_id)`;
  return [
    ...(orderStatus == null
      ? []
      : [
          sql`exists (select from sales_order o
            where (o.marketplace_id, o.seller_id, o.id) = (c.marketplace_id, c.seller_id, c.order_id)
              and o.status = ${orderStatus})`,
        ]),
    ...either(
      complaint,
      sql`exists (select from cancellation_wish w where ${ofIt('w')} and ${isRefundOpen('w')})`,
    ),
    ...either(
      returning,
      sql`exists (select from order_return r where ${ofIt('r')} and r.status not in ('refunded', 'closed'))`,
    ),
  ];
}

function ofMessages(reader: Reader, { alias, reason, files, blocked }: ConversationChoice): Sql[] {
  const side = sideOf(reader);
  const own = side === null ? sql`true` : sql`m.author = ${side}`;
  return [
    ...(alias == null
      ? []
      : [
          sql`exists (select from alias a
            where (a.marketplace_id, a.seller_id, a.buyer_id) = (c.marketplace_id, c.seller_id, c.buyer_id)
              and a.local_part = ${alias} and ${side === null ? sql`true` : sql`a.stands_for <> ${side}`})`,
        ]),
    ...(reason == null
      ? []
      : [
          sql`exists (select from message m
            where ${ofConversation('m')} and m.contact_reason = ${reason} and ${visibleMessages(reader, 'm')})`,
        ]),
    ...either(
      files,
      sql`exists (select from message m
        join message_file f on (f.marketplace_id, f.seller_id, f.message_id) = (m.marketplace_id, m.seller_id, m.id)
        where ${ofConversation('m')} and ${visibleMessages(reader, 'm')})`,
    ),
    ...either(
      blocked,
      sql`c.blocked_at is not null
        or exists (select from message m where ${ofConversation('m')} and m.state <> 'accepted' and ${own})`,
    ),
  ];
}

/**
 * The conversations in which messages have all the words, as rows of `conversation`, with the ids of those messages
 * (`found_ids`). The words say whose they are as well, so that the index reads the reader's own alone; what the reader may
 * see is asked of the tables all the same.
 */
export function found(reader: Reader, { query }: SearchTerms): Sql {
  const whose =
    reader.kind === 'operator'
      ? ''
      : ` & '${reader.kind === 'seller' ? `s:${reader.sellerId}` : `b:${reader.buyerId}`}'`;
  return sql`(select c.*, hit.found_ids
    from (select m.marketplace_id, m.seller_id, m.conversation_id, array_agg(m.message_id) as found_ids
            from message_search m
           where m.words @@ ${`${query}${whose}`}::tsquery and ${ownRows(reader, 'm')}
           group by m.marketplace_id, m.seller_id, m.conversation_id) hit
    join conversation c on (c.marketplace_id, c.seller_id, c.id) = (hit.marketplace_id, hit.seller_id, hit.conversation_id)
   where ${ownRows(reader, 'c')}
   order by c.last_message_at desc, c.id desc offset 0)`;
}

/** SECURITY: of a conversation `c` of `found`, one of the messages that have the words may be read by the reader. */
export function foundIsVisible(reader: Reader): Sql {
  return sql`exists (select from message m
    where (m.marketplace_id, m.seller_id, m.conversation_id) = (c.marketplace_id, c.seller_id, c.id)
      and m.id = any (c.found_ids) and ${visibleMessages(reader, 'm')})`;
}
