import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { TestContext } from 'node:test';
import { test } from 'node:test';

import { silentLog } from '#src/log.ts';
import type { Database } from '#store/connect.ts';
import { connect as connectDatabase } from '#store/connect.ts';
import type { EmbeddedPostgres } from '#store/embedded/embedded-postgres.ts';
import { startEmbeddedPostgres } from '#store/embedded/embedded-postgres.ts';
import type { CountingProvider } from '#test/support/counting-provider.ts';
import { startCountingProvider } from '#test/support/counting-provider.ts';
import { LoadClient } from '#test/support/load-client.ts';
import type { SeededFolder } from '#test/support/seeded-folder.ts';
import { numberedMessage, seedFolder } from '#test/support/seeded-folder.ts';
import { Node } from '#test/support/serve-process.ts';
import { connect, greet } from '#test/support/smtp-conversation.ts';
import { testFolder } from '#test/support/test-folder.ts';

// Database gone, disk full: 4yz, never a false 250, and Parley is well again by itself (OPS 3, threats M7).

function startPostgres(folder: string): Promise<EmbeddedPostgres> {
  return startEmbeddedPostgres({
    folder,
    random: randomBytes,
    log: silentLog,
    onFatal: (error) => {
      throw error;
    },
  });
}

/** Every number from 1 to `count` is stored once, was handed over, and arrived once. */
async function requireAllThere({ pool }: Database, provider: CountingProvider, count: number): Promise<void> {
  const patience = AbortSignal.timeout(150_000);
  for (;;) {
    const { rows } = await pool.query<{ left: number }>(
      `select count(*) as left from delivery where state = 'queued'`,
    );
    if (rows[0]?.left === 0) break;
    assert.ok(!patience.aborted, `${rows[0]?.left} deliveries are still queued`);
    await delay(50);
  }
  const { rows } = await pool.query<{ number: number; copies: number }>(
    `select substring(subject from 'Crash (\\d+) ')::int as number, count(*) as copies
       from message group by 1 order by 1`,
  );
  assert.deepEqual(
    rows,
    Array.from({ length: count }, (_, index) => ({ number: index + 1, copies: 1 })),
  );
  assert.deepEqual(
    [...provider.copies.entries()]
      .map(([number, copies]) => [number, copies.length])
      .sort(([a = 0], [b = 0]) => a - b),
    Array.from({ length: count }, (_, index) => [index + 1, 1]),
  );
}

interface Setting {
  readonly seeded: SeededFolder;
  readonly provider: CountingProvider;
  readonly node: Node;
  readonly client: LoadClient;
}

/** With the database "by its address" the node doesn't start it again when it is gone. */
async function prepareNode(
  t: TestContext,
  folder: string,
  database: 'bundled' | 'by its address',
): Promise<Setting> {
  const seeded = await seedFolder(folder);
  const provider = await startCountingProvider(() => 0);
  const node = new Node('server', {
    ...seeded.settings(provider.port),
    ...(database === 'bundled' ? {} : { DATABASE_URL: seeded.url }),
  });
  const client = new LoadClient({
    port: () => node.port,
    sessions: 4,
    message: (number) => numberedMessage(seeded.ways, number),
  });
  t.after(() => provider.stop());
  t.after(() => node.killGroup());
  return { seeded, provider, node, client };
}

