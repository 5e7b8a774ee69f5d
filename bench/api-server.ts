// The server of `bench/api.ts`, a process of its own: all of a node but mail that leaves, on a fresh bundled PostgreSQL with
// real fsync.
//   node bench/api-server.ts FOLDER BUYERS
// Prints one JSON line when it is ready: port, tokens, orders. Ends with "stop".
import { createInterface } from 'node:readline';

import { startPages } from '#cli/serve.ts';
import { SCOPES_OF } from '#market/api-scope.ts';
import { SYSTEM_ACTOR } from '#market/party.ts';
import { silentLog } from '#src/log.ts';
import { startMail } from '#src/server.ts';
import { createSystemIds, systemClock } from '#src/system-ports.ts';
import { createToken, makeTokenText } from '#store/token.ts';

import { openBenchStore } from './bench-store.ts';

const [folder = '', buyers = ''] = process.argv.slice(2);
const ids = createSystemIds();
const { config, store } = await openBenchStore(
  { PARLEY_DATA: folder, PARLEY_HTTP_PORT: '0', PARLEY_SMARTHOST: 'smtp://127.0.0.1:9' },
  Number(buyers),
);

async function tokenFor(kind: 'seller' | 'buyer' | 'operator', ownerId: string | null): Promise<string> {
  const text = makeTokenText((length) => ids.random(length));
  const scopes = SCOPES_OF[kind];
  const trace = { at: systemClock.now(), expiresAt: null, actor: SYSTEM_ACTOR, auditId: ids.uuid() };
  await store.db
    .transaction()
    .execute((tx) =>
      createToken(tx, { id: ids.uuid(), text, kind, ownerId, scopes, label: 'bench', ...trace }),
    );
  return text;
}

const surroundings = { config, clock: systemClock, ids, log: silentLog, onFatal: () => undefined };
const mail = await startMail(surroundings, store);
const server = await startPages(surroundings, store, mail);
const orders = await store.db
  .selectFrom('sales_order')
  .select(['id', 'buyer_id', 'seller_id'])
  .orderBy('id')
  .execute();
const written = [];
for (const { id, buyer_id: buyer } of orders)
  written.push({ order: id, token: await tokenFor('buyer', buyer) });
const ready = {
  port: server.httpPort,
  seller: await tokenFor('seller', orders[0]?.seller_id ?? ''),
  operator: await tokenFor('operator', null),
  orders: written,
};
console.log(JSON.stringify(ready));
for await (const line of createInterface({ input: process.stdin })) {
  if (line === 'analyze') {
    await store.pool.query('analyze');
    console.log('{}');
  }
  if (line === 'stop') break;
}
await server.stop();
await store.close();
process.exit(0);
