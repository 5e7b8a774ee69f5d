import type en from '#locales/web/en.json';

/** A key of the web part of the catalogue (src/locales/web). */
export type TextKey = keyof typeof en;
export type TextValue = string | number | boolean;
export type TextValues = Readonly<Record<string, TextValue>>;

/** What a text asks of the language that it is in. */
export interface TextFormats {
  text(value: TextValue): string;
  number(value: number): string;
  select(value: TextValue, choices: Readonly<Record<string, () => string>>): string;
  plural(count: number, offset: number, choices: Readonly<Record<string, () => string>>): string;
}

/** What an element inside a text is made of; gives whatever stands for it. */
type Wrap = (inside: string) => unknown;

type Text =
  | string
  | ((
      values: Readonly<Record<string, TextValue | Wrap>>,
      formats: TextFormats,
    ) => string | readonly unknown[]);

export type Texts = Readonly<Record<TextKey, Text>>;

/** How one language counts and writes numbers. */
export function textFormats(language: string): TextFormats {
  const numbers = new Intl.NumberFormat(language);
  const plurals = new Intl.PluralRules(language);
  return {
    text: String,
    number: (value) => numbers.format(value),
    select: (value, choices) => choose(choices, String(value)),
    plural: (count, offset, choices) =>
      Object.hasOwn(choices, `=${count}`)
        ? choose(choices, `=${count}`)
        : choose(choices, plurals.select(count - offset)),
  };
}

function choose(choices: Readonly<Record<string, () => string>>, choice: string): string {
  return choices[Object.hasOwn(choices, choice) ? choice : 'other']?.() ?? '';
}

let texts: Texts | null = null;
let formats = textFormats('en');

/** Puts the reader's language in place, before anything is shown. */
export function speak(language: string, spoken: Texts): void {
  texts = spoken;
  formats = textFormats(language);
}

function fill(key: TextKey, values: Readonly<Record<string, TextValue | Wrap>>): string | readonly unknown[] {
  const text = texts?.[key] ?? key;
  return typeof text === 'function' ? text(values, formats) : text;
}

/** The sentence under a key in the reader's language. */
export function say(key: TextKey, values: TextValues = {}): string {
  const filled = fill(key, values);
  return typeof filled === 'string' ? filled : filled.join('');
}

/** A sentence with elements in it: `<order>…</order>` in the text becomes what `values.order` makes of its inside. */
export function sayWith(
  key: TextKey,
  values: Readonly<Record<string, TextValue | Wrap>>,
): readonly unknown[] {
  const filled = fill(key, values);
  return typeof filled === 'string' ? [filled] : filled;
}
