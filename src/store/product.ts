import type { Transaction } from 'kysely';
import { sql } from 'kysely';

import type { ProductRecord } from '#market/order.ts';

import type { Changes, Located, LocatedOrder } from './order.ts';
import type { DB } from './schema.gen.ts';

/** Inserts and updates products; each product once in a call. Keys as `productKey` makes them. */
export async function upsertProducts(
  tx: Transaction<DB>,
  products: readonly Located<ProductRecord>[],
  at: Date,
): Promise<Changes> {
  const rows = products.map((product) => ({
    marketplace_id: product.marketplaceId,
    seller_id: product.sellerId,
    id: product.id,
    title: product.title,
    categories: product.categories,
    pictures: product.pictures,
  }));
  const result = await sql<{ readonly key: string; readonly created: boolean }>`
    insert into product as p (marketplace_id, seller_id, id, title, categories, pictures, updated_at)
    select marketplace_id, seller_id, id, title, categories, pictures, ${at}::timestamptz
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as x (marketplace_id text, seller_id uuid, id text,
           title text, categories text[], pictures text[])
     order by marketplace_id, seller_id, id
    on conflict (marketplace_id, seller_id, id) do update
       set title = excluded.title, categories = excluded.categories, pictures = excluded.pictures,
           updated_at = excluded.updated_at
     where (p.title, p.categories, p.pictures) is distinct from
           (excluded.title, excluded.categories, excluded.pictures)
    returning marketplace_id || ' ' || seller_id || ' ' || id as key, xmax = 0 as created`.execute(tx);
  return new Map(result.rows.map(({ key, created }) => [key, created ? 'created' : 'updated']));
}

/** An order may name a product before its own record comes: then its title is all that is known of it. */
export async function noteProductsOfLines(
  tx: Transaction<DB>,
  orders: readonly LocatedOrder[],
  at: Date,
): Promise<void> {
  const rows = orders.flatMap((order) =>
    order.lines.map((line) => ({
      marketplace_id: order.marketplaceId,
      seller_id: order.sellerId,
      id: line.productId,
      title: line.title,
    })),
  );
  await sql`
    insert into product (marketplace_id, seller_id, id, title, updated_at)
    select distinct on (marketplace_id, seller_id, id) marketplace_id, seller_id, id, title, ${at}::timestamptz
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
           as x (marketplace_id text, seller_id uuid, id text, title text)
     order by marketplace_id, seller_id, id
    on conflict do nothing`.execute(tx);
}
