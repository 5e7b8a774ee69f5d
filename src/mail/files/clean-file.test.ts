import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deflateRawSync } from 'node:zlib';

import fc from 'fast-check';

import { createScrubber } from '#mail/scrub.ts';
import {
  docxWith,
  exifBlock,
  gifWith,
  heifWith,
  jpegWith,
  odtWith,
  pdfWith,
  pngWith,
  tiffWith,
  webpWith,
  xlsxWith,
} from '#test/support/files-with-canaries.ts';
import { findLeaks, holdsLeak } from '#test/support/leaks.ts';

import { cleanFile } from './clean-file.ts';
import type { FileOutcome } from './clean-file.ts';
import { readZip, writeZip } from './zip.ts';

const secret = 'qx7kv2wj.canary@post-zz81.example';
const scrubber = createScrubber({
  addresses: [{ address: secret, alias: 'k3j4hx2aaaaaaaaaaaaaaaaaaaaa@relay.example' }],
  phones: [],
  names: [],
});

function clean(bytes: Uint8Array, name: string | null, mediaType = 'application/octet-stream'): FileOutcome {
  return cleanFile({ name, mediaType, charset: undefined, bytes }, scrubber);
}

function requireFile(outcome: FileOutcome): { name: string; mediaType: string; bytes: Buffer } {
  if (outcome.kind === 'refused') throw new TypeError(JSON.stringify(outcome.refusal));
  const { file } = outcome;
  return { ...file, bytes: Buffer.from(file.bytes) };
}

function refusal(outcome: FileOutcome): string {
  assert.equal(outcome.kind, 'refused', 'the file passed');
  return outcome.kind === 'refused' ? outcome.refusal.code : '';
}

