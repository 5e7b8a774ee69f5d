import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { findLeaks, holdsLeak } from '#test/support/leaks.ts';
import {
  canaries,
  leakSearchOf,
  mailOfEachCarrier,
  mailWithCanaries,
  privateValuesOf,
} from '#test/support/mail-with-canaries.ts';
import type { Canaries } from '#test/support/mail-with-canaries.ts';

import { authorContent } from './author-content.ts';
import type { AuthoredContent, PrivateValues } from './authored-content.ts';
import { htmlToText } from './html-text.ts';
import { readMail } from './read-mail.ts';

const options = { maxFileBytes: 10_000_000, isOurs: (domain: string): boolean => domain === 'relay.example' };
const nobody: PrivateValues = { addresses: [], phones: [], names: [] };
const [person] = fc.sample(canaries, { numRuns: 1, seed: 20_261_122 }) as [Canaries];

function contentOf(raw: Buffer | string, values: PrivateValues = nobody, more = options): AuthoredContent {
  const read = readMail(typeof raw === 'string' ? Buffer.from(raw.replaceAll(/\r?\n/gu, '\r\n')) : raw);
  if (read.kind !== 'mail') throw new TypeError(`${read.reason}: ${read.detail}`);
  return authorContent(read.mail, values, more);
}

/** All that travels of a content: text, HTML, names and octets of files, details of notes. */
function travels(content: AuthoredContent): Buffer {
  const { files, quoted: _, ...words } = content;
  return Buffer.concat([
    Buffer.from(words.text),
    Buffer.from(`\n\n${words.html ?? ''}\n\n`),
    Buffer.from(
      `\n${JSON.stringify([words.notes, words.refusals, files.map(({ name, mediaType }) => [name, mediaType])])}\n`,
    ),
  ]);
}

function assertNoLeak(content: AuthoredContent, who: Canaries): void {
  const search = leakSearchOf(who);
  assert.deepEqual(findLeaks(travels(content), search), []);
  for (const { bytes } of content.files) assert.deepEqual(findLeaks(bytes, search), []);
}

for (const { carrier, raw } of mailOfEachCarrier(person))
  test(`nothing leaks from the ${carrier.replaceAll(/\s+/gu, ' ').slice(0, 120)}`, () => {
    assert.ok(holdsLeak(raw, leakSearchOf(person)), 'the mail holds what is to go');
    const content = contentOf(raw, privateValuesOf(person));
    assertNoLeak(content, person);
    assert.deepEqual(content.refusals, []);
    assert.match(content.text, /The parcel arrived with a broken lid\./u);
  });

test('nothing leaks from any mixture of carriers, in mails within mails', () => {
  fc.assert(
    fc.property(mailWithCanaries, ({ person: who, raw }) => {
      const content = contentOf(raw, privateValuesOf(who));
      assertNoLeak(content, who);
      if (content.html !== null) assert.equal(htmlToText(content.html), content.text);
    }),
    { numRuns: 150 },
  );
});

const plain = (body: string, head = ''): string =>
  `From: Jan <jan@bakker.nl>\nTo: <s@relay.example>\nSubject: Lid\n${head}MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n${body}`;
const asHtml = (body: string, head = ''): string =>
  `From: Jan <jan@bakker.nl>\nTo: <s@relay.example>\nSubject: Lid\n${head}MIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n\n${body}`;
const jan: PrivateValues = {
  addresses: [{ address: 'jan@bakker.nl', alias: 'aaaabbbbccccddddeeeeffffgggg@relay.example' }],
  phones: ['+31 6 12345678'],
  names: ['Jan Bakker'],
};

test('plain mail: the quote is cut, the rest is sent as it is', () => {
  const content = contentOf(
    plain(
      'Hello,\n\nit is broken.\n\nOn Mon, 2 Mar 2026 at 10:00, Shop <x@y.example> wrote:\n> old\n> words\n',
    ),
    jan,
  );
  assert.equal(content.text, 'Hello,\n\nit is broken.');
  assert.equal(content.html, null);
  assert.equal(content.cut, 'exact');
  assert.match(content.quoted ?? '', /old\n> words/u);
  assert.deepEqual(content.notes, []);
});

test('an address that the author typed is replaced, and both are told', () => {
  const content = contentOf(plain('Write to jan@bakker.nl or call 06-12 34 56 78.'), jan);
  assert.equal(content.text, 'Write to aaaabbbbccccddddeeeeffffgggg@relay.example or call […].');
  assert.deepEqual(content.notes, [{ code: 'address-replaced', detail: '2' }]);
});

test('a name that the author typed stays', () => {
  assert.equal(
    contentOf(plain('Kind regards from the shop,\nJan Bakker says hello'), jan).text.includes(
      'Jan Bakker says',
    ),
    true,
  );
});

