import { cp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { MARKETPLACES } from '#demo/sample-market.ts';
import type { PackRules } from '#packs/read-ruleset.ts';
import { readRules } from '#packs/read-ruleset.ts';
import { RULES } from '#policy/rules.ts';

import { SAMPLE_PACKS } from './sample-packs.ts';

/** A `rules.json` in which every rule is off: for tests of the relay itself, whose mails break guidelines by the way. */
const LENIENT = JSON.stringify({
  name: 'lenient',
  version: '1',
  inspectFiles: false,
  rules: Object.fromEntries(RULES.map(({ meta }) => [meta.id, 'off'])),
});

/** The packs of the sample marketplaces, every rule off. */
export function lenientPacks(): ReadonlyMap<string, PackRules> {
  const reading = readRules(LENIENT, 'lenient');
  if (reading.kind === 'invalid') throw new Error(JSON.stringify(reading.problems));
  return new Map(MARKETPLACES.map(({ pack }) => [pack, reading.rules]));
}

/** Writes the same packs to `folder`, for PARLEY_PACKS. */
export async function writeLenientPacks(folder: string): Promise<void> {
  for (const { pack } of MARKETPLACES) {
    await cp(join(SAMPLE_PACKS, pack), join(folder, pack), { recursive: true });
    await writeFile(join(folder, pack, 'rules.json'), LENIENT);
  }
}
