import { IntlMessageFormat } from 'intl-messageformat';

import de from './de.json' with { type: 'json' };
import en from './en.json' with { type: 'json' };
import nl from './nl.json' with { type: 'json' };

/** One catalogue of words for web, mail and refusals alike; English is the list of keys. */
export type MessageKey = keyof typeof en;
export type MessageValues = Readonly<Record<string, string | number | boolean | Date>>;

const CATALOGUES: Readonly<Record<string, Readonly<Record<MessageKey, string>>>> = { en, de, nl };

export const LANGUAGES: readonly string[] = Object.keys(CATALOGUES);

/** True for a key of the catalogue; codes that were stored may come from another release. */
export function isMessageKey(text: string): text is MessageKey {
  return Object.hasOwn(en, text);
}

const formats = new Map<string, IntlMessageFormat>();

/** The language of the catalogue that serves a reader of `language` (BCP 47): itself, its base, or English. */
export function spokenLanguage(language: string): string {
  const base = language.toLowerCase().split('-', 1)[0] ?? '';
  return Object.hasOwn(CATALOGUES, base) ? base : 'en';
}

/** The text under a key in the reader's language, ICU placeholders filled. */
export function say(language: string, key: MessageKey, values: MessageValues = {}): string {
  const spoken = spokenLanguage(language);
  const cacheKey = `${spoken}:${key}`;
  let format = formats.get(cacheKey);
  if (format === undefined) {
    // Values are put into mail and pages as plain text, so `<` in a text is a character, not a tag.
    format = new IntlMessageFormat(CATALOGUES[spoken]?.[key] ?? en[key], spoken, undefined, {
      ignoreTag: true,
    });
    formats.set(cacheKey, format);
  }
  return String(format.format(values));
}
