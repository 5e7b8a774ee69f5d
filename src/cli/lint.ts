import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import type { FileInspector } from '#files/file-inspector.ts';
import type { FileFacts } from '#policy/files.ts';
import { openDictionaries, packagesFor } from '#dictionaries/open-dictionaries.ts';
import { LANGUAGES } from '#policy/language.ts';
import { sayFinding } from '#locales/catalogue.ts';
import { lint } from '#policy/lint.ts';
import type { Judgement } from '#policy/lint.ts';
import type { Context, Message } from '#policy/message.ts';
import type { Finding, Place } from '#policy/finding.ts';
import { RULES } from '#policy/rules.ts';
import { readRuleset } from '#policy/ruleset.ts';
import type { SpellingDictionaries } from '#policy/spelling/dictionary.ts';
import type { Ruleset } from '#policy/ruleset.ts';
import { factsOfFiles, folderOfInput, openLintInspector } from './lint-files.ts';
import type { FilePaths } from './lint-files.ts';

/** Where a command reads and writes. */
export interface LintIo {
  readonly stdin: Readable;
  readonly write: (text: string) => void;
  readonly complain: (text: string) => void;
}

const picture = z.object({
  cid: z.string().default(''),
  path: z.string().nullish(),
  contentType: z.string().default(''),
  width: z.number().nullish(),
  height: z.number().nullish(),
});
const attachment = z.object({
  filename: z.string(),
  path: z.string().nullish(),
  contentType: z.string().default(''),
  size: z.number().default(0),
});
const lintInput = z.object({
  id: z.union([z.string(), z.number()]).optional(),
  message: z.object({
    subject: z.string().nullish(),
    text: z.string().nullish(),
    html: z.string().nullish(),
    images: z.array(picture).nullish(),
    attachments: z.array(attachment).nullish(),
    order: z
      .object({
        id: z.string(),
        completedAt: z.string().nullish(),
        reviewRequestsSent: z.number().nullish(),
        itemImages: z.array(z.string()).nullish(),
      })
      .nullish(),
    buyer: z.object({ preferredLanguage: z.string().nullish() }).nullish(),
    marketplace: z.object({ hosts: z.array(z.string()).nullish(), country: z.string().nullish() }).nullish(),
    sender: z.object({ role: z.string().nullish(), contactReason: z.string().nullish() }).nullish(),
    sentAt: z.string(),
  }),
});

type LintInput = z.infer<typeof lintInput>;

function messageFrom({ message }: LintInput): Message {
  return {
    subject: message.subject ?? '',
    text: message.text ?? null,
    html: message.html ?? null,
    images: (message.images ?? []).map(({ cid, contentType, width, height }) => ({
      cid,
      contentType,
      width: width ?? null,
      height: height ?? null,
    })),
    attachments: (message.attachments ?? []).map(({ filename, contentType, size }) => ({
      filename,
      contentType,
      size,
    })),
  };
}

function orderFrom({ message }: LintInput): Context['order'] {
  const { order } = message;
  if (order == null) return null;
  return {
    id: order.id,
    completedAt: order.completedAt == null ? null : new Date(order.completedAt),
    reviewRequestsSent: order.reviewRequestsSent ?? 0,
  };
}

function contextFrom(input: LintInput): Context {
  const { buyer, marketplace, sender, sentAt } = input.message;
  return {
    order: orderFrom(input),
    preferredLanguage: buyer?.preferredLanguage ?? '',
    marketplaceHosts: marketplace?.hosts ?? [],
    country: marketplace?.country ?? '',
    authorRole: sender?.role === 'buyer' ? 'buyer' : 'seller',
    contactReason: sender?.contactReason ?? '',
    sentAt: new Date(sentAt),
  };
}

function lineOf(finding: Finding, place: Place): object {
  const { rule, severity, certainty, fix, suggestions } = finding;
  const message = sayFinding('en', finding) ?? '';
  const line = { rule, severity, ...place, certainty, message, guideline: finding.clause };
  return Object.assign(line, fix === null ? {} : { fix }, suggestions.length === 0 ? {} : { suggestions });
}

function linesOf({ findings }: Judgement, message: Message): object[] {
  // A finding about the message as a whole names the part that the author would change.
  const whole: Place = { part: message.text === null && message.html !== null ? 'html' : 'text' };
  return findings.flatMap((finding) => {
    const places = finding.where.length === 0 ? [whole] : finding.where;
    return places.map((place) => lineOf(finding, place));
  });
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
  if (!read.success) {
    const issue = read.error.issues[0];
    throw new Error(`${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not a message'}`);
  }
  return read.data;
}

/** The answer to one line of input, as one line. */
function lintLine(input: LintInput, { ruleset, dictionaries }: LintRun, files: readonly FileFacts[]): string {
  const message = messageFrom(input);
  const judgement = lint(message, contextFrom(input), ruleset, files, dictionaries);
  return `${JSON.stringify({ id: input.id, verdict: judgement.verdict, findings: linesOf(judgement, message) })}\n`;
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

/**
 * `parley lint [FILE…] [--pack RULES.json] [--base FOLDER] [--explain]`: one message a line of JSON in, one judgement a line out.
 * Files that a message names are read from the input file's folder or `--base`. Gives the exit status: 0 whatever is
 * found, 2 for input that can't be read, with the line's number. `--explain` says which languages' spelling is judged.
 */
export async function lintCommand(args: readonly string[], io: LintIo): Promise<number> {
  let ruleset: Ruleset;
  let files: string[];
  let base: string | undefined;
  try {
    const parsed = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { pack: { type: 'string' }, base: { type: 'string' }, explain: { type: 'boolean' } },
    });
    if (parsed.values.explain === true) io.complain(explainSpelling());
    ruleset = loadRuleset(parsed.values.pack);
    files = parsed.positionals;
    base = parsed.values.base;
  } catch (error) {
    io.complain(`parley lint: ${reasonOf(error)}\n`);
    return 2;
  }
  const inspector = openLintInspector();
  try {
    const dictionaries = await openDictionaries();
    for (const file of files.length === 0 ? ['-'] : files) {
      const run = { file, folder: folderOfInput(file, base), ruleset, inspector, dictionaries };
      const status = await lintStream(run, io);
      if (status !== 0) return status;
    }
    return 0;
  } finally {
    await inspector.close();
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
      waiting.push(facts.then((files) => lintLine(input, run, files)));
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
