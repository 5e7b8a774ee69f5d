import { hasGs1CheckDigit, hasIbanCheck, hasS10CheckDigit, hasUpsCheckDigit } from './check-digits.ts';

type KnownKind = 'order' | 'tracking' | 'gtin' | 'iban' | 'vat' | 'date' | 'amount' | 'labelled' | 'long';

/** A number that is known to be something other than a way to reach somebody. */
export interface KnownEntity {
  readonly kind: KnownKind;
  readonly start: number;
  readonly end: number;
}

interface Finder {
  readonly kind: KnownKind;
  readonly pattern: RegExp;
  readonly accept?: (match: string) => boolean;
}

const compact = (text: string): string => text.replace(/[\s-]/gu, '').toUpperCase();
const digitsOf = (text: string): string => text.replace(/\D/gu, '');
const UNIT =
  'mm|cm|dm|m|km|kg|g|mg|l|ml|cl|v|w|kw|kwh|wh|hz|khz|mhz|ghz|gb|mb|tb|mah|ah|a|bar|nm|lm|k|°c|°|zoll|inch|inches|in|ft|lbs|oz|px|stk|st|pcs|x|tage|days|dagen|jours|días|giorni|dni|dagar|uhr|h|min|sec|s';

// Order of the list: what is surest comes first and keeps its place.
const FINDERS: readonly Finder[] = [
  { kind: 'order', pattern: /(?<![\d-])\d{3}-\d{7}-\d{7}(?![\d-])/gu },
  {
    kind: 'tracking',
    pattern: /\b1Z[0-9A-Z]{15}\d\b/giu,
    accept: (code) => hasUpsCheckDigit(code.toUpperCase()),
  },
  { kind: 'tracking', pattern: /\b[A-Z]{2}\d{9}[A-Z]{2}\b/giu, accept: hasS10CheckDigit },
  {
    kind: 'tracking',
    pattern:
      /\b(?:3S[A-Z]{1,6}\d{6,13}|JJ?D\d{16,22}|JVGL\d{10,22}|\d[A-Z]\d{11}|[A-Z]{1,3}\d{2,4}[A-Z]{2,5}\d{8,22}[A-Z]?)\b/giu,
  },
  {
    kind: 'iban',
    pattern: /\b[A-Z]{2}\d{2}(?: ?[0-9A-Z]{4}){2,7}(?: ?[0-9A-Z]{1,4})?\b/gu,
    accept: (text) => hasIbanCheck(compact(text)),
  },
  {
    kind: 'vat',
    pattern:
      /\b(?:AT|BE|BG|CY|CZ|DE|DK|EE|EL|ES|FI|FR|GB|HR|HU|IE|IT|LT|LU|LV|MT|NL|PL|PT|RO|SE|SI|SK|XI) ?[0-9A-Z]{0,2}\d[\d. ]{5,12}\d(?:[A-Z]\d{2})?\b/gu,
    accept: (text) => digitsOf(text).length >= 7,
  },
  {
    kind: 'date',
    pattern: /(?<![\d.])(?:\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[./-]\d{1,2}[./-](?:19|20)?\d{2})(?!\d|[./-]\d)/gu,
  },
  {
    kind: 'date',
    pattern:
      /(?<![\d.:])\d{1,2}[:.]\d{2}\s{0,2}(?:[-–]|bis|to|and|und|en|et|y|e|i|och)\s{0,2}\d{1,2}[:.]\d{2}(?![\d.:])/giu,
  },
  { kind: 'date', pattern: /(?<![\d.])(?:19|20)\d{2}\s{0,1}[-–/]\s{0,1}(?:19|20)\d{2}(?!\d)/gu },
  {
    kind: 'amount',
    pattern:
      /(?:[€$£¥]|(?:EUR|USD|GBP|SEK|PLN|CHF|TRY)\s)\s{0,2}\d[\d.,' ]{0,14}\d(?!\d)|(?<![\d.,])\d[\d.,' ]{0,14}\s{0,2}(?:€|\$|£|¥|EUR\b|USD\b|GBP\b|SEK\b|PLN\b|TRY\b|TL\b|kr\b|zł|euro\b|euros\b|eur\b|kronor\b)/giu,
  },
  {
    kind: 'amount',
    pattern: new RegExp(
      `(?<![\\d.,])\\d{1,3}(?:[ .]\\d{3}){1,3}(?:,\\d{1,3})?\\s?(?:${UNIT})(?![\\p{L}\\d])`,
      'giu',
    ),
  },
  {
    kind: 'amount',
    pattern: new RegExp(
      `(?<![\\d.,])\\d{1,5}(?:[.,]\\d{1,3})?\\s?(?:${UNIT})?\\s{0,2}[x×*/]\\s{0,2}\\d{1,5}(?:[.,]\\d{1,3})?(?:\\s{0,2}[x×*/]\\s{0,2}\\d{1,5}(?:[.,]\\d{1,3})?)?\\s?(?:mm|cm|m|in|zoll|px)(?![\\p{L}\\d])`,
      'giu',
    ),
  },
  { kind: 'gtin', pattern: /(?<![\d+])[1-9]\d{12}(?!\d)/gu, accept: hasGs1CheckDigit },
  { kind: 'tracking', pattern: /(?<![\d+])(?:00)?\d{18}(?!\d)/gu, accept: hasGs1CheckDigit },
  // Sixteen digits in a row are more than any telephone number has (E.164: fifteen).
  { kind: 'long', pattern: /(?<!\d)\d{16,40}(?!\d)/gu },
];

const NEEDS_DIGITS = /\d{2}/u;
const ORDER_ID = /(?<![\d-])\d{3}-\d{7}-\d{7}(?![\d-])/gu;

/** Most messages hold no number but their order's id. */
function findOrders(text: string): KnownEntity[] | null {
  const found = [...text.matchAll(ORDER_ID)].map((match): KnownEntity => ({
    kind: 'order',
    start: match.index,
    end: match.index + match[0].length,
  }));
  const rest = found.length === 0 ? text : text.replace(ORDER_ID, ' ');
  return NEEDS_DIGITS.test(rest) ? null : found;
}

/** Numbers that are known by their own shape or check digit, not overlapping, in order. */
export function findKnown(text: string): KnownEntity[] {
  if (!NEEDS_DIGITS.test(text)) return [];
  const orders = findOrders(text);
  if (orders !== null) return orders;
  const found: KnownEntity[] = [];
  const taken = new Uint8Array(text.length);
  for (const { kind, pattern, accept } of FINDERS) {
    for (const match of text.matchAll(pattern)) {
      const start = match.index;
      const end = start + match[0].length;
      if (accept !== undefined && !accept(match[0])) continue;
      if (taken[start] === 1 || taken[end - 1] === 1) continue;
      taken.fill(1, start, end);
      found.push({ kind, start, end });
    }
  }
  return found.sort((a, b) => a.start - b.start);
}
