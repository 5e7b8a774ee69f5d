import assert from 'node:assert/strict';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import type { Database } from '#store/connect.ts';
import { connect } from '#store/connect.ts';
import { isTemporary } from '#store/database-error.ts';
import { processesIn } from '#store/embedded/postmaster-file.ts';
import { silentLog } from '#src/log.ts';

import type { CountingProvider } from './counting-provider.ts';
import { startCountingProvider } from './counting-provider.ts';
import { gone, postmasterPid } from './crash.ts';
import { LoadClient } from './load-client.ts';
import type { SeededFolder } from './seeded-folder.ts';
import { numberedMessage, seedFolder } from './seeded-folder.ts';
import { Node } from './serve-process.ts';

/** Who is killed with SIGKILL: "everything" is what a crash of the machine leaves of the processes. */
export const VICTIMS = ['server', 'sender', 'postmaster', 'backend', 'everything'] as const;
export type Victim = (typeof VICTIMS)[number];

export interface RoundResult {
  readonly victim: Victim;
  /** At the moment of the kill: messages being handed over at the door, mails being handed over to the provider. */
  readonly atTheDoor: number;
  readonly atTheProvider: number;
  readonly messages: number;
  /** Handed over by the client more than once, because it heard nothing, or 4yz. */
  readonly resent: number;
  /** Of those: the first one had been stored, and the second was recognised. */
  readonly recognised: number;
  /** Copies at the provider beyond the first. */
  readonly repeated: number;
  /** Until the victim was up again, all messages had their 250, all deliveries were settled. */
  readonly restartedAfter: number;
  readonly acknowledgedAfter: number;
  readonly settledAfter: number;
}

/** A generator whose numbers depend on the seed alone (mulberry32), in [0, 1). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b_79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

interface StoredRow {
  readonly subject: string;
  readonly rfc_id: string | null;
  readonly state: string;
  readonly delivery_state: string | null;
  readonly rfc_message_id: string | null;
}

const SETTLE_WITHIN_MS = 150_000;

/**
 * Two nodes on one bundled PostgreSQL with real fsync: "server" is door and sender, "sender" sends alone (its door
 * gets no mail). Under a load of numbered messages one of them or the database is killed and started again.
 */
export class CrashRounds {
  readonly #seeded: SeededFolder;
  readonly #provider: CountingProvider;
  readonly #server: Node;
  readonly #sender: Node;
  readonly #client: LoadClient;
  readonly #database: Database;
  readonly #random: () => number;
  /** When something was killed. */
  readonly #kills: number[] = [];

