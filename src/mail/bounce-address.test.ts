import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { makeBounceAddress, readBounceAddress } from './bounce-address.ts';
import type { BounceAddressReading } from './bounce-address.ts';

const DELIVERY = '019a5b3c-0d4e-7f60-8123-456789abcdef';
const DOMAIN = 'bounce.market.example';
const KEY = Buffer.alloc(32, 1);
const OLDER_KEY = Buffer.alloc(32, 2);
const SENT = new Date('2026-11-22T23:59:59Z');

const after = (days: number): Date => new Date(SENT.getTime() + days * 86_400_000);

function read(address: string, now = SENT, keys: readonly Uint8Array[] = [KEY]): BounceAddressReading {
  const at = address.lastIndexOf('@');
  return readBounceAddress(address.slice(0, at), address.slice(at + 1), keys, now);
}

const address = makeBounceAddress({ type: 'message', deliveryId: DELIVERY }, DOMAIN, KEY, SENT);
const genuine = { kind: 'genuine', type: 'message', deliveryId: DELIVERY } as const;

test('a bounce address names its delivery and nothing else', () => {
  assert.match(address, /^[a-z2-7]{49}@bounce\.market\.example$/u);
  assert.deepEqual(read(address), genuine);
});

test('every delivery, type and day comes back', () => {
  fc.assert(
    fc.property(
      fc.uuid(),
      fc.constantFrom('message' as const, 'notice' as const),
      fc.integer({ min: 0, max: 14 }),
      (deliveryId, type, days) => {
        const address = makeBounceAddress({ type, deliveryId }, DOMAIN, KEY, SENT);
        assert.deepEqual(read(address, after(days)), { kind: 'genuine', type, deliveryId });
      },
    ),
  );
});

test('servers may fold the case of the local part and of the domain', () => {
  assert.deepEqual(read(address.toUpperCase()), genuine);
});

test('it is good for 14 days, not 15, and not 400', () => {
  assert.deepEqual(read(address, after(14)), genuine);
  assert.deepEqual(read(address, after(15)), { kind: 'expired' });
  assert.deepEqual(read(address, after(400)), { kind: 'expired' });
});

test('one from the future is not believed', () => {
  assert.deepEqual(read(address, after(-1)), { kind: 'unknown' });
});

test('after a change of keys the older addresses still count, until their key is dropped', () => {
  assert.deepEqual(read(address, SENT, [OLDER_KEY, KEY]), genuine);
  assert.deepEqual(read(address, SENT, [KEY, OLDER_KEY]), genuine);
  assert.deepEqual(read(address, SENT, [OLDER_KEY]), { kind: 'unknown' });
  assert.deepEqual(read(address, SENT, []), { kind: 'unknown' });
});

test('M4: no letter can be changed', () => {
  const local = address.slice(0, address.indexOf('@'));
  for (let index = 0; index < local.length; index++) {
    for (const letter of ['a', 'm', 'n', '7']) {
      if (local[index] === letter) continue;
      const forged = local.slice(0, index) + letter + local.slice(index + 1);
      assert.deepEqual(readBounceAddress(forged, DOMAIN, [KEY], SENT), { kind: 'unknown' }, forged);
    }
  }
});

test('the domain is part of what is signed', () => {
  const local = address.slice(0, address.indexOf('@'));
  assert.deepEqual(readBounceAddress(local, 'bounce.other.example', [KEY], SENT), { kind: 'unknown' });
});

test('anything else is unknown', () => {
  for (const local of [
    '',
    'm',
    'postmaster',
    'x'.repeat(49),
    `${'m'.repeat(49)}a`,
    'm\u0000',
    'mé'.repeat(24),
  ])
    assert.deepEqual(readBounceAddress(local, DOMAIN, [KEY], SENT), { kind: 'unknown' }, local);
});

test('what we would never mean is a fault', () => {
  const make = (deliveryId: string, key: Uint8Array): string =>
    makeBounceAddress({ type: 'notice', deliveryId }, DOMAIN, key, SENT);
  assert.throws(() => make('17', KEY), TypeError);
  assert.throws(() => make(DELIVERY, Buffer.alloc(8)), RangeError);
});