test('ALIAS 3: the signature goes where the quotes stay, too', () => {
  const { text, cut } = contentOf(
    'Subject: x\n\n> Blue?\n\nYes.\n\n> Large?\n\nNo.\n\n-- \nAnnika Zand\n+31 6 1234\nSent from my iPhone\n',
  );
  assert.equal(cut, 'unsure');
  assert.equal(text, '> Blue?\n\nYes.\n\n> Large?\n\nNo.');
});

test('where the cut is unsure all of it is sent, scrubbed and marked', () => {
  const content = contentOf(plain('Answer one\n\n> question one by jan@bakker.nl\n\nAnswer two\n'), jan);
  assert.equal(content.cut, 'unsure');
  assert.match(content.text, /question one by aaaa/u);
  assert.ok(content.notes.some(({ code }) => code === 'cut-unsure'));
});

test('a mail that is all quotation is not sent empty', () => {
  for (const mail of [
    asHtml('<div class="gmail_quote">---------- Forwarded message ---------<br>Look at this</div>'),
    plain('> Look at this\n'),
  ])
    assert.match(contentOf(mail).text, /Look at this/u);
});

test('HTML and its text are one: what the moderator reads is what the recipient sees (C8)', () => {
  const content = contentOf(
    asHtml(
      '<p>Seen <span style="display:none">hidden</span></p><div style="position:absolute;left:-9999px">off</div><p style="color:#fefefe">white</p><a href="https://shop.example/x">link</a>',
    ),
  );
  assert.equal(content.text, 'Seen\n\nlink (https://shop.example/x)');
  assert.equal(content.html, '<p>Seen </p><a href="https://shop.example/x">link</a>');
});

test('with both forms the HTML is what counts', () => {
  const mail = `From: a@b.example\nTo: <s@relay.example>\nMIME-Version: 1.0\nContent-Type: multipart/alternative; boundary=x\n\n--x\nContent-Type: text/plain\n\nOne thing\n--x\nContent-Type: text/html\n\n<p>Another <b>thing</b></p>\n--x--\n`;
  const content = contentOf(mail);
  assert.equal(content.text, 'Another thing');
  assert.equal(content.html, '<p>Another <b>thing</b></p>');
});

const pixel =
  'iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAFElEQVR4nGM8UaHBgA0wYRUdtBIAHicBeAYWg8oAAAAASUVORK5CYII=';

function related(html: string, id = 'part1.x@bakker.nl'): string {
  return `From: Jan <jan@bakker.nl>\nTo: <s@relay.example>\nMIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x\nContent-Type: text/html\n\n${html}\n--x\nContent-Type: image/png; name=image001.png\nContent-Transfer-Encoding: base64\nContent-ID: <${id}>\nContent-Disposition: inline; filename=image001.png\n\n${pixel}\n--x--\n`;
}

test('a picture in the text travels under our own Content-ID', () => {
  const content = contentOf(related('<p>See <img src="cid:part1.x@bakker.nl" alt="lid"></p>'), jan);
  assert.equal(content.html, '<p>See <img src="cid:image1" alt="lid"></p>');
  assert.deepEqual(
    content.files.map(({ name, contentId, mediaType }) => [name, contentId, mediaType]),
    [['image001.png', 'image1', 'image/png']],
  );
  assert.equal(content.text, 'See [lid]');
});

test('a picture that only the quote shows goes with the quote', () => {
  const content = contentOf(
    related('<p>Hi</p><blockquote type="cite">old <img src="cid:part1.x@bakker.nl"></blockquote>'),
  );
  assert.deepEqual(content.files, []);
});

test('a picture that nothing shows is a file', () => {
  assert.deepEqual(
    contentOf(related('<p>Hi</p>')).files.map(({ name, contentId }) => [name, contentId]),
    [['image001.png', null]],
  );
});

test('a picture written into the HTML becomes a file of its own', () => {
  const content = contentOf(asHtml(`<p>See <img src="data:image/png;base64,${pixel}"></p>`));
  assert.equal(content.html, '<p>See <img src="cid:image1" alt=""></p>');
  assert.equal(content.files[0]?.mediaType, 'image/png');
});

test('remote pictures go and are counted', () => {
  const content = contentOf(
    asHtml('<p>Hi<img src="https://t.example/a.gif"><img src="//t.example/b.gif" alt="logo"></p>'),
  );
  assert.equal(content.html, '<p>Hi[logo]</p>');
  assert.deepEqual(content.notes, [{ code: 'remote-content-removed', detail: '2' }]);
});

test('encrypted mail is refused', () => {
  const content = contentOf(plain('-----BEGIN PGP MESSAGE-----\n\nhQEMA\n-----END PGP MESSAGE-----\n'));
  assert.deepEqual(content.refusals, [{ code: 'encrypted', detail: '' }]);
  assert.equal(content.text, '');
});

test('nothing written and no file is refused', () => {
  assert.deepEqual(contentOf(plain('\n \n')).refusals, [{ code: 'empty', detail: '' }]);
  assert.deepEqual(contentOf(asHtml('<p>&nbsp;</p>')).refusals, [{ code: 'empty', detail: '' }]);
});

