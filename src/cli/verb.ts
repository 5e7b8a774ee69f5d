import type { ParseArgsConfig } from 'node:util';
import { parseArgs } from 'node:util';

import type { Clock, Ids } from '#flow/ports.ts';
import type { Actor } from '#market/party.ts';
import type { Database } from '#store/connect.ts';
import type { Secrets } from '#store/seal-keys.ts';

/** What a verb works with. `out` and `err` write one line each. */
export interface VerbContext {
  readonly db: Database['db'];
  readonly pool: Database['pool'];
  readonly ids: Ids;
  readonly clock: Clock;
  readonly secrets: Secrets;
  /** Folder of the policy packs. */
  readonly packsFolder: string;
  /** Where people reach the pages; null: nowhere but here. */
  readonly publicUrl: string | null;
  readonly out: (line: string) => void;
  readonly err: (line: string) => void;
}

/** A verb of `bin/parley` that works on the database. */
export interface Verb {
  /** One line for the list of verbs. */
  readonly summary: string;
  /** What `parley VERB --help` prints. */
  readonly help: string;
  /** Gives the exit status: 0 done, 1 refused or not found, 2 called wrongly. */
  run(args: readonly string[], context: VerbContext): Promise<number>;
}

export type OptionValues = Readonly<
  Record<string, string | boolean | readonly (string | boolean)[] | undefined>
>;

export interface SubVerb {
  /** `ADDRESS --seller ID`, after the verb's own name. */
  readonly usage: string;
  readonly options: NonNullable<ParseArgsConfig['options']>;
  /** Names of the words that must follow; no others may. */
  readonly words: readonly string[];
  run(
    given: { readonly values: OptionValues; readonly words: readonly string[] },
    context: VerbContext,
  ): Promise<number>;
}

/** The command line can't say who sits before it: whoever may run it is the operator. */
export const COMMAND_LINE: Actor = { kind: 'command-line', id: null, label: 'command line' };

export const DONE = 0;
export const FAILED = 1;
export const CALLED_WRONGLY = 2;

/** Puts a verb together from its sub-verbs: reads their options and words, prints help, says what is wrong. */
export function verbOf(name: string, summary: string, subVerbs: Readonly<Record<string, SubVerb>>): Verb {
  const table = new Map(Object.entries(subVerbs));
  const help = [
    summary,
    '',
    ...[...table].map(([word, { usage }]) => `  parley ${name} ${word} ${usage}`.trimEnd()),
  ].join('\n');
  const complain = ({ err }: VerbContext, sentence: string): number => {
    err(`parley ${name}: ${sentence}`);
    err(`See parley ${name} --help.`);
    return CALLED_WRONGLY;
  };
  return {
    summary,
    help,
    async run([word, ...args], context) {
      if (word === '--help' || word === '-h') {
        context.out(help);
        return DONE;
      }
      const subVerb = table.get(word ?? '');
      if (subVerb === undefined) {
        const known = [...table.keys()].join(', ');
        return complain(
          context,
          word === undefined ? `say one of ${known}.` : `${word} is none of ${known}.`,
        );
      }
      if (args.includes('--help') || args.includes('-h')) {
        context.out(`parley ${name} ${word} ${subVerb.usage}`.trimEnd());
        return DONE;
      }
      const given = readArguments(subVerb, args);
      return typeof given === 'string' ? complain(context, given) : subVerb.run(given, context);
    },
  };
}

/** A verb that does one thing and so has no sub-verbs: `parley reasons ORDER`. */
export function plainVerb(name: string, summary: string, only: SubVerb): Verb {
  const help = [summary, '', `  parley ${name} ${only.usage}`.trimEnd()].join('\n');
  return {
    summary,
    help,
    async run(args, context) {
      if (args.includes('--help') || args.includes('-h')) {
        context.out(help);
        return DONE;
      }
      const given = readArguments(only, args);
      if (typeof given !== 'string') return only.run(given, context);
      context.err(`parley ${name}: ${given}`);
      context.err(`See parley ${name} --help.`);
      return CALLED_WRONGLY;
    },
  };
}

/** The options and words, or the sentence that says what is wrong with them. */
function readArguments(
  { options, words }: SubVerb,
  args: readonly string[],
): { values: OptionValues; words: string[] } | string {
  let parsed;
  try {
    parsed = parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    // The first sentence says it; the rest is about writing programs.
    const text = error instanceof Error ? error.message : String(error);
    return `${text.split(/\. /u)[0]?.replace(/\.$/u, '')}.`;
  }
  const missing = words[parsed.positionals.length];
  if (missing !== undefined) return `${missing} is missing.`;
  const extra = parsed.positionals[words.length];
  return extra === undefined
    ? { values: parsed.values, words: parsed.positionals }
    : `${extra} is one word too many.`;
}

/** An option's text; null where it wasn't given. */
export function optionText(values: OptionValues, name: string): string | null {
  const value = values[name];
  return typeof value === 'string' && value !== '' ? value : null;
}

// Terminals obey control characters, and a remote server's answer may hold some; bidi characters reorder lines.
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** Rows in columns, the last one as long as it likes. */
export function tableLines(rows: readonly (readonly string[])[]): string[] {
  const clean = rows.map((row) => row.map((cell) => cell.replaceAll(UNPRINTABLE, '?')));
  const widths = (clean[0] ?? []).map((_, column) =>
    Math.max(...clean.map((row) => (row[column] ?? '').length)),
  );
  return clean.map((row) =>
    row
      .map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd((widths[column] ?? 0) + 2)))
      .join('')
      .trimEnd(),
  );
}

export function timeText(at: Date | null): string {
  return at === null ? '-' : `${at.toISOString().slice(0, 19)}Z`;
}

/** True for the text of one of our ids. */
export function isId(text: string): boolean {
  return /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/u.test(text);
}
