import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { MagickFormat, Percentage } from '@imagemagick/magick-wasm';
import type { FileFacts } from '#policy/files.ts';
import { silentLog } from '#src/log.ts';
import {
  asFormat,
  hollowPng,
  lockedPdf,
  madeDocx,
  madeOdt,
  madePdf,
  movingGif,
  movingPng,
  movingWebp,
  photo,
  qrPicture,
  textPicture,
} from '#test/support/made-files.ts';
import { writeZip } from '#mail/files/zip.ts';
import { openFileInspector } from './file-inspector.ts';

const clock = { now: () => new Date(1_700_000_000_000) };
const inspector = openFileInspector({ threads: 1, clock, log: silentLog });
after(() => inspector.close());

async function inspect(bytes: Uint8Array, listing: readonly Uint8Array[] = []): Promise<FileFacts> {
  const [facts] = await inspector.inspect([{ part: 'attachment', index: 0, bytes }], listing);
  assert.ok(facts !== undefined);
  return facts;
}

const textOf = (facts: FileFacts, source: string): string =>
  facts.texts
    .filter((text) => text.source === source)
    .map(({ text }) => text)
    .join('\n');

const card = (lines: readonly string[]): Buffer =>
  Buffer.from(['BEGIN:VCARD', 'VERSION:3.0', ...lines, 'END:VCARD', ''].join('\r\n'));

test('letters in pictures of every format are read', async () => {
  const png = await textPicture('Write to\nteam@oak-shelves.com');
  for (const [format, mediaType] of [
    [MagickFormat.Png, 'image/png'],
    [MagickFormat.Jpeg, 'image/jpeg'],
    [MagickFormat.Gif, 'image/gif'],
    [MagickFormat.WebP, 'image/webp'],
    [MagickFormat.Tiff, 'image/tiff'],
    [MagickFormat.Bmp, 'image/bmp'],
  ] as const) {
    const facts = await inspect(await asFormat(png, format));
    assert.equal(facts.sniffedType, mediaType);
    assert.match(textOf(facts, 'picture'), /team@oak-shelves\.com/u, mediaType);
    assert.deepEqual([facts.frames, facts.unread], [1, null]);
  }
});

test('AVIF is decoded too', async () => {
  const facts = await inspect(await asFormat(await textPicture('Oak', { size: 12 }), MagickFormat.Avif));
  assert.deepEqual([facts.sniffedType, facts.frames, facts.unread], ['image/avif', 1, null]);
  assert.ok((facts.width ?? 0) > 48);
});

test('numbers and links in pictures are read', async () => {
  const facts = await inspect(await textPicture('Rufen Sie uns an: 0176 23456789\nwww.oak-shelves.com'));
  assert.match(textOf(facts, 'picture'), /0176 23456789[^]*www\.oak-shelves\.com/u);
});

test('a QR code is read, upright or turned', async () => {
  const code = await qrPicture('https://oak-shelves.com/vip');
  assert.equal(textOf(await inspect(code), 'code'), 'https://oak-shelves.com/vip');
  const jpeg = await asFormat(code, MagickFormat.Jpeg);
  assert.equal(textOf(await inspect(jpeg), 'code'), 'https://oak-shelves.com/vip');
});

test('moving pictures are told from still ones by their container', async () => {
  const png = await textPicture('Neck');
  assert.equal((await inspect(movingGif(3))).frames, 3);
  assert.equal((await inspect(movingGif(1))).frames, 1);
  assert.equal((await inspect(movingPng(png, 2))).frames, 2);
  assert.equal((await inspect(png)).frames, 1);
  assert.equal((await inspect(movingWebp(4))).frames, 4);
});

test('the listing’s picture is known again when it was scaled, compressed or given a margin', async () => {
  const listing = [await photo(1), await photo(2)];
  const near = async (bytes: Uint8Array): Promise<number> =>
    (await inspect(bytes, listing)).listingDistance ?? Number.NaN;
  assert.equal(await near(await photo(1)), 0);
  const changed = await photo(
    1,
    (image) => {
      image.resize(150, 112);
      image.quality = 40;
    },
    { format: MagickFormat.WebP },
  );
  assert.ok((await near(changed)) <= 4);
  const framed = await photo(1, (image) => image.border(new Percentage(10).toDouble()));
  assert.ok((await near(framed)) <= 8);
  for (const seed of [3, 4, 5]) assert.ok((await near(await photo(seed))) > 20, `picture ${seed}`);
  assert.equal((await inspect(await textPicture('Bruno'), [])).listingDistance, null);
});

