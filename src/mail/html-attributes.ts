import type { Declarations } from './html-declarations.ts';
import { KEPT } from './html-allowed.ts';
import { BLOCK_TAGS } from './html-tree.ts';
import type { HtmlNode } from './html-tree.ts';

/** `size` of a font element, 1 to 7, as browsers read it. */
const OLD_SIZES = ['10px', '10px', '13px', '16px', '18px', '24px', '32px', '48px'];

type Set = (name: string, value: string | undefined) => void;

function fontAttributes(attributes: ReadonlyMap<string, string>, set: Set): void {
  const size = attributes.get('size')?.trim() ?? '';
  const number = /^[+-]/u.test(size) ? 3 + Number(size) : Number(size || Number.NaN);
  if (Number.isInteger(number)) set('font-size', OLD_SIZES[Math.min(7, Math.max(1, number))]);
  set('color', attributes.get('color'));
  set('font-family', attributes.get('face'));
}

function alignment(tag: string, attributes: ReadonlyMap<string, string>, set: Set): void {
  if (tag === 'center') set('text-align', 'center');
  else if (BLOCK_TAGS.has(tag)) set('text-align', attributes.get('align')?.toLowerCase());
  if (/^(?:td|th|tr)$/u.test(tag)) set('vertical-align', attributes.get('valign')?.toLowerCase());
  if (/^(?:table|td|th)$/u.test(tag)) set('width', attributes.get('width'));
}

/** Attributes of old HTML that say what a style says; a real style wins over them. */
export function oldAttributes(tag: string, attributes: ReadonlyMap<string, string>): Declarations {
  const values = new Map<string, string>();
  const set: Set = (name, value) => {
    if (value !== undefined && value !== '') values.set(name, value);
  };
  set('background-color', attributes.get('bgcolor'));
  if (attributes.has('background')) set('background-image', 'url()');
  if (tag === 'font') fontAttributes(attributes, set);
  if (tag === 'body') set('color', attributes.get('text'));
  alignment(tag, attributes, set);
  return { values, important: new Set() };
}

/** Whole numbers that layout may have, by element: the most of each. */
const NUMBERS: ReadonlyMap<string, ReadonlyMap<string, number>> = new Map([
  [
    'td',
    new Map([
      ['colspan', 100],
      ['rowspan', 500],
    ]),
  ],
  [
    'th',
    new Map([
      ['colspan', 100],
      ['rowspan', 500],
    ]),
  ],
  [
    'table',
    new Map([
      ['border', 10],
      ['cellpadding', 50],
      ['cellspacing', 50],
    ]),
  ],
  [
    'img',
    new Map([
      ['width', 2000],
      ['height', 4000],
    ]),
  ],
  ['ol', new Map([['start', 100_000]])],
  ['li', new Map([['value', 100_000]])],
]);

function* numbersOf(tag: string, from: ReadonlyMap<string, string>): Generator<[string, string]> {
  for (const [name, most] of NUMBERS.get(tag) ?? []) {
    const value = /^(\d{1,6})(?:px)?$/u.exec(from.get(name)?.trim() ?? '')?.[1];
    if (value !== undefined && Number(value) <= most) yield [name, String(Number(value))];
  }
}

/** The attributes of an element that travel besides its link or source. */
export function keptAttributes(
  tag: string,
  from: ReadonlyMap<string, string>,
  style: string,
): [string, string][] {
  const attributes = [...numbersOf(tag, from)];
  const direction = from.get('dir')?.trim().toLowerCase() ?? '';
  if (/^(?:rtl|ltr|auto)$/u.test(direction)) attributes.push(['dir', direction]);
  const language = from.get('lang')?.trim() ?? '';
  if (/^[a-z]{2,3}(?:-[a-z\d]{2,8}){0,3}$/iu.test(language)) attributes.push(['lang', language]);
  if (style !== '') attributes.push(['style', style]);
  return attributes;
}

/** True where a tree holds nothing but what this file lets through: the check after reading back. */
export function isAllowed(node: HtmlNode): boolean {
  if (node.kind === 'text') return true;
  if (!KEPT.has(node.tag)) return false;
  for (const [name, value] of node.attributes) if (!isAllowedAttribute(node.tag, name, value)) return false;
  return node.children.every(isAllowed);
}

function isAllowedAttribute(tag: string, name: string, value: string): boolean {
  if (name === 'style') return /^[\w\s#%.,:;'()-]*$/u.test(value) && !/url|expression|import/iu.test(value);
  if (name === 'dir' || name === 'lang') return /^[a-z\d-]+$/iu.test(value);
  if (name === 'href') return tag === 'a' && /^https?:\/\//u.test(value);
  if (name === 'src') return tag === 'img' && /^cid:[\w.-]+$/u.test(value);
  if (name === 'alt') return tag === 'img';
  return NUMBERS.get(tag)?.has(name) === true && /^\d+$/u.test(value);
}
