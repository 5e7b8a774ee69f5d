import type { ImportFault } from './order.ts';

/** What can't stand in a text of ours: controls, and halves of surrogate pairs, which PostgreSQL can't keep. */
const NOT_TEXT = /[\p{Cc}\p{Cs}]/u;
const INSTANT =
  /^(\d{4})-(\d{2})-(\d{2})T([01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,9})?)?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/u;
const DECIMAL = /^(\d{1,12})(?:\.(\d{1,4}))?$/u;
const CURRENCIES: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'));

/**
 * Reads the fields of one object that came from outside, and remembers what is wrong with them. Every `read`
 * gives a value of its type, a harmless one where the field is wrong: look at `faults` before using any.
 */
export class FieldReader {
  readonly #source: object;
  readonly #path: string;
  readonly #known = new Set<string>();
  readonly faults: ImportFault[];

  constructor(source: object, path = '', faults: ImportFault[] = []) {
    this.#source = source;
    this.#path = path;
    this.faults = faults;
  }

  fault(field: string, reason: string): void {
    this.faults.push({ field: this.#path + field, reason });
  }

  /** Own properties alone: `__proto__` and `constructor` are names like any other (threats C11). */
  #value(field: string): unknown {
    this.#known.add(field);
    const value: unknown = Object.hasOwn(this.#source, field)
      ? (this.#source as Record<string, unknown>)[field]
      : undefined;
    return value === '' || value === undefined ? null : value;
  }

  /** A required text of 1 to `longest` characters. */
  text(field: string, longest = 200): string {
    return this.optionalText(field, longest) ?? this.#missing(field, '');
  }

  optionalText(field: string, longest = 200): string | null {
    const value = this.#value(field);
    if (value === null) return null;
    if (typeof value !== 'string') return this.#wrong(field, 'must be text', null);
    const text = value.trim().normalize('NFC');
    if (text === '') return null;
    if (text.length > longest)
      return this.#wrong(field, `must not be longer than ${longest} characters`, null);
    if (NOT_TEXT.test(text)) return this.#wrong(field, 'must not hold control characters', null);
    return text;
  }

  /** Text that has the shape of `pattern`; `shape` says it in words. */
  shaped(field: string, pattern: RegExp, shape: string): string {
    const text = this.text(field);
    if (text !== '' && !pattern.test(text)) this.fault(field, `must be ${shape}`);
    return text;
  }

  oneOf<const T extends string>(field: string, choices: readonly T[]): T {
    const text = this.text(field);
    const choice = choices.find((item) => item === text);
    if (choice === undefined && text !== '') this.fault(field, `must be one of ${choices.join(', ')}`);
    return choice ?? (choices[0] as T);
  }

  language(field: string): string {
    const text = this.text(field, 35);
    try {
      Intl.getCanonicalLocales(text === '' ? 'en' : text);
    } catch {
      this.fault(field, 'must be a language tag such as de or en-GB');
    }
    return text;
  }

  instant(field: string): Date {
    return this.optionalInstant(field) ?? this.#missing(field, new Date(0));
  }

  optionalInstant(field: string): Date | null {
    const text = this.optionalText(field, 40);
    if (text === null) return null;
    const instant = parseInstant(text);
    if (instant === null)
      return this.#wrong(field, 'must be a time with its zone, such as 2026-03-01T14:30:00+01:00', null);
    return instant;
  }

  wholeNumber(field: string, least: number, most: number): number {
    const value = this.#value(field);
    if (value === null) return this.#missing(field, least);
    const number = typeof value === 'string' && /^\d{1,12}$/u.test(value.trim()) ? Number(value) : value;
    if (typeof number !== 'number' || !Number.isInteger(number) || number < least || number > most)
      return this.#wrong(field, `must be a whole number from ${least} to ${most}`, least);
    return number;
  }

  currency(field: string): string {
    const text = this.text(field);
    if (text !== '' && !CURRENCIES.has(text)) this.fault(field, 'must be an ISO 4217 code such as EUR');
    return text;
  }

  /** A decimal such as `19.99`, as text or number, in minor units of the currency. */
  amountMinor(field: string, currency: string): number {
    const value = this.#value(field);
    if (value === null) return this.#missing(field, 0);
    const written = typeof value === 'number' ? String(value) : value;
    const [, whole, fraction = ''] =
      (typeof written === 'string' ? DECIMAL.exec(written.trim()) : null) ?? [];
    const digits = CURRENCIES.has(currency) ? minorDigits(currency) : 2;
    if (whole === undefined || fraction.length > digits)
      return this.#wrong(field, `must be an amount such as 19.99, with at most ${digits} decimals`, 0);
    return Number(whole + fraction.padEnd(digits, '0'));
  }

  /** A list of up to `most` texts, each passing `check`, which gives what is wrong or null. */
  texts(field: string, most: number, check: (text: string) => string | null = () => null): string[] {
    const value = this.#value(field);
    if (value === null) return [];
    if (!Array.isArray(value) || value.length > most)
      return this.#wrong(field, `must be a list of at most ${most} texts`, []);
    const items = new FieldReader(value, `${this.#path}${field}.`, this.faults);
    return value.map((_, index) => {
      const text = items.text(String(index), 1000);
      const complaint = text === '' ? null : check(text);
      if (complaint !== null) items.fault(String(index), complaint);
      return text;
    });
  }

  object(field: string): FieldReader {
    const value = this.#value(field);
    const path = `${this.#path}${field}.`;
    if (isObject(value)) return new FieldReader(value, path, this.faults);
    this.fault(field, value === null ? 'is missing' : 'must be an object');
    // What is missing inside of it needs no sentences of its own.
    return new FieldReader({}, path);
  }

  objects(field: string, most: number): FieldReader[] {
    const value = this.#value(field);
    if (!Array.isArray(value) || value.length === 0 || value.length > most || !value.every(isObject))
      return this.#wrong(field, `must be a list of 1 to ${most} objects`, []);
    return value.map((item, index) => new FieldReader(item, `${this.#path}${field}.${index}.`, this.faults));
  }

  /** Call last: a field that nobody asked for is most likely a typing error. */
  refuseOthers(): void {
    for (const field of Object.keys(this.#source))
      if (!this.#known.has(field)) {
        this.fault(field.slice(0, 60), 'is no field of this kind of record');
        return;
      }
  }

  #wrong<T>(field: string, reason: string, instead: T): T {
    this.fault(field, reason);
    return instead;
  }

  #missing<T>(field: string, instead: T): T {
    const full = this.#path + field;
    // A field that is there but wrong has its own sentence already.
    if (!this.faults.some((fault) => fault.field === full)) this.fault(field, 'is missing');
    return instead;
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An ISO 8601 time with its zone, or null for anything else. */
export function parseInstant(text: string): Date | null {
  const [, year, month, day] = INSTANT.exec(text) ?? [];
  const instant = new Date(text);
  // The engine reads 30 February as 2 March.
  const date = new Date(`${year}-${month}-${day}T00:00:00Z`);
  return day === undefined || Number.isNaN(instant.getTime()) || date.getUTCDate() !== Number(day)
    ? null
    : instant;
}

export function isCurrency(text: string): boolean {
  return CURRENCIES.has(text);
}

const digitsOf = new Map<string, number>();

/** ISO 4217: yen have no minor unit, dinars have three digits. */
export function minorDigits(currency: string): number {
  let digits = digitsOf.get(currency);
  if (digits === undefined) {
    const format = new Intl.NumberFormat('en', { style: 'currency', currency });
    digits = format.resolvedOptions().maximumFractionDigits ?? 2;
    digitsOf.set(currency, digits);
  }
  return digits;
}
