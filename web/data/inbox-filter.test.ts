import assert from 'node:assert/strict';
import { test } from 'node:test';

import { filterText, readFilter } from './inbox-filter.ts';

test('the filters of an address, in one order, without what is none', () => {
  const filter = readFilter(new URLSearchParams('until=2026-11-01&x=1&q=l%C3%A4mpe&unread='));
  assert.deepEqual(Object.entries(filter), [
    ['q', 'lämpe'],
    ['until', '2026-11-01'],
  ]);
  assert.deepEqual(readFilter(new URLSearchParams(filterText(filter))), filter);
});
