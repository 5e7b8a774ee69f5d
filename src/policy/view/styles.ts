import type { HtmlDocument } from './document.ts';
import type { HtmlElement, SourceRange } from './element.ts';
import { Cascade, parseInline } from './cascade.ts';
import type { Declaration } from './cascade.ts';
import {
  fontAttributePixels,
  fontPixels,
  pixels,
  ROOT_FONT_SIZE,
  sides,
  urlsOf,
  valueParts,
} from './css-values.ts';

/** A style that overrides what the reader's program would use. */
interface Override {
  readonly kind: 'color' | 'font-family' | 'line-height';
  readonly value: string;
  readonly place: SourceRange;
}

/** What an element looks like after the cascade, in px. */
export interface ComputedStyle {
  readonly fontSize: number;
  /** Width that its content may take. */
  readonly available: number;
  /** Margins and paddings of it and all around it, on each side. */
  readonly insetLeft: number;
  readonly insetRight: number;
  readonly width: number | null;
  readonly height: number | null;
  readonly hidden: boolean;
  readonly overrides: readonly Override[];
  /** Alignment set on this very element and other than the default; null where it isn't set. */
  readonly alignment: { readonly value: string; readonly place: SourceRange } | null;
  readonly backgrounds: readonly string[];
  /** Where its size of letters is declared; null where it isn't, or by the kind of element alone. */
  readonly fontSizePlace: SourceRange | null;
  /** Where its own margins and paddings are declared. */
  readonly insetPlaces: readonly SourceRange[];
}

const MAX_STYLED = 5_000;
const TAG_FONT: Readonly<Record<string, string>> = {
  h1: '2em',
  h2: '1.5em',
  h3: '1.17em',
  h5: '0.83em',
  h6: '0.67em',
  small: 'smaller',
  sub: 'smaller',
  sup: 'smaller',
  big: 'larger',
};
const NEUTRAL = new Set([
  'inherit',
  'initial',
  'unset',
  'revert',
  'revert-layer',
  'currentcolor',
  'normal',
  'auto',
  '',
]);

/** The last value of each property wins; shorthands are taken apart on the way. */
class Values {
  readonly #values = new Map<string, Declaration>();

  constructor(declarations: readonly Declaration[]) {
    for (const declaration of declarations) this.#set(declaration);
  }

  #put(property: string, value: string, from: Declaration): void {
    this.#values.set(property, { ...from, property, value });
  }

  #set(declaration: Declaration): void {
    const { property, value } = declaration;
    if (property === 'font') this.#setFont(declaration);
    else if (property === 'margin' || property === 'padding') {
      const { left, right } = sides(value);
      this.#put(`${property}-left`, left, declaration);
      this.#put(`${property}-right`, right, declaration);
    } else if (property === 'margin-inline' || property === 'padding-inline') {
      const [start = '0', end = start] = valueParts(value);
      const base = property.slice(0, -'-inline'.length);
      this.#put(`${base}-left`, start, declaration);
      this.#put(`${base}-right`, end, declaration);
    } else
      this.#values.set(
        property.replace('-inline-start', '-left').replace('-inline-end', '-right'),
        declaration,
      );
  }

  // `font: [style weight] size[/line-height] family`
  #setFont(declaration: Declaration): void {
    const parts = valueParts(declaration.value.replace(/\s{0,8}\/\s{0,8}/gu, '/'));
    const at = parts.findIndex(
      (part) => fontPixels(part.split('/')[0] ?? '', ROOT_FONT_SIZE) !== null && !/^\d+$/u.test(part),
    );
    if (at === -1) return;
    const [size = '', lineHeight] = (parts[at] ?? '').split('/');
    this.#put('font-size', size, declaration);
    if (lineHeight !== undefined) this.#put('line-height', lineHeight, declaration);
    const family = parts.slice(at + 1).join(' ');
    if (family !== '') this.#put('font-family', family, declaration);
  }

  get(property: string): Declaration | null {
    return this.#values.get(property) ?? null;
  }

  text(property: string): string {
    return (this.get(property)?.value ?? '').toLowerCase();
  }

  /** Pixels of the first of `properties` that has a length. */
  length(property: string, base: { font: number; width: number }): number | null {
    const declaration = this.get(property);
    return declaration === null ? null : pixels(declaration.value, base);
  }
}

