// How often ordinary prose is found fault with, and how many slips are found in it:
// node bench/policy-prose.ts [--show RULE]… [--typos] FOLDER…
// A folder holds en.txt, de.txt … with one sentence a line that nobody wrote for this. Each is judged as a whole message.
import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';

import { Chance } from '#bench/policy/chance.ts';
import { misspell } from '#bench/policy/typos.ts';
import { openDictionaries } from '#dictionaries/open-dictionaries.ts';
import { LANGUAGES } from '#policy/language.ts';
import type { Language } from '#policy/language.ts';
import { lint } from '#policy/lint.ts';
import type { Judgement } from '#policy/lint.ts';
import type { Context } from '#policy/message.ts';
import { readRuleset } from '#policy/ruleset.ts';
import { RULES } from '#policy/rules.ts';
import { spellerOf } from '#policy/spelling/speller.ts';

const { values, positionals: folders } = parseArgs({
  allowPositionals: true,
  options: {
    show: { type: 'string', multiple: true, default: [] },
    typos: { type: 'boolean', default: false },
  },
});
const CONTACT = ['email-address', 'phone-number', 'link-external', 'off-platform'];
// What a message is for can't be told from a sentence of a manual; what stands in it can.
const JUDGED = new Set([
  ...CONTACT,
  'link-insecure',
  'sensitive-content',
  'spelling',
  'emoji',
  'language',
  'line-breaks',
]);
const rules = Object.fromEntries(
  RULES.filter(({ meta }) => !JUDGED.has(meta.id)).map(({ meta }) => [meta.id, 'off']),
);
const reading = readRuleset({ name: 'prose', version: '1', rules }, RULES);
if (reading.kind === 'invalid') throw new Error(reading.problems.join('\n'));
const { ruleset } = reading;
const dictionaries = await openDictionaries();
const ORDER = '302-1234567-7654321';

function judge(text: string, language: Language): Judgement {
  const context: Context = {
    order: { id: ORDER, completedAt: null, reviewRequestsSent: 0 },
    preferredLanguage: language,
    marketplaceHosts: ['marketplace.example'],
    country: language === 'en' ? 'GB' : language.toUpperCase(),
    authorRole: 'seller',
    contactReason: 'reply-to-buyer',
    sentAt: new Date('2026-05-20T10:00:00Z'),
  };
  const message = { subject: `Order ${ORDER}`, text, html: null, images: [], attachments: [] };
  return lint(message, context, ruleset, [], dictionaries);
}

const percent = (part: number, whole: number): string =>
  `${((100 * part) / (whole || 1)).toFixed(2)} %`.padStart(8);

function falseAlarms(language: Language, sentences: readonly string[]): void {
  const counts = new Map<string, number>();
  const add = (key: string): unknown => counts.set(key, (counts.get(key) ?? 0) + 1);
  for (const text of sentences) {
    const { findings } = judge(text, language);
    const found = new Set(findings.map(({ rule }) => rule));
    for (const rule of found) add(rule);
    if (CONTACT.some((rule) => found.has(rule))) add('any contact');
    for (const shown of values.show.filter((rule) => found.has(rule))) {
      const quotes = findings
        .filter(({ rule }) => rule === shown)
        .map(
          ({ quote, messageId, suggestions }) =>
            `${messageId}:${quote}>${suggestions[0]?.edits[0]?.text ?? ''}`,
        );
      console.log(`  ${language} ${shown} [${quotes.join(' | ')}] ${text}`);
    }
  }
  const row = [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([rule, count]) => `${rule} ${count} ${percent(count, sentences.length).trim()}`);
  console.log(`${language} ${sentences.length} sentences: ${row.join(', ') || 'nothing'}`);
}

const TYPOS = 2_000;

function detection(language: Language, sentences: readonly string[]): void {
  const speller = spellerOf(language, dictionaries);
  const chance = new Chance(7);
  const result: string[] = [];
  for (const slips of [1, 2, 3]) {
    let words = 0;
    let unknown = 0;
    let near = 0;
    let messages = 0;
    let flagged = 0;
    for (let round = 0; words < TYPOS && round < 20 * TYPOS; round += 1) {
      const wrong = misspell(chance.pick(sentences), slips, chance);
      if (wrong === null) continue;
      messages += 1;
      words += wrong.words.length;
      for (const word of wrong.words) {
        const { kind } = speller.read(word);
        if (kind !== 'right') unknown += 1;
        if (kind === 'slip') near += 1;
      }
      if (judge(wrong.text, language).findings.some(({ rule }) => rule === 'spelling')) flagged += 1;
    }
    if (slips === 1)
      result.push(
        `${words} words: not in the dictionary ${percent(unknown, words)}, near a frequent word ${percent(near, words)}`,
      );
    result.push(`${slips} slip(s): ${percent(flagged, messages)} of messages`);
  }
  console.log(`${language} slips: ${result.join('; ')}`);
}

for (const folder of folders) {
  console.log(basename(folder));
  for (const language of LANGUAGES) {
    const path = join(folder, `${language}.txt`);
    if (!existsSync(path)) continue;
    const sentences = readFileSync(path, 'utf8')
      .split('\n')
      .filter((line) => line.trim() !== '');
    if (values.typos) detection(language, sentences);
    else falseAlarms(language, sentences);
  }
}
