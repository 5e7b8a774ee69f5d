import type { Kysely } from 'kysely';

import type { RelationshipKey } from '#market/party.ts';

import { findSellerOwner } from './party.ts';
import type { DB } from './schema.gen.ts';

/** How a notice about a seller's account itself reaches its owner. */
export interface NoticeWay {
  /** The seller's latest relationship: mail leaves by a marketplace. */
  readonly key: RelationshipKey;
  readonly noticeDomain: string;
  readonly address: string;
  readonly language: string;
}

/** Null where the account has no owner, or never had a buyer. */
export async function findNoticeWay(db: Kysely<DB>, sellerId: string): Promise<NoticeWay | null> {
  const owner = await findSellerOwner(db, sellerId);
  if (owner === null) return null;
  const row = await db
    .selectFrom('relationship as r')
    .innerJoin('marketplace as m', 'm.id', 'r.marketplace_id')
    .select(['r.marketplace_id', 'r.buyer_id', 'm.notice_domain'])
    .where('r.seller_id', '=', sellerId)
    .orderBy('r.created_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (row === undefined) return null;
  const key = { marketplaceId: row.marketplace_id, sellerId, buyerId: row.buyer_id };
  return { key, noticeDomain: row.notice_domain, ...owner };
}