  private constructor(
    seeded: SeededFolder,
    provider: CountingProvider,
    random: () => number,
    leaseSeconds: number,
  ) {
    this.#seeded = seeded;
    this.#provider = provider;
    this.#random = random;
    const settings = {
      ...seeded.settings(provider.port),
      PARLEY_LEASE_SECONDS: String(leaseSeconds),
    };
    this.#server = new Node('server', settings);
    this.#sender = new Node('sender', settings);
    this.#client = new LoadClient({
      port: () => this.#server.port,
      sessions: 8,
      message: (number) => numberedMessage(seeded.ways, number),
    });
    this.#database = connect({ url: seeded.url, poolSize: 2, log: silentLog, applicationName: 'observer' });
  }

  static async start(folder: string, random: () => number, leaseSeconds: number): Promise<CrashRounds> {
    const provider = await startCountingProvider(() => random() * 60);
    const rounds = new CrashRounds(await seedFolder(folder), provider, random, leaseSeconds);
    await Promise.all([rounds.#server.start(), rounds.#sender.start()]);
    return rounds;
  }

  /** Load, kill at a random moment, restart, and wait until all is settled; then everything since the start is checked. */
  async round(victim: Victim, messages: number): Promise<RoundResult> {
    const [before, triesBefore] = [this.#client.acknowledged, this.#tries()];
    const repeatedBefore = this.#repeated();
    const load = this.#client.send(messages);
    await this.#client.hasAcknowledged(before + Math.ceil(this.#random() * messages * 0.9));
    await delay(this.#random() * 25);
    const moment = { atTheDoor: this.#client.inFlight, atTheProvider: this.#provider.inFlight() };
    const since = performance.now();
    const passed = (): number => (performance.now() - since) / 1000;
    await this.#kill(victim);
    const restartedAfter = passed();
    await load;
    const acknowledgedAfter = passed();
    await this.#settled();
    const settledAfter = passed();
    await this.check();
    const mine = [...this.#client.sent].filter(([number]) => number > before).map(([, sent]) => sent);
    return {
      victim,
      ...moment,
      messages,
      resent: this.#tries() - triesBefore - messages,
      recognised: mine.filter(({ answer }) => answer?.includes('Taken before')).length,
      repeated: this.#repeated() - repeatedBefore,
      restartedAfter,
      acknowledgedAfter,
      settledAfter,
    };
  }

  /** Every message with a 250 is stored exactly once and arrived at least once, at most once more per kill. */
  async check(): Promise<void> {
    assert.deepEqual(this.#client.refusals, []);
    assert.deepEqual(this.#provider.strangers, []);
    for (const node of [this.#server, this.#sender])
      assert.equal(node.process.hasEnded, false, `${node.name} ended by itself:\n${node.process.stderr}`);
    const stored = await this.#stored();
    for (const [number, { answer, firstTryAt }] of this.#client.sent) {
      assert.notEqual(answer, null, `message ${number} never got its 250`);
      const rows = stored.get(number) ?? [];
      assert.equal(rows.length, 1, `message ${number} (${answer}) is stored ${rows.length} times`);
      const [row] = rows;
      assert.equal(row?.rfc_id, `crash-${number}@load.example`);
      assert.deepEqual([row?.state, row?.delivery_state], ['accepted', 'handed_over'], `message ${number}`);
      this.#checkCopies(number, firstTryAt, row?.rfc_message_id ?? null);
    }
    assert.equal(stored.size, this.#client.sent.size, 'messages are stored that nobody sent');
    await this.#checkBooks();
  }

  async stop(): Promise<void> {
    await this.#database.close();
    for (const node of [this.#sender, this.#server]) {
      const { code, stderr } = await node.stop();
      assert.equal(code, 0, `${node.name} did not stop in order:\n${stderr}`);
    }
    await this.#provider.stop();
  }

  async #kill(victim: Victim): Promise<void> {
    // The database's too: where it is away for longer than a lease, another node may be first to claim what this one
    // has sent and not settled yet.
    this.#kills.push(performance.now());
    switch (victim) {
      case 'server':
        await this.#server.kill();
        return this.#server.start();
      case 'sender':
        await this.#sender.kill();
        return this.#sender.start();
      case 'postmaster':
        return killProcess(await postmasterPid(this.#seeded.folder));
      case 'backend':
        return killProcess(await this.#oneBackend());
      case 'everything':
        await Promise.all([
          this.#server.kill(),
          this.#sender.kill(),
          ...(await this.#databaseProcesses()).map(killProcess),
        ]);
        await Promise.all([this.#server.start(), this.#sender.start()]);
    }
  }

  async #databaseProcesses(): Promise<number[]> {
    return processesIn(join(this.#seeded.folder, 'postgres', 'data'));
  }

  /** One that serves a node: PostgreSQL ends all of them then, and recovers. */
  async #oneBackend(): Promise<number> {
    const { rows } = await this.#database.pool.query<{ pid: number }>(
      `select pid from pg_stat_activity where application_name = 'parley' order by state_change desc limit 1`,
    );
    const [row] = rows;
    if (row === undefined) throw new Error('no node is connected to the database');
    return row.pid;
  }

  async #settled(): Promise<void> {
    const patience = AbortSignal.timeout(SETTLE_WITHIN_MS);
    for (;;) {
      const [left] = await this.#ask<{ queued: number; next: string }>(
        `select count(*) as queued, min(next_attempt_at - now())::text as next from delivery where state = 'queued'`,
      );
      if (left?.queued === 0) return;
      assert.ok(
        !patience.aborted,
        `${left?.queued} deliveries are still queued; the next is due in ${left?.next}`,
      );
      await delay(50);
    }
  }

  async #stored(): Promise<Map<number, StoredRow[]>> {
    const rows = await this.#ask<StoredRow>(
      `select m.subject, i.rfc_id, m.state, d.state as delivery_state, d.rfc_message_id
         from message m
         left join mail_identity i on (i.marketplace_id, i.seller_id, i.message_id, i.holder)
                                    = (m.marketplace_id, m.seller_id, m.id, m.author)
         left join delivery d on (d.marketplace_id, d.seller_id, d.message_id)
                               = (m.marketplace_id, m.seller_id, m.id)`,
    );
    const stored = new Map<number, StoredRow[]>();
    for (const row of rows) {
      const number = Number(/^Crash (\d+) /u.exec(row.subject)?.[1]);
      stored.set(number, [...(stored.get(number) ?? []), row]);
    }
    return stored;
  }

  #checkCopies(number: number, firstTryAt: number, rfcMessageId: string | null): void {
    const copies = this.#provider.copies.get(number) ?? [];
    assert.ok(copies.length > 0, `message ${number} never arrived`);
    const ids = new Set(copies.map(({ messageId }) => messageId));
    assert.deepEqual([...ids], [rfcMessageId], `message ${number} arrived under other Message-IDs`);
    const last = Math.max(...copies.map(({ at }) => at));
    const kills = this.#kills.filter((at) => at >= firstTryAt && at <= last).length;
    assert.ok(copies.length <= 1 + kills, `message ${number}: ${copies.length} copies after ${kills} kills`);
  }

  /** What is counted agrees with what is there, and each message has its source, delivery and event. */
  async #checkBooks(): Promise<void> {
    const [books] = await this.#ask<Record<string, number>>(
      `select (select count(*) from message) as messages,
              (select count(*) from message_source) as sources,
              (select count(*) from delivery) as deliveries,
              (select count(*) from event where kind = 'message.accepted') as events,
              (select sum(message_count)::bigint from conversation) as counted`,
    );
    const messages = this.#client.sent.size;
    assert.deepEqual(books, {
      messages,
      sources: messages,
      deliveries: messages,
      events: messages,
      counted: messages,
    });
  }

  /** Asks the database, again and again while it recovers. */
  async #ask<Row extends object>(query: string): Promise<Row[]> {
    const patience = AbortSignal.timeout(SETTLE_WITHIN_MS);
    for (;;) {
      try {
        return (await this.#database.pool.query<Row>(query)).rows;
      } catch (error) {
        if (!isTemporary(error) || patience.aborted) throw error;
        await delay(50);
      }
    }
  }

  #tries(): number {
    return [...this.#client.sent.values()].reduce((sum, { tries }) => sum + tries, 0);
  }

  #repeated(): number {
    return [...this.#provider.copies.values()].reduce((sum, copies) => sum + copies.length - 1, 0);
  }
}

/** One that ended by itself meanwhile, as backends do whose client was killed, is gone as well. */
async function killProcess(pid: number): Promise<void> {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
  await gone(pid);
}
