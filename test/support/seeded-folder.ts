import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { sampleZone } from '#demo/sample-market.ts';
import { seedSampleMarket } from '#demo/seed.ts';
import { readConfig } from '#src/config.ts';
import { silentLog } from '#src/log.ts';
import { openStore } from '#src/server.ts';
import { createSystemIds, systemClock } from '#src/system-ports.ts';
import { startEmbeddedPostgres } from '#store/embedded/embedded-postgres.ts';
import { sealingKeys } from '#store/seal-keys.ts';
import { seal } from '#store/seal.ts';

import { numberLine } from './counting-provider.ts';
import { writeLenientPacks } from './lenient-packs.ts';
import type { Submission } from './load-client.ts';

/** One direction of an order of the sample market: who may write to which alias. */
export interface Way {
  readonly orderId: string;
  readonly from: string;
  readonly to: string;
}

/** A data folder (PARLEY_DATA) that holds the sample market; its database is stopped. */
export interface SeededFolder {
  readonly folder: string;
  /** Of the database, whenever one runs. */
  readonly url: string;
  readonly ways: readonly Way[];
  /** Settings of a node on this folder, which reads the sample people's DNS and sends all mail to `smarthostPort`. */
  settings(smarthostPort: number): Record<string, string>;
}

const throwFatal = (error: Error): void => {
  throw error;
};

/** Fills `folder` with the sample market on a bundled PostgreSQL of its own, with real fsync. */
export async function seedFolder(folder: string): Promise<SeededFolder> {
  const [ids, clock, log] = [createSystemIds(), systemClock, silentLog];
  const postgres = await startEmbeddedPostgres({ folder, random: randomBytes, log, onFatal: throwFatal });
  const config = readConfig({ PARLEY_DATA: folder, DATABASE_URL: postgres.connectionString });
  const store = await openStore({ config, clock, ids, log, onFatal: throwFatal });
  await seedSampleMarket(store.db, {
    ids,
    now: () => clock.now(),
    sealFor: (plain, row) => seal(sealingKeys(store.secrets), plain, row, (length) => ids.random(length)),
  });
  const { rows } = await store.pool.query<Way>(
    `select o.id as "orderId",
            case a.stands_for when 'seller' then b.address else s.message_address end as "from",
            a.local_part || '@' || a.domain as "to"
       from sales_order o
       join buyer b on b.id = o.buyer_id
       join seller s on s.id = o.seller_id
       join alias a using (marketplace_id, seller_id, buyer_id)
      where s.message_address is not null
      order by o.id, a.stands_for`,
  );
  await store.close();
  await postgres.stop();
  const zoneFile = join(folder, 'zone');
  await writeFile(zoneFile, sampleZone());
  // Numbered messages are about crashes, not about orders.
  const packsFolder = join(folder, 'packs');
  await writeLenientPacks(packsFolder);
  return {
    folder,
    url: postgres.connectionString,
    ways: rows,
    settings: (smarthostPort) => ({
      PARLEY_DATA: folder,
      PARLEY_PACKS: packsFolder,
      PARLEY_DNS_ZONE_FILE: zoneFile,
      PARLEY_HOST_NAME: 'mx.linde.example',
      PARLEY_SMARTHOST: `smtp://127.0.0.1:${smarthostPort}`,
      PARLEY_ALLOW_INSIDE_DELIVERY: 'yes',
    }),
  };
}

/** The message of a number: from one party of the sample market to another, always the same. */
export function numberedMessage(ways: readonly Way[], number: number): Submission {
  const way = ways[(number * 7) % ways.length];
  if (way === undefined) throw new Error('the sample market has no orders');
  // One in ten is long: its row goes out of line, and its log over several pages.
  const padding = number % 10 === 0 ? 'The quick brown fox jumps over the lazy dog.\r\n'.repeat(1400) : '';
  const octets = [
    `From: ${way.from}`,
    `To: ${way.to}`,
    `Subject: Crash ${number} ${way.orderId}`,
    'Date: Sun, 01 Mar 2026 12:00:00 +0100',
    `Message-ID: <crash-${number}@load.example>`,
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    '',
    `${numberLine(number)}\r\n${padding}`,
  ].join('\r\n');
  return { from: way.from, to: way.to, octets };
}
