import { join, resolve } from 'node:path';

import { listMarketplaces } from '#store/marketplace.ts';

import type { SubVerb, Verb } from './verb.ts';
import { CALLED_WRONGLY, DONE, FAILED, optionText, verbOf } from './verb.ts';

const UNITS: Readonly<Record<string, number>> = { h: 3_600_000, d: 86_400_000 };
const DEFAULT_SINCE = '30d';

/** `30d`, `12h` or a date as a moment; null for anything else. */
function readSince(text: string, now: Date): Date | null {
  const [, count, unit = ''] = /^(\d{1,4})([hd])$/u.exec(text) ?? [];
  if (count !== undefined) return new Date(now.getTime() - Number(count) * (UNITS[unit] ?? 0));
  if (!/^\d{4}-\d{2}-\d{2}(?:T[\d:.]+Z)?$/u.test(text)) return null;
  const at = new Date(text);
  return Number.isNaN(at.getTime()) ? null : at;
}

const tryOut: SubVerb = {
  usage: `PACK [--packs FOLDER] [--since ${DEFAULT_SINCE}] [--marketplace de]`,
  options: { packs: { type: 'string' }, since: { type: 'string' }, marketplace: { type: 'string' } },
  words: ['PACK'],
  async run({ values, words: [name = ''] }, context) {
    const { db, clock, packsFolder, err } = context;
    const since = readSince(optionText(values, 'since') ?? DEFAULT_SINCE, clock.now());
    if (since === null) {
      err('--since takes a number of days or hours, such as 30d or 12h, or a date such as 2026-11-01.');
      return CALLED_WRONGLY;
    }
    // Only here: the engine's language data take a second and 200 MB, which no other verb needs.
    const [{ readPackFolder }, { loadRules }, { tryPack }] = await Promise.all([
      import('#packs/pack-folder.ts'),
      import('#packs/read-ruleset.ts'),
      import('./try-pack.ts'),
    ]);
    const folder = resolve(optionText(values, 'packs') ?? packsFolder);
    const reading = readPackFolder(folder, name);
    if (reading.kind !== 'whole') {
      if (reading.kind === 'missing') err(`There is no pack “${name}” in ${folder}.`);
      else for (const line of reading.problems) err(`${name}/${line}`);
      return FAILED;
    }
    const wished = optionText(values, 'marketplace');
    const marketplaces = (await listMarketplaces(db)).filter(({ id, pack }) =>
      wished === null ? pack === name : id === wished,
    );
    if (marketplaces.length === 0) {
      err(
        wished === null
          ? `No marketplace uses the pack ${name}: name one with --marketplace.`
          : 'There is no such marketplace.',
      );
      return FAILED;
    }
    const rules = loadRules(folder).get(name);
    if (rules === undefined) throw new Error('a pack that is whole has rules');
    await tryPack({ marketplaceIds: marketplaces.map(({ id }) => id), rules, since }, context);
    return DONE;
  },
};

const check: SubVerb = {
  usage: 'NAME      (a folder below PARLEY_PACKS)',
  options: {},
  words: ['NAME'],
  async run({ words: [name = ''] }, { packsFolder, out, err }) {
    if (!/^[a-z][a-z0-9-]{0,31}$/u.test(name)) {
      err('NAME is the name of a pack, such as de.');
      return CALLED_WRONGLY;
    }
    const { readPackFolder } = await import('#packs/pack-folder.ts');
    const reading = readPackFolder(packsFolder, name);
    if (reading.kind === 'missing') err(`There is no folder ${join(packsFolder, name)}.`);
    if (reading.kind === 'invalid') for (const problem of reading.problems) err(`${name}/${problem}`);
    if (reading.kind !== 'whole') return FAILED;
    out(`${name}: nothing is wrong`);
    return DONE;
  },
};

/** `parley pack …`: the folders of data that hold the marketplaces' rules. */
export const pack: Verb = verbOf(
  'pack',
  'Policy packs: what is wrong with one, and what one would change of stored verdicts.',
  { check, try: tryOut },
);
