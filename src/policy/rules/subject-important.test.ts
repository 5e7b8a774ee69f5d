import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { findCriticalMarker } from '#market/critical-marker.ts';
import { lint } from '#policy/lint.ts';
import { RULES } from '#policy/rules.ts';
import { readRuleset } from '#policy/ruleset.ts';
import { shippedPack } from '#test/support/packs.ts';
import { testRule } from '#test/support/rule-tester.ts';

const critical = { contactReason: 'order-problem' };
const byMail = { contactReason: 'proactive' };
const french = {
  critical: { words: new Map([['fr', ['Urgent']]]) },
  texts: new Map([['fr', { criticalSubject: 'Renseignements nécessaires' }]]),
};

testRule('subject-important', {
  flagged: [
    { subject: '«[Important]» Your review', context: { contactReason: 'review-request' }, certainty: 'sure' },
    { subject: 'Your order «[IMPORTANT]»', context: { contactReason: 'other' }, fixed: 'Your order ' },
    { subject: 'Re: «［Wichtig］» Bestellung', context: { contactReason: 'other' } },
    { subject: '«[ belangrijk ]» Bestelling', context: { contactReason: 'invoice' } },
    {
      text: 'Would you write an honest review of the lamp?',
      subject: '[Important] Order',
      context: critical,
      messageId: 'review',
      certainty: 'likely',
    },
    {
      text: 'Ihr Paket wurde heute an DHL übergeben und trifft am Donnerstag ein.',
      subject: '[Wichtig] Bestellung',
      context: critical,
      messageId: 'confirmation',
    },
    {
      text: 'Découvrez notre nouvelle collection de coussins.',
      subject: '[Important] Commande',
      context: critical,
      messageId: 'marketing',
    },
    {
      text: 'De kast is uitverkocht.',
      subject: '[Belangrijk] Bestelling',
      context: critical,
      messageId: 'stock',
    },
    {
      text: 'Le mandamos el manual de la lámpara.',
      subject: '[Importante] Pedido',
      context: critical,
      messageId: 'manual',
    },
    {
      text: 'Czy znajdzie Pani chwilę, by ocenić lampę?',
      subject: '[Ważne] Zamówienie',
      context: critical,
      messageId: 'review',
    },
    {
      text: 'Upptäck vår nya kollektion av kuddar.',
      subject: '[Viktigt] Beställning',
      context: critical,
      messageId: 'marketing',
    },
    {
      text: 'Il suo pacco è stato affidato al corriere e arriverà giovedì.',
      subject: '[Importante] Ordine',
      context: critical,
      messageId: 'confirmation',
    },
    { subject: '«Additional information required»: lamp', context: { contactReason: 'other' } },
    {
      subject: '«[Urgent]» Lampe',
      context: { contactReason: 'other', criticalMarks: french },
      fixed: ' Lampe',
    },
    { subject: '«Renseignements nécessaires»', context: { contactReason: 'other', criticalMarks: french } },
    {
      text: 'Would you write an honest review of the lamp?',
      subject: '[Important] Order',
      context: byMail,
      messageId: 'review',
    },
  ],
  permitted: [
    { text: 'Brass or steel?', subject: '[Important] Order', context: byMail },
    { text: 'Brass or steel?', subject: 'Additional information required', context: critical },
    {
      text: 'Laiton ou acier ?',
      subject: '[Important] Commande',
      context: { contactReason: 'other', criticalMarks: french },
    },
    { text: 'Which number is the house?', subject: '[Important] Your address', context: critical },
    { text: 'Brass or steel?', subject: '(Important) Order', context: { contactReason: 'other' } },
    { text: 'Brass or steel?', subject: '【重要】 Order', context: { contactReason: 'other' } },
    { text: 'Brass or steel?', subject: 'An important question', context: { contactReason: 'other' } },
    {
      text: 'The shelf is sold out. We have refunded the full amount.',
      subject: '[Important] Order',
      context: critical,
    },
    {
      text: 'The manual was missing from the box. Shall we send it by post?',
      subject: '[Important] Order',
      context: critical,
    },
    {
      text: 'Yes, it may go in the dishwasher.',
      subject: 'Re: [Important] Order',
      context: { contactReason: 'reply-to-buyer' },
    },
  ],
});

test('what passes an opt-out is what is judged here: one reading of a subject', () => {
  const pack = shippedPack('de');
  const rules = Object.fromEntries(
    RULES.filter(({ meta }) => meta.id !== 'subject-important').map(({ meta }) => [meta.id, 'off']),
  );
  const reading = readRuleset({ name: 'test', version: '1', rules }, RULES);
  assert.ok(reading.kind === 'ruleset');
  const piece = fc.constantFrom(
    '[',
    ']',
    '［',
    '］',
    ' ',
    'Wichtig',
    'WICHTIG',
    'Ｗichtig',
    'Wich\u200Btig',
    'Important',
    '(',
    'x',
    'Re: ',
    'Zusätzliche Informationen erforderlich',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
      const subject = pieces.join('');
      const { findings } = lint(
        { subject, text: 'Messing?', html: null, images: [], attachments: [] },
        {
          order: null,
          preferredLanguage: 'de',
          marketplaceHosts: [],
          country: 'DE',
          authorRole: 'seller',
          contactReason: 'other',
          sentAt: new Date(0),
          criticalMarks: pack,
        },
        reading.ruleset,
      );
      assert.equal(findings.length > 0, findCriticalMarker(subject, pack) !== null, subject);
    }),
  );
});
