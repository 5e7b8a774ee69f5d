import type { Kysely } from 'kysely';
import { sql } from 'kysely';

import type { RelationshipKey } from '#market/party.ts';

import type { DB } from './schema.gen.ts';

/** What of an order can be filled into a seller's template, beside the names. */
export interface TemplateFacts {
  /** Titles of its lines. */
  readonly products: readonly string[];
  /** Of the last shipment that says one. */
  readonly carrier: string | null;
  readonly trackingNumber: string | null;
  readonly latestDeliveryAt: Date | null;
}

/** The facts of an order of this relationship; null where it isn't there. */
export async function findTemplateFacts(
  db: Kysely<DB>,
  { marketplaceId, sellerId }: RelationshipKey,
  orderId: string,
): Promise<TemplateFacts | null> {
  const { rows } = await sql<TemplateFacts>`
    select array(select l.title from order_line l
                  where (l.marketplace_id, l.seller_id, l.order_id) = (o.marketplace_id, o.seller_id, o.id)
                  order by l.line_no) as products,
           (select h.carrier from shipment h
             where (h.marketplace_id, h.seller_id, h.order_id) = (o.marketplace_id, o.seller_id, o.id)
               and h.carrier is not null order by h.shipped_at desc, h.id desc limit 1) as carrier,
           (select h.tracking_number from shipment h
             where (h.marketplace_id, h.seller_id, h.order_id) = (o.marketplace_id, o.seller_id, o.id)
               and h.tracking_number is not null order by h.shipped_at desc, h.id desc limit 1) as "trackingNumber",
           o.latest_delivery_at as "latestDeliveryAt"
      from sales_order o
     where o.marketplace_id = ${marketplaceId} and o.seller_id = ${sellerId}::uuid and o.id = ${orderId}`.execute(
    db,
  );
  return rows[0] ?? null;
}

/** The marketplaces in which the seller knows a buyer. */
export async function marketplacesOf(db: Kysely<DB>, sellerId: string): Promise<string[]> {
  const { rows } = await sql<{ readonly id: string }>`
    select m.id from marketplace m
     where exists (select from relationship r where r.marketplace_id = m.id and r.seller_id = ${sellerId}::uuid)
     order by m.id`.execute(db);
  return rows.map(({ id }) => id);
}
