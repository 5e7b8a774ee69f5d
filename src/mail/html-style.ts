import { colorText, parseColor } from './html-color.ts';
import { pixels } from './html-declarations.ts';
import type { Look } from './html-look.ts';

// What of a style travels: each property has its own grammar, every value is written anew from what was
// understood, and none of them can hide, move or overlay anything (C7, C8). No property takes a URL.

type Write = (value: string, em: number) => string | null;

const oneOf =
  (words: string): Write =>
  (value) => {
    const word = value.toLowerCase();
    return words.split(' ').includes(word) ? word : null;
  };

const rounded = (size: number): string => `${Math.round(size * 10) / 10}px`;

/** A length between two bounds; percentages stay percentages. */
const sized =
  (least: number, most: number, mostPercent: number): Write =>
  (value, em) => {
    if (value.toLowerCase() === 'auto') return 'auto';
    const percent = /^(\d{1,3}(?:\.\d{1,4})?)%$/u.exec(value)?.[1];
    if (percent !== undefined) return Number(percent) <= mostPercent ? `${Number(percent)}%` : null;
    const size = pixels(value, em, 600);
    if (size === null || size < least || size > most) return null;
    return size === 0 ? '0' : rounded(size);
  };

/** One to four lengths: `margin`, `padding`. */
const sides: Write = (value, em) => {
  const written = value
    .split(' ')
    .slice(0, 5)
    .map((side) => side2(side, em));
  return written.length <= 4 && written.every((side) => side !== null) ? written.join(' ') : null;
};
const side2 = sized(0, 400, 60);

const family: Write = (value) => {
  const names = value
    .slice(0, 300)
    .split(',')
    .map((name) => name.trim().replaceAll(/^["']|["']$/gu, ''));
  if (!names.every((name) => /^[a-z][a-z\d \-_]{0,60}$/iu.test(name))) return null;
  return names.map((name) => (name.includes(' ') ? `'${name}'` : name)).join(', ');
};

const BORDER_STYLES = new Set('none solid dashed dotted double groove ridge inset outset hidden'.split(' '));

const border: Write = (value, em) => {
  const written: string[] = [];
  for (const part of value
    .toLowerCase()
    .slice(0, 120)
    .split(/ (?![^(]{0,40}\))/u)) {
    const size = part === 'thin' || part === 'medium' ? 1 : pixels(part, em, 600);
    const color = parseColor(part);
    if (BORDER_STYLES.has(part)) written.push(part);
    else if (size !== null && size >= 0 && size <= 20) written.push(rounded(size));
    else if (color !== null && color.alpha > 0) written.push(colorText(color));
  }
  return written.length === 0 ? null : written.join(' ');
};

const lineHeight: Write = (value, em) => {
  if (/^\d(?:\.\d{1,4})?$/u.test(value)) return Number(value) >= 1 && Number(value) <= 3 ? value : null;
  const size = pixels(value, em, em);
  const ratio = size === null ? 0 : size / em;
  return ratio >= 1 && ratio <= 3 ? String(Math.round(ratio * 100) / 100) : null;
};

const WRITERS: ReadonlyMap<string, Write> = new Map<string, Write>([
  ['font-weight', oneOf('normal bold bolder lighter 100 200 300 400 500 600 700 800 900')],
  ['font-style', oneOf('normal italic oblique')],
  ['font-family', family],
  ['text-decoration', (value) => oneOf('underline line-through none')(value.split(' ')[0] ?? '', 16)],
  ['text-decoration-line', oneOf('underline line-through none')],
  ['text-align', oneOf('left right center justify start end')],
  ['vertical-align', oneOf('top middle bottom baseline sub super text-top text-bottom')],
  ['line-height', lineHeight],
  ['margin', sides],
  ['margin-top', side2],
  ['margin-right', side2],
  ['margin-bottom', side2],
  ['margin-left', side2],
  ['padding', sides],
  ['padding-top', side2],
  ['padding-right', side2],
  ['padding-bottom', side2],
  ['padding-left', side2],
  ['width', sized(20, 2000, 100)],
  ['max-width', sized(100, 2000, 100)],
  ['border', border],
  ['border-top', border],
  ['border-right', border],
  ['border-bottom', border],
  ['border-left', border],
  ['border-collapse', oneOf('collapse separate')],
  ['white-space', oneOf('normal pre-wrap pre-line')],
  [
    'list-style-type',
    oneOf('disc circle square decimal lower-alpha upper-alpha lower-roman upper-roman none'),
  ],
]);

/** Smaller can't be read, larger pushes everything else away. */
const SMALLEST = 8;
const LARGEST = 48;

function fontDeclarations(values: ReadonlyMap<string, string>, look: Look, parent: Look): string[] {
  const written: string[] = [];
  if (values.has('font-size') && look.fontSize !== parent.fontSize)
    written.push(`font-size:${rounded(Math.min(LARGEST, Math.max(SMALLEST, look.fontSize)))}`);
  if (look.written.color !== parent.written.color && values.has('color'))
    written.push(`color:${colorText(look.written.color)}`);
  if (look.written.background !== parent.written.background)
    written.push(`background-color:${colorText(look.written.background)}`);
  return written;
}

/**
 * The `style` of an element as it may travel, or an empty string.
 *
 * @param values the element's declarations after the cascade
 * @param look how text in the element looks, @param parent how it looks around it
 */
export function writtenStyle(values: ReadonlyMap<string, string>, look: Look, parent: Look): string {
  const written = fontDeclarations(values, look, parent);
  for (const [name, value] of values) {
    const text = WRITERS.get(name)?.(value, look.fontSize) ?? null;
    if (text !== null) written.push(`${name}:${text}`);
  }
  return written.join(';');
}
