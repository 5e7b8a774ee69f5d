import { silentLog } from '#src/log.ts';
import type { Database } from '#store/connect.ts';
import { connect } from '#store/connect.ts';
import type { TestServer } from './test-server.ts';
import { administer, shareServerByHand, TEST_SERVER_VARIABLE, withDatabase } from './test-server.ts';

/** A database of one's own, with all migrations and no rows. */
export interface FreshDatabase extends Database, AsyncDisposable {
  readonly url: string;
  /** Closes the pool and drops the database. What nobody drops goes when the process ends. */
  readonly drop: () => Promise<void>;
}

const open = new Set<FreshDatabase>();
let serverOfProcess: Promise<TestServer> | undefined;
let count = 0;

/** When nothing is left to do, the pools are idle: drops what is left, then does `then`. */
function tidyUpAtTheEnd(then: () => Promise<void>): void {
  process.once('beforeExit', () => {
    void (async () => {
      for (const database of open) await database.drop();
      await then();
    })();
  });
}

async function findServer(): Promise<TestServer> {
  const found = process.env[TEST_SERVER_VARIABLE];
  if (found !== undefined) {
    tidyUpAtTheEnd(async () => undefined);
    return JSON.parse(found) as TestServer;
  }
  const server = await shareServerByHand();
  tidyUpAtTheEnd(() => server.stop());
  return server;
}

/**
 * Clones the template: `const { db, pool } = await freshDatabase()`, usually once per test file. Takes tens of
 * milliseconds. Works under `npm run test:all`, which starts one server for the run, and for a file that is run by
 * hand, which starts or adopts a server of its own.
 */
export async function freshDatabase(options: { poolSize?: number } = {}): Promise<FreshDatabase> {
  serverOfProcess ??= findServer();
  const server = await serverOfProcess;
  count += 1;
  const name = `test_${process.pid}_${count}`;
  await administer(server.url, `create database ${name} template ${server.template} strategy wal_log`);
  const url = withDatabase(server.url, name);
  const database = connect({
    url,
    poolSize: options.poolSize ?? 8,
    log: silentLog,
    applicationName: name,
    exitWhenIdle: true,
  });
  const fresh: FreshDatabase = {
    ...database,
    url,
    drop: async () => {
      if (!open.delete(fresh)) return;
      await database.close();
      await administer(server.url, `drop database ${name} with (force)`);
    },
    [Symbol.asyncDispose]: () => fresh.drop(),
  };
  open.add(fresh);
  return fresh;
}
