import type { Kysely, Transaction } from 'kysely';

import type { DB } from './schema.gen.ts';

/** How a shop may sign: closed, so that no token chooses for itself (RFC 8725 §3.1). */
export const HAND_OFF_ALGORITHMS = ['EdDSA', 'ES256', 'RS256', 'PS256'] as const;
export type HandOffAlgorithm = (typeof HAND_OFF_ALGORITHMS)[number];

/** A key by which a marketplace's shop vouches for its buyers. */
export interface HandOffKey {
  readonly marketplaceId: string;
  /** `kid` of its tokens. */
  readonly id: string;
  readonly algorithm: HandOffAlgorithm;
  /** SPKI in PEM. */
  readonly publicKey: string;
  /** `https://shop.example`: its pages may post a token straight away. Null: nobody's pages may. */
  readonly shopOrigin: string | null;
}

/** Registers a key. False where the marketplace has one of this id, also a retired one. */
export async function addHandOffKey(db: Kysely<DB>, key: HandOffKey, at: Date): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('hand_off_key')
    .values({
      marketplace_id: key.marketplaceId,
      id: key.id,
      algorithm: key.algorithm,
      public_key: key.publicKey,
      shop_origin: key.shopOrigin,
      created_at: at,
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return numInsertedOrUpdatedRows === 1n;
}

const COLUMNS = [
  'marketplace_id as marketplaceId',
  'id',
  'algorithm',
  'public_key as publicKey',
  'shop_origin as shopOrigin',
] as const;

/** The key that a token names; null where there is none, or it is retired. */
export async function findHandOffKey(
  db: Kysely<DB>,
  marketplaceId: string,
  id: string,
): Promise<HandOffKey | null> {
  const row = await db
    .selectFrom('hand_off_key')
    .select(COLUMNS)
    .where('marketplace_id', '=', marketplaceId)
    .where('id', '=', id)
    .where('retired_at', 'is', null)
    .executeTakeFirst();
  return row ?? null;
}

/** All keys with when they were retired, by marketplace. */
export async function listHandOffKeys(
  db: Kysely<DB>,
): Promise<(HandOffKey & { readonly createdAt: Date; readonly retiredAt: Date | null })[]> {
  return db
    .selectFrom('hand_off_key')
    .select([...COLUMNS, 'created_at as createdAt', 'retired_at as retiredAt'])
    .orderBy('marketplace_id')
    .orderBy('created_at')
    .orderBy('id')
    .execute();
}

/** From now on no token by this key is taken. False where there is no such key in use. */
export async function retireHandOffKey(
  db: Kysely<DB>,
  marketplaceId: string,
  id: string,
  at: Date,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('hand_off_key')
    .set({ retired_at: at })
    .where('marketplace_id', '=', marketplaceId)
    .where('id', '=', id)
    .where('retired_at', 'is', null)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/**
 * The buyer whom the shop knows by this number. SECURITY: only one who has bought, or asked, in that marketplace: the
 * key of one shop doesn't open what belongs to another's customers.
 */
export async function findShopBuyer(
  db: Kysely<DB>,
  marketplaceId: string,
  shopId: string,
): Promise<{ readonly id: string; readonly name: string } | null> {
  const row = await db
    .selectFrom('buyer')
    .select(['id', 'name'])
    .where('shop_id', '=', shopId)
    .where((where) =>
      where.exists(
        where
          .selectFrom('relationship')
          .select('relationship.buyer_id')
          .whereRef('relationship.buyer_id', '=', 'buyer.id')
          .where('relationship.marketplace_id', '=', marketplaceId),
      ),
    )
    .executeTakeFirst();
  return row ?? null;
}

/** Uses a token up. False for one that was used: of two who come at once, one wins. Forgets those that ran out. */
export async function takeHandOffToken(
  tx: Transaction<DB>,
  token: { readonly marketplaceId: string; readonly tokenId: string; readonly endsAt: Date },
  now: Date,
): Promise<boolean> {
  await tx.deleteFrom('hand_off_used').where('ends_at', '<', now).execute();
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('hand_off_used')
    .values({ marketplace_id: token.marketplaceId, token_id: token.tokenId, ends_at: token.endsAt })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return numInsertedOrUpdatedRows === 1n;
}
