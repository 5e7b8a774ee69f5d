import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { openDictionaries } from '#dictionaries/open-dictionaries.ts';
import { lint } from './lint.ts';
import type { Context } from './message.ts';
import { RULES } from './rules.ts';
import { readRuleset } from './ruleset.ts';

// The pages' examples are run: a page can't say what the rule doesn't do.
const folder = new URL('../../docs/rules/', import.meta.url);
const EXAMPLE = /^```(flagged|permitted)\n([\s\S]*?)\n```$/gmu;
const CONTEXT: Context = {
  order: { id: '302-1234567-7654321', completedAt: null, reviewRequestsSent: 0 },
  preferredLanguage: 'en',
  marketplaceHosts: ['marketplace.example', 'www.marketplace.example'],
  country: 'GB',
  authorRole: 'seller',
  contactReason: 'order-problem',
  sentAt: new Date('2026-05-20T10:00:00Z'),
};

const dictionaries = await openDictionaries();

function rulesFoundIn(text: string): Set<string> {
  const reading = readRuleset({ name: 'pages', version: '1' }, RULES);
  assert.equal(reading.kind, 'ruleset');
  const isHtml = text.startsWith('<');
  const message = {
    subject: '302-1234567-7654321',
    text: isHtml ? null : text,
    html: isHtml ? text : null,
    images: [],
    attachments: [],
  };
  return new Set(lint(message, CONTEXT, reading.ruleset, [], dictionaries).findings.map(({ rule }) => rule));
}

test('every page belongs to a rule', () => {
  const pages = readdirSync(folder).filter((name) => name !== 'README.md');
  assert.deepEqual(pages.sort(), RULES.map(({ meta }) => `${meta.id}.md`).sort());
});

let examples = 0;
for (const { meta } of RULES) {
  for (const [, kind = '', text = ''] of readFileSync(new URL(`${meta.id}.md`, folder), 'utf8').matchAll(
    EXAMPLE,
  )) {
    examples += 1;
    test(`${meta.id}: ${kind}: ${text.slice(0, 60)}`, () => {
      assert.equal(rulesFoundIn(text).has(meta.id), kind === 'flagged');
    });
  }
}

test('examples were found', () => assert.ok(examples > 50, `${examples}`));
