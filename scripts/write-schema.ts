// Writes what follows from the migrations: migrations/schema.sql and src/store/schema.gen.ts.
// Run it after every change of a migration: node scripts/write-schema.ts
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { silentLog } from '#src/log.ts';
import { startEmbeddedPostgres } from '#store/embedded/embedded-postgres.ts';
import { migrate } from '#store/migrate.ts';
import { dumpSchema } from './schema-dump.ts';
import { writeSchemaTypes } from './schema-types.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = await mkdtemp(join(tmpdir(), 'parley-schema-'));
const server = await startEmbeddedPostgres({
  folder,
  random: randomBytes,
  log: silentLog,
  onFatal: (error) => {
    throw error;
  },
});
const pool = new pg.Pool({ connectionString: server.connectionString });
try {
  await migrate(pool);
  await writeFile(join(root, 'migrations', 'schema.sql'), await dumpSchema(pool));
  await writeFile(join(root, 'src', 'store', 'schema.gen.ts'), await writeSchemaTypes(pool));
} finally {
  await pool.end();
  await server.stop();
  await rm(folder, { recursive: true });
}
