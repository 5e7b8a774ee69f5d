import assert from 'node:assert/strict';
import { test } from 'node:test';

import { readSignedLink } from '#market/signed-link.ts';

import { unsubscribeUrl } from './unsubscribe-url.ts';

const DELIVERY = '0190a000-0000-7000-8000-0000000000dd';
const tokenKey = Buffer.alloc(32, 7);

test('a link names the delivery to us alone, and is good for nothing else', () => {
  const url = unsubscribeUrl(DELIVERY, { publicUrl: 'https://messages.markt.example', tokenKey }) ?? '';
  const [, link = ''] =
    /^https:\/\/messages\.markt\.example\/unsubscribe\/([A-Za-z0-9_-]{43})$/u.exec(url) ?? [];
  assert.equal(readSignedLink('unsubscribe', link, [tokenKey]), DELIVERY);
  assert.equal(readSignedLink('answer', link, [tokenKey]), null);
  assert.equal(readSignedLink('unsubscribe', link, [Buffer.alloc(32, 8)]), null);
});

test('RFC 8058 asks for https: without it there is no link', () => {
  for (const publicUrl of [null, 'http://localhost:8080'])
    assert.equal(unsubscribeUrl(DELIVERY, { publicUrl, tokenKey }), null);
});
