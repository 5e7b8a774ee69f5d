import assert from 'node:assert/strict';
import { test } from 'node:test';
import { factsOf } from '#test/support/file-facts.ts';
import type { FileFacts, FileText } from './files.ts';
import { lint } from './lint.ts';
import type { Judgement } from './lint.ts';
import { RULES } from './rules.ts';
import { readRuleset } from './ruleset.ts';

// What a file holds earns every rule that it triggers, at the file's own place.

const reading = readRuleset({ name: 'test', version: '1' }, RULES);

function judge(files: readonly FileFacts[], filename = 'paper.pdf'): Judgement {
  assert.equal(reading.kind, 'ruleset');
  return lint(
    {
      subject: 'Order 302-1234567-7654321',
      text: null,
      html: '<p>Please see the paper for order 302-1234567-7654321.</p>',
      images: [{ cid: 'a', contentType: 'image/png', width: 200, height: 100 }],
      attachments: [{ filename, contentType: 'application/pdf', size: 1000 }],
    },
    {
      order: { id: '302-1234567-7654321', completedAt: null, reviewRequestsSent: 0 },
      preferredLanguage: 'en',
      marketplaceHosts: ['marketplace.example'],
      country: 'GB',
      authorRole: 'seller',
      contactReason: 'order-problem',
      sentAt: new Date('2026-05-20T10:00:00Z'),
    },
    reading.ruleset,
    files,
  );
}

function rulesFor(
  texts: readonly (Pick<FileText, 'source' | 'text'> & Partial<FileText>)[],
  part: FileFacts['part'] = 'attachment',
): string[] {
  const { findings } = judge([
    factsOf({ part, index: 0, texts: texts.map((text) => ({ certainty: 'sure', ...text })) }),
  ]);
  for (const { where } of findings) assert.deepEqual(where, [{ part, index: 0 }]);
  return [...new Set(findings.map(({ rule }) => rule))];
}

const earns: readonly (readonly [what: string, text: string, rules: readonly string[]])[] = [
  ['an address', 'Questions? team@oak-shelves.example', ['email-address', 'off-platform']],
  ['a disguised address', 'write to team (at) oak-shelves (dot) com', ['email-address', 'off-platform']],
  ['a number', 'Fragen? Rufen Sie uns an: 0176 23456789', ['off-platform', 'phone-number']],
  ['a link', 'More at www.oak-shelves.com', ['link-external', 'off-platform']],
  ['an insult', 'You are an idiot.', ['sensitive-content']],
];

for (const [what, text, rules] of earns)
  test(`${what} in a document or a picture is found`, () => {
    assert.deepEqual(rulesFor([{ source: 'document', text }]), rules);
    assert.deepEqual(rulesFor([{ source: 'picture', text }], 'image'), rules);
  });

const leaflets: readonly (readonly [language: string, text: string])[] = [
  ['en', 'Subscribe to our newsletter and get 20 % off your next order'],
  [
    'de',
    'Entdecken Sie unsere neue Kollektion. 15 % Rabatt auf Ihre nächste Bestellung mit dem Code HERBST15',
  ],
  ['nl', 'Ontdek onze nieuwe collectie. 15 % korting op uw volgende bestelling met code HERFST15'],
  ['fr', 'Découvrez notre nouvelle collection. -15 % sur votre prochaine commande avec le code MERCI15'],
  ['es', 'Descubra nuestra nueva colección. 15 % de descuento en su próximo pedido con el código OTOÑO15'],
];

for (const [language, text] of leaflets)
  test(`a leaflet in ${language} advertises, whatever language the message is in`, () => {
    assert.deepEqual(rulesFor([{ source: 'document', text }]), ['attachment-disallowed', 'marketing']);
    assert.deepEqual(rulesFor([{ source: 'picture', text }], 'image'), ['marketing']);
  });

test('instructions with one line of advertising are no leaflet', () => {
  const steps = Array.from({ length: 12 }, (_, step) => `${step + 1}. Put board ${step + 1} on its side.`);
  const text = [...steps, 'Subscribe to our newsletter and get 20 % off your next order'].join('\n');
  assert.deepEqual(rulesFor([{ source: 'document', text }]), ['marketing']);
});

test('a QR code invites; a link behind words in a PDF is a link alone', () => {
  const text = 'https://oak-shelves.com/vip?c=guarantee';
  assert.deepEqual(rulesFor([{ source: 'code', text }], 'image'), ['link-external', 'off-platform']);
  assert.deepEqual(rulesFor([{ source: 'link', text }]), ['link-external']);
  assert.deepEqual(rulesFor([{ source: 'link', text: 'https://www.marketplace.example/help' }]), []);
});

test('a card’s address and number are ways to reach the seller', () => {
  const texts = [
    { source: 'link', text: 'mailto:team@oak-shelves.example' },
    { source: 'link', text: 'tel:+44 20 7946 0018' },
  ] as const;
  assert.deepEqual(rulesFor(texts), ['email-address', 'off-platform', 'phone-number']);
});

test('what was read with doubt holds the message instead of refusing it', () => {
  const texts = [{ source: 'picture', text: 'team@oak-shelves.example', certainty: 'review' }] as const;
  const judgement = judge([factsOf({ part: 'image', index: 0, texts })]);
  assert.equal(judgement.verdict, 'hold');
  const sure = texts.map((text) => ({ ...text, certainty: 'likely' }) as const);
  assert.equal(judge([factsOf({ part: 'image', index: 0, texts: sure })]).verdict, 'refuse');
});

const papers: readonly (readonly [what: string, text: string])[] = [
  [
    'an invoice',
    'INVOICE\nInvoice no. 2026-0415555\nDate 2026-05-03\nOrder 302-1234567-7654321\n1 x Oak shelf 39.90\n2 x Bracket, black 12.00\nVAT 20 % included 6.65\nTotal 51.90 GBP\nVAT ID GB 123 4567 89\nPaid with thanks',
  ],
  [
    'a German invoice',
    'Rechnung\nRechnungsnummer RE-2026-01762345\nRechnungsdatum 03.05.2026\n1 Stück Regal Eiche 39,90 €\nMwSt. 19 % 6,37 €\nGesamtbetrag 39,90 €\nUSt-IdNr. DE123456789\nIBAN DE89 3704 0044 0532 0130 00',
  ],
  [
    'a return label',
    'RETURN LABEL\nTo: Peak Outdoor Returns, Unit 4, Leeds LS1 4AP\nTracking number JD0002212345678901\nWeight 2.4 kg',
  ],
  [
    'Dutch instructions',
    'MONTAGEHANDLEIDING\n1 Pak alle onderdelen uit\n2 Schroef zijkant A op bodem B\n3 Gebruik de deuvels van 8 x 30 mm\nMax. belasting 25 kg\nBewaar deze handleiding.',
  ],
  [
    'a French warranty',
    'GARANTIE\nCe produit est garanti deux ans contre tout défaut de fabrication.\nConservez la facture.\nNuméro de série 4006381333931',
  ],
  ['a design', 'Bruno\n12.06.2026'],
];

for (const [what, text] of papers)
  test(`${what} passes`, () => {
    assert.deepEqual(rulesFor([{ source: 'document', text }]), []);
  });
