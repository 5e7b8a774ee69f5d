import type { Transaction } from 'kysely';
import { sql } from 'kysely';

import { ALIAS_RANDOM_BYTES, aliasLocalPart } from '#market/alias.ts';
import type { BuyerRecord } from '#market/order.ts';
import type { RelationshipKey, Side } from '#market/party.ts';

import { stopLinksOfMovedBuyers } from './answer-link.ts';
import type { DB } from './schema.gen.ts';

/** Where new ids and alias local parts come from (`#flow/ports.ts` Ids). */
export interface IdSource {
  uuid(): string;
  random(length: number): Uint8Array;
}

export interface KnownBuyer {
  readonly id: string;
  /** True where this call inserted or changed it. */
  readonly changed: boolean;
}

/** What a buyer chose here outlives what the shop says. */
const KEPT_LANGUAGE = sql`case when b.language_chosen_at is null then excluded.language else b.language end`;

/**
 * Inserts and updates buyers by the shop's number, each once in a call, and gives our ids by that number. An
 * address that changed counts as working again, and links in mails to the old one are good no more.
 */
export async function upsertBuyers(
  tx: Transaction<DB>,
  buyers: readonly BuyerRecord[],
  ids: IdSource,
  at: Date,
): Promise<ReadonlyMap<string, KnownBuyer>> {
  const rows = JSON.stringify(
    buyers.map((buyer) => ({
      id: ids.uuid(),
      shop_id: buyer.shopId,
      name: buyer.name,
      language: buyer.language,
      address: buyer.address,
      address_canonical: buyer.addressCanonical,
      phone: buyer.phone,
    })),
  );
  await stopLinksOfMovedBuyers(tx, rows, at);
  const written = await sql<{ readonly shop_id: string }>`
    insert into buyer as b (id, shop_id, name, language, address, address_canonical, phone, created_at)
    select id, shop_id, name, language, address, address_canonical, phone, ${at}::timestamptz
      from jsonb_to_recordset(${rows}::jsonb) as x (id uuid, shop_id text, name text, language text,
           address text, address_canonical text, phone text)
     order by shop_id
    on conflict (shop_id) where shop_id is not null do update
       set name = excluded.name, language = ${KEPT_LANGUAGE}, address = excluded.address,
           address_canonical = excluded.address_canonical, phone = excluded.phone,
           address_state = case when b.address = excluded.address then b.address_state else 'working' end
     where (b.name, b.language, b.address, b.phone) is distinct from
           (excluded.name, ${KEPT_LANGUAGE}, excluded.address, excluded.phone)
    returning shop_id`.execute(tx);
  const changed = new Set(written.rows.map(({ shop_id }) => shop_id));
  // A statement of its own, so that it sees a buyer whom another import inserted meanwhile.
  const found = await sql<{ readonly id: string; readonly shop_id: string }>`
    select id, shop_id from buyer where shop_id = any(${buyers.map(({ shopId }) => shopId)}::text[])`.execute(
    tx,
  );
  return new Map(found.rows.map(({ id, shop_id }) => [shop_id, { id, changed: changed.has(shop_id) }]));
}

const keyOf = (key: RelationshipKey): string => `${key.marketplaceId} ${key.sellerId} ${key.buyerId}`;

/** Makes sure that each relationship is there with its two aliases; an alias that is there never changes (ALIAS 2). */
export async function ensureRelationships(
  tx: Transaction<DB>,
  keys: readonly RelationshipKey[],
  ids: IdSource,
  at: Date,
): Promise<void> {
  const distinct = [...new Map(keys.map((key) => [keyOf(key), key])).values()];
  if (distinct.length === 0) return;
  const rows = JSON.stringify(distinct);
  await sql`
    insert into relationship (marketplace_id, seller_id, buyer_id, created_at)
    select "marketplaceId", "sellerId", "buyerId", ${at}::timestamptz
      from jsonb_to_recordset(${rows}::jsonb) as x ("marketplaceId" text, "sellerId" uuid, "buyerId" uuid)
     order by 1, 2, 3
    on conflict do nothing`.execute(tx);
  const missing = await sql<RelationshipKey & { readonly standsFor: Side }>`
    select x."marketplaceId", x."sellerId", x."buyerId", side as "standsFor"
      from jsonb_to_recordset(${rows}::jsonb) as x ("marketplaceId" text, "sellerId" uuid, "buyerId" uuid)
     cross join unnest(array['buyer', 'seller']) as side
     where not exists (
       select from alias a
        where (a.marketplace_id, a.seller_id, a.buyer_id, a.stands_for)
            = (x."marketplaceId", x."sellerId", x."buyerId", side)
          and a.revoked_at is null)`.execute(tx);
  if (missing.rows.length === 0) return;
  const aliases = missing.rows.map(({ marketplaceId, sellerId, buyerId, standsFor }) => ({
    marketplaceId,
    sellerId,
    buyerId,
    standsFor,
    localPart: aliasLocalPart(ids.random(ALIAS_RANDOM_BYTES)),
  }));
  await sql`
    insert into alias (local_part, domain, marketplace_id, seller_id, buyer_id, stands_for, created_at)
    select "localPart", m.alias_domain, m.id, "sellerId", "buyerId", "standsFor", ${at}::timestamptz
      from jsonb_to_recordset(${JSON.stringify(aliases)}::jsonb) as x ("localPart" text, "marketplaceId" text,
           "sellerId" uuid, "buyerId" uuid, "standsFor" text)
      join marketplace m on m.id = "marketplaceId"
     order by "marketplaceId", "sellerId", "buyerId", "standsFor"
    on conflict (marketplace_id, seller_id, buyer_id, stands_for) where revoked_at is null do nothing`.execute(
    tx,
  );
}
