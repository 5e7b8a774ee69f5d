import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import fc from 'fast-check';

import { isQuotedElement, isQuoteHead } from './new-text-html.ts';
import type { QuotedElement } from './new-text-html.ts';

type Case = readonly [
  program: string,
  tag: string,
  attributes: Record<string, string>,
  kind: QuotedElement | null,
];

const BAR = 'margin:0 0 0 .8ex;border-left:1px solid #ccc;padding-left:1ex';

const CASES: readonly Case[] = [
  ['Gmail', 'div', { class: 'gmail_quote' }, 'quote'],
  ['Gmail since 2024', 'div', { class: 'gmail_quote gmail_quote_container' }, 'quote'],
  ['Gmail quoted by Outlook', 'div', { class: 'x_gmail_quote' }, 'quote'],
  ['Gmail quoted twice by Outlook', 'div', { class: 'x_x_gmail_quote' }, 'quote'],
  ['Gmail quoted by Yahoo', 'div', { class: 'yiv1234567890gmail_quote' }, 'quote'],
  ['Gmail signature', 'div', { class: 'gmail_signature', dir: 'ltr' }, 'signature'],
  ['Gmail signature, by data', 'div', { 'data-smartmail': 'gmail_signature' }, 'signature'],
  ['Thunderbird', 'div', { class: 'moz-cite-prefix' }, 'quote'],
  ['Thunderbird', 'blockquote', { type: 'cite', cite: 'mid:1@example.net' }, 'quote'],
  ['Thunderbird, by cite alone', 'blockquote', { cite: 'mid:1@example.net' }, 'quote'],
  ['Thunderbird forward', 'div', { class: 'moz-forward-container' }, 'quote'],
  ['Thunderbird signature', 'pre', { class: 'moz-signature', cols: '72' }, 'signature'],
  ['Apple Mail', 'blockquote', { type: 'cite' }, 'quote'],
  ['Apple Mail signature', 'div', { id: 'AppleMailSignature' }, 'signature'],
  ['Outlook on the web, header', 'div', { id: 'divRplyFwdMsg', dir: 'ltr' }, 'quote-onward'],
  ['Outlook on the web, empty marker', 'div', { id: 'appendonsend' }, 'quote-onward'],
  ['Outlook on the web, within a quote', 'div', { id: 'x_divRplyFwdMsg' }, 'quote-onward'],
  ['Outlook on the web, signature', 'div', { id: 'Signature' }, 'signature'],
  ['Outlook.com, rule', 'hr', { id: 'stopSpelling' }, 'quote-onward'],
  ['Outlook for phones', 'div', { id: 'ms-outlook-mobile-signature' }, 'signature'],
  ['Outlook for iOS', 'div', { id: 'mail-editor-reference-message-container' }, 'quote'],
  [
    'Outlook',
    'div',
    { style: 'border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm' },
    'quote-onward',
  ],
  [
    'Outlook 2007',
    'div',
    { style: 'border:none; border-top:solid #B5C4DF 1.0pt; padding:3.0pt 0in 0in 0in' },
    'quote-onward',
  ],
  [
    'Windows Mail',
    'div',
    { style: 'padding-top: 5px; border-top-color: rgb(229, 229, 229); border-top-width: 1px' },
    'quote-onward',
  ],
  ['Outlook for Mac', 'span', { id: 'OLK_SRC_BODY_SECTION' }, 'quote'],
  ['Yahoo', 'div', { id: 'yahoo_quoted_1234567890', class: 'yahoo_quoted' }, 'quote'],
  ['Yahoo since 2019', 'div', { id: 'ydp12ab34cdyahoo_quoted_1234567890' }, 'quote'],
  ['Proton', 'div', { class: 'protonmail_quote' }, 'quote'],
  ['Proton signature', 'div', { class: 'protonmail_signature_block' }, 'signature'],
  ['Tuta', 'blockquote', { class: 'tutanota_quote' }, 'quote'],
  [
    'GMX',
    'div',
    { name: 'quote', style: 'margin:10px 5px 5px 10px; border-left:2px solid #C3D9E5' },
    'quote',
  ],
  ['Zoho', 'div', { class: 'zmail_extra' }, 'quote'],
  ['Zimbra', 'hr', { 'data-marker': '__DIVIDER__' }, 'quote-onward'],
  [
    'Mail.ru',
    'blockquote',
    { style: 'border-left:1px solid #0857A6; margin:10px; padding:0 0 0 10px;' },
    'quote',
  ],
  ['any program with a bar', 'blockquote', { style: BAR }, 'quote'],
  ['QQ', 'includetail', {}, 'quote'],
  ['NetEase', 'div', { id: 'isReplyContent' }, 'quote'],
  ['Spark', 'div', { name: 'messageReplySection' }, 'quote'],
  ['Spark signature', 'div', { name: 'messageSignatureSection' }, 'signature'],
  ['eM Client', 'blockquote', { class: 'cite2', cite: 'x' }, 'quote'],
  ['Open-Xchange signature', 'div', { class: 'io-ox-signature' }, 'signature'],
  // The author's own.
  ['an indented paragraph', 'blockquote', { style: 'margin:0 0 0 40px;border:none;padding:0' }, null],
  ['a quotation from a book', 'blockquote', { cite: 'https://example.org/book' }, null],
  ['a box', 'div', { style: BAR }, null],
  ['a table with a line', 'td', { style: 'border-top:solid #E1E1E1 1.0pt' }, null],
  ['a class that says signature', 'p', { class: 'signature' }, null],
  ['an ordinary rule', 'hr', {}, null],
  ['a name that only looks like one', 'div', { class: 'my_gmail_quote_box', id: 'ydp12quotes' }, null],
  ['prototype names', 'div', { class: 'constructor __proto__ toString', id: 'hasOwnProperty' }, null],
  ['nothing', 'div', {}, null],
];

describe('what mail programs mark', () => {
  for (const [program, tag, attributes, kind] of CASES) {
    test(`${program}: <${tag}> ${JSON.stringify(attributes).slice(0, 60)}`, () => {
      assert.equal(isQuotedElement(tag, new Map(Object.entries(attributes))), kind);
    });
  }
});

describe('the text of a block above a quote', () => {
  const heads = [
    '-----Ursprüngliche Nachricht-----',
    'Begin forwarded message:',
    'Von: A Gesendet: Montag, 5. Mai 2024 10:12 An: B Betreff: C',
    'From: A <a@example.net>\n Sent: Monday, May 5, 2024 10:12\n To: B <b@example.net>\n Subject: C',
    'Max Maier schrieb:',
  ];
  for (const head of heads) test(head, () => assert.equal(isQuoteHead(head), true));
  const others = [
    '',
    'Blue, please.',
    'From Berlin to Hamburg',
    'I have two questions:',
    'Original message',
    'From: Berlin To: Hamburg Date: Monday',
    'x'.repeat(5000),
  ];
  for (const other of others)
    test(`not ${other.slice(0, 40)}`, () => assert.equal(isQuoteHead(other), false));
});

test('never throws, whatever the attributes', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('div', 'blockquote', 'hr', 'span', 'p'),
      fc.dictionary(
        fc.constantFrom('id', 'class', 'name', 'style', 'type', 'cite'),
        fc.string({ unit: 'binary' }),
      ),
      (tag, attributes) => {
        const kind = isQuotedElement(tag, new Map(Object.entries(attributes)));
        assert.ok(kind === null || ['quote', 'quote-onward', 'signature'].includes(kind));
      },
    ),
  );
});