const carriers: readonly (readonly [name: string, mediaType: string, bytes: Buffer])[] = [
  ['photo.jpg', 'image/jpeg', jpegWith(secret)],
  ['photo.png', 'image/png', pngWith(secret)],
  ['dance.gif', 'image/gif', gifWith(secret)],
  ['photo.webp', 'image/webp', webpWith(secret)],
  ['scan.tif', 'image/tiff', tiffWith(secret)],
  ['photo.heic', 'image/heic', heifWith(secret)],
  ['photo.avif', 'image/avif', heifWith(secret, 'avif')],
  ['invoice.pdf', 'application/pdf', pdfWith(secret)],
  [
    'letter.docx',
    'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    docxWith(secret),
  ],
  ['table.xlsx', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', xlsxWith(secret)],
  ['letter.odt', 'application/vnd.oasis.opendocument.text', odtWith(secret)],
];

for (const [name, mediaType, bytes] of carriers)
  test(`nothing of its author is left in ${name}`, () => {
    assert.ok(holdsLeak(bytes, { texts: [secret] }), 'the test file holds what is to go');
    const outcome = clean(bytes, name);
    const file = requireFile(outcome);
    assert.equal(file.mediaType, mediaType);
    assert.equal(file.name, name);
    assert.deepEqual(findLeaks(file.bytes, { texts: [secret] }), []);
    assert.deepEqual(outcome.kind === 'clean' && outcome.notes, [{ code: 'metadata-removed', detail: name }]);
    const again = requireFile(clean(file.bytes, name));
    assert.ok(again.bytes.equals(file.bytes), 'a clean file stays as it is');
  });

test('the compressed picture is copied octet for octet, and stays upright', () => {
  const source = jpegWith(secret, 6);
  const { bytes } = requireFile(clean(source, 'a.jpg'));
  const scan = (jpeg: Buffer): string => {
    const start = jpeg.indexOf(Buffer.from([0xff, 0xda]));
    return jpeg.toString('hex', start, jpeg.indexOf(Buffer.from([0xff, 0xd9]), start));
  };
  assert.equal(scan(bytes), scan(source));
  const exif = bytes.indexOf('Exif\0\0');
  assert.equal(bytes.readUInt16LE(exif + 6 + 18), 6);
  assert.equal(bytes.readUInt16BE(exif - 2), 2 + 6 + 26, 'the block holds nothing but the orientation');
  assert.equal(requireFile(clean(jpegWith(secret, 1), 'a.jpg')).bytes.indexOf('Exif'), -1);
  const png = requireFile(clean(pngWith(secret, 8), 'a.png')).bytes;
  assert.equal(png.readUInt16LE(png.indexOf('eXIf') + 4 + 18), 8);
});

test('an orientation is read in both orders of octets and never beyond the block', () => {
  for (const orientation of [1, 3, 6, 8])
    for (let length = 0; length < 60; length += 1) {
      const exif = exifBlock(secret, orientation).subarray(0, length);
      const jpeg = Buffer.concat([
        Buffer.from([0xff, 0xd8, 0xff, 0xe1, 0, 8 + exif.length]),
        Buffer.from('Exif\0\0', 'latin1'),
        exif,
        jpegWith(secret, 1).subarray(2),
      ]);
      assert.equal(clean(jpeg, 'x.jpg').kind, 'clean');
    }
});

test('what the author wrote in a document stays', () => {
  const parts = new Map(
    readZip(requireFile(clean(docxWith(secret), 'a.docx')).bytes).map(({ name, bytes }) => [
      name,
      bytes.toString(),
    ]),
  );
  assert.match(parts.get('word/document.xml') ?? '', /<w:t>Hello<\/w:t>/u);
  assert.match(parts.get('word/comments.xml') ?? '', /<w:t>Check this<\/w:t>/u);
  assert.deepEqual(
    [...parts.keys()].sort(),
    [
      '[Content_Types].xml',
      '_rels/.rels',
      'word/_rels/document.xml.rels',
      'word/_rels/settings.xml.rels',
      'word/comments.xml',
      'word/document.xml',
      'word/embeddings/sheet.xlsx',
      'word/media/image1.jpg',
      'word/settings.xml',
    ].sort(),
  );
  const relations = parts.get('word/_rels/document.xml.rels') ?? '';
  assert.match(relations, /Target="mailto:k3j4hx2a+@relay\.example"/u);
  assert.match(relations, /Target="about:blank"/u);
  assert.match(relations, /Target="https:\/\/t\.example\/"/u);
  assert.doesNotMatch(relations, /people/u);
  assert.doesNotMatch(parts.get('word/settings.xml') ?? '', /attachedTemplate|rsid|docVar/u);
  const pdf = requireFile(clean(pdfWith(secret), 'a.pdf')).bytes;
  assert.deepEqual(findLeaks(pdf, { texts: ['(Invoice 17) Tj'] }).length > 0, true);
  assert.deepEqual(findLeaks(pdf, { texts: ['Please check'] }).length > 0, true);
  assert.deepEqual(
    findLeaks(pdf, { texts: ['JavaScript', 'EmbeddedFile', 'FileAttachment', '/Author'] }),
    [],
  );
});

test('a ZIP has one date for all files: none', () => {
  const bytes = requireFile(clean(docxWith(secret), 'a.docx')).bytes;
  for (let at = bytes.indexOf('PK\x03\x04'); at !== -1; at = bytes.indexOf('PK\x03\x04', at + 1))
    if (bytes.readUInt16LE(at + 4) === 20) assert.equal(bytes.readUInt32LE(at + 10), 0x00_21_00_00);
});

/** A ZIP whose one entry claims a size. */
function bomb(): Buffer {
  const zip = writeZip([
    { name: '[Content_Types].xml', bytes: Buffer.from('<Types/>') },
    { name: 'word/document.xml', bytes: Buffer.alloc(9_000_000, 0x20) },
  ]);
  return zip;
}

function lying(): Buffer {
  const zip = writeZip([{ name: 'word/document.xml', bytes: Buffer.alloc(100_000, 0x20) }]);
  const central = zip.lastIndexOf('PK\x01\x02');
  zip.writeUInt32LE(10, 22);
  zip.writeUInt32LE(10, central + 24);
  return zip;
}

function pixelBomb(): Buffer {
  const png = Buffer.from(pngWith(secret));
  png.writeUInt32BE(100_000, 16);
  png.writeUInt32BE(100_000, 20);
  return png;
}

function macroDocument(): Buffer {
  return writeZip([
    ...readZip(docxWith(secret)),
    { name: 'word/vbaProject.bin', bytes: Buffer.from('Attribute VB_Name') },
  ]);
}

function ole(stream: string): Buffer {
  return Buffer.concat([
    Buffer.from('d0cf11e0a1b11ae1', 'hex'),
    Buffer.alloc(600),
    Buffer.from(stream, 'utf16le'),
  ]);
}

const refusals: readonly (readonly [why: string, code: string, name: string, bytes: Buffer])[] = [
  ['a ZIP', 'archive', 'a.zip', writeZip([{ name: 'a.txt', bytes: Buffer.from('x') }])],
  ['a ZIP under another name', 'archive', 'a.jpg', writeZip([{ name: 'a.txt', bytes: Buffer.from('x') }])],
  ['an empty ZIP', 'archive', 'a.zip', Buffer.from(`PK\x05\x06${'\0'.repeat(18)}`, 'latin1')],
  ['RAR', 'archive', 'a.rar', Buffer.from('Rar!\x1a\x07\x01\0', 'latin1')],
  ['7z', 'archive', 'a.7z', Buffer.from('7z\xbc\xaf\x27\x1c', 'latin1')],
  ['gzip', 'archive', 'a.gz', Buffer.from([0x1f, 0x8b, 8, 0, 0])],
  ['tar', 'archive', 'a.tar', Buffer.concat([Buffer.alloc(257), Buffer.from('ustar\0')])],
  ['a Windows program', 'program', 'a.txt', Buffer.from('MZ\x90\0\x03\0\0\0', 'latin1')],
  ['a Linux program', 'program', 'a', Buffer.from('\x7fELF\x02\x01', 'latin1')],
  ['a shell script', 'program', 'a.txt', Buffer.from('#!/bin/sh\nrm -r x')],
  ['a script by its name', 'program', 'invoice.pdf.js', Buffer.from('alert(1)')],
  ['a batch file', 'program', 'a.BAT', Buffer.from('del x')],
  ['a turned name', 'program', 'invoice\u202Efdp.js', Buffer.from('alert(1)')],
  ['HTML', 'program', 'a.html', Buffer.from('<!doctype html><p>x')],
  ['HTML as text', 'program', 'a.txt', Buffer.from('Hello <script>alert(1)</script>')],
  ['SVG', 'program', 'a.svg', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"></svg>')],
  ['XML', 'program', 'a.xml', Buffer.from('<?xml version="1.0"?><x/>')],
  ['Word with macros', 'macros', 'a.docm', macroDocument()],
  ['Word with macros under a plain name', 'macros', 'a.docx', macroDocument()],
  ['an old Word file', 'macros', 'a.doc', ole('WordDocument')],
  ['an old Excel file', 'macros', 'a.xls', ole('Workbook')],
  ['an Outlook message', 'unreadable-file', 'a.msg', ole('__substg1.0_0037001F')],
  ['an encrypted Office file', 'unreadable-file', 'a.docx', ole('EncryptedPackage')],
  ['RTF', 'unreadable-file', 'a.rtf', Buffer.from('{\\rtf1 x}')],
  ['sound', 'unreadable-file', 'a.mp3', Buffer.from('ID3\x03\0\0\0', 'latin1')],
  ['film', 'unreadable-file', 'a.mp4', Buffer.from('\0\0\0\x18ftypisom\0\0\0\0', 'latin1')],
  ['unknown octets', 'unreadable-file', 'a.bin', Buffer.from([1, 2, 3, 0, 4])],
  [
    'a ticket for a wallet',
    'archive',
    'a.pkpass',
    writeZip([{ name: 'pass.json', bytes: Buffer.from('{}') }]),
  ],
  [
    'an encrypted PDF',
    'unreadable-file',
    'a.pdf',
    Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\ntrailer<</Root 1 0 R/Encrypt 3 0 R>>'),
  ],
  ['a PDF without pages', 'unreadable-file', 'a.pdf', Buffer.from('%PDF-1.4\nnothing')],
  ['a broken JPEG', 'unreadable-file', 'a.jpg', Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0xff, 0xff, 1])],
  ['a broken PNG', 'unreadable-file', 'a.png', Buffer.from('\x89PNG\r\n\x1a\nxxxx', 'latin1')],
  ['a ZIP bomb', 'bomb', 'a.docx', bomb()],
  ['a ZIP that lies about sizes', 'bomb', 'a.docx', lying()],
  ['a pixel bomb', 'bomb', 'a.png', pixelBomb()],
];

