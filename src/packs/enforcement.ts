import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { z } from 'zod';

import { STEP_KINDS } from '#market/enforcement.ts';
import type { EnforcementRules } from '#market/enforcement-schedule.ts';
import { BREACH_CAUSES } from '#market/enforcement-schedule.ts';

import type { JsonFile, PackProblem } from './json-file.ts';
import { readJsonFile } from './json-file.ts';
import { readBySchema } from './schema-problems.ts';

/** The file of a pack's folder that holds the marketplace's rules of moderation. */
const FILE = 'enforcement.json';

/** Regulation (EU) 2022/2065, Article 20(1): complaints are open for at least six months. */
const LEAST_OBJECTION_DAYS = 184;

const count = z.int().min(1).max(1000);
const days = z.int().min(1).max(3650);
const words = z.string().min(1).max(300);

const enforcementSchema = z.strictObject({
  version: z.string().min(1).max(40),
  counts: z.array(z.enum(BREACH_CAUSES)),
  schedule: z.array(
    z.strictObject({
      step: z.enum(STEP_KINDS),
      breaches: count,
      withinDays: days,
      forDays: days.nullable(),
    }),
  ),
  objectionDays: z.int().min(LEAST_OBJECTION_DAYS).max(3650),
  undoMinutes: z.int().min(0).max(1440),
  claimMinutes: z.int().min(1).max(1440),
  heldHours: z.int().min(1).max(720).default(72),
  heldReminderHours: z.int().min(0).max(720).default(12),
  terms: words,
  redress: z.strictObject({
    mediators: z.array(words).max(10),
    disputeBodies: words,
    court: words,
  }),
});

export type EnforcementReading =
  | { readonly kind: 'rules'; readonly rules: EnforcementRules }
  | { readonly kind: 'invalid'; readonly problems: readonly PackProblem[] };

/** Reads and checks the text of an `enforcement.json`. Never throws. */
export function readEnforcementText(text: string): EnforcementReading {
  const json = readJsonFile(FILE, text);
  if (json.kind === 'broken' || json.problems.length > 0) return { kind: 'invalid', problems: json.problems };
  const read = readBySchema(enforcementSchema, json.file);
  if ('problems' in read) return { kind: 'invalid', problems: read.problems };
  const problems = scheduleProblems(read.value, json.file);
  return problems.length > 0 ? { kind: 'invalid', problems } : { kind: 'rules', rules: read.value };
}

/** A schedule that is published has to be read one way: graver steps need more, and each stands in it once. */
function scheduleProblems({ schedule }: EnforcementRules, file: JsonFile): PackProblem[] {
  return schedule.flatMap((rung, index) => {
    const before = schedule[index - 1];
    if (before === undefined) return [];
    const problem = (key: string, sentence: string): PackProblem => ({
      file: file.name,
      line: file.lineOf(['schedule', index, key]),
      sentence,
    });
    if (STEP_KINDS.indexOf(rung.step) <= STEP_KINDS.indexOf(before.step))
      return [problem('step', `“${rung.step}” must be graver than “${before.step}” before it.`)];
    return rung.breaches > before.breaches
      ? []
      : [
          problem(
            'breaches',
            `“${rung.step}” must need more than the ${before.breaches} breaches before it.`,
          ),
        ];
  });
}

/** `enforcement.json` in a pack's folder. Throws only where the disk fails. */
export function readEnforcement(folder: string): EnforcementReading {
  const path = join(folder, FILE);
  if (existsSync(path)) return readEnforcementText(readFileSync(path, 'utf8'));
  const sentence = 'This file is missing; copy it from another pack.';
  return { kind: 'invalid', problems: [{ file: FILE, line: 1, sentence }] };
}

/**
 * The rules of every pack below a folder, by the pack's name. Throws with every mistake: without rules nobody can be
 * told how to object.
 */
export function requireEnforcement(root: string): ReadonlyMap<string, EnforcementRules> {
  const found = new Map<string, EnforcementRules>();
  const problems: string[] = [];
  for (const { name } of readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isDirectory())) {
    const reading = readEnforcement(join(root, name));
    if (reading.kind === 'rules') found.set(name, reading.rules);
    else
      problems.push(
        ...reading.problems.map(({ file, line, sentence }) => `${name}/${file}:${line}: ${sentence}`),
      );
  }
  if (problems.length > 0) throw new Error(problems.join('\n'));
  return found;
}

/** The rules of a marketplace's pack. Throws where it has none: nobody may be judged without a way to object. */
export function enforcementFor(
  packs: ReadonlyMap<string, EnforcementRules>,
  { id, pack }: { readonly id: string; readonly pack: string },
): EnforcementRules {
  const rules = packs.get(pack);
  if (rules === undefined) throw new Error(`marketplace ${id} has no packs/${pack}/${FILE}`);
  return rules;
}
