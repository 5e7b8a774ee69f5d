import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import fc from 'fast-check';

import { OBSTACLE_CODES } from '#market/obstacle.ts';
import { findReason, packLanguage, reasonOfApiType } from '#market/pack.ts';
import { testFolder } from '#test/support/test-folder.ts';

import { readJsonFile } from './json-file.ts';
import type { PackReading } from './read-pack.ts';
import { readPack, readPacks } from './read-pack.ts';

const scratch = await testFolder();
let scratched = 0;

/** A new folder of the test's own. */
function newFolder(): string {
  scratched += 1;
  const folder = join(scratch, String(scratched));
  mkdirSync(folder);
  return folder;
}

const PACKS = new URL('../../packs', import.meta.url).pathname;

function problemsOf(reading: PackReading): string[] {
  if (reading.kind === 'pack') return [];
  return reading.problems.map(({ file, line, sentence }) => `${file}:${line}: ${sentence}`);
}

test('the packs of Germany, the Netherlands and the United Kingdom are complete', () => {
  const packs = readPacks(PACKS);
  assert.deepEqual(
    packs.map(({ id }) => id),
    ['de', 'nl', 'uk'],
  );
  for (const { id, reading } of packs) {
    assert.deepEqual(problemsOf(reading), [], id);
    assert.ok(reading.kind === 'pack');
    const { pack } = reading;
    assert.deepEqual([...pack.languages].sort(), ['de', 'en', 'nl'], id);
    // Every reason that REASON 2 names.
    for (const reason of [
      'problem-with-order',
      'order-details',
      'customisation',
      'schedule-delivery',
      'schedule-service',
      'address-problem',
      'delay',
      'return-follow-up',
      'invoice',
      'warranty',
      'legal-disclosure',
      'digital-access-key',
      'fitment-check',
      'review-request',
      'other',
    ])
      assert.ok(findReason(pack, reason) !== null, `${id} has ${reason}`);
    assert.equal(reasonOfApiType(pack, 'unexpectedProblem')?.id, 'problem-with-order');
    assert.equal(reasonOfApiType(pack, 'negativeFeedbackRemoval'), null);
    assert.equal(packLanguage(pack, 'nl-BE'), 'nl');
    assert.equal(packLanguage(pack, 'fr'), pack.languages[0]);
  }
});

test('a fourth pack is a copied folder with another id', () => {
  const root = newFolder();
  cpSync(join(PACKS, 'de'), join(root, 'at'), { recursive: true });
  assert.deepEqual(problemsOf(readPack(join(root, 'at'))), [
    "pack.json:2: The id “de” must be the name of the pack's folder, “at”.",
  ]);
  const path = join(root, 'at', 'pack.json');
  writeFileSync(path, readFileSync(path, 'utf8').replace('"id": "de"', '"id": "at"'));
  assert.deepEqual(problemsOf(readPack(join(root, 'at'))), []);
});

interface Mistake {
  readonly file: string;
  readonly from: string;
  readonly to: string;
  /** Of the text that was put in, where the line that is named is another than its first. */
  readonly lineAfter?: string;
  readonly says: RegExp;
}

const P = 'pack.json';
const R = 'contact-reasons.json';
const T = 'texts/de.json';

