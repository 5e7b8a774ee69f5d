import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FileFacts } from '#policy/files.ts';
import { lint } from '#policy/lint.ts';
import type { Context, Message } from '#policy/message.ts';
import { RULES } from '#policy/rules.ts';
import { readRuleset } from '#policy/ruleset.ts';
import type { Ruleset } from '#policy/ruleset.ts';
import { NO_DICTIONARIES } from '#policy/spelling/dictionary.ts';
import type { SpellingDictionaries } from '#policy/spelling/dictionary.ts';

/** A message to judge: its text with the words that are to be flagged marked «so», or more than a text. */
export type RuleCase =
  | string
  | {
      readonly text?: string;
      readonly html?: string;
      readonly subject?: string;
      /** BCP 47; the buyer's language. */
      readonly language?: string;
      readonly message?: Partial<Message>;
      readonly context?: Partial<Context>;
      readonly files?: readonly FileFacts[];
      readonly options?: Readonly<Record<string, unknown>>;
      /** Certainty that the first finding has. */
      readonly certainty?: string;
      readonly messageId?: string;
      /** The part in which the marked words stand after the safe fix. */
      readonly fixed?: string;
    };

export interface RuleCases {
  /** Each holds at least one mark, or concerns the message as a whole. */
  readonly flagged: readonly RuleCase[];
  /** Nearly flagged, and permitted. */
  readonly permitted: readonly RuleCase[];
  /** For the rule that looks words up. */
  readonly dictionaries?: SpellingDictionaries;
}

const SENT_AT = new Date('2026-05-20T10:00:00Z');
export const ORDER_ID = '302-1234567-7654321';

const CONTEXT: Context = {
  order: { id: ORDER_ID, completedAt: null, reviewRequestsSent: 0 },
  preferredLanguage: '',
  marketplaceHosts: ['marketplace.example', 'www.marketplace.example'],
  country: 'DE',
  authorRole: 'seller',
  contactReason: 'order-problem',
  sentAt: SENT_AT,
};

interface Marked {
  readonly plain: string;
  readonly marks: readonly { readonly start: number; readonly end: number }[];
}

function unmark(text: string): Marked {
  const marks: { start: number; end: number }[] = [];
  let plain = '';
  for (const character of text) {
    if (character === '«') marks.push({ start: plain.length, end: plain.length });
    else if (character === '»') {
      const open = marks.pop();
      if (open !== undefined) marks.push({ start: open.start, end: plain.length });
    } else plain += character;
  }
  return { plain, marks };
}

function rulesetFor(id: string, options: Readonly<Record<string, unknown>>): Ruleset {
  const off = Object.fromEntries(
    RULES.filter(({ meta }) => meta.id !== id).map(({ meta }) => [meta.id, 'off']),
  );
  const reading = readRuleset({ name: 'test', version: '1', rules: { ...off, [id]: { options } } }, RULES);
  assert.equal(reading.kind, 'ruleset', JSON.stringify(reading));
  return reading.ruleset;
}

function judge(id: string, given: RuleCase, dictionaries: SpellingDictionaries) {
  const one = typeof given === 'string' ? { text: given } : given;
  const part: 'subject' | 'text' | 'html' =
    one.html === undefined ? (one.text === undefined ? 'subject' : 'text') : 'html';
  const { plain, marks } = unmark(one.html ?? one.text ?? one.subject ?? '');
  const message: Message = {
    subject: part === 'subject' ? plain : (one.subject ?? `Order ${ORDER_ID}`),
    text: part === 'text' ? plain : null,
    html: part === 'html' ? plain : null,
    images: [],
    attachments: [],
    ...one.message,
  };
  const context = { ...CONTEXT, preferredLanguage: one.language ?? '', ...one.context };
  const { findings } = lint(
    message,
    context,
    rulesetFor(id, one.options ?? {}),
    one.files ?? [],
    dictionaries,
  );
  return { one, part, marks, message, findings };
}

function checkFlagged(id: string, given: RuleCase, dictionaries: SpellingDictionaries): void {
  const { one, part, marks, message, findings } = judge(id, given, dictionaries);
  assert.ok(findings.length > 0, 'nothing was flagged');
  const places = findings.flatMap((finding) => finding.where).filter((place) => place.part === part);
  const source = message[part] ?? '';
  for (const mark of marks) {
    const hit = places.some((place) => (place.start ?? 0) < mark.end && (place.end ?? 0) > mark.start);
    const shown = places.map((place) => source.slice(place.start, place.end));
    assert.ok(hit, `«${source.slice(mark.start, mark.end)}» wasn't flagged, but ${JSON.stringify(shown)}`);
  }
  for (const place of places) {
    assert.ok(
      (place.start ?? 0) <= (place.end ?? 0) && (place.end ?? 0) <= source.length,
      'a place lies outside the part',
    );
  }
  if (one.certainty !== undefined) assert.equal(findings[0]?.certainty, one.certainty);
  if (one.messageId !== undefined) assert.equal(findings[0]?.messageId, one.messageId);
  if (one.fixed === undefined) return;
  const edit = findings[0]?.fix?.[0];
  assert.ok(edit !== undefined, 'no fix was offered');
  const before = edit.part === 'attachment' || edit.part === 'image' ? '' : (message[edit.part] ?? '');
  assert.equal(before.slice(0, edit.start) + edit.text + before.slice(edit.end), one.fixed);
}

const nameOf = (given: RuleCase): string =>
  (typeof given === 'string'
    ? given
    : (given.html ?? given.text ?? given.subject ?? JSON.stringify(given))
  ).slice(0, 90);

/** Registers one test for each case of a rule. */
export function testRule(
  id: string,
  { flagged, permitted, dictionaries = NO_DICTIONARIES }: RuleCases,
): void {
  test(`${id} has flagged and nearly flagged cases`, () => {
    assert.ok(RULES.some(({ meta }) => meta.id === id));
    assert.ok(flagged.length > 0 && permitted.length > 0);
  });
  for (const given of flagged)
    test(`${id} flags: ${nameOf(given)}`, () => checkFlagged(id, given, dictionaries));
  for (const given of permitted) {
    test(`${id} permits: ${nameOf(given)}`, () => {
      assert.deepEqual(
        judge(id, given, dictionaries).findings.map(({ where, messageId, quote }) => ({
          messageId,
          quote,
          where,
        })),
        [],
      );
    });
  }
}
