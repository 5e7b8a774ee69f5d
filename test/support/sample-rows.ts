import { randomUUID } from 'node:crypto';

import type { Pool } from 'pg';

import type { Relationship } from '#market/relationship.ts';

import { sampleRelationship } from './sample-relationship.ts';

/** Writes a relationship with its marketplace, parties and aliases, and gives it with ids of its own. */
export async function insertRelationship(pool: Pool): Promise<Relationship> {
  const sample = sampleRelationship();
  const sellerId = randomUUID();
  const buyerId = randomUUID();
  const { marketplace, seller, buyer } = sample;
  const mark = sellerId.slice(0, 8);
  const aliases = {
    buyer: `${'b'.repeat(20)}${mark.replaceAll(/[^a-z2-7]/gu, 'x')}@${marketplace.aliasDomain}`,
    seller: `${'s'.repeat(20)}${mark.replaceAll(/[^a-z2-7]/gu, 'x')}@${marketplace.aliasDomain}`,
  } as Relationship['aliases'];
  await pool.query(
    `insert into marketplace (id, name, country, languages, time_zone, alias_domain, bounce_domain, notice_domain)
     values ($1, $2, 'DE', $3, $4, $5, $6, $7) on conflict do nothing`,
    [
      marketplace.id,
      marketplace.name,
      marketplace.languages,
      marketplace.timeZone,
      marketplace.aliasDomain,
      marketplace.bounceDomain,
      marketplace.noticeDomain,
    ],
  );
  await pool.query(
    `insert into mail_domain (domain, marketplace_id, purpose)
     values ($1, $4, 'alias'), ($2, $4, 'bounce'), ($3, $4, 'notice') on conflict do nothing`,
    [marketplace.aliasDomain, marketplace.bounceDomain, marketplace.noticeDomain, marketplace.id],
  );
  await pool.query('insert into seller (id, name, language, message_address) values ($1, $2, $3, $4)', [
    sellerId,
    seller.name,
    seller.language,
    seller.messageAddress?.reveal(),
  ]);
  await pool.query(
    `insert into buyer (id, name, language, address, address_canonical, phone) values ($1, $2, $3, $4, $4, $5)`,
    [buyerId, buyer.name, buyer.language, buyer.address.reveal(), buyer.phone],
  );
  await pool.query('insert into relationship (marketplace_id, seller_id, buyer_id) values ($1, $2, $3)', [
    marketplace.id,
    sellerId,
    buyerId,
  ]);
  for (const side of ['buyer', 'seller'] as const) {
    const [localPart, domain] = aliases[side].split('@');
    await pool.query(
      `insert into alias (local_part, domain, marketplace_id, seller_id, buyer_id, stands_for) values ($1, $2, $3, $4, $5, $6)`,
      [localPart, domain, marketplace.id, sellerId, buyerId, side],
    );
  }
  return {
    ...sample,
    key: { marketplaceId: marketplace.id, sellerId, buyerId },
    seller: { ...seller, id: sellerId },
    buyer: { ...buyer, id: buyerId },
    aliases,
  };
}

/** Writes an order of the relationship. */
export async function insertOrder(pool: Pool, { key }: Relationship, id: string): Promise<void> {
  await pool.query(
    `insert into sales_order (marketplace_id, seller_id, id, buyer_id, status, fulfilment, placed_at)
     values ($1, $2, $3, $4, 'unshipped', 'seller', now())`,
    [key.marketplaceId, key.sellerId, id, key.buyerId],
  );
}
