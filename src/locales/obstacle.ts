import { say, spokenLanguage } from './catalogue.ts';
import type { MessageKey } from './catalogue.ts';

type ObstacleKey<Key> = Key extends `obstacle.${infer Code}` ? Code : never;

const DATE = /^\d{4}-\d{2}-\d{2}$/u;

const formats = new Map<string, Intl.DateTimeFormat>();

/** A date such as `2026-12-22` as the reader's language writes it: `22. Dezember 2026`. */
export function formatCalendarDate(language: string, date: string): string {
  const spoken = spokenLanguage(language);
  let format = formats.get(spoken);
  if (format === undefined) {
    format = new Intl.DateTimeFormat(spoken === 'en' ? 'en-GB' : spoken, {
      dateStyle: 'long',
      timeZone: 'UTC',
    });
    formats.set(spoken, format);
  }
  return format.format(new Date(`${date}T00:00:00Z`));
}

/** The sentence for what stands against a contact reason, in the reader's language. */
export function obstacleText(
  language: string,
  {
    code,
    values,
  }: {
    readonly code: ObstacleKey<MessageKey>;
    readonly values: Readonly<Record<string, string | number>>;
  },
): string {
  return say(language, `obstacle.${code}`, formatValues(language, values));
}

/** Values of a sentence with their dates as the reader's language writes them. */
export function formatValues(
  language: string,
  values: Readonly<Record<string, string | number>>,
): Readonly<Record<string, string | number>> {
  const shown = Object.entries(values).map(([name, value]) => [
    name,
    typeof value === 'string' && DATE.test(value) ? formatCalendarDate(language, value) : value,
  ]);
  return Object.fromEntries(shown) as Record<string, string | number>;
}
