import assert from 'node:assert/strict';
import { test } from 'node:test';

import { preferredLanguage } from './language.ts';

const CASES: readonly (readonly [string | undefined, string])[] = [
  [undefined, 'en'],
  ['', 'en'],
  ['de', 'de'],
  ['de-AT, en;q=0.8', 'de'],
  ['en;q=0.3, nl;q=0.9', 'nl'],
  ['fr, *;q=0.1', 'en'],
  ['fr, nl-BE;q=0.5', 'nl'],
  ['de;q=0, en', 'en'],
  ['de;q=x, nl', 'de'],
  ['__proto__, nl', 'nl'],
  [`${'a,'.repeat(2000)}de`, 'en'],
];

for (const [header, language] of CASES)
  test(`${header?.slice(0, 40)} → ${language}`, () => assert.equal(preferredLanguage(header), language));