const ROOT: ComputedStyle = {
  fontSize: ROOT_FONT_SIZE,
  available: 600,
  insetLeft: 0,
  insetRight: 0,
  width: null,
  height: null,
  hidden: false,
  overrides: [],
  alignment: null,
  backgrounds: [],
  fontSizePlace: null,
  insetPlaces: [],
};

function placeOf(element: HtmlElement, name: string): SourceRange {
  return element.attributePlaces.get(name) ?? element.startTag;
}

function fontSizeOf(element: HtmlElement, values: Values, parent: ComputedStyle): number {
  const declared = values.get('font-size');
  const computed = declared === null ? null : fontPixels(declared.value, parent.fontSize);
  if (computed !== null) return computed;
  const sizeAttribute = element.tag === 'font' ? element.attributes.get('size') : undefined;
  if (sizeAttribute !== undefined) return fontAttributePixels(sizeAttribute) ?? parent.fontSize;
  const ofTag = Object.hasOwn(TAG_FONT, element.tag) ? TAG_FONT[element.tag] : undefined;
  return ofTag === undefined ? parent.fontSize : (fontPixels(ofTag, parent.fontSize) ?? parent.fontSize);
}

function fontSizePlaceOf(element: HtmlElement, values: Values): SourceRange | null {
  const attribute = element.tag === 'font' ? element.attributePlaces.get('size') : undefined;
  return values.get('font-size')?.place ?? attribute ?? null;
}

const INSETS = ['margin-left', 'margin-right', 'padding-left', 'padding-right'] as const;

function overridesOf(element: HtmlElement, values: Values): Override[] {
  const overrides: Override[] = [];
  for (const kind of ['color', 'font-family', 'line-height'] as const) {
    const declaration = values.get(kind);
    if (declaration === null || NEUTRAL.has(declaration.value.trim().toLowerCase())) continue;
    overrides.push({ kind, value: declaration.value, place: declaration.place });
  }
  const attributes = element.tag === 'font' ? ({ color: 'color', face: 'font-family' } as const) : {};
  for (const [name, kind] of Object.entries(attributes)) {
    const value = element.attributes.get(name);
    if (value !== undefined) overrides.push({ kind, value, place: placeOf(element, name) });
  }
  const text = element.tag === 'body' ? element.attributes.get('text') : undefined;
  if (text !== undefined) overrides.push({ kind: 'color', value: text, place: placeOf(element, 'text') });
  return overrides;
}

function alignmentOf(element: HtmlElement, values: Values): ComputedStyle['alignment'] {
  const declared = values.get('text-align');
  if (declared !== null) return { value: declared.value.trim().toLowerCase(), place: declared.place };
  if (element.tag === 'center') return { value: 'center', place: element.startTag };
  const attribute = element.attributes.get('align');
  if (attribute === undefined || element.tag === 'img' || element.tag === 'table') return null;
  return { value: attribute.trim().toLowerCase(), place: placeOf(element, 'align') };
}

function cellPadding(element: HtmlElement): number {
  if (element.tag !== 'td' && element.tag !== 'th') return 0;
  for (let at = element.parent; at !== null; at = at.parent) {
    if (at.tag === 'table')
      return Math.max(0, Number.parseInt(at.attributes.get('cellpadding') ?? '0', 10) || 0);
  }
  return 0;
}

function insetOf(
  values: Values,
  side: 'left' | 'right',
  base: { font: number; width: number },
  padding: number,
): number {
  const margin = values.length(`margin-${side}`, base) ?? 0;
  return Math.max(0, margin) + Math.max(0, values.length(`padding-${side}`, base) ?? padding);
}

