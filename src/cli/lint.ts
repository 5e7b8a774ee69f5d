import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { parseArgs } from 'node:util';
import type { FileInspector } from '#files/file-inspector.ts';
import type { FileFacts } from '#policy/files.ts';
import { openDictionaries, packagesFor } from '#dictionaries/open-dictionaries.ts';
import { complaintOf, contextFrom, lintInput, messageFrom } from '#lint-format/lint-input.ts';
import type { LintInput } from '#lint-format/lint-input.ts';
import { lintLine } from '#lint-format/lint-line.ts';
import { LANGUAGES } from '#policy/language.ts';
import { lint } from '#policy/lint.ts';
import { RULES } from '#policy/rules.ts';
import { readRuleset } from '#policy/ruleset.ts';
import type { SpellingDictionaries } from '#policy/spelling/dictionary.ts';
import type { Ruleset } from '#policy/ruleset.ts';
import { isEmlName, readEml, readOrderFile } from './lint-eml.ts';
import type { OrderFile } from './lint-eml.ts';
import { factsBesideListing, factsOfFiles, folderOfInput, openLintInspector } from './lint-files.ts';
import type { FilePaths } from './lint-files.ts';

/** Where a command reads and writes. */
export interface LintIo {
  readonly stdin: Readable;
  readonly write: (text: string) => void;
  readonly complain: (text: string) => void;
}

function pathsFrom({ message }: LintInput): FilePaths {
  return {
    images: (message.images ?? []).map(({ path }) => path ?? null),
    attachments: (message.attachments ?? []).map(({ path }) => path ?? null),
    itemImages: message.order?.itemImages ?? [],
  };
}

/** A line of input as a message. Throws for one that can't be read, saying what is wrong. */
function readLine(line: string): LintInput {
  const read = lintInput.safeParse(JSON.parse(line));
  if (!read.success) throw new Error(complaintOf(read.error));
  return read.data;
}

/** The answer to one line of input, as one line. */
function answerLine(
  input: LintInput,
  { ruleset, dictionaries }: LintRun,
  files: readonly FileFacts[],
): string {
  const message = messageFrom(input);
  const context = contextFrom(input.message, new Date(input.message.sentAt));
  const judgement = lint(message, context, ruleset, files, dictionaries);
  return `${JSON.stringify(lintLine(input.id, judgement, message, 'en'))}\n`;
}

function loadRuleset(path: string | undefined): Ruleset {
  const given: unknown =
    path === undefined ? { name: 'built-in', version: '1' } : JSON.parse(readFileSync(path, 'utf8'));
  const reading = readRuleset(given, RULES);
  if (reading.kind === 'invalid') throw new Error(reading.problems.join('\n'));
  return reading.ruleset;
}

/** Which languages' spelling can be judged, and by which packages' words. */
function explainSpelling(): string {
  const lines = LANGUAGES.map((language) => {
    const packages = packagesFor(language);
    return `spelling ${language}: ${packages.join(', ') || 'no dictionary is installed: only frequent slips are found'}\n`;
  });
  return lines.join('');
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

interface LintArguments {
  readonly files: readonly string[];
  readonly ruleset: Ruleset;
  readonly base: string | undefined;
  readonly order: OrderFile | null;
  readonly showText: boolean;
  readonly explain: boolean;
}

function readArguments(args: readonly string[]): LintArguments {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      pack: { type: 'string' },
      base: { type: 'string' },
      order: { type: 'string' },
      'show-text': { type: 'boolean' },
      explain: { type: 'boolean' },
    },
  });
  const { order, base } = values;
  if (order !== undefined && !positionals.some(isEmlName))
    throw new Error('--order goes with a file whose name ends in .eml');
  return {
    files: positionals.length === 0 ? ['-'] : positionals,
    ruleset: loadRuleset(values.pack),
    base,
    order: order === undefined ? null : readOrderFile(order),
    showText: values['show-text'] === true,
    explain: values.explain === true,
  };
}