test('a picture’s width is the one that is shown', async () => {
  const bytes = await photo(9, (image) => image.extent(2000, 240));
  assert.equal((await inspect(bytes)).width, 2000);
});

test('a PDF’s words and the targets of its links are read', async () => {
  const facts = await inspect(
    madePdf([
      { lines: ['ASSEMBLY INSTRUCTIONS', '1 Unpack all parts'] },
      { lines: ['Write to team@oak-shelves.com'], link: 'https://oak-shelves.com/vip' },
    ]),
  );
  assert.equal(facts.sniffedType, 'application/pdf');
  assert.match(textOf(facts, 'document'), /^ASSEMBLY INSTRUCTIONS\n1 Unpack[^]*team@oak-shelves\.com$/u);
  assert.equal(textOf(facts, 'link'), 'https://oak-shelves.com/vip');
  assert.equal(facts.unread, null);
});

test('letters and codes in pictures inside PDF and Word files are read', async () => {
  const bytes = await textPicture('team@oak-shelves.com', { format: MagickFormat.Jpeg });
  const { width } = await inspect(bytes);
  const pdf = madePdf([{ lines: [], jpeg: { bytes, width: width ?? 0, height: await heightOf(bytes) } }]);
  assert.match(textOf(await inspect(pdf), 'picture'), /team@oak-shelves\.com/u);
  const docx = madeDocx(['See below'], { picture: await qrPicture('https://wa.me/48501234567') });
  assert.equal(textOf(await inspect(docx), 'code'), 'https://wa.me/48501234567');
});

/** JPEG's frame header: the height stands before the width. */
async function heightOf(jpeg: Buffer): Promise<number> {
  for (let at = 2; at < jpeg.length; at += 2 + jpeg.readUInt16BE(at + 2))
    if ([0xc0, 0xc2].includes(jpeg[at + 1] ?? 0)) return jpeg.readUInt16BE(at + 5);
  throw new Error('no frame');
}

test('Word and OpenDocument files are read', async () => {
  const docx = await inspect(
    madeDocx(['Write to', 'team@oak-shelves.com'], { link: 'https://oak-shelves.com/a' }),
  );
  assert.equal(docx.sniffedType, 'application/vnd.openxmlformats-officedocument.wordprocessingml.document');
  assert.equal(textOf(docx, 'document'), 'Write to\nteam@oak-shelves.com');
  assert.equal(textOf(docx, 'link'), 'https://oak-shelves.com/a');
  const odt = await inspect(madeOdt(['Tea &amp; more'], 'https://oak-shelves.com/b'));
  assert.equal(odt.sniffedType, 'application/vnd.oasis.opendocument.text');
  assert.match(textOf(odt, 'document'), /^Tea & more/u);
  assert.equal(textOf(odt, 'link'), 'https://oak-shelves.com/b');
});

test('a contact card’s fields are targets, whatever its file is called', async () => {
  const facts = await inspect(
    card([
      'FN:Oak',
      'TEL;TYPE=cell:+44 20 7946',
      '  0018',
      'EMAIL:team@oak-shelves.com',
      'URL:oak-shelves.com',
      'NOTE:Ask for Jo',
    ]),
  );
  assert.equal(facts.sniffedType, 'text/vcard');
  assert.equal(
    textOf(facts, 'link'),
    'tel:+44 20 7946 0018\nmailto:team@oak-shelves.com\nhttps://oak-shelves.com',
  );
  assert.match(textOf(facts, 'card'), /Ask for Jo/u);
});

