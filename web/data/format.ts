/** How the reader's language writes dates, times, sums and sizes; in the browser's time zone. */
export interface Formats {
  /** As short as a list allows: the time today, the day this year, the date before that. */
  readonly short: (date: Date, now: Date) => string;
  /** The day and the time. */
  readonly full: (date: Date) => string;
  readonly day: (date: Date) => string;
  readonly time: (date: Date) => string;
  readonly money: (minorUnits: number, currency: string) => string;
  readonly bytes: (count: number) => string;
}

const KILO = 1000;

export function createFormats(language: string): Formats {
  const locale = language === 'en' ? 'en-GB' : language;
  const of = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat =>
    new Intl.DateTimeFormat(locale, options);
  const time = of({ hour: '2-digit', minute: '2-digit' });
  const dayOfYear = of({ day: 'numeric', month: 'short' });
  const date = of({ day: '2-digit', month: '2-digit', year: '2-digit' });
  const day = of({ dateStyle: 'medium' });
  const full = of({ dateStyle: 'full', timeStyle: 'short' });
  const isSameDay = (a: Date, b: Date): boolean => a.toDateString() === b.toDateString();
  return {
    short: (at, now) => {
      if (isSameDay(at, now)) return time.format(at);
      return at.getFullYear() === now.getFullYear() ? dayOfYear.format(at) : date.format(at);
    },
    full: (at) => full.format(at),
    day: (at) => day.format(at),
    time: (at) => time.format(at),
    money: (minorUnits, currency) => money(locale, minorUnits, currency),
    bytes: (count) => bytes(locale, count),
  };
}

function money(locale: string, minorUnits: number, currency: string): string {
  const format = new Intl.NumberFormat(locale, { style: 'currency', currency });
  return format.format(minorUnits / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
}

const UNITS = [
  ['byte', 1, 0],
  ['kilobyte', KILO, 0],
  ['megabyte', KILO ** 2, 1],
] as const;

function bytes(locale: string, count: number): string {
  const [unit, divisor, maximumFractionDigits] = UNITS.findLast(([, least]) => count >= least) ?? UNITS[0];
  const options = { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits } as const;
  return new Intl.NumberFormat(locale, options).format(count / divisor);
}
