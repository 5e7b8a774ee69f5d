import type { Kysely } from 'kysely';
import { sql } from 'kysely';

import type { DB } from './schema.gen.ts';

/** What judging a draft about an order has to know. */
export interface LintOrder {
  readonly completedAt: Date | null;
  readonly reviewRequestsSent: number;
  readonly buyerLanguage: string;
  /** Words that stand in no dictionary: the products' titles, the parties' and the marketplace's names. */
  readonly names: readonly string[];
}

/**
 * An order as its seller's draft is judged by it; null where there is none, or where it is somebody else's: no
 * difference is told. `sellerId` null: whoever's it is, for the operator.
 */
export async function findLintOrder(
  db: Kysely<DB>,
  {
    marketplaceId,
    orderId,
    sellerId,
  }: { readonly marketplaceId: string; readonly orderId: string; readonly sellerId: string | null },
): Promise<LintOrder | null> {
  const { rows } = await sql<{
    completed_at: Date | null;
    solicited: number;
    language: string;
    names: string[];
  }>`
    select o.completed_at, b.language,
           (select count(*)::int from message m
              join conversation c on (c.marketplace_id, c.seller_id, c.id) = (m.marketplace_id, m.seller_id, m.conversation_id)
             where (m.marketplace_id, m.seller_id, m.buyer_id) = (o.marketplace_id, o.seller_id, o.buyer_id)
               and m.author = 'seller' and m.state = 'accepted'
               and (m.verdict -> 'guidelines' ->> 'solicits') = 'true' and c.order_id = o.id) as solicited,
           array[b.name, s.name, k.name] || array(
             select l.title from order_line l
              where (l.marketplace_id, l.seller_id, l.order_id) = (o.marketplace_id, o.seller_id, o.id)
              order by l.line_no limit 50) as names
      from sales_order o
      join buyer b on b.id = o.buyer_id
      join seller s on s.id = o.seller_id
      join marketplace k on k.id = o.marketplace_id
     where o.marketplace_id = ${marketplaceId} and o.id = ${orderId}
       and (${sellerId}::uuid is null or o.seller_id = ${sellerId}::uuid)`.execute(db);
  const [row] = rows;
  if (row === undefined) return null;
  const { completed_at: completedAt, solicited, language, names } = row;
  return { completedAt, reviewRequestsSent: solicited, buyerLanguage: language, names };
}
