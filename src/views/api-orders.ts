import type { Kysely, RawBuilder } from 'kysely';
import { sql } from 'kysely';

import { aliasAddress } from '#market/alias.ts';
import { maskedName } from '#market/masked-name.ts';
import type { Fulfilment, OrderStatus } from '#market/order.ts';
import type { DB } from '#store/schema.gen.ts';

import type { TextCursor } from './page.ts';
import { encodeCursor } from './page.ts';

export interface ApiOrderLine {
  /** How feeds and shipments call the line. */
  readonly item: string;
  readonly product: string;
  readonly title: string;
  readonly quantity: number;
  readonly shipped: number;
  /** Minor units of the currency, of all pieces. */
  readonly amountMinor: number;
  readonly currency: string;
}

/** An order as its seller's programs see it: SECURITY: of the buyer the alias and initials, and never more (ALIAS 2, 3). */
export interface ApiOrder {
  readonly id: string;
  readonly marketplaceId: string;
  readonly marketplaceApiId: string;
  readonly marketplaceName: string;
  readonly status: OrderStatus;
  readonly fulfilment: Fulfilment;
  readonly placedAt: Date;
  readonly updatedAt: Date;
  readonly earliestDeliveryAt: Date | null;
  readonly latestDeliveryAt: Date | null;
  readonly buyerAlias: string | null;
  readonly buyerName: string;
  readonly lines: readonly ApiOrderLine[];
}

export interface ApiOrderFilter {
  /** Ours; empty: all. */
  readonly marketplaceIds: readonly string[];
  readonly orderIds: readonly string[];
  readonly statuses: readonly OrderStatus[];
  readonly fulfilments: readonly Fulfilment[];
  readonly placed: Span;
  readonly updated: Span;
  readonly earliestDelivery: Span;
  readonly latestDelivery: Span;
  /** An alias of ours; null: any buyer's. */
  readonly buyerAlias: { readonly localPart: string; readonly domain: string } | null;
  readonly after: TextCursor | null;
  readonly limit: number;
}

/** From and to, both included; null: open. */
export interface Span {
  readonly from: Date | null;
  readonly to: Date | null;
}

interface OrderRow {
  readonly id: string;
  readonly marketplace_id: string;
  readonly api_id: string;
  readonly marketplace_name: string;
  readonly status: OrderStatus;
  readonly fulfilment: Fulfilment;
  readonly placed_at: Date;
  readonly updated_at: Date;
  readonly earliest_delivery_at: Date | null;
  readonly latest_delivery_at: Date | null;
  readonly buyer_name: string;
  readonly alias_local: string | null;
  readonly alias_domain: string | null;
  readonly lines: ApiOrderLine[];
  readonly sort_at: string;
}

function query(sellerId: string, where: RawBuilder<boolean>, limit: number) {
  return sql<OrderRow>`
    select o.id, o.marketplace_id, coalesce(m.api_id, m.id) as api_id, m.name as marketplace_name, o.status,
           o.fulfilment, o.placed_at, o.updated_at, o.earliest_delivery_at, o.latest_delivery_at,
           b.name as buyer_name, a.local_part as alias_local, a.domain as alias_domain,
           (select coalesce(jsonb_agg(jsonb_build_object(
                     'item', coalesce(l.item_code, l.line_no::text), 'product', l.product_id, 'title', l.title,
                     'quantity', l.quantity, 'amountMinor', l.amount_minor, 'currency', l.currency,
                     'shipped', (select coalesce(sum(i.quantity), 0)::int
                                   from shipment s
                                   join shipment_item i on (i.marketplace_id, i.seller_id, i.shipment_id)
                                                         = (s.marketplace_id, s.seller_id, s.id)
                                  where (s.marketplace_id, s.seller_id, s.order_id)
                                      = (o.marketplace_id, o.seller_id, o.id)
                                    and i.item_code = coalesce(l.item_code, l.line_no::text)))
                     order by l.line_no), '[]')
              from order_line l
             where (l.marketplace_id, l.seller_id, l.order_id) = (o.marketplace_id, o.seller_id, o.id)) as lines,
           to_char(o.placed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as sort_at
      from sales_order o
      join marketplace m on m.id = o.marketplace_id
      join buyer b on b.id = o.buyer_id
      left join alias a on (a.marketplace_id, a.seller_id, a.buyer_id) = (o.marketplace_id, o.seller_id, o.buyer_id)
           and a.revoked_at is null and a.stands_for = 'buyer'
     where o.seller_id = ${sellerId}::uuid and ${where}
     order by o.placed_at desc, o.id desc limit ${limit}`;
}

