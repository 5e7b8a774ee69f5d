import assert from 'node:assert/strict';
import { test } from 'node:test';
import { collectComplaints } from './mime-complaints.ts';
import {
  holdsPgpMessage,
  readEnrichedText,
  readHtmlText,
  readPlainText,
  textAsHtml,
  unwrapClearSigned,
} from './mime-text.ts';

function plain(text: string, parameters: Record<string, string> = {}): string {
  return readPlainText(Buffer.from(text, 'utf8'), new Map(Object.entries(parameters)), collectComplaints());
}

test('line ends become \\n and controls go', () => {
  assert.equal(plain('a\r\nb\rc\nd'), 'a\nb\nc\nd');
  assert.equal(plain('a\0b\x1b[31mc\x7fd\te'), 'ab[31mcd\te');
});

test('RFC 3676: flowed lines are joined', () => {
  const flowed = (text: string, delSp = 'no'): string => plain(text, { format: 'Flowed', delsp: delSp });
  assert.equal(flowed('one \r\ntwo\r\nthree'), 'one two\nthree');
  assert.equal(flowed('one \r\ntwo\r\n', 'yes'), 'onetwo\n');
  assert.equal(flowed('> a \r\n> b\r\n>> c \r\nd'), '> a b\n>> c \nd');
  assert.equal(flowed('>a \r\n>  b'), '> a  b');
  assert.equal(flowed(' From me\r\n >not quoted\r\n  two'), 'From me\n>not quoted\n two');
  assert.equal(flowed('bye \r\n-- \r\nJan'), 'bye \n-- \nJan');
  assert.equal(flowed('> bye \r\n> -- \r\n> Jan'), '> bye \n> -- \n> Jan');
  assert.equal(flowed(''), '');
  assert.equal(plain('one \r\ntwo', { format: 'fixed' }), 'one \ntwo');
});

test('the charset of an HTML document may stand in itself', () => {
  const html = (text: string): string =>
    readHtmlText(Buffer.from(text, 'latin1'), new Map(), collectComplaints());
  assert.match(html('<meta charset="windows-1251">\xcf\xf0'), /Пр$/u);
  assert.match(html('<meta http-equiv=Content-Type content="text/html; charset=koi8-r">\xf0\xd2'), /Пр$/u);
  assert.match(html('<meta charset=utf-16>a'), />a$/u);
  assert.match(html('<p>\xfc'), /ü$/u);
});

test('text/enriched loses its commands and keeps its words', () => {
  assert.equal(
    readEnrichedText('<bold>Now</bold> is <color><param>red</param>the</color> time <<here>\nfor\n\nall'),
    'Now is the time <here> for\nall',
  );
});

test('C6: plain text becomes HTML without markup of its own', () => {
  assert.equal(textAsHtml('<b>&\nx'), '<div>&lt;b&gt;&amp;<br>\nx</div>');
});

const CLEAR_SIGNED =
  'before\n-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nHello\n- - dash\n-----BEGIN PGP SIGNATURE-----\n\niQx\n-----END PGP SIGNATURE-----\nafter\n';

test('C13: inline PGP: encrypted is told, clear-signed is unwrapped', () => {
  assert.equal(holdsPgpMessage('Hi\n-----BEGIN PGP MESSAGE-----\n\nhQ\n-----END PGP MESSAGE-----\n'), true);
  assert.equal(holdsPgpMessage('> -----BEGIN PGP MESSAGE-----\n'), false);
  assert.equal(holdsPgpMessage('Start with -----BEGIN PGP MESSAGE-----'), false);
  assert.equal(unwrapClearSigned(CLEAR_SIGNED), 'before\nHello\n- dash\n\nafter\n');
  assert.equal(unwrapClearSigned('-----BEGIN PGP SIGNED MESSAGE-----\nno end'), null);
  assert.equal(unwrapClearSigned('plain'), null);
});
