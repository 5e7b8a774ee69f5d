import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { readEnforcement } from '#packs/enforcement.ts';
import { readPack } from '#packs/read-pack.ts';
import { RulesError, loadRulesFile } from '#packs/read-ruleset.ts';

import type { SubVerb, Verb } from './verb.ts';
import { CALLED_WRONGLY, DONE, FAILED, verbOf } from './verb.ts';

/** Everything that is wrong with a pack's folder, a line each: `pack.json:3: …`. */
function problemsOf(folder: string): string[] {
  const pack = readPack(folder);
  const enforcement = readEnforcement(folder);
  const problems = [
    ...(pack.kind === 'invalid' ? pack.problems : []),
    ...(enforcement.kind === 'invalid' ? enforcement.problems : []),
  ].map(({ file, line, sentence }) => `${file}:${line}: ${sentence}`);
  const rules = join(folder, 'rules.json');
  if (!existsSync(rules))
    return [...problems, 'rules.json:1: This file is missing; copy it from another pack.'];
  try {
    loadRulesFile(rules);
    return problems;
  } catch (error) {
    if (!(error instanceof RulesError)) throw error;
    return [...problems, ...error.message.split('\n').map((line) => line.replace(`${folder}/`, ''))];
  }
}

const check: SubVerb = {
  usage: 'NAME      (a folder below PARLEY_PACKS)',
  options: {},
  words: ['NAME'],
  async run({ words: [name = ''] }, { packsFolder, out, err }) {
    if (!/^[a-z][a-z0-9-]{0,31}$/u.test(name)) {
      err('NAME is the name of a pack, such as de.');
      return CALLED_WRONGLY;
    }
    const folder = join(packsFolder, name);
    if (!existsSync(folder)) {
      err(`There is no folder ${folder}.`);
      return FAILED;
    }
    const problems = problemsOf(folder);
    for (const problem of problems) err(`${name}/${problem}`);
    if (problems.length === 0) out(`${name}: nothing is wrong`);
    return problems.length === 0 ? DONE : FAILED;
  },
};

/** `parley pack …`: the folders of data that hold the marketplaces' rules. */
export const pack: Verb = verbOf('pack', 'Policy packs: what is wrong with one, by file and line.', {
  check,
});
