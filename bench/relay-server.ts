// The server of `bench/relay.ts`, a process of its own: a relay on a fresh bundled PostgreSQL with real fsync.
//   node bench/relay-server.ts FOLDER ZONE_FILE SINK_PORT BUYERS deliver|hold
// Prints one JSON line when it is ready; answers "stats" on standard input with another; ends with "stop".
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

import { systemClock, createSystemIds } from '#src/system-ports.ts';
import { readConfig } from '#src/config.ts';
import { silentLog } from '#src/log.ts';
import { openStore, startMail } from '#src/server.ts';
import { readRecord } from '#market/order-import.ts';
import { createDkimKey, createMarketplace } from '#store/marketplace.ts';
import { importRecords } from '#store/order-import.ts';
import { createSeller } from '#store/party.ts';
import { sealingKeys } from '#store/seal-keys.ts';
import { seal } from '#store/seal.ts';

const [folder = '', zoneFile = '', sinkPort = '', buyers = '', mode = ''] = process.argv.slice(2);
const clock = systemClock;
const ids = createSystemIds();
const config = readConfig({
  PARLEY_DATA: folder,
  PARLEY_DNS_ZONE_FILE: zoneFile,
  PARLEY_MAIL_PORT: '0',
  PARLEY_HOST_NAME: 'mx.bench.example',
  PARLEY_ALLOW_INSIDE_DELIVERY: 'yes',
  PARLEY_SMARTHOST: `smtp://127.0.0.1:${mode === 'deliver' ? sinkPort : 9}`,
  // A node that is a mail door alone: what it accepts waits in the outbox.
  PARLEY_DELIVER: mode === 'deliver' ? 'yes' : 'no',
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
const at = clock.now();
const domains = {
  aliasDomain: 'post.market.example',
  bounceDomain: 'return.market.example',
  noticeDomain: 'notice.market.example',
};
await store.db.transaction().execute(async (tx) => {
  await createMarketplace(
    tx,
    { id: 'de', name: 'Bench', country: 'DE', languages: ['en'], timeZone: 'Europe/Berlin', ...domains },
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
  for (const domain of [domains.aliasDomain, domains.noticeDomain]) {
    await createDkimKey(tx, { domain, selector: 's1', at }, (plain, row) =>
      seal(sealingKeys(store.secrets), plain, row, (length) => ids.random(length)),
    );
  }
});
const orders = Array.from({ length: Number(buyers) }, (_, index) => ({
  type: 'order',
  marketplace: 'de',
  seller: 'S1',
  id: `302-${String(1_000_000 + index)}-0000000`,
  status: 'unshipped',
  fulfilment: 'seller',
  placedAt: '2026-03-01T00:00:00Z',
  buyer: { id: `B${index}`, name: `Buyer ${index}`, language: 'en', address: `buyer${index}@bench.example` },
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
const { rows: aliases } = await store.pool.query<{ address: string; alias: string }>(
  `select b.address, a.local_part || '@' || a.domain as alias from alias a join buyer b on b.id = a.buyer_id
    where a.stands_for = 'seller' order by b.address`,
);
const mail = await startMail({ config, clock, ids, log: silentLog, onFatal: () => undefined }, store);

function memoryOf(pid: string): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/u.exec(status)?.[1] ?? 0) / 1024;
}

async function stats(): Promise<object> {
  const { rows } = await store.pool.query<{ messages: number; handed_over: number }>(
    `select (select count(*) from message) as messages,
            (select count(*) from delivery where state = 'handed_over') as handed_over`,
  );
  const cpu = process.cpuUsage();
  return { ...rows[0], cpuSeconds: (cpu.user + cpu.system) / 1e6, residentMb: memoryOf('self') };
}

console.log(JSON.stringify({ port: mail.relay.mailPort, aliases }));
for await (const line of createInterface({ input: process.stdin })) {
  if (line === 'stats') console.log(JSON.stringify(await stats()));
  if (line === 'stop') break;
}
await mail.stop();
await store.close();
// The pipe from the parent would keep the process alive.
process.exit(0);
