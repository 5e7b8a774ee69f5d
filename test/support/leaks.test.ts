import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib';

import { writeZip } from '#mail/files/zip.ts';

import { findLeaks } from './leaks.ts';

const canary = 'qx7kv2wj.canary@post-zz81.example';
const search = { texts: [canary], phones: ['+31 6 48291733'] };
const utf16 = (text: string): Buffer => Buffer.from(text, 'utf16le');
const swapped = (text: string): Buffer =>
  Buffer.from(Array.from(text).flatMap((c) => [c.charCodeAt(0) >> 8, c.charCodeAt(0) & 255]));
const base64 = (text: string | Buffer): string => Buffer.from(text).toString('base64');
const percent = (text: string): string =>
  Array.from(Buffer.from(text), (octet) => `%${octet.toString(16).padStart(2, '0')}`).join('');
const quoted = (text: string): string =>
  Array.from(Buffer.from(text), (octet) => `=${octet.toString(16).padStart(2, '0').toUpperCase()}`).join('');
const references = (text: string): string => Array.from(text, (c) => `&#${c.charCodeAt(0)};`).join('');
const pdfStream = (text: string): Buffer =>
  Buffer.concat([
    Buffer.from('1 0 obj<</Filter/FlateDecode>>stream\n'),
    deflateSync(Buffer.from(text)),
    Buffer.from('\nendstream endobj'),
  ]);

