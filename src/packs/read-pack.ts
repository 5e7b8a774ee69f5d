import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';

import type { ContactReason } from '#market/contact-reason.ts';
import type { BusinessHours, Pack, PackTexts } from '#market/pack.ts';
import type { z } from 'zod';

import { checkPackFile, checkReasonsFile, checkTextsFile } from './check-pack.ts';
import type { JsonFile, PackProblem } from './json-file.ts';
import { readJsonFile } from './json-file.ts';
import type { PackFileValue, TextsFileValue } from './pack-schema.ts';
import { packSchema, reasonsSchema, textsSchema } from './pack-schema.ts';
import { readBySchema } from './schema-problems.ts';

export type PackReading =
  | { readonly kind: 'pack'; readonly pack: Pack }
  /** Every mistake of the folder, by file and line. */
  | { readonly kind: 'invalid'; readonly problems: readonly PackProblem[] };

/** A pack's text file is some kilobytes; what is larger is something else. */
const LARGEST_FILE = 2_000_000;

interface FileReading<T> {
  readonly value: T | null;
  readonly file: JsonFile | null;
}

/** Reads one file of the folder by its schema; what is wrong goes to `problems`, with its line. */
function readFile<T>(
  folder: string,
  name: string,
  schema: z.ZodType<T>,
  problems: PackProblem[],
): FileReading<T> {
  const path = join(folder, name);
  if (!existsSync(path)) {
    problems.push({ file: name, line: 1, sentence: 'This file is missing; copy it from another pack.' });
    return { value: null, file: null };
  }
  const bytes = readFileSync(path);
  if (bytes.length > LARGEST_FILE) {
    problems.push({ file: name, line: 1, sentence: `The file is larger than ${LARGEST_FILE} bytes.` });
    return { value: null, file: null };
  }
  const json = readJsonFile(name, bytes.toString('utf8'));
  problems.push(...json.problems);
  if (json.kind === 'broken') return { value: null, file: null };
  const read = readBySchema(schema, json.file);
  if ('value' in read) return { value: read.value, file: json.file };
  problems.push(...read.problems);
  return { value: null, file: json.file };
}

function readTexts(
  folder: string,
  pack: PackFileValue,
  reasons: readonly ContactReason[] | null,
  problems: PackProblem[],
): Map<string, PackTexts> {
  const texts = new Map<string, PackTexts>();
  for (const language of pack.languages) {
    const { value, file } = readFile(folder, `texts/${language}.json`, textsSchema, problems);
    if (value === null || file === null) continue;
    if (reasons !== null) problems.push(...checkTextsFile(value, file, language, reasons));
    texts.set(language, toTexts(value));
  }
  const directory = join(folder, 'texts');
  for (const name of existsSync(directory) ? readdirSync(directory).sort() : []) {
    if (pack.languages.includes(name.replace(/\.json$/u, ''))) continue;
    const sentence = 'This belongs to no language of the pack; add the language to pack.json or remove it.';
    problems.push({ file: `texts/${name}`, line: 1, sentence });
  }
  return texts;
}

function toTexts({ criticalSubject, reasons }: TextsFileValue): PackTexts {
  return { criticalSubject, reasons: new Map(Object.entries(reasons)) };
}

function minuteOf(clock: string): number {
  const [hours = '', minutes = ''] = clock.split(':');
  return Number(hours) * 60 + Number(minutes);
}

function toBusinessHours(value: PackFileValue['response']['businessHours']): BusinessHours | null {
  if (value === null) return null;
  return { days: value.days, fromMinute: minuteOf(value.from), toMinute: minuteOf(value.to) };
}

function toPack(
  file: PackFileValue,
  reasons: readonly ContactReason[],
  texts: ReadonlyMap<string, PackTexts>,
): Pack {
  return {
    ...file,
    critical: { ...file.critical, words: new Map(Object.entries(file.critical.words)) },
    response: { hours: file.response.hours, businessHours: toBusinessHours(file.response.businessHours) },
    reasons,
    texts,
  };
}

/**
 * Reads and checks a marketplace's pack: `pack.json`, `contact-reasons.json` and `texts/<language>.json` in a folder
 * that has the pack's id for its name. All mistakes are given at once. Throws only where the disk fails.
 */
export function readPack(folder: string): PackReading {
  const problems: PackProblem[] = [];
  const pack = readFile(folder, 'pack.json', packSchema, problems);
  if (pack.value !== null && pack.file !== null)
    problems.push(...checkPackFile(pack.value, pack.file, basename(resolve(folder))));
  const reasons = readFile(folder, 'contact-reasons.json', reasonsSchema, problems);
  const wrong =
    reasons.value === null || reasons.file === null
      ? []
      : checkReasonsFile(reasons.value, reasons.file, pack.value);
  problems.push(...wrong);
  if (pack.value === null) return { kind: 'invalid', problems };
  // Texts are held against reasons that are right: a mistake there would come back in every language.
  const known = wrong.length === 0 ? (reasons.value?.reasons ?? null) : null;
  const texts = readTexts(folder, pack.value, known, problems);
  if (problems.length > 0 || reasons.value === null) return { kind: 'invalid', problems };
  return { kind: 'pack', pack: toPack(pack.value, reasons.value.reasons, texts) };
}

export interface PackFolder {
  /** The folder's name, which is the pack's id. */
  readonly id: string;
  readonly reading: PackReading;
}

/** Every pack below a folder, in the order of their names. */
export function readPacks(root: string): PackFolder[] {
  return readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => ({ id: name, reading: readPack(join(root, name)) }))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

/**
 * Every pack below a folder, by its id. Throws with every mistake of all of them: a marketplace without rules can't
 * say which messages it takes.
 */
export function requirePacks(root: string): ReadonlyMap<string, Pack> {
  const found = new Map<string, Pack>();
  const problems: string[] = [];
  for (const { id, reading } of readPacks(root)) {
    if (reading.kind === 'pack') found.set(id, reading.pack);
    else
      problems.push(
        ...reading.problems.map(({ file, line, sentence }) => `${id}/${file}:${line}: ${sentence}`),
      );
  }
  if (problems.length > 0) throw new Error(problems.join('\n'));
  return found;
}

/** The pack of a marketplace. Throws where its folder isn't there. */
export function packFor(
  packs: ReadonlyMap<string, Pack>,
  { id, pack }: { readonly id: string; readonly pack: string },
): Pack {
  const found = packs.get(pack);
  if (found === undefined) throw new Error(`marketplace ${id} has no packs/${pack}`);
  return found;
}
