import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { matchPath, withQuery } from './address.ts';

test('a path fits its pattern, and gives what stands in its places', () => {
  assert.deepEqual(matchPath('/inbox', '/inbox'), {});
  assert.deepEqual(matchPath('/inbox', '/inbox/'), {});
  assert.deepEqual(matchPath('/orders/:marketplace/:id', '/orders/de/302-1'), {
    marketplace: 'de',
    id: '302-1',
  });
  assert.equal(matchPath('/inbox/:id', '/inbox/'), null);
  assert.equal(matchPath('/inbox/:id', '/inbox/a/b'), null);
  assert.equal(matchPath('/inbox', '/orders'), null);
  assert.deepEqual(matchPath('/x/:a', '/x/%'), { a: '%' });
});

test('whatever stands in a place comes back as it was', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (text) => {
      fc.pre(text.isWellFormed());
      assert.deepEqual(matchPath('/x/:a', `/x/${encodeURIComponent(text)}`), { a: text });
    }),
  );
});

test('changing a query keeps what is not changed', () => {
  const query = new URLSearchParams('?folder=sent&order=1');
  assert.equal(withQuery(query, {}), '?folder=sent&order=1');
  assert.equal(withQuery(query, { order: '2', sort: 'new' }), '?folder=sent&order=2&sort=new');
  assert.equal(withQuery(query, { folder: null, order: '' }), '');
});