function sizeOf(
  element: HtmlElement,
  values: Values,
  side: 'width' | 'height',
  base: { font: number; width: number },
): number | null {
  const attribute = element.attributes.get(side);
  let size = values.length(side, base) ?? (attribute === undefined ? null : pixels(attribute.trim(), base));
  const most = values.length(`max-${side}`, base);
  if (most !== null) size = size === null ? (most <= 2 ? most : null) : Math.min(size, most);
  return size;
}

function isHidden(element: HtmlElement, values: Values): boolean {
  const opacity = values.text('opacity');
  return (
    values.text('display') === 'none' ||
    values.text('visibility') === 'hidden' ||
    values.text('visibility') === 'collapse' ||
    (opacity !== '' && Number.parseFloat(opacity) <= 0.05) ||
    element.attributes.has('hidden')
  );
}

function backgroundsOf(element: HtmlElement, values: Values): string[] {
  const urls = [
    ...urlsOf(values.get('background')?.value ?? ''),
    ...urlsOf(values.get('background-image')?.value ?? ''),
  ];
  urls.push(
    ...urlsOf(values.get('list-style-image')?.value ?? ''),
    ...urlsOf(values.get('content')?.value ?? ''),
  );
  const attribute = element.attributes.get('background');
  return attribute === undefined ? urls : [...urls, attribute];
}

function inlineDeclarations(element: HtmlElement, html: string): Declaration[] {
  const css = element.attributes.get('style');
  if (css === undefined) return [];
  const place = placeOf(element, 'style');
  const at = html.slice(place.start, place.end).indexOf(css);
  return at === -1 ? parseInline(css, 0, place) : parseInline(css, place.start + at, null);
}

function compute(element: HtmlElement, values: Values, parent: ComputedStyle): ComputedStyle {
  const fontSize = fontSizeOf(element, values, parent);
  const base = { font: fontSize, width: parent.available };
  const padding = cellPadding(element);
  const left = insetOf(values, 'left', base, padding);
  const right = insetOf(values, 'right', base, padding);
  const width = sizeOf(element, values, 'width', base);
  return {
    fontSize,
    available: Math.max(
      0,
      (width === null ? parent.available : Math.min(width, parent.available)) - left - right,
    ),
    insetLeft: parent.insetLeft + left,
    insetRight: parent.insetRight + right,
    width,
    height: sizeOf(element, values, 'height', base),
    hidden: parent.hidden || isHidden(element, values),
    overrides: overridesOf(element, values),
    alignment: alignmentOf(element, values),
    backgrounds: backgroundsOf(element, values),
    fontSizePlace: fontSizePlaceOf(element, values),
    insetPlaces: INSETS.flatMap((name) => values.get(name)?.place ?? []),
  };
}

/** A document's computed styles. */
export interface DocumentStyles {
  readonly map: ReadonlyMap<HtmlElement, ComputedStyle>;
  /** False where there were too many elements or styles to compute them all: what is missing was judged by nobody. */
  readonly isWhole: boolean;
}

/** The computed style of a document's first elements (5,000; no message has more), `width` px wide at most. */
export function computeStyles(document: HtmlDocument, html: string, width: number): DocumentStyles {
  const cascade = new Cascade(document.styleSheets);
  const styles = new Map<HtmlElement, ComputedStyle>();
  const root = { ...ROOT, available: width };
  for (const element of document.elements.slice(0, MAX_STYLED)) {
    const parent = element.parent === null ? root : (styles.get(element.parent) ?? root);
    const values = new Values(cascade.declarationsOf(element, inlineDeclarations(element, html)));
    styles.set(element, compute(element, values, parent));
  }
  return { map: styles, isWhole: cascade.isWhole && document.elements.length <= MAX_STYLED };
}
