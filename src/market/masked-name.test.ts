import assert from 'node:assert/strict';
import { test } from 'node:test';

import { maskedName } from './masked-name.ts';

const CASES: readonly (readonly [string, string])[] = [
  ['Jan Vries', 'J. V.'],
  ['jan de vries', 'J. D. V.'],
  ['Ana María de la Cruz Ortega', 'A. C. O.'],
  ['Óscar', 'Ó.'],
  ['李 小龙', '李. 小.'],
  ['O’Neill-Smith, Sean', 'O. S.'],
  ['', ''],
  ['jan@devries.example', 'J. D. E.'],
  ['007', ''],
];

for (const [name, masked] of CASES) {
  test(`“${name}” is shown to sellers as “${masked}”`, () => assert.equal(maskedName(name), masked));
}
