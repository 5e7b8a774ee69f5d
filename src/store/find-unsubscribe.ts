import type { Kysely } from 'kysely';
import { sql } from 'kysely';

import type { BuyerPreference } from '#market/opt-out.ts';
import type { RelationshipKey } from '#market/party.ts';

import { loadPreference } from './buyer-preference.ts';
import type { DB } from './schema.gen.ts';

/** What a link to decline by is about. */
export interface UnsubscribeTarget {
  readonly key: RelationshipKey;
  /** As the buyer knows them. */
  readonly seller: string;
  readonly marketplace: string;
  readonly preference: BuyerPreference;
}

/** The relationship of a message that went to a buyer; null where that delivery is none, or its buyer was erased. */
export async function findUnsubscribe(db: Kysely<DB>, deliveryId: string): Promise<UnsubscribeTarget | null> {
  const { rows } = await sql<RelationshipKey & { readonly seller: string; readonly marketplace: string }>`
    select d.marketplace_id as "marketplaceId", d.seller_id as "sellerId", d.buyer_id as "buyerId",
           s.name as seller, m.name as marketplace
      from delivery d
      join seller s on s.id = d.seller_id
      join marketplace m on m.id = d.marketplace_id
      join buyer b on b.id = d.buyer_id
     where d.id = ${deliveryId}::uuid and d.recipient = 'buyer' and d.message_id is not null
       and b.erased_at is null`.execute(db);
  const [row] = rows;
  if (row === undefined) return null;
  const { seller, marketplace, ...key } = row;
  return { key, seller, marketplace, preference: await loadPreference(db, key) };
}
