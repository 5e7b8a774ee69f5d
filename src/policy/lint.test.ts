import assert from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import { readFileSync } from 'node:fs';
import process from 'node:process';
import { test } from 'node:test';
import fc from 'fast-check';
import { sayGuideline } from '#locales/catalogue.ts';
import findings from '#locales/findings/en.json' with { type: 'json' };
import { amend } from './fixes.ts';
import { lint } from './lint.ts';
import type { Context, Message } from './message.ts';
import { RULES } from './rules.ts';
import { readRuleset } from './ruleset.ts';
import type { Ruleset } from './ruleset.ts';
import { MessageView } from './view/message-view.ts';

const CONTEXT: Context = {
  order: { id: '302-1234567-7654321', completedAt: null, reviewRequestsSent: 0 },
  preferredLanguage: 'de',
  marketplaceHosts: ['marketplace.example'],
  country: 'DE',
  authorRole: 'seller',
  contactReason: 'order-problem',
  sentAt: new Date('2026-05-20T10:00:00Z'),
};

function messageWith(part: 'text' | 'html', body: string, subject = 'Order 302-1234567-7654321'): Message {
  return {
    subject,
    text: part === 'text' ? body : null,
    html: part === 'html' ? body : null,
    images: [],
    attachments: [],
  };
}

function rulesetOf(rules: Readonly<Record<string, unknown>> = {}): Ruleset {
  const reading = readRuleset({ name: 'test', version: '1', rules }, RULES);
  assert.equal(reading.kind, 'ruleset', JSON.stringify(reading));
  return reading.ruleset;
}

const STRICT = rulesetOf();
const AMENDING = rulesetOf(
  Object.fromEntries(
    RULES.filter(({ meta }) => meta.fixable === 'safe').map(({ meta }) => [meta.id, { amend: true }]),
  ),
);

const PIECES = fc.constantFrom(
  'mail jan@example.nl',
  '020 7946 0018',
  'null eins sieben sechs',
  'https://lamps-direct.com/x?y=1',
  'http://marketplace.example',
  '<p style="color:red;margin:9px">',
  '<img src=http://a.b/c width=1>',
  '<style>p{color:red}</style>',
  '&#64;&amp;&nbsp;',
  '\n\n\n\n',
  ':-) 😊',
  '\u200b\u202e\ufeff',
  '<a href="mailto:x@y.de">hier</a>',
  'Schreiben Sie eine Bewertung und erhalten Sie einen Gutschein.',
  'Р аypal',
  '０１７６',
  '「',
  '\ud800',
);
const BODY = fc
  .array(fc.oneof(PIECES, fc.string({ unit: 'binary', maxLength: 20 })), { maxLength: 12 })
  .map((parts) => parts.join(' '));

test('never throws, and every place lies inside its part', () => {
  fc.assert(
    fc.property(BODY, fc.constantFrom('text' as const, 'html' as const), (body, part) => {
      const message = messageWith(part, body);
      for (const finding of lint(message, CONTEXT, STRICT).findings) {
        for (const place of finding.where) {
          if (place.part === 'attachment' || place.part === 'image') continue;
          const source = message[place.part] ?? '';
          assert.ok(place.start !== undefined && place.end !== undefined, finding.rule);
          assert.ok(place.start >= 0 && place.start <= place.end && place.end <= source.length, finding.rule);
        }
      }
    }),
    { numRuns: 400 },
  );
});

const ACCENTED = fc.constantFrom(
  'Schreiben Sie eine Bewertung, dafür erhalten Sie einen Gutschein für Ihre nächste Bestellung.',
  'Piszcie na małpa, zażółć gęślą jaźń, tel. 502 345 678.',
  'Écrivez à aide arobase lampes point fr, réglez directement par virement.',
  'Añada un código de descuento: OTOÑO15. ¿Podría eliminar su reseña?',
  'Kunt u de één-ster-recensie aanpassen?',
  'Skriv till oss på verkstad snabel-a linnehuset punkt se, så åtgärdar vi det.',
  'Le prix est dû à l’expédition.',
  '<p style="color:red">Größe für die Tür?</p>',
  'émoji 😊 et ☺',
);

