import assert from 'node:assert/strict';
import { test } from 'node:test';
import { areAligned } from './domain-alignment.ts';

for (const [one, other, aligned] of [
  ['shop.example', 'shop.example', true],
  ['mail.shop.example', 'shop.example', true],
  ['a.shop.co.uk', 'b.shop.co.uk', true],
  ['shop.co.uk', 'other.co.uk', false],
  ['co.uk', 'shop.co.uk', false],
  ['com', 'com', true],
  ['evil-shop.com', 'shop.com', false],
  ['a.github.io', 'b.github.io', false],
  ['', '', false],
] as const)
  test(`${one} and ${other} are ${aligned ? '' : 'not '}aligned`, () => {
    assert.equal(areAligned(one, other), aligned);
    assert.equal(areAligned(other, one), aligned);
  });
