import type { Pool } from 'pg';

import type { SigningKey } from '#mail/outgoing-mail.ts';

import { dkimKeyRow } from './marketplace.ts';
import type { SealingKeys } from './seal-keys.ts';
import { unseal } from './seal.ts';
import { run, statement } from './statement.ts';

interface KeyRow {
  readonly selector: string;
  readonly algorithm: SigningKey['algorithm'];
  readonly private_key_sealed: Buffer;
  readonly sealed_by: string;
}

const NEWEST_KEY = statement<KeyRow>(
  'newest-signing-key',
  `select selector, algorithm, private_key_sealed, sealed_by from dkim_key
    where domain = $1 and retired_at is null
    order by created_at desc, selector desc limit 1`,
);

/** How long a key is held in memory: a rotation is used by all nodes after at most this long. */
const HELD_MS = 60_000;

/** Gives the newest key of a domain; throws where it has none, since unsigned mail must not leave (ALIAS 7). */
export function createSigningKeys(
  pool: Pool,
  keys: SealingKeys,
  now: () => Date,
): (domain: string) => Promise<SigningKey> {
  const held = new Map<string, { readonly key: SigningKey; readonly until: number }>();
  return async (domain) => {
    const known = held.get(domain);
    if (known !== undefined && known.until > now().getTime()) return known.key;
    const [row] = await run(pool, NEWEST_KEY, [domain]);
    if (row === undefined) throw new Error(`no DKIM key for ${domain}`);
    const { selector, algorithm } = row;
    const sealed = { sealed: row.private_key_sealed, sealedBy: row.sealed_by };
    const key = {
      domain,
      selector,
      algorithm,
      privateKey: unseal(keys, sealed, dkimKeyRow(domain, selector)),
    };
    held.set(domain, { key, until: now().getTime() + HELD_MS });
    return key;
  };
}
