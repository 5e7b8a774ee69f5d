import assert from 'node:assert/strict';

import type { Pack } from '#market/pack.ts';
import { readPacks } from '#packs/read-pack.ts';

/** The packs that come with Parley, by id. */
export function shippedPacks(): ReadonlyMap<string, Pack> {
  const root = new URL('../../packs', import.meta.url).pathname;
  return new Map(
    readPacks(root).map(({ id, reading }) => {
      assert.ok(reading.kind === 'pack', `the pack ${id} is valid`);
      return [id, reading.pack];
    }),
  );
}

/** One of the packs that come with Parley, with parts of it changed. */
export function shippedPack(id: string, changes: Partial<Pack> = {}): Pack {
  const pack = shippedPacks().get(id);
  assert.ok(pack !== undefined, `there is a pack ${id}`);
  return { ...pack, ...changes };
}