const planted: readonly (readonly [string, Buffer | string])[] = [
  ['plain', `Write to ${canary}!`],
  ['upper case', `Write to ${canary.toUpperCase()}!`],
  ['full width', Array.from(canary, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfe_e0)).join('')],
  ['zero width between', canary.split('').join('\u200B')],
  ['soft hyphens', canary.replace('canary', 'ca\u00ADna\u00ADry')],
  ['broken over quoted lines', `> ${canary.slice(0, 9)}\n> ${canary.slice(9)}`],
  ['tags between', canary.replace('@', '<b></b>@<i class="x">').replace('.example', '</i>.example')],
  ['a comment between', canary.replace('@', '<!-- x -->@')],
  ['decimal references', references(canary)],
  ['references twice', references(references(canary))],
  ['commat', canary.replace('@', '&commat;').replaceAll('.', '&period;')],
  ['percent', `https://t.example/?e=${encodeURIComponent(canary)}`],
  ['percent, all octets', percent(canary)],
  ['percent three times', encodeURIComponent(encodeURIComponent(encodeURIComponent(canary)))],
  ['quoted-printable', quoted(canary)],
  ['quoted-printable with soft breaks', quoted(canary).replaceAll(/(.{30})/gu, '$1=\r\n')],
  ['base64', base64(canary)],
  ['base64, shifted by one', base64(`x${canary}y`)],
  ['base64, shifted by two', base64(`xy${canary}`)],
  [
    'base64, wrapped',
    base64(`${'a'.repeat(100)}${canary}${'b'.repeat(100)}`).replaceAll(/(.{76})/gu, '$1\r\n'),
  ],
  [
    'base64url in a link',
    `https://t.example/${Buffer.from(`\xff\xfe${canary}`, 'latin1').toString('base64url')}/x`,
  ],
  ['base64 twice', base64(base64(canary))],
  ['base64 of UTF-16', base64(utf16(canary))],
  ['hex', Buffer.from(canary).toString('hex')],
  ['encoded word, B', `Subject: =?utf-8?B?${base64(canary)}?=`],
  ['encoded word, Q', `Subject: =?utf-8?Q?${quoted(canary)}?=`],
  [
    'parameter in pieces',
    `; filename*0*=utf-8''${percent(canary.slice(0, 15))};\r\n filename*1*=${percent(canary.slice(15))}`,
  ],
  ['JSON escapes', canary.replace('@', '\\u0040').replace('.', '\\u002e')],
  ['PDF octal escapes', canary.replace('@', '\\100')],
  ['UTF-7', canary.replace('@', '+AEA-')],
  ['UTF-16 LE', utf16(`XPAuthor ${canary}`)],
  ['UTF-16 LE at an odd place', Buffer.concat([Buffer.from('x'), utf16(canary)])],
  ['UTF-16 BE', Buffer.concat([Buffer.from([0xfe, 0xff]), swapped(canary)])],
  ['UTF-16 BE at an odd place', Buffer.concat([Buffer.from('x'), swapped(canary)])],
  ['PDF hex string in UTF-16', `/Author <feff${swapped(canary).toString('hex')}>`],
  ['PDF stream', pdfStream(`BT (${canary}) Tj ET`)],
  [
    'zlib in PNG text',
    Buffer.concat([Buffer.from('zTXtAuthor\0\0', 'latin1'), deflateSync(Buffer.from(canary))]),
  ],
  ['gzip', gzipSync(Buffer.from(canary))],
  [
    'ZIP entry',
    writeZip([{ name: 'docProps/core.xml', bytes: Buffer.from(`<dc:creator>${canary}</dc:creator>`) }]),
  ],
  ['ZIP entry name', writeZip([{ name: `${canary}.txt`, bytes: Buffer.from('x'.repeat(20)) }])],
  [
    'ZIP in ZIP in base64',
    base64(
      writeZip([
        {
          name: 'word/embeddings/a.xlsx',
          bytes: writeZip([{ name: 'xl/workbook.xml', bytes: Buffer.from(`<x>${references(canary)}</x>`) }]),
        },
      ]),
    ).replaceAll(/(.{76})/gu, '$1\r\n'),
  ],
  [
    'raw deflate within ZIP without sizes',
    (() => {
      const zip = writeZip([{ name: 'a', bytes: Buffer.from(`${'z'.repeat(50)}${canary}`) }]);
      zip.writeUInt32LE(0, 18);
      return zip;
    })(),
  ],
  [
    'uuencode',
    (() => {
      const octets = Buffer.from(`${canary}  `);
      const code = (value: number): string => String.fromCharCode(value === 0 ? 96 : value + 32);
      let line = code(octets.length);
      for (let i = 0; i < octets.length; i += 3) {
        const [a = 0, b = 0, c = 0] = octets.subarray(i, i + 3);
        line +=
          code(a >> 2) + code(((a & 3) << 4) | (b >> 4)) + code(((b & 15) << 2) | (c >> 6)) + code(c & 63);
      }
      return `begin 644 card.txt\n${line}\n\`\nend\n`;
    })(),
  ],
  ['telephone, grouped', 'call +31 (0)6-48.29 17 33 now'],
  ['telephone, national', '0648291733'],
  ['telephone in base64', base64('number: 06 48291733')],
];

for (const [name, bytes] of planted)
  test(`a planted leak is found: ${name}`, () => {
    assert.notDeepEqual(findLeaks(bytes, search), []);
  });

test('nothing is found where nothing is', () => {
  const clean = [
    'Write to k3j4hx2@relay.example about order 302-1234567-1234567. canary@post.example; qx7kv2wj',
    writeZip([{ name: 'word/document.xml', bytes: deflateRawSync(Buffer.from('<w:t>Hello</w:t>')) }]),
    pdfStream('BT (Hello) Tj ET'),
    base64('x'.repeat(5000)),
    utf16('Dear Ms Canary, the post came at 06:48, 29 or 17 parcels.'),
  ];
  for (const bytes of clean) assert.deepEqual(findLeaks(bytes, search), []);
});

test('the path says how the leak was reached', () => {
  const [leak] = findLeaks(writeZip([{ name: 'a.xml', bytes: Buffer.from(canary) }]), search);
  assert.match(leak?.path ?? '', /zip:a\.xml/u);
  assert.equal(leak?.canary, canary);
});
