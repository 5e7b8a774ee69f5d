import { IntlMessageFormat } from 'intl-messageformat';

import { spokenLanguage } from './catalogue.ts';

/** What ICU message syntax says of a text that came as data. */
export type IcuReading =
  | { readonly kind: 'text'; readonly placeholders: ReadonlySet<string> }
  | { readonly kind: 'broken'; readonly complaint: string };

function compile(language: string, text: string): IntlMessageFormat {
  // Values are put into mail and pages as plain text, so `<` in a text is a character, not a tag.
  return new IntlMessageFormat(text, spokenLanguage(language), undefined, { ignoreTag: true });
}

/** A text is written by the operator; nesting is what plurals within choices need. */
const DEEPEST = 8;

function collectNames(value: unknown, names: Set<string>, depth: number): void {
  if (depth > 4 * DEEPEST || typeof value !== 'object' || value === null) return;
  // Every element but a literal (type 0) and `#` (type 7) names its value.
  if ('type' in value && 'value' in value && typeof value.value === 'string' && value.type !== 0)
    names.add(value.value);
  for (const inner of Object.values(value)) collectNames(inner, names, depth + 1);
}

/** Whether a text is ICU message syntax, and which values it wants. Never throws. */
export function readIcuText(language: string, text: string): IcuReading {
  try {
    const names = new Set<string>();
    collectNames(compile(language, text).getAst(), names, 0);
    return { kind: 'text', placeholders: names };
  } catch (error) {
    return { kind: 'broken', complaint: error instanceof Error ? error.message : String(error) };
  }
}

const compiled = new Map<string, IntlMessageFormat>();
/** As many texts as a few dozen packs have. */
const MOST_COMPILED = 5000;

/** Fills a text that `readIcuText` took. Throws where a value that it wants isn't given. */
export function fillIcuText(
  language: string,
  text: string,
  values: Readonly<Record<string, string | number>>,
): string {
  const key = `${spokenLanguage(language)}:${text}`;
  let format = compiled.get(key);
  if (format === undefined) {
    format = compile(language, text);
    if (compiled.size >= MOST_COMPILED) compiled.clear();
    compiled.set(key, format);
  }
  return String(format.format(values));
}
