import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { createScrubber } from '#mail/scrub.ts';

import { cleanFileName, isProgramName } from './file-name.ts';

const scrubber = createScrubber({
  addresses: [{ address: 'jan.visser77@bakker.nl', alias: 'aaaabbbb@relay.example' }],
  phones: ['+31 6 12345678'],
  names: [],
});
const pdf = ['pdf'];
const jpeg = ['jpg', 'jpeg'];

const names: readonly (readonly [given: string | null, extensions: string[], expected: string])[] = [
  ['invoice.pdf', pdf, 'invoice.pdf'],
  ['Rechnung Nr. 17.PDF', pdf, 'Rechnung Nr. 17.PDF'],
  ['photo.JPEG', jpeg, 'photo.JPEG'],
  ['photo.png', jpeg, 'photo.jpg'],
  ['photo', jpeg, 'photo.jpg'],
  [null, jpeg, 'file.jpg'],
  ['', pdf, 'file.pdf'],
  ['.htaccess', pdf, 'htaccess.pdf'],
  ['report.v2.pdf', pdf, 'report.v2.pdf'],
  ['invoice.pdf.exe', pdf, 'invoice.pdf'],
  ['invoice.exe.pdf', pdf, 'invoice.pdf'],
  ['../../etc/passwd', pdf, 'passwd.pdf'],
  ['C:\\Users\\jan\\Desktop\\invoice.pdf', pdf, 'invoice.pdf'],
  ['invoice\u202Efdp.exe', pdf, 'invoicefdp.pdf'],
  ['in\u200Bvoice\u0000.pdf', pdf, 'invoice.pdf'],
  ['a\r\nX-Header: y.pdf', pdf, 'a X-Header_ y.pdf'],
  ['a<b>"c|d?.pdf', pdf, 'a_b__c_d_.pdf'],
  ['CON.pdf', pdf, '_CON.pdf'],
  ['jan.visser77@bakker.nl.pdf', pdf, 'aaaabbbb@relay.example.pdf'],
  ['jan.visser77%40bakker.nl.pdf', pdf, 'aaaabbbb@relay.example.pdf'],
  ['call 06-12345678.pdf', pdf, 'call […].pdf'],
  ['フォト 写真.jpg', jpeg, 'フォト 写真.jpg'],
];

for (const [given, extensions, expected] of names)
  test(`a file name is cleaned: ${JSON.stringify(given)}`, () => {
    const { name, renamed } = cleanFileName(given, extensions, scrubber);
    assert.equal(name, expected);
    assert.equal(renamed, given !== null && given !== expected);
  });

test('a long name keeps its ending', () => {
  const { name } = cleanFileName(`${'x'.repeat(500)}.pdf`, pdf, scrubber);
  assert.equal(name, `${'x'.repeat(96)}.pdf`);
  assert.ok(Buffer.byteLength(cleanFileName(`${'写'.repeat(500)}.pdf`, pdf, scrubber).name) <= 205);
});

test('a clean name is one visible component with the right ending, and stays as it is', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (given) => {
      const { name } = cleanFileName(given, pdf, scrubber);
      assert.match(name, /^[^/\\<>:"|?*\p{Cc}\p{Zl}\p{Zp}]+\.pdf$/iu);
      assert.ok(!name.startsWith('.'));
      assert.equal(cleanFileName(name, pdf, scrubber).name, name);
    }),
    { numRuns: 500 },
  );
});

test('programs are known by their names', () => {
  for (const name of ['a.exe', 'a.JS', 'a.pdf.bat ', 'x.hta', 'run.ps1', 'a.svg', 'a.html', 'a.url', 'a.jse'])
    assert.equal(isProgramName(name), true, name);
  for (const name of ['a.txt', 'a.csv', 'js', 'a.json', 'exe.txt', null])
    assert.equal(isProgramName(name), false);
});
