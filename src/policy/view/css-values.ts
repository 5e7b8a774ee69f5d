/** What a length is relative to. */
export interface LengthBase {
  /** The element's font size in px. */
  readonly font: number;
  /** The containing block's width in px. */
  readonly width: number;
}

const LENGTH =
  /^([+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d{1,2})?)(px|pt|pc|in|cm|mm|q|em|rem|ex|ch|vw|vh|%|)$/iu;
const PX_PER: Readonly<Record<string, number>> = {
  px: 1,
  pt: 4 / 3,
  pc: 16,
  in: 96,
  cm: 96 / 2.54,
  mm: 96 / 25.4,
  q: 96 / 101.6,
  '': 1,
};
export const ROOT_FONT_SIZE = 16;

/** Pixels of a CSS length or percentage; null where it is `auto`, a calculation or no length. */
export function pixels(value: string, base: LengthBase): number | null {
  const match = LENGTH.exec(value.trim());
  if (match === null) return null;
  const number = Number(match[1]);
  const unit = (match[2] ?? '').toLowerCase();
  if (unit === 'em') return number * base.font;
  if (unit === 'rem') return number * ROOT_FONT_SIZE;
  if (unit === 'ex' || unit === 'ch') return (number * base.font) / 2;
  if (unit === '%' || unit === 'vw' || unit === 'vh') return (number * base.width) / 100;
  return number * (PX_PER[unit] ?? 1);
}

const SIZE_KEYWORDS: Readonly<Record<string, number>> = {
  'xx-small': 9,
  'x-small': 10,
  small: 13,
  medium: 16,
  large: 18,
  'x-large': 24,
  'xx-large': 32,
  'xxx-large': 48,
};

/** Pixels of a `font-size` value inside a parent of `parent` px; null where it can't be known. */
export function fontPixels(value: string, parent: number): number | null {
  const word = value.trim().toLowerCase();
  const keyword = Object.hasOwn(SIZE_KEYWORDS, word) ? SIZE_KEYWORDS[word] : undefined;
  if (keyword !== undefined) return keyword;
  if (word === 'smaller') return parent / 1.2;
  if (word === 'larger') return parent * 1.2;
  return pixels(word, { font: parent, width: parent });
}

const FONT_ATTRIBUTE_PIXELS = [10, 13, 16, 18, 24, 32, 48] as const;

/** Pixels of `<font size>`: 1 to 7, or relative to 3 (HTML §15.3.4). */
export function fontAttributePixels(value: string): number | null {
  const match = /^\s*([+-]?)(\d{1,2})/u.exec(value);
  if (match === null) return null;
  const number = Number(match[2]);
  const size = match[1] === '+' ? 3 + number : match[1] === '-' ? 3 - number : number;
  return FONT_ATTRIBUTE_PIXELS[Math.min(7, Math.max(1, size)) - 1] ?? null;
}

/** The parts of a value at top-level white space: `0 calc(1px + 2px)` has two. */
export function valueParts(value: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let part = '';
  for (const character of value) {
    if (character === '(') depth += 1;
    if (character === ')') depth -= 1;
    if (depth === 0 && /\s/u.test(character)) {
      if (part !== '') parts.push(part);
      part = '';
    } else part += character;
  }
  if (part !== '') parts.push(part);
  return parts;
}

/** The left and right value of a `margin` or `padding` shorthand. */
export function sides(value: string): { readonly left: string; readonly right: string } {
  const [top = '0', right = top, , left = right] = valueParts(value);
  return { left, right };
}

const URL = /url\(\s{0,8}(?:"([^"]{0,2000})"|'([^']{0,2000})'|([^)"'\s]{0,2000}))\s{0,8}\)/giu;

/** Every `url(…)` in a value. */
export function urlsOf(value: string): string[] {
  return [...value.matchAll(URL)]
    .map((match) => match[1] ?? match[2] ?? match[3] ?? '')
    .filter((url) => url !== '');
}
