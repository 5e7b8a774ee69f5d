import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import type { CriticalMarks } from '#market/critical-marker.ts';
import { RULES } from '#policy/rules.ts';
import { readRuleset } from '#policy/ruleset.ts';
import type { Ruleset } from '#policy/ruleset.ts';

import { lineOfPath, linesOfJson } from './json-lines.ts';
import { readPack } from './read-pack.ts';

/** The guidelines of a marketplace's pack: `rules.json` in the pack's folder. */
export interface PackRules {
  readonly ruleset: Ruleset;
  /** The storefront's own hosts: links to them and addresses there lead nowhere else. */
  readonly hosts: readonly string[];
  /** From the pack's other files; null where there is no pack that can be read beside the rules. */
  readonly criticalMarks: CriticalMarks | null;
  /** Files of messages are looked into before delivery (requirements 12.3); else names and declared types decide. */
  readonly inspectsFiles: boolean;
}

/** A mistake in a file: `packs/de/rules.json:12: rules.emoji.severity: expected block, warn or off, found "loud"`. */
export interface RulesProblem {
  readonly file: string;
  readonly line: number;
  readonly sentence: string;
}

export type RulesReading =
  | { readonly kind: 'rules'; readonly rules: PackRules }
  | { readonly kind: 'invalid'; readonly problems: readonly RulesProblem[] };

const FILE = 'rules.json';
const HOST = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)+$/u;

/** Where JSON that can't be read goes wrong, as far as the engine says it. */
function jsonProblem(error: unknown, text: string): { line: number; sentence: string } {
  const message = error instanceof Error ? error.message : String(error);
  const position = /at position (\d{1,9})/u.exec(message)?.[1];
  const at = position === undefined ? text.length : Number(position);
  return { line: text.slice(0, at).split('\n').length, sentence: `not JSON: ${message}` };
}

/** Reads the text of a `rules.json`; `file` is its name in what is said of it. */
export function readRules(text: string, file: string): RulesReading {
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch (error) {
    return { kind: 'invalid', problems: [{ file, ...jsonProblem(error, text) }] };
  }
  const { hosts, inspectFiles, rest } = splitOwn(given);
  const lines = linesOfJson(text);
  const reading = readRuleset(rest, RULES);
  const sentences = [
    ...hostProblems(hosts),
    ...(typeof inspectFiles === 'boolean'
      ? []
      : [`inspectFiles: expected true or false, found ${JSON.stringify(inspectFiles)}`]),
    ...(reading.kind === 'invalid' ? reading.problems : []),
  ];
  if (reading.kind === 'ruleset' && sentences.length === 0)
    return {
      kind: 'rules',
      rules: {
        ruleset: reading.ruleset,
        hosts: hosts as string[],
        inspectsFiles: inspectFiles === true,
        criticalMarks: null,
      },
    };
  const problems = sentences.map((sentence) => {
    const path = /^([\w.-]+):/u.exec(sentence)?.[1] ?? '';
    return { file, line: lineOfPath(lines, path), sentence };
  });
  return { kind: 'invalid', problems: problems.sort((a, b) => a.line - b.line) };
}

/** What stands in the file beside the ruleset itself. */
function splitOwn(given: unknown): { hosts: unknown; inspectFiles: unknown; rest: unknown } {
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    return { hosts: [], inspectFiles: true, rest: given };
  const { hosts = [], inspectFiles = true, ...rest } = given as Record<string, unknown>;
  return { hosts, inspectFiles, rest };
}

function hostProblems(hosts: unknown): string[] {
  if (!Array.isArray(hosts)) return [`hosts: expected a list of host names, found ${JSON.stringify(hosts)}`];
  return hosts.flatMap((host: unknown, index) =>
    typeof host === 'string' && HOST.test(host)
      ? []
      : [`hosts.${index}: expected a host name in lower case, found ${JSON.stringify(host)}`],
  );
}

/** A problem as one line. */
export function problemLine({ file, line, sentence }: RulesProblem): string {
  return `${file}:${line}: ${sentence}`;
}

/** A pack's rules can't be used; the message is for the operator, one line per mistake. */
export class RulesError extends Error {
  constructor(problems: readonly RulesProblem[]) {
    super(problems.map(problemLine).join('\n'));
    this.name = 'RulesError';
  }
}

/** The rules in the file at `path`. Throws `RulesError` where they can't be used. */
export function loadRulesFile(path: string): PackRules {
  const reading = readRules(readFileSync(path, 'utf8'), path);
  if (reading.kind === 'invalid') throw new RulesError(reading.problems);
  return reading.rules;
}

/** A pack's mistakes are told where the pack is loaded; here its rules are all that has to be right. */
function marksOf(folder: string): CriticalMarks | null {
  const reading = readPack(folder);
  if (reading.kind === 'invalid') return null;
  const { critical, texts } = reading.pack;
  return { critical, texts };
}

/** The rules of every pack in `folder`, by the name of the pack's own folder. Throws `RulesError`. */
export function loadRules(folder: string): ReadonlyMap<string, PackRules> {
  const problems: RulesProblem[] = [];
  const packs = new Map<string, PackRules>();
  const names = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  for (const { name } of names) {
    const file = join(folder, name, FILE);
    const reading = readRules(readFileSync(file, 'utf8'), file);
    if (reading.kind === 'rules')
      packs.set(name, { ...reading.rules, criticalMarks: marksOf(join(folder, name)) });
    else problems.push(...reading.problems);
  }
  if (problems.length > 0) throw new RulesError(problems);
  return packs;
}