/** The rules that find something, each with how often. */
function rulesFoundIn(part: 'text' | 'html', body: string): string[] {
  return lint(messageWith(part, body), CONTEXT, STRICT).findings.map(({ rule }) => rule);
}

test('composed and decomposed text give the same findings', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(ACCENTED, PIECES), { maxLength: 6 }),
      fc.constantFrom('text' as const, 'html' as const),
      (parts, part) => {
        const body = parts.join(' ');
        assert.deepEqual(
          rulesFoundIn(part, body.normalize('NFD')),
          rulesFoundIn(part, body.normalize('NFC')),
        );
      },
    ),
    { numRuns: 200 },
  );
});

test('CRLF and LF give the same findings', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(ACCENTED, PIECES), { maxLength: 8 }),
      fc.constantFrom('text' as const, 'html' as const),
      (parts, part) => {
        const body = parts.join('\n');
        assert.deepEqual(rulesFoundIn(part, body.replaceAll('\n', '\r\n')), rulesFoundIn(part, body));
      },
    ),
    {
      numRuns: 200,
      examples: [
        [['020 7946 0018', '\ud800', 'Piszcie na małpa, zażółć gęślą jaźń, tel. 502 345 678.'], 'html'],
      ],
    },
  );
});

test('the order in which rules look makes no difference, and neither does which others look', () => {
  const reports = (view: MessageView, rule: (typeof RULES)[number]): string => {
    const found: unknown[] = [];
    const options = STRICT.settings.get(rule.meta.id)?.options ?? {};
    rule.check(view, (report) => found.push(report), options as never);
    return JSON.stringify(found);
  };
  fc.assert(
    fc.property(
      BODY,
      fc.constantFrom('text' as const, 'html' as const),
      fc.shuffledSubarray([...RULES]),
      (body, part, chosen) => {
        const together = new MessageView(messageWith(part, body), CONTEXT);
        for (const rule of chosen) {
          const alone = new MessageView(messageWith(part, body), CONTEXT);
          assert.equal(reports(together, rule), reports(alone, rule), rule.meta.id);
        }
      },
    ),
    { numRuns: 60 },
  );
});

test('bytes that are no text are judged too', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 400 }),
      fc.constantFrom('text' as const, 'html' as const),
      (bytes, part) => {
        for (const encoding of ['latin1', 'utf16le', 'utf8'] as const) {
          const body = Buffer.from(bytes).toString(encoding);
          const message = { ...messageWith(part, body), subject: body };
          const { findings } = amend(message, CONTEXT, AMENDING).judgement;
          assert.ok(findings.every(({ where }) => where.every(({ start = 0, end = 0 }) => start <= end)));
        }
      },
    ),
    { numRuns: 150 },
  );
});

test('amending takes away, adds the order id, and turns http into https: nothing else', () => {
  fc.assert(
    fc.property(BODY, fc.constantFrom('text' as const, 'html' as const), (body, part) => {
      const { message } = amend(messageWith(part, body, 'Engraving'), CONTEXT, AMENDING);
      const left = (message[part] ?? '').replaceAll('https:', 'http:');
      const from = body.replaceAll('https:', 'http:');
      let at = 0;
      for (const character of left) {
        at = from.indexOf(character, at) + 1;
        // Two breaks stand for a longer run of them, which may have been written with CR.
        assert.ok(at > 0 || character === '\n', `${JSON.stringify(character)} was added`);
        if (at === 0) break;
      }
    }),
    { numRuns: 150 },
  );
});

test('a text is judged to its end, however long it is', () => {
  const filler = 'Would you like the oak or the ash shelf? '.repeat(2_000);
  const found = rulesFoundIn('text', `${filler}Write a review and get a voucher. Mail jan@example.nl.`);
  for (const rule of ['review-incentive', 'email-address']) assert.ok(found.includes(rule), rule);
});

