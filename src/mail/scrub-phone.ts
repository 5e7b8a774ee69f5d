import type { ViewMatch } from './scrub-address.ts';

/** Stands where a private value was and nothing else can. */
export const REMOVED = '[…]';

/** The digits by which a telephone number is known, without country code and trunk zero; null if too few. */
export function phoneNeedle(phone: string): string | null {
  const digits = phone.normalize('NFKC').replaceAll(/\D/gu, '');
  const international = /^\s*(?:\+|00)/u.test(phone.normalize('NFKC'));
  const bare = international ? digits.replace(/^00/u, '') : digits.replace(/^0+/u, '');
  // ITU-T E.164: a country code has one to three digits, and not all of them are written everywhere.
  const known = international && bare.length > 9 ? bare.slice(Math.min(3, bare.length - 8)) : bare;
  return known.length >= 6 ? known : null;
}

/** Between two digits of one number: blanks, dots, dashes of all kinds, slashes, brackets; four at most. */
const BETWEEN = /^[\s.\-/()[\]_\u2010-\u2015\u2212·•|]{0,4}$/u;
/** ITU-T E.164 §6.2.1: 15 digits; with `00` or an extension a few more. */
const LONGEST_NUMBER = 18;

interface Run {
  digits: string;
  readonly places: number[];
}

/** Decimal digits of other scripts than ours: where their zero stands. */
const ZEROS = [0x06_60, 0x06_f0, 0x07_c0, 0x09_66, 0x09_e6, 0x0e_50];

/** Decimal digits of any script as 0 to 9; the view is decomposed, so only the non-compatible ones are left. */
function digitOf(code: number): number {
  if (code <= 0x39) return code - 0x30;
  for (const zero of ZEROS) if (code >= zero && code <= zero + 9) return code - zero;
  return -1;
}

/** Quick test: what digitOf needs not be asked about. */
function isNoDigit(code: number): boolean {
  return code < 0x30 || (code > 0x39 && (code < 0x06_60 || code > 0x0e_59));
}

/** Runs of digits that may be one number, however grouped. */
function runsOf(text: string, shortest: number): Run[] {
  const runs: Run[] = [];
  let run: Run = { digits: '', places: [] };
  let last = -1;
  const close = (): void => {
    if (run.places.length >= shortest) runs.push(run);
  };
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (isNoDigit(code)) continue;
    const digit = digitOf(code);
    if (digit < 0) continue;
    if (last !== -1 && (i - last > 5 || !(i - last === 1 || BETWEEN.test(text.slice(last + 1, i))))) {
      close();
      run = { digits: '', places: [] };
    }
    run.digits += String(digit);
    run.places.push(i);
    last = i;
  }
  close();
  return runs;
}

/** How much before the first digit belongs to the number: a plus, and a bracket that closes inside it, as in "(030) 12". */
function leadOf(text: string, first: number, end: number): number {
  const lead = /[+(]{1,2}$/u.exec(text.slice(Math.max(0, first - 2), first))?.[0] ?? '';
  return text.slice(first, end).includes(')') ? lead.length : lead.length - lead.lastIndexOf('(') - 1;
}

/** Every place where the digits of a private number stand one after the other, in any grouping. */
export function* findPhones(text: string, needles: readonly string[]): Generator<ViewMatch> {
  if (needles.length === 0) return;
  const shortest = Math.min(...needles.map((needle) => needle.length));
  for (const { digits, places } of runsOf(text, shortest)) {
    for (const needle of needles) {
      for (let at = digits.indexOf(needle); at !== -1; at = digits.indexOf(needle, at + needle.length)) {
        // A run that is a number by itself goes whole, with country code and trunk zero.
        const whole = digits.length <= LONGEST_NUMBER && at <= 7;
        const first = places[whole ? 0 : at] ?? 0;
        const end = (places[at + needle.length - 1] ?? 0) + 1;
        yield { start: first - leadOf(text, first, end), end, replacement: REMOVED, isAddress: false };
      }
    }
  }
}
