import assert from 'node:assert/strict';
import { test } from 'node:test';

import { parseCalendarDate } from './calendar.ts';
import type { OptOutQuestion } from './opt-out.ts';
import { THREAD_POSITIONS, decideOptOut } from './opt-out.ts';

const question = (changes: Partial<OptOutQuestion> = {}): OptOutQuestion => ({
  pack: {
    timeZone: 'Europe/Berlin',
    optOut: {
      startsOn: parseCalendarDate('2026-11-22'),
      exemptCategories: ['handmade', 'wine', 'custom'],
      hidesPreference: false,
    },
  },
  preference: { declines: true, mutesSeller: false },
  categories: ['home'],
  position: 'new',
  kind: 'permitted',
  now: new Date('2026-11-22T12:00:00Z'),
  ...changes,
});

const decided = (changes: Partial<OptOutQuestion>): string => {
  const decision = decideOptOut(question(changes));
  return decision.kind === 'passes' ? decision.because : decision.kind;
};

const CASES: readonly (readonly [string, Partial<OptOutQuestion>, string])[] = [
  ['a message of the seller’s own accord is stopped', {}, 'stopped'],
  ['one that is filed under the order is no reply', { position: 'filed' }, 'stopped'],
  ['an answer to the buyer passes', { position: 'answers-buyer' }, 'reply'],
  ['a critical message passes', { kind: 'critical' }, 'critical'],
  ['a solicitation is stopped', { kind: 'solicitation' }, 'stopped'],
  ['a solicitation never is a reply', { kind: 'solicitation', position: 'answers-buyer' }, 'stopped'],
  ['one exempt product frees the order', { categories: ['home', 'wine'] }, 'exempt-category'],
  ['also for a solicitation', { kind: 'solicitation', categories: ['custom'] }, 'exempt-category'],
  ['a buyer who declines nothing', { preference: { declines: false, mutesSeller: false } }, 'not-declined'],
  ['a seller that is muted', { preference: { declines: false, mutesSeller: true } }, 'stopped'],
  ['the last moment before the rules begin', { now: new Date('2026-11-21T22:59:59.999Z') }, 'not-in-force'],
  ['midnight of the day on which they begin', { now: new Date('2026-11-21T23:00:00Z') }, 'stopped'],
];

for (const [name, changes, expected] of CASES) test(name, () => assert.equal(decided(changes), expected));

test('without a date the rules are always in force', () => {
  const { pack } = question();
  const always = { ...pack, optOut: { ...pack.optOut, startsOn: null } };
  assert.equal(decided({ pack: always, now: new Date(0) }), 'stopped');
});

test('only critical messages, replies and exempt orders pass, whatever else there is', () => {
  for (const position of THREAD_POSITIONS)
    for (const kind of ['critical', 'permitted', 'solicitation'] as const)
      for (const categories of [[], ['home'], ['handmade']]) {
        const expected =
          kind === 'critical' ||
          (position === 'answers-buyer' && kind === 'permitted') ||
          categories.includes('handmade');
        assert.equal(decided({ position, kind, categories }) !== 'stopped', expected);
      }
});
