import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeBounceAddress } from './bounce-address.ts';
import { makeHopMarker, readHopMarker } from './hop-marker.ts';

const DELIVERY = '019a5b3c-0d4e-7f60-8123-456789abcdef';
const KEY = Buffer.alloc(32, 1);
const NOW = new Date('2026-11-22T12:00:00Z');
const marker = makeHopMarker(DELIVERY, KEY, NOW);

test('M1: a marker of ours is known again, as it came out of a header', () => {
  assert.deepEqual(readHopMarker(marker, [KEY]), { deliveryId: DELIVERY });
  assert.deepEqual(readHopMarker(` ${marker}\t`, [Buffer.alloc(32, 9), KEY]), { deliveryId: DELIVERY });
});

test('a forged marker stops nothing', () => {
  assert.equal(readHopMarker(marker, [Buffer.alloc(32, 9)]), null);
  assert.equal(readHopMarker(`b${marker.slice(1)}`, [KEY]), null);
  assert.equal(readHopMarker('', [KEY]), null);
  assert.equal(readHopMarker('x'.repeat(100_000), [KEY]), null);
});

test('a bounce address is no hop marker, though the key is the same', () => {
  const address = makeBounceAddress({ type: 'message', deliveryId: DELIVERY }, 'b.example', KEY, NOW);
  assert.equal(readHopMarker(address.slice(1, address.indexOf('@')), [KEY]), null);
});
