import type { Ids } from '#flow/ports.ts';
import { makeMessageId } from '#mail/message-id.ts';
import { maskedName } from '#market/masked-name.ts';
import type { MessageRecord, NewDelivery } from '#market/message.ts';
import { SYSTEM_ACTOR, otherSide } from '#market/party.ts';
import type { Sending } from '#market/sending.ts';
import { PERMIT } from '#market/verdict.ts';
import { acceptMessages } from '#store/accept-message.ts';
import type { Database } from '#store/connect.ts';

import type { SampleMessage, TalkedOrder } from './sample-conversations.ts';
import { sampleConversation } from './sample-conversations.ts';
import { fixedNumbers } from './sample-orders.ts';

interface OrderRow extends TalkedOrder {
  readonly marketplaceId: string;
  readonly aliasDomain: string;
  readonly sellerId: string;
  readonly sellerName: string;
  readonly sellerAddress: string;
  readonly buyerId: string;
  readonly buyerName: string;
  readonly buyerAddress: string;
}

interface Written {
  readonly record: MessageRecord;
  readonly delivery: SampleMessage['delivery'];
}

/** Bounds one statement; a batch holds one message of a relationship. */
const MOST_AT_ONCE = 50;

/**
 * Fills the sample market with what people said about its orders, recorded as the flow records it and as if its mail
 * had left: before the mail side starts, or all of it would go out.
 */
export async function seedConversations(
  pool: Database['pool'],
  { ids, now }: { readonly ids: Ids; readonly now: () => Date },
): Promise<void> {
  const next = fixedNumbers(20_261_122);
  const { rows } = await pool.query<OrderRow>(
    `select o.marketplace_id as "marketplaceId", m.alias_domain as "aliasDomain", o.seller_id as "sellerId",
            s.name as "sellerName", s.message_address as "sellerAddress", o.buyer_id as "buyerId",
            b.name as "buyerName", b.address as "buyerAddress", b.language, o.id, o.placed_at as "placedAt",
            o.status = 'shipped' as "isShipped", l.title as product
       from sales_order o
       join marketplace m on m.id = o.marketplace_id
       join seller s on s.id = o.seller_id
       join buyer b on b.id = o.buyer_id
       join order_line l on (l.marketplace_id, l.seller_id, l.order_id) = (o.marketplace_id, o.seller_id, o.id)
      where s.message_address is not null and o.status not in ('pending') and l.line_no = 1
      order by o.id`,
  );
  const written = rows.flatMap((order) => recordsOf(order, now(), ids, next));
  written.sort((a, b) => a.record.receivedAt.getTime() - b.record.receivedAt.getTime());
  for (const batch of batchesOf(written.map(({ record }) => record))) await acceptMessages(pool, batch);
  const refused = written.flatMap(({ record, delivery }) =>
    delivery === 'refused' ? record.deliveries.map(({ id }) => id) : [],
  );
  await settle(pool, refused, new Date(now().getTime() - 30 * 3_600_000));
}

function recordsOf(order: OrderRow, now: Date, ids: Ids, next: (below: number) => number): Written[] {
  const { subject, messages } = sampleConversation(order, now, next);
  const conversation = { id: ids.uuid(), orderId: order.id, subject };
  return messages.map((message, index) => ({
    record: recordOf(order, message, { ...conversation, isNew: index === 0 }, ids),
    delivery: message.delivery,
  }));
}

function recordOf(
  order: OrderRow,
  { author, text, at, isAbsenceNote }: SampleMessage,
  conversation: MessageRecord['conversation'],
  ids: Ids,
): MessageRecord {
  const id = ids.uuid();
  const { marketplaceId, sellerId, buyerId } = order;
  const automatic = isAbsenceNote ? 'absence-note' : null;
  const isBuyer = author === 'buyer';
  return {
    key: { marketplaceId, sellerId, buyerId },
    id,
    conversation,
    author,
    authorLabel: isBuyer ? maskedName(order.buyerName) : order.sellerName,
    authorAddress: isBuyer ? order.buyerAddress : order.sellerAddress,
    door: 'mail',
    state: 'accepted',
    automatic,
    subject: conversation.isNew ? conversation.subject : `Re: ${conversation.subject}`,
    content: { text, html: null, quoted: null, cut: 'none', files: [], notes: [], refusals: [] },
    answersId: null,
    verdict: PERMIT,
    sending: isBuyer || isAbsenceNote ? null : ANSWER,
    by: SYSTEM_ACTOR,
    authentication: null,
    dedupKey: ids.random(32),
    receivedAt: at,
    source: null,
    authorRfcId: `${id}@${(isBuyer ? order.buyerAddress : order.sellerAddress).split('@')[1]}`,
    deliveries: [deliveryTo(otherSide(author), order, ids)],
    expiresAt: at,
    heldUntil: null,
    inspection: null,
    events: [
      {
        kind: 'message.accepted',
        deliveryId: null,
        data: { author, door: 'mail', automatic, filedBy: 'order' },
      },
    ],
  };
}

const ANSWER: Sending = {
  reason: null,
  kind: 'permitted',
  position: 'answers-buyer',
  claim: null,
  isMisuse: false,
  obstacles: [],
  yieldsFrom: null,
};

function deliveryTo(recipient: NewDelivery['recipient'], { aliasDomain }: OrderRow, ids: Ids): NewDelivery {
  const id = ids.uuid();
  return {
    id,
    recipient,
    notice: null,
    recipientAddress: null,
    rfcMessageId: makeMessageId(id, aliasDomain),
  };
}

/** In their order; two messages of one relationship are written by two statements, the earlier one first. */
function* batchesOf(records: readonly MessageRecord[]): Generator<MessageRecord[]> {
  let batch: MessageRecord[] = [];
  let between = new Set<string>();
  for (const record of records) {
    const { sellerId, buyerId } = record.key;
    const pair = `${sellerId} ${buyerId}`;
    if (between.has(pair) || batch.length === MOST_AT_ONCE) {
      yield batch;
      batch = [];
      between = new Set();
    }
    batch.push(record);
    between.add(pair);
  }
  if (batch.length > 0) yield batch;
}

/** As if the mail had left, and what isn't of these days had been read. */
async function settle(pool: Database['pool'], refused: readonly string[], readUntil: Date): Promise<void> {
  await pool.query(
    `update delivery
        set state = case when id = any($1::uuid[]) then 'refused' else 'handed_over' end,
            failure = case when id = any($1::uuid[]) then 'hard' end,
            remote_code = case when id = any($1::uuid[]) then 550 else 250 end,
            remote_enhanced = case when id = any($1::uuid[]) then '5.2.2' else '2.0.0' end,
            attempt_count = 1, handed_over_at = created_at + interval '4 seconds',
            settled_at = created_at + interval '4 seconds'
      where state = 'queued'`,
    [refused],
  );
  // Who answered had read it.
  await pool.query(
    `update message m set read_by_recipient_at = m.received_at
       from conversation c
      where (c.marketplace_id, c.seller_id, c.id) = (m.marketplace_id, m.seller_id, m.conversation_id)
        and (m.received_at < $1 or m.received_at < c.last_message_at)`,
    [readUntil],
  );
  await pool.query(
    `update conversation
        set unread_buyer = case when last_author = 'buyer' or last_message_at < $1 then 0 else 1 end,
            unread_seller = case when last_author = 'seller' or last_message_at < $1 then 0 else 1 end`,
    [readUntil],
  );
  await pool.query('analyze');
}