function toOrder(row: OrderRow): ApiOrder {
  const { alias_local: local, alias_domain: domain } = row;
  return {
    id: row.id,
    marketplaceId: row.marketplace_id,
    marketplaceApiId: row.api_id,
    marketplaceName: row.marketplace_name,
    status: row.status,
    fulfilment: row.fulfilment,
    placedAt: row.placed_at,
    updatedAt: row.updated_at,
    earliestDeliveryAt: row.earliest_delivery_at,
    latestDeliveryAt: row.latest_delivery_at,
    buyerAlias: local === null || domain === null ? null : aliasAddress(local, domain),
    buyerName: maskedName(row.buyer_name),
    lines: row.lines,
  };
}

const anyOf = (column: RawBuilder<unknown>, values: readonly string[]): RawBuilder<boolean> =>
  values.length === 0 ? sql<boolean>`true` : sql<boolean>`${column} = any(${[...values]}::text[])`;

function within(column: RawBuilder<unknown>, { from, to }: Span): RawBuilder<boolean> {
  const begins = from === null ? sql`true` : sql`${column} >= ${from}::timestamptz`;
  const ends = to === null ? sql`true` : sql`${column} <= ${to}::timestamptz`;
  return sql<boolean>`(${begins} and ${ends})`;
}

function conditionOf(filter: ApiOrderFilter): RawBuilder<boolean> {
  const { after, buyerAlias } = filter;
  return sql<boolean>`
    ${anyOf(sql`o.marketplace_id`, filter.marketplaceIds)} and ${anyOf(sql`o.id`, filter.orderIds)}
    and ${anyOf(sql`o.status`, filter.statuses)} and ${anyOf(sql`o.fulfilment`, filter.fulfilments)}
    and ${within(sql`o.placed_at`, filter.placed)} and ${within(sql`o.updated_at`, filter.updated)}
    and ${within(sql`o.earliest_delivery_at`, filter.earliestDelivery)}
    and ${within(sql`o.latest_delivery_at`, filter.latestDelivery)}
    and ${
      buyerAlias === null
        ? sql`true`
        : sql`(a.local_part, a.domain) = (${buyerAlias.localPart}, ${buyerAlias.domain})`
    }
    and ${after === null ? sql`true` : sql`(o.placed_at, o.id) < (${after.at}::timestamptz, ${after.id})`}`;
}

/** A seller's orders, the newest first. */
export async function listApiOrders(
  db: Kysely<DB>,
  sellerId: string,
  filter: ApiOrderFilter,
): Promise<{ readonly items: readonly ApiOrder[]; readonly next: string | null }> {
  const { rows } = await query(sellerId, conditionOf(filter), filter.limit + 1).execute(db);
  const shown = rows.slice(0, filter.limit);
  const last = shown.at(-1);
  return {
    items: shown.map(toOrder),
    next: rows.length <= filter.limit || last === undefined ? null : encodeCursor(last.sort_at, last.id),
  };
}

/** One of the seller's orders, in whichever marketplace; null where there is none. */
export async function findApiOrder(
  db: Kysely<DB>,
  sellerId: string,
  orderId: string,
): Promise<ApiOrder | null> {
  const { rows } = await query(sellerId, sql<boolean>`o.id = ${orderId}`, 1).execute(db);
  const [row] = rows;
  return row === undefined ? null : toOrder(row);
}