test('amended messages are stable and gain no words but the order id', () => {
  fc.assert(
    fc.property(BODY, fc.constantFrom('text' as const, 'html' as const), (body, part) => {
      const message = messageWith(part, body, 'Engraving');
      const once = amend(message, CONTEXT, AMENDING);
      const twice = amend(once.message, CONTEXT, AMENDING);
      assert.deepEqual(twice.message, once.message);
      assert.ok(
        once.message.subject === 'Engraving' || once.message.subject === 'Engraving 302-1234567-7654321',
      );
      const letters = (text: string): number => text.match(/\p{L}/gu)?.length ?? 0;
      const links = (body.match(/http:/gu) ?? []).length;
      assert.ok(letters(once.message[part] ?? '') <= letters(body) + links);
    }),
    { numRuns: 200 },
  );
});

test('a safe fix is applied and told of', () => {
  const message = messageWith(
    'html',
    '<p>Oak or ash?</p><img src="https://m.lamps.net/x.png" width="1" alt="">',
  );
  const {
    message: after,
    applied,
    judgement,
  } = amend(message, { ...CONTEXT, preferredLanguage: 'en' }, AMENDING);
  assert.equal(after.html, '<p>Oak or ash?</p>');
  assert.deepEqual(
    applied.map(({ rule }) => rule),
    ['tracking-pixel'],
  );
  assert.equal(judgement.verdict, 'permit');
});

test('the verdict is the gravest of the findings', () => {
  const verdict = (text: string, rules: Readonly<Record<string, unknown>> = {}): string =>
    lint(messageWith('text', text), { ...CONTEXT, preferredLanguage: '' }, rulesetOf(rules)).verdict;
  assert.equal(verdict('Oak or ash?'), 'permit');
  assert.equal(verdict('Mail jan@example.nl'), 'refuse');
  assert.equal(verdict('Oak or ash? :-)', { emoji: 'warn' }), 'permit');
  assert.equal(verdict('Oak or ash? :-)', { emoji: { amend: true } }), 'amend');
});

test('messages of buyers are not judged', () => {
  const judgement = lint(
    messageWith('text', 'Mail jan@example.nl'),
    { ...CONTEXT, authorRole: 'buyer' },
    STRICT,
  );
  assert.deepEqual(judgement, {
    verdict: 'permit',
    findings: [],
    ruleset: 'test@1',
    solicits: false,
    lacksStock: false,
    isUncritical: false,
  });
});

test('the shortest request for a review is one, in every language', () => {
  const requests = [
    ['de', 'Bitte bewerten Sie uns.'],
    ['de', 'Bewerten Sie uns jetzt!'],
    ['en', 'Please rate us.'],
    ['en', 'Rate us!'],
    ['en', 'Leave feedback'],
    ['es', 'Valórenos, por favor.'],
    ['fr', 'Merci de nous évaluer.'],
    ['fr', 'Notez-nous, s’il vous plaît.'],
    ['it', 'La preghiamo di valutarci.'],
    ['ja', '評価をお願いします。'],
    ['nl', 'Beoordeel ons alstublieft.'],
    ['nl', 'Laat een review achter.'],
    ['pl', 'Prosimy o ocenę.'],
    ['sv', 'Vänligen betygsätt oss.'],
    ['tr', 'Lütfen bizi değerlendirin.'],
  ] as const;
  const others = [
    ['de', 'Danke für Ihre Bewertung.'],
    ['en', 'Thank you for your review.'],
    ['en', 'Please review the attached drawing.'],
    ['fr', 'Notez le numéro de suivi, s’il vous plaît.'],
    ['nl', 'Dank u voor uw beoordeling.'],
  ] as const;
  const solicits = ([language, text]: readonly [string, string]): boolean =>
    lint(messageWith('text', text), { ...CONTEXT, preferredLanguage: language }, STRICT).solicits;
  assert.deepEqual(
    requests.filter((request) => !solicits(request)),
    [],
  );
  assert.deepEqual(others.filter(solicits), []);
});