for (const [why, code, name, bytes] of refusals)
  test(`refused: ${why}`, () => {
    assert.equal(refusal(clean(bytes, name)), code);
  });

test('entries that overlap are a bomb', () => {
  const data = deflateRawSync(Buffer.alloc(1000));
  const zip = writeZip([
    { name: '[Content_Types].xml', bytes: Buffer.alloc(1000) },
    { name: 'word/document.xml', bytes: Buffer.alloc(1000) },
  ]);
  assert.ok(data.length > 0);
  const second = zip.indexOf('PK\x01\x02', zip.indexOf('PK\x01\x02') + 1);
  zip.writeUInt32LE(0, second + 42);
  const outcome = clean(zip, 'a.docx');
  assert.equal(outcome.kind, 'refused');
});

test('text keeps its octets unless it holds a private value', () => {
  const latin = Buffer.from('na\xefve;1,50\r\n', 'latin1');
  const kept = requireFile(clean(latin, 'a.csv'));
  assert.ok(kept.bytes.equals(latin));
  assert.equal(kept.mediaType, 'text/csv');
  const outcome = clean(Buffer.from(`name;mail\r\nJan;${secret}\r\n`), 'list.csv');
  const file = requireFile(outcome);
  assert.equal(file.bytes.toString(), 'name;mail\r\nJan;k3j4hx2aaaaaaaaaaaaaaaaaaaaa@relay.example\r\n');
  assert.deepEqual(outcome.kind === 'clean' && outcome.notes, [{ code: 'address-replaced', detail: '1' }]);
  const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(`to ${secret}`, 'utf16le')]);
  assert.deepEqual(findLeaks(requireFile(clean(utf16, 'a.txt')).bytes, { texts: [secret] }), []);
});

test('no damaged file throws, and none that passes leaks', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...carriers),
      fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.integer({ min: 0, max: 255 })), {
        maxLength: 12,
      }),
      fc.double({ min: 0.3, max: 1, noNaN: true }),
      ([name, , bytes], changes, length) => {
        const damaged = Buffer.from(bytes.subarray(0, Math.ceil(bytes.length * length)));
        for (const [place, octet] of changes) damaged[Math.floor(place * damaged.length)] = octet;
        const outcome = clean(damaged, name);
        if (outcome.kind === 'clean' && !/\.(?:docx|xlsx|odt|pdf)$/u.test(name))
          assert.deepEqual(findLeaks(outcome.file.bytes, { texts: [secret] }), []);
      },
    ),
    { numRuns: 300 },
  );
});
