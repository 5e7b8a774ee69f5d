import { setTimeout as delay } from 'node:timers/promises';
import type { Log } from '#src/log.ts';
import type pg from 'pg';
import { EmbeddedPostgresError } from './failure.ts';
import { dataOf } from './place.ts';
import { processesIn } from './postmaster-file.ts';
import type { RunningServer, ServerPlan } from './server.ts';
import { NEED_LOCK, startOrAdopt, stopServer } from './server.ts';

/** Pauses before the first, second … start within a minute; after the last one it is given up. */
export const BACK_OFF_MS: readonly number[] = [0, 200, 1000, 3000, 5000];
const PATIENCE_OF_STOP_MS = 30_000;
/** A closed connection stays in `pg_stat_activity` until its backend has gone. */
const PATIENCE_FOR_OTHERS_MS = 500;

/** `pg` has both, its types have neither. */
type Referenced = pg.Client & { ref(): void; unref(): void };

/**
 * Keeps the server running: whenever the supervising connection ends, it starts a server or adopts one again.
 * Running, until the connection ends; then recovering, until there is a server again (running) or none can be
 * had (failed); stopped, for good, by `stop`.
 */
export class Supervisor {
  readonly #plan: ServerPlan;
  readonly #log: Log;
  readonly #onFatal: (error: EmbeddedPostgresError) => void;
  readonly #backOffMs: readonly number[];
  readonly #stopping = new AbortController();
  #server: RunningServer;
  #recentCrashes = 0;
  #recovery: Promise<void> = Promise.resolve();

  constructor(
    plan: ServerPlan,
    server: RunningServer,
    log: Log,
    onFatal: (error: EmbeddedPostgresError) => void,
    backOffMs: readonly number[],
  ) {
    this.#plan = plan;
    this.#server = server;
    this.#log = log;
    this.#onFatal = onFatal;
    this.#backOffMs = backOffMs;
    this.#watch();
  }

  get pid(): number {
    return this.#server.pid;
  }

  async stop(): Promise<'stopped' | 'left-running'> {
    this.#stopping.abort();
    await this.#recovery;
    const { pid, client } = this.#server;
    (client as Referenced).ref();
    const isNeeded = await this.#isNeededByOthers().catch(() => false); // no answer: the server has gone
    if (isNeeded) {
      await client.end();
      this.#log.info('database.stopped', { pid, leftRunning: true });
      return 'left-running';
    }
    // Its id may be a stranger's by now, if the server has ended by itself.
    if ((await processesIn(dataOf(this.#plan.place))).includes(pid))
      await stopServer(pid, PATIENCE_OF_STOP_MS);
    this.#log.info('database.stopped', { pid, leftRunning: false });
    return 'stopped';
  }

  #watch(): void {
    // A server that runs doesn't keep this process alive; what uses it does.
    (this.#server.client as Referenced).unref();
    this.#server.client.once('end', () => {
      if (!this.#stopping.signal.aborted) this.#recovery = this.#recover();
    });
  }

  async #recover(): Promise<void> {
    const before = this.#server.pid;
    this.#log.warn('database.crashed', { pid: before });
    try {
      this.#server = await this.#startPatiently(before);
    } catch (error) {
      if (!this.#stopping.signal.aborted) this.#fail(error);
      return;
    }
    this.#log.info(this.#server.adopted ? 'database.adopted' : 'database.started', { pid: this.#server.pid });
    this.#watch();
  }

  async #startPatiently(before: number): Promise<RunningServer> {
    this.#countCrash();
    for (;;) {
      const pause = this.#backOffMs[this.#recentCrashes - 1];
      if (pause === undefined)
        throw new EmbeddedPostgresError(
          'start',
          `PostgreSQL ended ${this.#recentCrashes} times within a minute; see server.log in ${this.#plan.place.cluster}.`,
        );
      await this.#pause(pause);
      try {
        const server = await startOrAdopt(this.#plan);
        if (server.pid !== before) return server;
        // The same postmaster: one of its backends crashed, and it put things in order by itself.
        this.#forgetCrash();
        return { ...server, adopted: this.#server.adopted };
      } catch (error) {
        if (!(error instanceof EmbeddedPostgresError)) throw error;
        this.#log.error('database.unavailable', error);
        // A full disk passes when somebody makes room; until then the doors answer "try later".
        if (error.reason === 'disk-full') await this.#pause(this.#backOffMs.at(-1) ?? 0);
        else this.#countCrash();
      }
    }
  }

  async #pause(ms: number): Promise<void> {
    await delay(ms, undefined, { ref: false, signal: this.#stopping.signal });
  }

  #countCrash(): void {
    this.#recentCrashes += 1;
    setTimeout(() => this.#forgetCrash(), 60_000).unref();
  }

  #forgetCrash(): void {
    this.#recentCrashes = Math.max(0, this.#recentCrashes - 1);
  }

  #fail(error: unknown): void {
    this.#stopping.abort();
    this.#log.error('database.unavailable', error);
    this.#onFatal(
      error instanceof EmbeddedPostgresError
        ? error
        : new EmbeddedPostgresError('start', 'PostgreSQL ended and can not be started again.', {
            cause: error,
          }),
    );
  }

  async #isNeededByOthers(): Promise<boolean> {
    const { client, adopted } = this.#server;
    await client.query('select pg_advisory_unlock_shared($1)', [NEED_LOCK]);
    const { rows } = await client.query<{ taken: boolean }>('select pg_try_advisory_lock($1) as taken', [
      NEED_LOCK,
    ]);
    if (rows[0]?.taken !== true) return true;
    return adopted && (await this.#hasOtherClients());
  }

  async #hasOtherClients(): Promise<boolean> {
    const patience = AbortSignal.timeout(PATIENCE_FOR_OTHERS_MS);
    for (;;) {
      const { rowCount } = await this.#server.client.query(
        `select from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()`,
      );
      if (rowCount === 0) return false;
      if (patience.aborted) return true;
      await delay(20);
    }
  }
}
