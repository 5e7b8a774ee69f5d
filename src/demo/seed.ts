import type { Kysely, Transaction } from 'kysely';

import type { Ids } from '#flow/ports.ts';
import { readRecord } from '#market/order-import.ts';
import { SYSTEM_ACTOR } from '#market/party.ts';
import { createDkimKey, createMarketplace, listMarketplaces } from '#store/marketplace.ts';
import { importRecords } from '#store/order-import.ts';
import { addSellerUser, createSeller } from '#store/party.ts';
import { changePermission } from '#store/permission.ts';
import type { DB } from '#store/schema.gen.ts';
import type { Sealed } from '#store/seal.ts';

import type { SampleMarketplace, SampleSeller } from './sample-market.ts';
import { MARKETPLACES, SELLERS } from './sample-market.ts';
import { sampleRecords } from './sample-orders.ts';

export interface SeedPorts {
  readonly ids: Ids;
  now(): Date;
  sealFor(plain: Uint8Array, row: readonly string[]): Sealed;
}

export function mailDomainsOf({ domain }: SampleMarketplace): {
  readonly aliasDomain: string;
  readonly bounceDomain: string;
  readonly noticeDomain: string;
} {
  return {
    aliasDomain: `post.${domain}`,
    bounceDomain: `return.${domain}`,
    noticeDomain: `notice.${domain}`,
  };
}

/**
 * Fills an empty database with the sample market and its `orders` (300, in every state). One that holds marketplaces
 * already is left as it is: false.
 */
export async function seedSampleMarket(db: Kysely<DB>, ports: SeedPorts, orders?: number): Promise<boolean> {
  if ((await listMarketplaces(db)).length > 0) return false;
  await db.transaction().execute(async (tx) => {
    for (const marketplace of MARKETPLACES) await seedMarketplace(tx, marketplace, ports);
    for (const seller of SELLERS) await seedSeller(tx, seller, ports);
  });
  const readings = sampleRecords(ports.now(), orders).map((record, index) => ({
    line: index + 1,
    reading: readRecord(record),
  }));
  await importRecords(db, readings, ports, ({ line, result, faults }) => {
    if (result === 'refused')
      throw new Error(`sample record ${line}: ${faults.map(({ reason }) => reason).join(', ')}`);
  });
  return true;
}

function requireTaken(outcome: { readonly kind: string }): void {
  if (outcome.kind === 'refused') throw new Error(`sample market: ${JSON.stringify(outcome)}`);
}

async function seedMarketplace(
  tx: Transaction<DB>,
  marketplace: SampleMarketplace,
  ports: SeedPorts,
): Promise<void> {
  const { id, name, country, pack, languages, timeZone } = marketplace;
  const domains = mailDomainsOf(marketplace);
  const at = ports.now();
  requireTaken(await createMarketplace(tx, { id, name, country, pack, languages, timeZone, ...domains }, at));
  for (const domain of [domains.aliasDomain, domains.noticeDomain]) {
    await createDkimKey(tx, { domain, selector: 'demo', at }, (plain, row) => ports.sealFor(plain, row));
  }
}

async function seedSeller(tx: Transaction<DB>, seller: SampleSeller, ports: SeedPorts): Promise<void> {
  const id = ports.ids.uuid();
  const { shopId, name, language, messageAddress } = seller;
  requireTaken(await createSeller(tx, { id, shopId, name, language, messageAddress }, ports.now()));
  for (const user of seller.users) {
    requireTaken(
      await addSellerUser(tx, { id: ports.ids.uuid(), sellerId: id, language, ...user }, ports.now()),
    );
  }
  const decide = async (address: string, change: 'approve' | 'block'): Promise<void> => {
    requireTaken(
      await changePermission(tx, {
        sellerId: id,
        address,
        change,
        isNew: true,
        actor: SYSTEM_ACTOR,
        at: ports.now(),
        auditId: ports.ids.uuid(),
      }),
    );
  };
  for (const address of seller.approved) await decide(address, 'approve');
  for (const address of seller.blocked) await decide(address, 'block');
}
