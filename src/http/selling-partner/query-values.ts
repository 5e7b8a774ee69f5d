import { invalid } from './api-answer.ts';
import type { ApiCall, CallReading } from './call.ts';
import { answer, value } from './call.ts';

const ISO = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?)?$/u;

/** A time in the query, ISO 8601; without a zone it is UTC, as Amazon's guide has it. */
export function readInstant<T>({ query }: ApiCall, name: string, otherwise: T): CallReading<Date | T> {
  const text = query.get(name);
  if (text === null || text === '') return value(otherwise);
  // A plus sign that wasn't encoded arrives as a space.
  const given = text.trim().replace(' ', '+');
  const hasZone = !given.includes('T') || /(?:Z|[+-]\d\d:?\d\d)$/u.test(given);
  const at = ISO.test(given) ? new Date(hasZone ? given : `${given}Z`) : new Date(Number.NaN);
  return Number.isNaN(at.getTime()) ? answer(invalid(`${name}: must be a time in ISO 8601.`)) : value(at);
}

/** The number of things on a page, 1 to 100. */
export function readPageSize({ query }: ApiCall, name: string, otherwise: number): CallReading<number> {
  const text = query.get(name);
  if (text === null || text === '') return value(otherwise);
  const number = /^\d{1,3}$/u.test(text) ? Number(text) : 0;
  return number >= 1 && number <= 100
    ? value(number)
    : answer(invalid(`${name}: must be a whole number from 1 to 100.`));
}