/**
 * `parley lint [FILE…] [--pack RULES.json] [--base FOLDER] [--explain]`: one message a line of JSON in, one judgement a line out.
 * `parley lint MAIL.eml --order ORDER.json [--show-text]`: one mail in, one line out.
 * Files that a message names are read from the input file's folder or `--base`. Gives the exit status: 0 whatever is
 * found, 2 for input that can't be read, with the line's number. `--explain` says which languages' spelling is judged.
 */
export async function lintCommand(args: readonly string[], io: LintIo): Promise<number> {
  let given: LintArguments;
  try {
    given = readArguments(args);
  } catch (error) {
    io.complain(`parley lint: ${reasonOf(error)}\n`);
    return 2;
  }
  if (given.explain) io.complain(explainSpelling());
  const { files, base, ruleset, order, showText } = given;
  const inspector = openLintInspector();
  try {
    const dictionaries = await openDictionaries();
    for (const file of files) {
      const run = { file, folder: folderOfInput(file, base), ruleset, inspector, dictionaries };
      const isMail = isEmlName(file);
      const status = isMail ? await lintMail(run, { order, base, showText }, io) : await lintStream(run, io);
      if (status !== 0) return status;
    }
    return 0;
  } finally {
    await inspector.close();
  }
}

/** One mail: its line, or the sentence that says why it can't be read. */
async function lintMail(
  { file, ruleset, inspector, dictionaries }: LintRun,
  { order, base, showText }: Pick<LintArguments, 'order' | 'base' | 'showText'>,
  io: LintIo,
): Promise<number> {
  try {
    const { id, message, context, files } = readEml(file, order);
    const itemImages = order?.circumstances.order?.itemImages ?? [];
    const folder = base === undefined ? (order?.folder ?? '') : resolve(base);
    const missing = (path: string): void =>
      io.complain(`parley lint: ${file}: can't read ${path}: judged without it\n`);
    const facts = await factsBesideListing(files, itemImages, folder, inspector, missing);
    const line = lintLine(id, lint(message, context, ruleset, facts, dictionaries), message, 'en');
    const { subject, text, html } = message;
    io.write(`${JSON.stringify(showText ? { ...line, message: { subject, text, html } } : line)}\n`);
    return 0;
  } catch (error) {
    io.complain(`parley lint: ${file}: ${reasonOf(error)}\n`);
    return 2;
  }
}

async function* linesIn(file: string, io: LintIo): AsyncGenerator<string> {
  if (file === '-') yield* createInterface({ input: io.stdin, crlfDelay: Number.POSITIVE_INFINITY });
  else yield* readFileSync(file, 'utf8').split(/\r?\n/u);
}

interface LintRun {
  readonly file: string;
  /** Where the paths in it count from. */
  readonly folder: string;
  readonly ruleset: Ruleset;
  readonly inspector: FileInspector;
  readonly dictionaries: SpellingDictionaries;
}

/** Messages that wait for their files, or for those of a message before them. */
const MOST_WAITING = 32;

async function lintStream(run: LintRun, io: LintIo): Promise<number> {
  const { file, folder, inspector } = run;
  let number = 0;
  const waiting: Promise<string>[] = [];
  const writeUntil = async (rest: number): Promise<void> => {
    while (waiting.length > rest) io.write((await waiting.shift()) ?? '');
  };
  try {
    for await (const line of linesIn(file, io)) {
      number += 1;
      if (line.trim() === '') continue;
      const input = readLine(line);
      const at = `parley lint: ${file}:${number}`;
      const missing = (path: string): void =>
        io.complain(`${at}: can't read ${path}: judged without what is in it\n`);
      const facts = factsOfFiles(pathsFrom(input), folder, inspector, missing);
      waiting.push(facts.then((files) => answerLine(input, run, files)));
      await writeUntil(MOST_WAITING);
    }
    await writeUntil(0);
  } catch (error) {
    await writeUntil(0);
    io.complain(`parley lint: ${file}:${number}: ${reasonOf(error)}\n`);
    return 2;
  }
  return 0;
}
