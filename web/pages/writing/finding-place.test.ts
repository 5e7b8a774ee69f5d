import assert from 'node:assert/strict';
import { test } from 'node:test';

import { findingPlace, isStillSo, mendedText } from './finding-place.ts';

const finding = (quote: string, start: number, end: number) =>
  ({ quote, where: [{ part: 'text', start, end }] }) as const;

test('the place that is named counts where its words stand there', () =>
  assert.deepEqual(findingPlace(finding('ab', 3, 5), 'ab ab'), { start: 3, end: 5 }));

test('words that moved are found again', () =>
  assert.deepEqual(findingPlace(finding('ab', 0, 2), 'so, ab'), { start: 4, end: 6 }));

test('words that are gone, and a message as a whole, have no place', () => {
  assert.equal(findingPlace(finding('ab', 0, 2), 'a b'), null);
  assert.equal(findingPlace({ quote: '', where: [] }, 'a b'), null);
});

test('what was mended is said no longer; what is about the whole stays', () => {
  assert.ok(isStillSo(finding('ab', 0, 2), 'ab'));
  assert.ok(!isStillSo(finding('ab', 0, 2), 'a'));
  assert.ok(isStillSo({ quote: '', where: [] }, ''));
});

test('words are replaced or taken out, with the space that would be left over', () => {
  assert.equal(mendedText('ein Ferhler hier', { start: 4, end: 11 }, 'Fehler'), 'ein Fehler hier');
  assert.equal(mendedText('an a@b.example bitte', { start: 3, end: 14 }, ''), 'an bitte');
  assert.equal(mendedText('an a@b.example', { start: 3, end: 14 }, ''), 'an ');
  assert.equal(mendedText('a@b.example bitte', { start: 0, end: 11 }, ''), 'bitte');
});
