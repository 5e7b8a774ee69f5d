import type { OwnedTestServer } from './test-server.ts';
import { startServerForRun, TEST_SERVER_VARIABLE } from './test-server.ts';

let server: OwnedTestServer | undefined;

/** Runs once before all test files: one PostgreSQL for all of them. See `database.ts` for what a file gets of it. */
export async function globalSetup(): Promise<void> {
  server = await startServerForRun();
  process.env[TEST_SERVER_VARIABLE] = JSON.stringify({ url: server.url, template: server.template });
}

export async function globalTeardown(): Promise<void> {
  await server?.stop();
}