test('files over the limit are refused with the limit in decoded bytes', () => {
  const content = contentOf(related('<p>Hi</p>'), nobody, { ...options, maxFileBytes: 60 });
  assert.deepEqual(content.refusals, [{ code: 'files-too-large', detail: '0.00006 MB' }]);
});

test('outsiders in To and Cc are counted; our aliases and the author are none', () => {
  const head =
    'Cc: jan@bakker.nl, alias@relay.example, eva@else.example, Eva <EVA@else.example>, tom@else.example\n';
  assert.deepEqual(contentOf(plain('Hi', head)).notes, [{ code: 'outsiders-copied', detail: '2' }]);
});

test('an invitation becomes a card', () => {
  const mail = `From: Jan <jan@bakker.nl>\nTo: <s@relay.example>\nMIME-Version: 1.0\nContent-Type: multipart/alternative; boundary=x\n\n--x\nContent-Type: text/plain\n\nShall we?\n--x\nContent-Type: text/calendar; method=REQUEST; charset=utf-8\n\nBEGIN:VCALENDAR\nMETHOD:REQUEST\nBEGIN:VEVENT\nORGANIZER:mailto:jan@bakker.nl\nSUMMARY:Delivery\\, second try\nDTSTART;TZID=Europe/Amsterdam:20261124T100000\nDTEND;TZID=Europe/Amsterdam:20261124T113000\nLOCATION:At jan@bakker.nl\nBEGIN:VALARM\nSUMMARY:Alarm\nEND:VALARM\nEND:VEVENT\nEND:VCALENDAR\n--x--\n`;
  const content = contentOf(mail, jan);
  assert.equal(
    content.text,
    'Shall we?\n\nProposed time: 2026-11-24 10:00 (Europe/Amsterdam) – 2026-11-24 11:30 (Europe/Amsterdam)\nDelivery, second try\nAt aaaabbbbccccddddeeeeffffgggg@relay.example',
  );
  assert.deepEqual(content.notes.map(({ code }) => code).sort(), ['address-replaced', 'calendar-flattened']);
});

test('an attached message becomes a quoted section with subject and day alone', () => {
  const inner =
    'From: Eva <eva@else.example>\nTo: jan@bakker.nl\nSubject: Your parcel\nDate: Sat, 21 Nov 2026 09:00:00 +0100\nMessage-ID: <1@else.example>\n\nIt left today.\nTo jan@bakker.nl.\n';
  const mail = `From: Jan <jan@bakker.nl>\nTo: <s@relay.example>\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: text/html\n\n<p>See below</p>\n--x\nContent-Type: message/rfc822\n\n${inner}\n--x--\n`;
  const content = contentOf(mail, jan);
  assert.equal(
    content.text,
    'See below\n\nAttached message: Your parcel (2026-11-21)\n\n> It left today.\n> To aaaabbbbccccddddeeeeffffgggg@relay.example.',
  );
  assert.deepEqual(content.notes.map(({ code }) => code).sort(), [
    'address-replaced',
    'attached-message-flattened',
  ]);
});

test('a refused file leaves the words readable and says which file', () => {
  const mail = `From: Jan <jan@bakker.nl>\nTo: <s@relay.example>\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: text/plain\n\nSee below\n--x\nContent-Type: application/zip; name="jan@bakker.nl.zip"\nContent-Transfer-Encoding: base64\n\nUEsDBAoAAAAAAAAAIQAAAAAAAAAAAAAAAAABAAAAYVBLAQIUAAoAAAAAAAAAIQAAAAAAAAAAAAAAAAABAAAAAAAAAAAAAAAAAAAAAABhUEsFBgAAAAABAAEALwAAAB8AAAAAAA==\n--x--\n`;
  const content = contentOf(mail, jan);
  assert.deepEqual(content.refusals, [
    { code: 'archive', detail: 'aaaabbbbccccddddeeeeffffgggg@relay.example.zip' },
  ]);
  assert.equal(content.text, 'See below');
});

test('a certificate without a type of its own is taken off, not refused', () => {
  const mail = `From: Jan <jan@bakker.nl>\nTo: <s@relay.example>\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: text/plain\n\nHello\n--x\nContent-Type: application/octet-stream; name="smime.p7s"\nContent-Transfer-Encoding: base64\n\nMIIGAAYJKoZIhvcNAQcCoA==\n--x--\n`;
  const content = contentOf(mail);
  assert.deepEqual(content.refusals, []);
  assert.deepEqual(content.files, []);
  assert.deepEqual(content.notes, [{ code: 'signature-removed', detail: 'PGP, S/MIME' }]);
});

test('what it gives can be cloned into another thread', () => {
  const content = contentOf(related('<p>See <img src="cid:part1.x@bakker.nl"></p>'), jan);
  assert.deepEqual(structuredClone(content), content);
});
