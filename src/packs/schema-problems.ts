import type { z } from 'zod';

import type { JsonFile, PackProblem } from './json-file.ts';

const show = (value: unknown): string => {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
};

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let at: unknown = value;
  for (const key of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return undefined;
    at = (at as Record<PropertyKey, unknown>)[key];
  }
  return at;
}

/** `reasons, entry 3, conditions, orderStatus`: people count from 1. */
function place(path: readonly PropertyKey[]): string {
  return path.map((key) => (typeof key === 'number' ? `entry ${key + 1}` : `“${String(key)}”`)).join(', ');
}

const KINDS: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};

function listed(values: readonly unknown[]): string {
  return values.map((value) => `“${String(value)}”`).join(', ');
}

/** How much of what there must be, of a value of `origin`. */
function amount(origin: string, bound: string, number: number | bigint): string {
  if (origin === 'array')
    return `must have at ${bound} ${number} ${Number(number) === 1 ? 'entry' : 'entries'}`;
  if (origin === 'string') return `must have at ${bound} ${number} characters`;
  return `must be ${number} or ${bound === 'least' ? 'more' : 'less'}`;
}

/** The predicate of a sentence whose subject is the place of the issue. */
function predicate(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type') return `must be ${KINDS[issue.expected] ?? issue.expected}`;
  if (issue.code === 'too_small') {
    const isEmpty = issue.origin === 'string' && issue.minimum === 1;
    return isEmpty ? 'must not be empty' : amount(issue.origin, 'least', issue.minimum);
  }
  if (issue.code === 'too_big') return amount(issue.origin, 'most', issue.maximum);
  // Formats and refinements carry a predicate of our own.
  return issue.code === 'invalid_value' ? `must be one of ${listed(issue.values)}` : issue.message;
}

function sentenceOf(issue: z.core.$ZodIssue, value: unknown): string {
  const where = place(issue.path);
  if (issue.code === 'unrecognized_keys')
    return `${where === '' ? 'The file' : where} knows no ${listed(issue.keys)}; remove it or correct its spelling.`;
  if (issue.code === 'invalid_union')
    return `${where} must be one of the kinds that are known: “text”, “date” or “files”, found ${show(value)}.`;
  if (value === undefined) return `${where} is missing; it ${predicate(issue)}.`;
  return `${where === '' ? 'The file' : where} ${predicate(issue)}, found ${show(value)}.`;
}

function pathOf(issue: z.core.$ZodIssue): PropertyKey[] {
  // A key too many is shown on its own line.
  const extra = issue.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : [];
  return [...issue.path, ...extra];
}

/** The value as the schema gives it, or what is wrong with the file, line by line. */
export function readBySchema<T>(
  schema: z.ZodType<T>,
  file: JsonFile,
): { readonly value: T } | { readonly problems: readonly PackProblem[] } {
  const result = schema.safeParse(file.value);
  if (result.success) return { value: result.data };
  return {
    problems: result.error.issues.map((issue) => ({
      file: file.name,
      line: file.lineOf(pathOf(issue)),
      sentence: sentenceOf(issue, valueAt(file.value, issue.path)),
    })),
  };
}