test('archives and programs are told by their first bytes and left shut', async () => {
  const zip = writeZip([{ name: 'a.txt', bytes: Buffer.from('team@oak-shelves.com') }]);
  assert.deepEqual((await inspect(zip)).sniffedType, 'application/zip');
  const program = await inspect(Buffer.from('MZ\x90\0 and so on, to make it a little longer'));
  assert.equal(program.sniffedType, 'application/x-executable');
  for (const facts of [await inspect(zip), program])
    assert.deepEqual([facts.texts, facts.unread], [[], null]);
});

test('plain text is read to its end as far as contacts go', async () => {
  const filler = 'Put board A on its side and turn it.\n'.repeat(3000);
  const facts = await inspect(Buffer.from(`${filler}team@oak-shelves.com\n${filler}`));
  const text = textOf(facts, 'document');
  assert.match(text, /team@oak-shelves\.com$/u);
  assert.ok(text.length < 40_000);
  assert.equal(facts.unread, null);
});

test('the same file is read once', async () => {
  const bytes = await textPicture('Once only');
  const [first, second] = await Promise.all([inspect(bytes), inspect(bytes)]);
  assert.equal(first.texts, second.texts);
  assert.equal((await inspect(bytes)).texts, first.texts);
});

test('bombs are refused before they are unpacked', async () => {
  assert.equal((await inspect(hollowPng(30_000, 30_000))).unread, 'too-large');
  assert.equal((await inspect(hollowPng(12_000, 12_000))).unread, 'too-large');
  const page = { lines: ['page'] };
  const pages = await inspect(madePdf(Array.from({ length: 10_000 }, () => page)));
  assert.equal(pages.unread, 'too-large');
  assert.match(textOf(pages, 'document'), /^page/u);
  const docx = await inspect(madeDocx([' '.repeat(20_000_000)]));
  assert.deepEqual([docx.unread, docx.texts], ['too-large', []]);
  assert.equal((await inspect(Buffer.alloc(30_000_001))).unread, 'too-large');
});

test('what is locked, broken or unknown says so', async () => {
  assert.equal((await inspect(lockedPdf())).unread, 'encrypted');
  assert.equal((await inspect(Buffer.from('%PDF-1.7 and no more'))).unread, 'damaged');
  assert.equal((await inspect(Buffer.from([0, 1, 2, 3, 250, 251]))).unread, 'unknown');
  assert.equal((await inspect(Buffer.alloc(0))).unread, 'unknown');
  assert.equal((await inspect(hollowPng(100, 100))).unread === 'too-slow', false);
});

test('files that end too soon, or are two things at once, never end the reading of others', async () => {
  const png = await textPicture('team@oak-shelves.com');
  const whole = [
    png,
    await asFormat(png, MagickFormat.Jpeg),
    await asFormat(png, MagickFormat.WebP),
    await asFormat(png, MagickFormat.Tiff),
    movingGif(2),
    madePdf([{ lines: ['team@oak-shelves.com'] }]),
    madeDocx(['team@oak-shelves.com']),
    Buffer.concat([movingGif(1), madePdf([{ lines: ['inside'] }])]),
    Buffer.concat([png, writeZip([{ name: 'a.exe', bytes: Buffer.from('MZ') }])]),
  ];
  const files = whole.flatMap((bytes) => [
    bytes,
    bytes.subarray(0, Math.floor(bytes.length / 2)),
    bytes.subarray(0, 24),
  ]);
  const facts = await inspector.inspect(
    files.map((bytes, index) => ({ part: 'image', index, bytes })),
    [],
  );
  assert.deepEqual(
    facts.map(({ index }) => index),
    files.map((_, index) => index),
  );
  assert.match(textOf(await inspect(await textPicture('still here')), 'picture'), /still here/u);
});

test('a file that takes too long is given up, and the next is read', async (t) => {
  const impatient = openFileInspector({ threads: 1, clock, log: silentLog, limits: { timeLimitMs: 1 } });
  t.after(() => impatient.close());
  const bytes = await textPicture('slow');
  const [slow] = await impatient.inspect([{ part: 'image', index: 0, bytes }]);
  assert.equal(slow?.unread, 'too-slow');
  const [text] = await impatient.inspect([{ part: 'attachment', index: 0, bytes: Buffer.alloc(0) }]);
  assert.equal(text?.unread, 'unknown');
});
