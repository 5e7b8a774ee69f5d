import type { Kysely } from 'kysely';

import type { RelationshipKey } from '#market/party.ts';

import type { DB } from './schema.gen.ts';

/** What telling a party of a decision needs. Addresses are real ones, for deliveries alone. */
export interface ModeratedParties {
  readonly marketplace: {
    readonly id: string;
    readonly name: string;
    /** Name of its policy pack. */
    readonly pack: string;
    readonly timeZone: string;
    readonly aliasDomain: string;
    readonly noticeDomain: string;
  };
  readonly seller: {
    readonly name: string;
    readonly language: string;
    /** Its first owner's mailbox, else the one for buyers' messages. */
    readonly mailTo: string | null;
    readonly takesMessages: boolean;
  };
  /** Null where no conversation of the seller's is there. */
  readonly buyer: {
    readonly id: string;
    readonly name: string;
    readonly language: string;
    readonly mailTo: string;
    readonly takesMail: boolean;
  } | null;
}

/**
 * A seller in a marketplace with one of its buyers: the one named, else the one of the newest conversation, because
 * every mail of ours leaves through some relationship. Null where the seller or marketplace isn't there.
 */
export async function findModeratedParties(
  db: Kysely<DB>,
  { marketplaceId, sellerId }: Pick<RelationshipKey, 'marketplaceId' | 'sellerId'>,
  buyerId: string | null,
): Promise<ModeratedParties | null> {
  const row = await db
    .selectFrom('seller as s')
    .innerJoin('marketplace as m', (join) => join.on('m.id', '=', marketplaceId))
    .select([
      'm.id',
      'm.name as market',
      'm.pack',
      'm.country',
      'm.time_zone',
      'm.alias_domain',
      'm.notice_domain',
      's.name',
      's.language',
      's.message_address',
    ])
    .where('s.id', '=', sellerId)
    .executeTakeFirst();
  if (row === undefined) return null;
  const owner = await db
    .selectFrom('seller_user')
    .select('address')
    .where('seller_id', '=', sellerId)
    .where('role', '=', 'owner')
    .where('ended_at', 'is', null)
    .orderBy('created_at')
    .orderBy('id')
    .executeTakeFirst();
  return {
    marketplace: {
      id: row.id,
      name: row.market,
      pack: row.pack ?? row.country.toLowerCase(),
      timeZone: row.time_zone,
      aliasDomain: row.alias_domain,
      noticeDomain: row.notice_domain,
    },
    seller: {
      name: row.name,
      language: row.language,
      mailTo: owner?.address ?? row.message_address,
      takesMessages: row.message_address !== null,
    },
    buyer: await findBuyer(db, marketplaceId, sellerId, buyerId),
  };
}

async function findBuyer(
  db: Kysely<DB>,
  marketplaceId: string,
  sellerId: string,
  buyerId: string | null,
): Promise<ModeratedParties['buyer']> {
  let query = db
    .selectFrom('conversation as c')
    .innerJoin('buyer as b', 'b.id', 'c.buyer_id')
    .select(['b.id', 'b.name', 'b.language', 'b.address', 'b.address_state'])
    .where('c.marketplace_id', '=', marketplaceId)
    .where('c.seller_id', '=', sellerId)
    .orderBy('c.last_message_at', 'desc')
    .limit(1);
  if (buyerId !== null) query = query.where('c.buyer_id', '=', buyerId);
  const row = await query.executeTakeFirst();
  if (row === undefined) return null;
  const { id, name, language, address, address_state: state } = row;
  return { id, name, language, mailTo: address, takesMail: state === 'working' };
}
