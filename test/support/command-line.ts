import assert from 'node:assert/strict';

import { VERBS } from '#cli/verbs.ts';
import { createSystemIds } from '#src/system-ports.ts';
import type { Database } from '#store/connect.ts';
import { parseSecrets } from '#store/seal-keys.ts';

import { MARKET_AT } from './sample-market.ts';
import { SAMPLE_PACKS } from './sample-packs.ts';

/** The secrets under which verbs seal. */
export const SECRETS = parseSecrets(`test:${Buffer.alloc(32, 7).toString('base64')}`, 'test');

/** What a verb said, and its exit status. */
export interface Said {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

/** Runs a verb of `bin/parley` on a database, at the time of the sample market. */
export async function parleyOn(
  { db, pool, packsFolder = SAMPLE_PACKS }: Pick<Database, 'db' | 'pool'> & { readonly packsFolder?: string },
  ...[verb = '', ...args]: readonly string[]
): Promise<Said> {
  const out: string[] = [];
  const err: string[] = [];
  const found = VERBS.get(verb);
  assert.ok(found, verb);
  const status = await found.run(args, {
    db,
    pool,
    ids: createSystemIds(),
    clock: { now: () => MARKET_AT },
    secrets: SECRETS,
    packsFolder,
    publicUrl: 'https://messages.markt.example',
    out: (line) => out.push(line),
    err: (line) => err.push(line),
  });
  return { status, out: out.join('\n'), err: err.join('\n') };
}
