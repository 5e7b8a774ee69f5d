import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { readEnforcement } from './enforcement.ts';
import { readPack } from './read-pack.ts';
import { problemLine, readRules } from './read-ruleset.ts';

export type PackFolderReading =
  | { readonly kind: 'whole' }
  /** `known`: the packs that are there. */
  | { readonly kind: 'missing'; readonly known: readonly string[] }
  /** One line per mistake: file, line, sentence. */
  | { readonly kind: 'invalid'; readonly problems: readonly string[] };

const RULES_FILE = 'rules.json';

function rulesProblems(folder: string): readonly string[] {
  const path = join(folder, RULES_FILE);
  if (!existsSync(path)) return [`${RULES_FILE}:1: This file is missing; copy it from another pack.`];
  const reading = readRules(readFileSync(path, 'utf8'), RULES_FILE);
  return reading.kind === 'invalid' ? reading.problems.map(problemLine) : [];
}

/** Whether all of a pack is there and right: contact reasons, texts, guidelines, moderation. Throws where the disk fails. */
export function readPackFolder(root: string, name: string): PackFolderReading {
  const known = existsSync(root)
    ? readdirSync(root, { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map((entry) => entry.name)
        .sort()
    : [];
  // SECURITY: a name that leads out of the folder is none of its packs.
  if (!known.includes(name)) return { kind: 'missing', known };
  const folder = join(root, name);
  const [pack, enforcement] = [readPack(folder), readEnforcement(folder)];
  const problems = [
    ...[pack, enforcement].flatMap((reading) =>
      reading.kind === 'invalid'
        ? reading.problems.map(({ file, line, sentence }) => `${file}:${line}: ${sentence}`)
        : [],
    ),
    ...rulesProblems(folder),
  ];
  return problems.length === 0 ? { kind: 'whole' } : { kind: 'invalid', problems };
}
