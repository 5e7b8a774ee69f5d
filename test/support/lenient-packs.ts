import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { MARKETPLACES } from '#demo/sample-market.ts';
import { parseCalendarDate } from '#market/calendar.ts';
import type { Pack } from '#market/pack.ts';
import type { PackRules } from '#packs/read-ruleset.ts';
import { readRules } from '#packs/read-ruleset.ts';
import { RULES } from '#policy/rules.ts';

import { shippedPacks } from './packs.ts';
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

/** Conditions of orders and opt-outs begin on a day that no test sees. */
const NOT_YET = '9999-12-01';

/** Packs that ask nothing of orders and know no opt-out. */
export function lenientMarketPacks(): ReadonlyMap<string, Pack> {
  const startsOn = parseCalendarDate(NOT_YET);
  return new Map(
    [...shippedPacks()].map(([id, pack]) => [
      id,
      {
        ...pack,
        optOut: { ...pack.optOut, startsOn },
        preconditions: { ...pack.preconditions, startsOn },
      },
    ]),
  );
}

/** Writes the same packs to `folder`, for PARLEY_PACKS. */
export async function writeLenientPacks(folder: string): Promise<void> {
  for (const { pack } of MARKETPLACES) {
    await cp(join(SAMPLE_PACKS, pack), join(folder, pack), { recursive: true });
    await writeFile(join(folder, pack, 'rules.json'), LENIENT);
    const file = join(folder, pack, 'pack.json');
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replaceAll(/"startsOn": [^,\n]+/gu, `"startsOn": "${NOT_YET}"`));
  }
}
