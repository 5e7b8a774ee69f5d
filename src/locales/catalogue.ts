import { IntlMessageFormat } from 'intl-messageformat';

import de from './de.json' with { type: 'json' };
import en from './en.json' with { type: 'json' };
import deFindings from './findings/de.json' with { type: 'json' };
import enFindings from './findings/en.json' with { type: 'json' };
import nlFindings from './findings/nl.json' with { type: 'json' };
import deGuidelines from './guidelines/de.json' with { type: 'json' };
import enGuidelines from './guidelines/en.json' with { type: 'json' };
import nlGuidelines from './guidelines/nl.json' with { type: 'json' };
import nl from './nl.json' with { type: 'json' };

/**
 * One catalogue of words for web, mail and refusals alike; English is the list of keys. What rules find and what the
 * guidelines say stand in files of their own, by rule, because a rule is written and translated as a whole.
 */
export type MessageKey = keyof typeof en;
export type MessageValues = Readonly<Record<string, string | number | boolean | Date>>;

type TextsByRule = Readonly<Record<string, Readonly<Record<string, string>>>>;

function catalogueOf(
  words: Readonly<Record<MessageKey, string>>,
  findings: TextsByRule,
  guidelines: TextsByRule,
): ReadonlyMap<string, string> {
  const texts = new Map<string, string>(Object.entries(words));
  for (const [family, byRule] of [['finding', findings] as const, ['guideline', guidelines] as const])
    for (const [rule, entries] of Object.entries(byRule))
      for (const [name, text] of Object.entries(entries)) texts.set(`${family}.${rule}.${name}`, text);
  return texts;
}

const ENGLISH = catalogueOf(en, enFindings, enGuidelines);
const CATALOGUES: ReadonlyMap<string, ReadonlyMap<string, string>> = new Map([
  ['en', ENGLISH],
  ['de', catalogueOf(de, deFindings, deGuidelines)],
  ['nl', catalogueOf(nl, nlFindings, nlGuidelines)],
]);

export const LANGUAGES: readonly string[] = [...CATALOGUES.keys()];

/** True for a key of the catalogue; codes that were stored may come from another release. */
export function isMessageKey(text: string): text is MessageKey {
  return Object.hasOwn(en, text);
}

const formats = new Map<string, IntlMessageFormat>();

/** The language of the catalogue that serves a reader of `language` (BCP 47): itself, its base, or English. */
export function spokenLanguage(language: string): string {
  const base = language.toLowerCase().split('-', 1)[0] ?? '';
  return CATALOGUES.has(base) ? base : 'en';
}

function format(language: string, key: string, values: MessageValues): string | null {
  const spoken = spokenLanguage(language);
  const cacheKey = `${spoken}:${key}`;
  let prepared = formats.get(cacheKey);
  if (prepared === undefined) {
    const text = CATALOGUES.get(spoken)?.get(key) ?? ENGLISH.get(key);
    if (text === undefined) return null;
    // Values are put into mail and pages as plain text, so `<` in a text is a character, not a tag.
    prepared = new IntlMessageFormat(text, spoken, undefined, { ignoreTag: true });
    formats.set(cacheKey, prepared);
  }
  return String(prepared.format(values));
}

/** The text under a key in the reader's language, ICU placeholders filled. */
export function say(language: string, key: MessageKey, values: MessageValues = {}): string {
  return format(language, key, values) ?? '';
}

/** What a rule reports, as far as its words are concerned. */
export interface SaidFinding {
  readonly rule: string;
  readonly messageId: string;
  readonly data: MessageValues;
}

/** What a finding says to its reader; null for one of another release, whose text isn't here. */
export function sayFinding(language: string, { rule, messageId, data }: SaidFinding): string | null {
  try {
    return format(language, `finding.${rule}.${messageId}`, data);
  } catch {
    return null; // stored by a release whose finding had other data
  }
}

/** The ids of all rules that have a guideline. */
export function guidelineRules(): readonly string[] {
  return Object.keys(enGuidelines);
}

/** A guideline in the reader's words. */
export interface SaidGuideline {
  readonly name: string;
  /** What is asked of the author, in a sentence. */
  readonly norm: string;
  /** How a breach is mended. */
  readonly mend: string;
}

/** The guideline behind a rule; null where there is no such rule here. */
export function sayGuideline(language: string, rule: string): SaidGuideline | null {
  const part = (name: string): string | null => format(language, `guideline.${rule}.${name}`, {});
  const [name, norm, mend] = [part('name'), part('norm'), part('mend')];
  return name === null || norm === null || mend === null ? null : { name, norm, mend };
}
