import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { EventText } from './event-text.ts';

test('events are the same in whatever pieces they come', () => {
  const text =
    'retry: 2000\nid: 7-0\nevent: ready\ndata: {}\n\n: \n\nid: 8-1\nevent: change\ndata: {"kind":"ü: x"}\n\n: \n\n';
  const wanted = [
    { name: 'ready', data: '{}', id: '7-0' },
    { name: 'change', data: '{"kind":"ü: x"}', id: '8-1' },
  ];
  fc.assert(
    fc.property(fc.array(fc.nat(text.length)), (cuts) => {
      const reader = new EventText();
      const places = [0, ...cuts.sort((a, b) => a - b), text.length];
      const events = places.slice(1).flatMap((to, index) => reader.add(text.slice(places[index], to)));
      assert.deepEqual(events, wanted);
    }),
  );
});