test('every rule and each of its messages has words in the catalogue', () => {
  for (const { meta } of RULES) {
    assert.notEqual(sayGuideline('en', meta.id), null, meta.id);
    const texts = Object.entries(findings).find(([rule]) => rule === meta.id)?.[1] ?? {};
    assert.deepEqual(Object.keys(texts).sort(), [...meta.messages].sort(), meta.id);
  }
});

test('a ruleset with mistakes says where each is', () => {
  const reading = readRuleset(
    {
      name: 'x',
      version: 2,
      rules: {
        emoji: 'loud',
        nothing: 'off',
        'late-contact': { options: { days: 'many', hours: 1 } },
        language: { amend: true },
      },
    },
    RULES,
  );
  assert.equal(reading.kind, 'invalid');
  assert.deepEqual([...reading.problems].sort(), [
    'rules.emoji.severity: expected block, warn or off, found "loud"',
    'rules.language.amend: the rule has no safe fix',
    'rules.late-contact.options.days: expected a number from 1 to 3650, found "many"',
    'rules.late-contact.options.hours: unknown option, expected one of days',
    'rules.nothing: there is no such rule',
    'version: expected a text, found 2',
  ]);
});

test('every rule has a page that names its options and messages', () => {
  for (const { meta } of RULES) {
    const page = readFileSync(new URL(`../../docs/rules/${meta.id}.md`, import.meta.url), 'utf8');
    for (const option of Object.keys(meta.options))
      assert.ok(page.includes(`\`${option}\``), `${meta.id}: ${option}`);
    assert.ok(page.includes(meta.clause), meta.id);
  }
});

const GROWING: readonly (readonly [string, 'text' | 'html', (size: number) => string])[] = [
  ['letters', 'text', (size) => 'a'.repeat(size)],
  ['digits', 'text', (size) => '1 '.repeat(size / 2)],
  ['number words', 'text', (size) => 'eins '.repeat(size / 5)],
  ['dots', 'text', (size) => `${'.'.repeat(size)}a`],
  ['dashes', 'text', (size) => 'a-'.repeat(size / 2)],
  ['labels', 'text', (size) => 'a.'.repeat(size / 2)],
  ['at signs', 'text', (size) => 'a@'.repeat(size / 2)],
  ['brackets', 'text', (size) => '('.repeat(size)],
  ['links', 'text', (size) => 'https://lamps-direct.com '.repeat(size / 25)],
  ['breaks', 'text', (size) => '\n '.repeat(size / 2)],
  ['spaces', 'text', (size) => `a${' '.repeat(size)}b`],
  ['zero width', 'text', (size) => 'a\u200b'.repeat(size / 2)],
  ['quotes', 'text', (size) => '"'.repeat(size)],
  ['review words', 'text', (size) => 'Bewertung nicht bitte '.repeat(size / 22)],
  ['nesting', 'html', (size) => '<div>'.repeat(size / 5)],
  ['anchors', 'html', (size) => '<a href="https://lamps-direct.com">x</a>'.repeat(size / 40)],
  ['declarations', 'html', (size) => `<p style="${'color:red;'.repeat(size / 10)}">x</p>`],
  [
    'style sheet',
    'html',
    (size) => `<style>${'div p a b{color:red}'.repeat(size / 20)}</style><div><p><a><b>x</b></a></p></div>`,
  ],
  ['open tags', 'html', (size) => '<'.repeat(size)],
  ['entities', 'html', (size) => '&amp'.repeat(size / 4)],
];

test('no input makes the work grow faster than the input', (t) => {
  const time = (body: string, part: 'text' | 'html'): number => {
    const start = process.hrtime.bigint();
    lint(messageWith(part, body), CONTEXT, STRICT);
    return Number(process.hrtime.bigint() - start) / 1e6;
  };
  for (const [name, part, make] of GROWING) {
    const small = time(make(20_000), part);
    const large = time(make(80_000), part);
    // Printed, not asserted: times depend on the machine. That the larger one ends at all is the test.
    t.diagnostic(
      `${name}: ${small.toFixed(0)} → ${large.toFixed(0)} ms, exponent ${(Math.log(large / small) / Math.log(4)).toFixed(2)}`,
    );
    assert.ok(large >= 0);
  }
});
