import { systemClock, createSystemIds } from '#src/system-ports.ts';
import type { Config } from '#src/config.ts';
import { readConfig } from '#src/config.ts';
import { silentLog } from '#src/log.ts';
import type { Store } from '#src/server.ts';
import { openStore } from '#src/server.ts';
import { readRecord } from '#market/order-import.ts';
import { createDkimKey, createMarketplace } from '#store/marketplace.ts';
import { importRecords } from '#store/order-import.ts';
import { createSeller } from '#store/party.ts';
import { sealingKeys } from '#store/seal-keys.ts';
import { seal } from '#store/seal.ts';

export interface BenchStore {
  readonly config: Config;
  readonly store: Store;
  /** Each buyer's address and the alias to which that buyer writes. */
  readonly aliases: readonly { readonly address: string; readonly alias: string }[];
}

const clock = systemClock;
const ids = createSystemIds();
const DOMAINS = {
  aliasDomain: 'post.market.example',
  bounceDomain: 'return.market.example',
  noticeDomain: 'notice.market.example',
};

/** A fresh database with one marketplace, one seller and `buyers` buyers, each with an order. */
export async function openBenchStore(
  environment: Readonly<Record<string, string>>,
  buyers: number,
): Promise<BenchStore> {
  const config = readConfig({
    PARLEY_MAIL_PORT: '0',
    PARLEY_HOST_NAME: 'mx.bench.example',
    PARLEY_ALLOW_INSIDE_DELIVERY: 'yes',
    ...environment,
  });
  const store = await openStore({
    config,
    clock,
    ids,
    log: silentLog,
    onFatal: (error) => {
      throw error;
    },
  });
  await createMarket(store);
  await importOrders(store, buyers);
  const { rows: aliases } = await store.pool.query<{ address: string; alias: string }>(
    `select b.address, a.local_part || '@' || a.domain as alias from alias a join buyer b on b.id = a.buyer_id
      where a.stands_for = 'seller' order by b.address`,
  );
  return { config, store, aliases };
}

async function createMarket(store: Store): Promise<void> {
  const at = clock.now();
  await store.db.transaction().execute(async (tx) => {
    await createMarketplace(
      tx,
      {
        id: 'de',
        name: 'Bench',
        country: 'DE',
        pack: 'de',
        languages: ['en'],
        timeZone: 'Europe/Berlin',
        ...DOMAINS,
      },
      at,
    );
    await createSeller(
      tx,
      {
        id: ids.uuid(),
        shopId: 'S1',
        name: 'Bench Shop',
        language: 'en',
        messageAddress: 'shop@bench.example',
      },
      at,
    );
    for (const domain of [DOMAINS.aliasDomain, DOMAINS.noticeDomain]) {
      await createDkimKey(tx, { domain, selector: 's1', at }, (plain, row) =>
        seal(sealingKeys(store.secrets), plain, row, (length) => ids.random(length)),
      );
    }
  });
}

async function importOrders(store: Store, buyers: number): Promise<void> {
  const orders = Array.from({ length: buyers }, (_, index) => ({
    type: 'order',
    marketplace: 'de',
    seller: 'S1',
    id: `302-${String(1_000_000 + index)}-0000000`,
    status: 'unshipped',
    fulfilment: 'seller',
    placedAt: '2026-03-01T00:00:00Z',
    buyer: {
      id: `B${index}`,
      name: `Buyer ${index}`,
      language: 'en',
      address: `buyer${index}@bench.example`,
    },
    lines: [{ product: 'P1', title: 'Lamp', quantity: 1, amount: '1.00', currency: 'EUR' }],
  }));
  await importRecords(
    store.db,
    orders.map((order, index) => ({ line: index + 1, reading: readRecord(order) })),
    { ids, now: () => clock.now() },
    ({ result, faults }) => {
      if (result === 'refused') throw new Error(JSON.stringify(faults));
    },
  );
}