const MISTAKES: readonly Mistake[] = [
  { file: P, from: '"country": "DE"', to: '"country": "de"', says: /“country” must be two capital letters/u },
  {
    file: P,
    from: '"version": "2026-11-22"',
    to: '"version": ""',
    says: /“version” must not be empty, found ""/u,
  },
  { file: P, from: 'Europe/Berlin', to: 'Europe/Bärlin', says: /“timeZone” must be a time zone/u },
  { file: P, from: '"timeZone"', to: '"timezone"', says: /knows no “timezone”/u },
  {
    file: P,
    from: '"country": "DE",',
    to: '"country": "DE", "country": "DE",',
    says: /“country” stands twice/u,
  },
  { file: P, from: '["de", "en", "nl"]', to: '["de", "en", "nl", "de"]', says: /“de” stands twice/u },
  { file: P, from: '["de", "en", "nl"]', to: '[]', says: /“languages” must have at least 1 entry/u },
  { file: P, from: '["de", "en", "nl"]', to: '["de", "en", "nl", "xx_yy"]', says: /must be a language tag/u },
  {
    file: P,
    from: '"wordSuffices": true',
    to: '"wordSuffices": "yes"',
    says: /must be true or false, found "yes"/u,
  },
  { file: P, from: '["Wichtig"]', to: '["[Wichtig]"]', says: /must be a word of letters, without brackets/u },
  {
    file: P,
    from: '"nl": ["Belangrijk"]',
    to: '"fr": ["Important"]',
    says: /“fr”, which is none of the pack's/u,
  },
  { file: P, from: '"startsOn": "2024-01-01"', to: '"startsOn": "2024-02-30"', says: /a date that exists/u },
  {
    file: P,
    from: '"hidesPreference": false',
    to: '"hidesPreference": 0',
    says: /must be true or false, found 0/u,
  },
  { file: P, from: '"handmade"', to: '"Handmade"', says: /must be a category in lower-case letters/u },
  {
    file: P,
    from: '"daysAfterCompletion": 30',
    to: '"daysAfterCompletion": -1',
    says: /must be 0 or more, found -1/u,
  },
  {
    file: P,
    from: '"daysAfterCompletion": 30',
    to: '"daysAfterCompletion": "30"',
    says: /must be a number/u,
  },
  {
    file: P,
    from: '"opensAfterDays": 5',
    to: '"opensAfterDays": 5.5',
    says: /“opensAfterDays” must be a whole number/u,
  },
  { file: P, from: '"hours": 24', to: '"hours": 0', says: /“hours” must be 1 or more/u },
  { file: P, from: '"monday"', to: '"Montag"', says: /must be one of “sunday”, “monday”/u },
  { file: P, from: '"from": "09:00"', to: '"from": "25:00"', says: /must be a time of day/u },
  { file: P, from: '"to": "17:00"', to: '"to": "08:00"', says: /must end after they begin at 09:00/u },
  { file: P, from: '"languages":', to: '"languages"', says: /This is not JSON/u },
  {
    file: R,
    from: '"kind": "critical"',
    to: '"kind": "urgent"',
    says: /must be one of “critical”, “permitted”/u,
  },
  {
    file: R,
    from: '"kind": "permitted"',
    to: '"kind": "solicitation"',
    says: /a solicitation already|its days are/u,
    lineAfter: 'second',
  },
  { file: R, from: '"unshipped"', to: '"open"', says: /must be one of “pending”, “unshipped”/u },
  {
    file: R,
    from: '"fulfilment": ["seller"]',
    to: '"fulfilment": "seller"',
    says: /“fulfilment” must be a list, found "seller"/u,
  },
  {
    file: R,
    from: '"openReturn": true',
    to: '"openReturn": true, "openReturns": true',
    says: /knows no “openReturns”/u,
  },
  { file: R, from: '"atMostPerOrder": 1', to: '"atMostPerOrder": 2', says: /an order gets one, not 2/u },
  {
    file: R,
    from: '"openReturn": true',
    to: '"openReturn": true, "daysAfterCompletion": 60',
    says: /shorter than the pack's 30 days/u,
  },
  { file: R, from: '"id": "delay"', to: '"id": "Delay"', says: /“id” must be lower-case letters/u },
  {
    file: R,
    from: '"id": "delay"',
    to: '"id": "other"',
    says: /There are two reasons “other”|has no texts|There is no reason/u,
    lineAfter: 'second',
  },
  {
    file: R,
    from: '["confirmOrderDetails"]',
    to: '["confirmorderdetails"]',
    says: /must be one of “confirmCustomizationDetails”/u,
  },
  {
    file: R,
    from: '["confirmOrderDetails"]',
    to: '["unexpectedProblem"]',
    says: /belongs to “problem-with-order” already/u,
  },
  {
    file: R,
    from: '"label": "order-problem"',
    to: '"label": "problem"',
    says: /must be one of “order-problem”/u,
  },
  { file: R, from: '"maxLength": 800', to: '"maxLength": 0', says: /“maxLength” must be 1 or more/u },
  { file: R, from: '"kind": "date"', to: '"kind": "day"', says: /must be one of the kinds that are known/u },
  { file: R, from: '"min": 1', to: '"min": 7', says: /at least 7 files but takes 5/u },
  {
    file: R,
    from: '"min": 1',
    to: '"min": 0',
    says: /are required exactly where “min” is 1 or more/u,
    lineAfter: 'required',
  },
  { file: R, from: '["invoice"],', to: '[],', says: /takes files, so “attachments” must say/u },
  { file: R, from: '["invoice"],', to: '["bill"],', says: /must be one of “design”/u },
  {
    file: R,
    from: '"reasons": [',
    to: '"reason": [',
    says: /“reasons” is missing; it must be a list/u,
    lineAfter: 'file',
  },
  {
    file: T,
    from: 'Zusätzliche Informationen erforderlich"',
    to: '"',
    says: /“criticalSubject” must not be empty/u,
  },
  {
    file: T,
    from: '"delay": {',
    to: '"delays": {',
    says: /no reason “delays”|“delay” has no texts/u,
    lineAfter: 'second',
  },
  {
    file: T,
    from: '{newDeliveryDate}',
    to: '{newDate}',
    says: /placeholder \{newDate\}|must contain \{newDeliveryDate\}/u,
  },
  { file: T, from: '{newDeliveryDate}', to: '{newDeliveryDate', says: /not ICU message syntax/u },
  {
    file: T,
    from: '{adjustmentReason, select,',
    to: '{adjustmentReason, selekt,',
    says: /not ICU message syntax/u,
  },
  { file: T, from: '{amount}', to: '12,00 €', says: /must contain \{amount\}/u },
  {
    file: T,
    from: 'Ihre Bestellung {orderId} kommt später als',
    to: 'Sie kommt später als',
    says: /must contain \{orderId\}/u,
  },
  {
    file: T,
    from: 'Guten Tag,',
    to: 'Guten Tag {buyer},',
    says: /placeholder \{buyer\}; known are orderId, seller/u,
  },
  {
    file: T,
    from: '"name": "Verzögerung"',
    to: '"name": "Ver\\nzögerung"',
    says: /“name” must be one line/u,
  },
];

