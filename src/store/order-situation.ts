import type { Pool } from 'pg';

import type { AdjustmentReason } from '#market/adjustment.ts';
import type { BuyerPreference } from '#market/opt-out.ts';
import type { Fulfilment, OrderStatus } from '#market/order.ts';
import type { RelationshipKey } from '#market/party.ts';
import type { OrderSituation } from '#market/precondition.ts';

import { run, statement } from './statement.ts';

/** What the store knows of an order that decides whether a message about it may be sent. */
export interface StoredSituation {
  readonly key: RelationshipKey;
  readonly order: OrderSituation;
  readonly preference: BuyerPreference;
  readonly isSuppressed: boolean;
}

/** A row of `SITUATION_COLUMNS` as JSON gives it. */
export interface SituationRow {
  readonly id: string;
  readonly status: OrderStatus;
  readonly fulfilment: Fulfilment;
  readonly completed_at: string | null;
  readonly earliest_delivery_at: string | null;
  readonly latest_delivery_at: string | null;
  readonly amount_minor: number;
  readonly currency: string | null;
  readonly categories: readonly string[];
  readonly adjustments: readonly { reason: AdjustmentReason; amount_minor: number; at: string }[];
  readonly has_open_return: boolean;
  readonly solicitations: number;
  readonly sent: Readonly<Record<string, number>>;
}

const OF_ORDER = '(o.marketplace_id, o.seller_id, o.id)';

/** Columns of an order `o` that decide whether a message about it may be sent: the same wherever that is asked. */
export const SITUATION_COLUMNS = `
  o.id, o.status, o.fulfilment, o.completed_at, o.earliest_delivery_at, o.latest_delivery_at,
  (select coalesce(sum(l.amount_minor), 0) from order_line l
    where (l.marketplace_id, l.seller_id, l.order_id) = ${OF_ORDER}) as amount_minor,
  (select min(l.currency) from order_line l
    where (l.marketplace_id, l.seller_id, l.order_id) = ${OF_ORDER}) as currency,
  array(select distinct c from order_line l
          join product p on (p.marketplace_id, p.seller_id, p.id) = (l.marketplace_id, l.seller_id, l.product_id),
               unnest(p.categories) as c
         where (l.marketplace_id, l.seller_id, l.order_id) = ${OF_ORDER}) as categories,
  (select coalesce(jsonb_agg(jsonb_build_object('reason', i.reason, 'amount_minor', i.amount_minor,
                                                'at', a.adjusted_at)), '[]')
     from adjustment_item i
     join adjustment a on (a.marketplace_id, a.seller_id, a.id) = (i.marketplace_id, i.seller_id, i.adjustment_id)
    where (i.marketplace_id, i.seller_id, i.order_id) = ${OF_ORDER}) as adjustments,
  exists (select from order_return r
           where (r.marketplace_id, r.seller_id, r.order_id) = ${OF_ORDER}
             and r.status in ('requested', 'authorised', 'received')) as has_open_return,
  (select count(*)::int from solicitation s
    where (s.marketplace_id, s.seller_id, s.order_id) = ${OF_ORDER}) as solicitations,
  (select coalesce(jsonb_object_agg(contact_reason, times), '{}')
     from (select m.contact_reason, count(*) as times
             from conversation c
             join message m on (m.marketplace_id, m.seller_id, m.conversation_id)
                             = (c.marketplace_id, c.seller_id, c.id)
            where (c.marketplace_id, c.seller_id, c.buyer_id, c.order_id)
                = (o.marketplace_id, o.seller_id, o.buyer_id, o.id)
              and m.author = 'seller' and m.state = 'accepted' and m.contact_reason is not null
            group by 1) by_reason) as sent`;

const date = (text: string | null): Date | null => (text === null ? null : new Date(text));

export function toSituation(row: SituationRow): OrderSituation {
  return {
    id: row.id,
    status: row.status,
    fulfilment: row.fulfilment,
    categories: row.categories,
    amountMinor: row.amount_minor,
    adjustments: row.adjustments.map(({ reason, amount_minor: amountMinor, at }) => ({
      reason,
      amountMinor,
      at: new Date(at),
    })),
    hasOpenReturn: row.has_open_return,
    completedAt: date(row.completed_at),
    earliestDeliveryAt: date(row.earliest_delivery_at),
    latestDeliveryAt: date(row.latest_delivery_at),
    solicitations: row.solicitations,
    sentByReason: new Map(Object.entries(row.sent)),
  };
}

interface FoundRow {
  readonly seller_id: string;
  readonly buyer_id: string;
  readonly suppressed: boolean;
  readonly declines: boolean;
  readonly mutes: boolean;
  readonly situation: SituationRow;
}

// Named: planning it costs five times what it takes to run.
const SITUATION = statement<FoundRow>(
  'order-situation',
  `select o.seller_id, o.buyer_id,
          exists (select from suppression x
                   where (x.marketplace_id, x.seller_id, x.buyer_id)
                       = (o.marketplace_id, o.seller_id, o.buyer_id)) as suppressed,
          coalesce((select w.declines from buyer_preference w
                     where (w.marketplace_id, w.buyer_id) = (o.marketplace_id, o.buyer_id)), false) as declines,
          exists (select from seller_mute u
                   where (u.marketplace_id, u.seller_id, u.buyer_id)
                       = (o.marketplace_id, o.seller_id, o.buyer_id)) as mutes,
          (select to_jsonb(one) from (select ${SITUATION_COLUMNS}) one) as situation
     from sales_order o
    where o.marketplace_id = $1 and o.id = $2`,
);

/** The order's situation, in one look-up by its key; null where the marketplace has no such order. */
export async function loadSituation(
  pool: Pool,
  marketplaceId: string,
  orderId: string,
): Promise<StoredSituation | null> {
  const [row] = await run(pool, SITUATION, [marketplaceId, orderId]);
  if (row === undefined) return null;
  return {
    key: { marketplaceId, sellerId: row.seller_id, buyerId: row.buyer_id },
    order: toSituation(row.situation),
    preference: { declines: row.declines, mutesSeller: row.mutes },
    isSuppressed: row.suppressed,
  };
}
