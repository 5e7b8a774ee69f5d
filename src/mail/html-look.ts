import { BLACK, contrast, overlay, parseColor, WHITE } from './html-color.ts';
import type { Color } from './html-color.ts';
import { pixels, splitOutside } from './html-declarations.ts';

/** How text at one place of a document looks to its author: what hides it, and what we write of it. */
export interface Look {
  /** In pixels. */
  readonly fontSize: number;
  readonly color: Color;
  /** Somebody chose the text colour; a default never hides on purpose. */
  readonly colorChosen: boolean;
  readonly background: Color;
  /** A picture lies behind the text: colours say nothing, and the picture doesn't travel. */
  readonly onPicture: boolean;
  /** The colours at this place in what we write, which is without the author's pictures. */
  readonly written: { readonly color: Color; readonly background: Color };
}

export const PLAIN_LOOK: Look = {
  fontSize: 16,
  color: BLACK,
  colorChosen: false,
  background: WHITE,
  onPicture: false,
  written: { color: BLACK, background: WHITE },
};

/** Below this nobody reads: 4 px is the classic size of hidden words. */
const SMALLEST_SEEN = 5;
/** WCAG asks for 4.5; light grey on white has 1.6; "white on white" stays under this. */
const LEAST_CONTRAST = 1.25;
/** How far off the page something must be placed before it counts as hidden. */
const FAR = 200;

const FONT_SIZES: ReadonlyMap<string, number> = new Map([
  ['xx-small', 9],
  ['x-small', 10],
  ['small', 13],
  ['medium', 16],
  ['large', 18],
  ['x-large', 24],
  ['xx-large', 32],
  ['xxx-large', 48],
]);

/** The computed font size, or null where none is declared. */
export function fontSizeOf(value: string | undefined, parent: number): number | null {
  if (value === undefined) return null;
  const word = value.toLowerCase();
  if (word === 'smaller') return parent / 1.2;
  if (word === 'larger') return parent * 1.2;
  return FONT_SIZES.get(word) ?? pixels(word, parent, parent);
}

/** The colour of `background` or `background-color`; a picture is told by `hasPicture`. */
function backgroundOf(values: ReadonlyMap<string, string>): Color | null {
  for (const name of ['background-color', 'background']) {
    const value = values.get(name);
    if (value === undefined) continue;
    const color = splitOutside(value.slice(0, 300), ' ')
      .map(parseColor)
      .find((found) => found !== null);
    if (color !== undefined) return color;
  }
  return null;
}

function hasPicture(values: ReadonlyMap<string, string>): boolean {
  return /url\(|image|gradient/iu.test(
    `${values.get('background') ?? ''} ${values.get('background-image')?.replace(/^none$/iu, '') ?? ''}`,
  );
}

/** Browsers draw links in blue whatever colour is around them. */
const LINK_BLUE: Color = { red: 0, green: 0, blue: 0xee, alpha: 1 };

/** The look inside an element with these declarations. */
export function lookInside(values: ReadonlyMap<string, string>, tag: string, parent: Look): Look {
  if (values.size === 0 && tag !== 'a') return parent;
  const fontSize = fontSizeOf(values.get('font-size'), parent.fontSize) ?? parent.fontSize;
  const own = backgroundOf(values);
  const background = own === null ? parent.background : overlay(own, parent.background);
  const onPicture = hasPicture(values) || (parent.onPicture && own === null);
  const { color: chosen, colorChosen } = colorInside(values, tag, parent);
  const color = overlay(chosen, background);
  const written = {
    color: onPicture || (!values.has('color') && tag !== 'a') ? parent.written.color : color,
    background: onPicture || own === null ? parent.written.background : background,
  };
  return { fontSize, color, colorChosen, background, onPicture, written };
}

function colorInside(
  values: ReadonlyMap<string, string>,
  tag: string,
  parent: Look,
): Pick<Look, 'color' | 'colorChosen'> {
  const declared = parseColor(values.get('color') ?? '');
  if (declared !== null) return { color: declared, colorChosen: true };
  return tag === 'a' ? { color: LINK_BLUE, colorChosen: false } : parent;
}

function canBeRead(color: Color, background: Color): boolean {
  return contrast(color, background) >= LEAST_CONTRAST;
}

/** The colour that text needs to be seen in what we write, or null where it is seen as it is. */
export function rescueColor({ written: { color, background } }: Look): Color | null {
  if (canBeRead(color, background)) return null;
  return canBeRead(BLACK, background) ? BLACK : WHITE;
}

/** True where the author can't have seen text of this look. */
export function isUnseen(look: Look): boolean {
  if (look.fontSize < SMALLEST_SEEN) return true;
  return look.colorChosen && !look.onPicture && !canBeRead(look.color, look.background);
}

const length = (values: ReadonlyMap<string, string>, name: string): number | null =>
  pixels(values.get(name) ?? '', 16, 600);

function isNothing(value: string | undefined): boolean {
  return value !== undefined && /^[+-]?(?:0?\.0\d*|0)(?:\.0*)?%?$/u.test(value);
}

function isCut(values: ReadonlyMap<string, string>): boolean {
  const clips = /hidden|clip|scroll|auto/u.test(
    ['overflow', 'overflow-x', 'overflow-y'].map((name) => values.get(name) ?? '').join(' '),
  );
  if (!clips) return false;
  return ['height', 'max-height', 'width', 'max-width'].some((name) => {
    const size = length(values, name);
    return size !== null && size < SMALLEST_SEEN;
  });
}

function isOffPage(values: ReadonlyMap<string, string>): boolean {
  const indent = length(values, 'text-indent') ?? 0;
  if (indent <= -FAR || indent >= 1000) return true;
  const margins = ['margin-left', 'margin-top', 'margin-right'].map((name) => length(values, name) ?? 0);
  if (margins.some((margin) => margin <= -FAR)) return true;
  if (!/absolute|fixed|relative/u.test(values.get('position') ?? '')) return false;
  return ['left', 'top', 'right', 'bottom'].some((name) => {
    const offset = length(values, name) ?? 0;
    return offset <= -FAR || offset >= 3000;
  });
}

/** True where an element with these declarations and all in it is not shown (C8). */
export function hides(values: ReadonlyMap<string, string>): boolean {
  const is = (name: string, pattern: RegExp): boolean => pattern.test(values.get(name)?.toLowerCase() ?? '');
  return (
    is('display', /^none$/u) ||
    is('visibility', /^(?:hidden|collapse)$/u) ||
    is('content-visibility', /^hidden$/u) ||
    isNothing(values.get('opacity')) ||
    is('filter', /opacity\(\s*0/u) ||
    is('transform', /scale[xy3d]*\(\s*0(?:\.0\d*)?[\s,)]/u) ||
    is('zoom', /^0/u) ||
    is('clip', /rect\(\s*[01](?:px)?[\s,]/u) ||
    is(
      'clip-path',
      /^(?:inset\(\s*(?:[5-9]\d|100)%|circle\(\s*0|polygon\(\s*0(?:px|%)?\s+0(?:px|%)?\s*\))/u,
    ) ||
    isCut(values) ||
    isOffPage(values)
  );
}
