import type { Kysely } from 'kysely';

import type { DB } from './schema.gen.ts';

/** Every domain whose mail Parley takes, and what for. */
export async function listMailDomains(
  db: Kysely<DB>,
): Promise<{ readonly domain: string; readonly purpose: 'alias' | 'bounce' | 'notice' }[]> {
  return db.selectFrom('mail_domain').select(['domain', 'purpose']).execute();
}
