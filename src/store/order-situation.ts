import type { Kysely } from 'kysely';
import { sql } from 'kysely';

import type { AdjustmentReason } from '#market/adjustment.ts';
import type { BuyerPreference } from '#market/opt-out.ts';
import type { Fulfilment, OrderStatus } from '#market/order.ts';
import type { RelationshipKey } from '#market/party.ts';
import type { OrderSituation } from '#market/precondition.ts';

import { loadPreference } from './buyer-preference.ts';
import type { DB } from './schema.gen.ts';

/** What the store knows of an order that decides whether a message about it may be sent. */
export interface StoredSituation {
  readonly key: RelationshipKey;
  readonly order: OrderSituation;
  readonly preference: BuyerPreference;
  readonly isSuppressed: boolean;
}

interface SituationRow {
  readonly seller_id: string;
  readonly buyer_id: string;
  readonly status: OrderStatus;
  readonly fulfilment: Fulfilment;
  readonly completed_at: Date | null;
  readonly earliest_delivery_at: Date | null;
  readonly latest_delivery_at: Date | null;
  readonly amount_minor: string;
  readonly categories: string[];
  readonly adjustments: readonly { reason: AdjustmentReason; amount_minor: number; at: string }[];
  readonly has_open_return: boolean;
  readonly solicitations: number;
  readonly sent: Readonly<Record<string, number>>;
  readonly suppressed: boolean;
}

function toOrder(id: string, row: SituationRow): OrderSituation {
  return {
    id,
    status: row.status,
    fulfilment: row.fulfilment,
    categories: row.categories,
    amountMinor: Number(row.amount_minor),
    adjustments: row.adjustments.map(({ reason, amount_minor: amountMinor, at }) => ({
      reason,
      amountMinor,
      at: new Date(at),
    })),
    hasOpenReturn: row.has_open_return,
    completedAt: row.completed_at,
    earliestDeliveryAt: row.earliest_delivery_at,
    latestDeliveryAt: row.latest_delivery_at,
    solicitations: row.solicitations,
    sentByReason: new Map(Object.entries(row.sent)),
  };
}

/** The order's situation; null where the marketplace has no such order. Two look-ups, each by a key. */
export async function loadSituation(
  db: Kysely<DB>,
  marketplaceId: string,
  orderId: string,
): Promise<StoredSituation | null> {
  const result = await sql<SituationRow>`
    select o.seller_id, o.buyer_id, o.status, o.fulfilment, o.completed_at, o.earliest_delivery_at,
           o.latest_delivery_at,
           (select coalesce(sum(l.amount_minor), 0) from order_line l
             where (l.marketplace_id, l.seller_id, l.order_id) = (o.marketplace_id, o.seller_id, o.id))
             as amount_minor,
           array(select distinct c from order_line l
                   join product p on (p.marketplace_id, p.seller_id, p.id)
                                   = (l.marketplace_id, l.seller_id, l.product_id), unnest(p.categories) as c
                  where (l.marketplace_id, l.seller_id, l.order_id) = (o.marketplace_id, o.seller_id, o.id))
             as categories,
           (select coalesce(jsonb_agg(jsonb_build_object('reason', i.reason, 'amount_minor', i.amount_minor,
                                                         'at', a.adjusted_at)), '[]')
              from adjustment_item i
              join adjustment a on (a.marketplace_id, a.seller_id, a.id)
                                 = (i.marketplace_id, i.seller_id, i.adjustment_id)
             where (i.marketplace_id, i.seller_id, i.order_id) = (o.marketplace_id, o.seller_id, o.id))
             as adjustments,
           exists (select from order_return r
                    where (r.marketplace_id, r.seller_id, r.order_id) = (o.marketplace_id, o.seller_id, o.id)
                      and r.status in ('requested', 'authorised', 'received')) as has_open_return,
           (select count(*)::int from solicitation s
             where (s.marketplace_id, s.seller_id, s.order_id) = (o.marketplace_id, o.seller_id, o.id))
             as solicitations,
           (select coalesce(jsonb_object_agg(contact_reason, times), '{}')
              from (select m.contact_reason, count(*) as times
                      from conversation c
                      join message m on (m.marketplace_id, m.seller_id, m.conversation_id)
                                      = (c.marketplace_id, c.seller_id, c.id)
                     where (c.marketplace_id, c.seller_id, c.buyer_id, c.order_id)
                         = (o.marketplace_id, o.seller_id, o.buyer_id, o.id)
                       and m.author = 'seller' and m.state = 'accepted' and m.contact_reason is not null
                     group by 1) by_reason) as sent,
           exists (select from suppression x
                    where (x.marketplace_id, x.seller_id, x.buyer_id)
                        = (o.marketplace_id, o.seller_id, o.buyer_id)) as suppressed
      from sales_order o
     where o.marketplace_id = ${marketplaceId} and o.id = ${orderId}`.execute(db);
  const [row] = result.rows;
  if (row === undefined) return null;
  const key = { marketplaceId, sellerId: row.seller_id, buyerId: row.buyer_id };
  return {
    key,
    order: toOrder(orderId, row),
    preference: await loadPreference(db, key),
    isSuppressed: row.suppressed,
  };
}
