import type { Kysely } from 'kysely';
import { sql } from 'kysely';

import type { DB } from '#store/schema.gen.ts';

/** Whom a question before any order goes to, and what it is about. */
export interface QuestionPlaceView {
  readonly marketplace: { readonly id: string; readonly name: string };
  readonly seller: { readonly id: string; readonly name: string };
  readonly product: { readonly id: string; readonly title: string } | null;
  /** False: this seller takes no messages, and whoever would ask is told at once (INBOX 1). */
  readonly isReachable: boolean;
}

/** The place that a link of the shop's names, by our id of the seller or the shop's; null where it isn't there. */
export async function findQuestionPlace(
  db: Kysely<DB>,
  named: { readonly marketplace: string; readonly seller: string; readonly product: string | null },
): Promise<QuestionPlaceView | null> {
  const { rows } = await sql<QuestionPlaceView>`
    select jsonb_build_object('id', m.id, 'name', m.name) as marketplace,
           jsonb_build_object('id', s.id, 'name', s.name) as seller,
           case when p.id is null then null else jsonb_build_object('id', p.id, 'title', p.title) end as product,
           s.message_address is not null as "isReachable"
      from marketplace m
      join seller s on s.id::text = ${named.seller.toLowerCase()} or s.shop_id = ${named.seller}
      left join product p on p.marketplace_id = m.id and p.seller_id = s.id and p.id = ${named.product}
     where m.id = ${named.marketplace} and (${named.product}::text is null or p.id is not null)
     limit 1`.execute(db);
  return rows[0] ?? null;
}