test('database gone: 451 and 421, never a false 250, and all is well once it is back', async (t) => {
  const folder = await testFolder();
  const { seeded, provider, node, client } = await prepareNode(t, folder, 'by its address');
  let postgres = await startPostgres(folder);
  await node.start();
  const port = await node.port;
  await client.send(8);
  const database = connectDatabase({ url: seeded.url, poolSize: 1, log: silentLog });
  await requireAllThere(database, provider, 8);

  const waiting = await greet(port);
  const { from, to, octets } = numberedMessage(seeded.ways, 9);
  await waiting.says(`MAIL FROM:<${from}>`);
  await waiting.hears('250');
  await waiting.says(`RCPT TO:<${to}>`);
  await waiting.hears('250');
  const idle = await greet(port);

  assert.equal(await postgres.stop(), 'stopped');

  await waiting.says('DATA');
  await waiting.hears('354');
  await waiting.sends(`${octets}\r\n.\r\n`);
  await waiting.hears(/^451 4\.3\.0 /u);
  const newcomer = await connect(port);
  await newcomer.hears(/^421 4\.3\.2 /u);
  await newcomer.hearsTheEnd();
  await idle.says(`MAIL FROM:<${from}>`);
  await idle.hears('250');
  await idle.says(`RCPT TO:<${to}>`);
  await idle.hears(/^451 4\.3\.[02] /u);

  const load = client.send(12);
  await client.hasBeenDeferred(20);
  assert.equal(client.acknowledged, 8);
  t.diagnostic(`while it was gone: ${JSON.stringify([...client.deferrals])}`);
  postgres = await startPostgres(folder);
  await load;
  assert.deepEqual(client.refusals, []);

  await requireAllThere(database, provider, 20);
  await database.close();
  const { code, stderr } = await node.stop();
  assert.equal(code, 0, stderr);
  await postgres.stop();
});

/** Octets for the small disk: a cluster with its first write-ahead log, and some room. */
const DISK = 224 * 1024 * 1024;

/** Null: mounted. Else the reason why it can't be. */
function mountSmallDisk(t: TestContext, folder: string): string | null {
  if (process.platform !== 'linux') return 'it needs Linux, to mount a small file system';
  if (process.getuid?.() !== 0) return 'it needs root, to mount a small file system';
  const { status, stderr } = spawnSync(
    'mount',
    ['-t', 'tmpfs', '-o', `size=${DISK},mode=711`, 'tmpfs', folder],
    {
      encoding: 'utf8',
    },
  );
  if (status !== 0) return `a small file system can't be mounted here: ${stderr.trim()}`;
  t.after(() => void spawnSync('umount', ['--lazy', folder]));
  return null;
}

/** Writes until nothing more fits. */
async function fillUp(path: string): Promise<void> {
  const file = await open(path, 'w');
  try {
    for (let size = 1024 * 1024; size >= 1024;) {
      try {
        const { bytesWritten } = await file.write(Buffer.alloc(size, 'x'));
        if (bytesWritten < size) size /= 2;
      } catch (error) {
        assert.equal((error as NodeJS.ErrnoException).code, 'ENOSPC');
        size /= 2;
      }
    }
  } finally {
    await file.close();
  }
}

test('disk full (tried as root alone): 452 and the like, never a false 250, and all is well once there is room', async (t) => {
  const folder = await testFolder();
  const obstacle = mountSmallDisk(t, folder);
  if (obstacle !== null) {
    t.diagnostic(`NOT TRIED: ${obstacle}`);
    return;
  }
  const { seeded, provider, node, client } = await prepareNode(t, folder, 'bundled');
  await node.start();
  await client.send(8);
  const filler = join(folder, 'filler');
  await fillUp(filler);

  const load = client.send(400);
  await client.hasBeenDeferred(40);
  const during = client.acknowledged;
  t.diagnostic(`while it was full: ${during - 8} taken, ${JSON.stringify([...client.deferrals])}`);
  for (const kind of client.deferrals.keys())
    assert.match(kind, /^(?:452 4\.3\.1|451 4\.3\.[02]|421 4\.3\.2)$/u);
  await rm(filler);
  await load;
  t.diagnostic(`in all: ${JSON.stringify([...client.deferrals])}, ${client.unanswered} without an answer`);
  assert.deepEqual(client.refusals, []);

  const database = connectDatabase({ url: seeded.url, poolSize: 1, log: silentLog });
  await requireAllThere(database, provider, 408);
  await database.close();
  const { code, stderr } = await node.stop();
  assert.equal(code, 0, stderr);
});