for (const { file, from, to, says, lineAfter } of MISTAKES)
  test(`${file}: ${to} is explained`, () => {
    const folder = join(newFolder(), 'de');
    cpSync(join(PACKS, 'de'), folder, { recursive: true });
    const path = join(folder, file);
    const before = readFileSync(path, 'utf8');
    const at = before.indexOf(from);
    assert.notEqual(at, -1, `${file} has ${from}`);
    writeFileSync(path, before.slice(0, at) + to + before.slice(at + from.length));
    const reading = readPack(folder);
    assert.equal(reading.kind, 'invalid');
    assert.ok(reading.kind === 'invalid' && reading.problems.length > 0);
    const problem = reading.problems.find(({ sentence }) => says.test(sentence));
    assert.ok(problem !== undefined, problemsOf(reading).join('\n'));
    if (lineAfter === undefined) {
      assert.equal(problem.file, file);
      assert.equal(problem.line, before.slice(0, at).split('\n').length, problemsOf(reading).join('\n'));
    }
    // A mistake doesn't bring a heap of others with it.
    assert.ok(reading.problems.length <= 6, problemsOf(reading).join('\n'));
  });

test('files that are missing or too many are named', () => {
  const root = newFolder();
  const copy = (name: string): string => {
    cpSync(join(PACKS, 'nl'), join(root, name, 'nl'), { recursive: true });
    return join(root, name, 'nl');
  };
  for (const file of [P, R, T]) {
    const folder = copy(file.replace('/', '-'));
    rmSync(join(folder, file));
    assert.ok(
      problemsOf(readPack(folder)).includes(`${file}:1: This file is missing; copy it from another pack.`),
    );
  }
  const folder = copy('renamed');
  renameSync(join(folder, 'texts/de.json'), join(folder, 'texts/fr.json'));
  assert.equal(problemsOf(readPack(folder)).length, 2);
  assert.match(problemsOf(readPack(folder))[1] ?? '', /^texts\/fr\.json:1: .*no language of the pack/u);
});

test('all mistakes are told at once', () => {
  const folder = join(newFolder(), 'uk');
  cpSync(join(PACKS, 'uk'), folder, { recursive: true });
  for (const [file, from, to] of [
    [P, '"GB"', '"gb"'],
    [P, 'Europe/London', 'London'],
    [R, '"label": "invoice"', '"label": "bill"'],
  ] as const)
    writeFileSync(join(folder, file), readFileSync(join(folder, file), 'utf8').replace(from, to));
  assert.equal(problemsOf(readPack(folder)).length, 3);
});

test('whatever stands in a file, reading it explains and never throws', () => {
  const folder = join(newFolder(), 'de');
  cpSync(join(PACKS, 'de'), folder, { recursive: true });
  const pristine = new Map([P, R, T].map((file) => [file, readFileSync(join(folder, file), 'utf8')]));
  fc.assert(
    fc.property(fc.constantFrom(P, R, T), fc.jsonValue({ maxDepth: 4 }), (file, value) => {
      writeFileSync(join(folder, file), JSON.stringify(value));
      const reading = readPack(folder);
      writeFileSync(join(folder, file), pristine.get(file) ?? '');
      assert.equal(reading.kind, 'invalid');
      assert.ok(reading.kind === 'invalid' && reading.problems.every(({ line }) => line >= 1));
    }),
    { numRuns: 60 },
  );
});

test('the line of every value is the one that it stands on', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
      const text = JSON.stringify(value, null, 1);
      const reading = readJsonFile('a.json', text);
      assert.ok(reading.kind === 'json');
      const lines = text.split('\n');
      const walk = (at: unknown, path: readonly PropertyKey[]): void => {
        const line = lines[reading.file.lineOf(path) - 1] ?? '';
        const key = path.at(-1);
        if (typeof key === 'string') assert.ok(line.includes(`${JSON.stringify(key)}: `), `${text}\n${key}`);
        if (typeof at !== 'object' || at === null) {
          assert.ok(line.includes(JSON.stringify(at)));
          return;
        }
        for (const [name, inner] of Object.entries(at))
          walk(inner, [...path, Array.isArray(at) ? Number(name) : name]);
      };
      walk(JSON.parse(text), []);
    }),
  );
});

test('the obstacles are a closed list without a word twice', () =>
  assert.equal(new Set(OBSTACLE_CODES).size, OBSTACLE_CODES.length));
