import { defaultTreeAdapter, parse } from 'parse5';
import type { DefaultTreeAdapterTypes, Token } from 'parse5';
import type { HtmlElement, SourceRange } from './element.ts';
import { MappedTextBuilder } from './mapped-text.ts';
import type { MappedText } from './mapped-text.ts';
import { pushDecoded } from './entities.ts';

/** A message's HTML, parsed once: its elements in order, its style sheets and its text as a reader sees it. */
export interface HtmlDocument {
  readonly elements: readonly HtmlElement[];
  readonly styleSheets: readonly StyleSheetSource[];
  readonly text: MappedText;
  /** Alternative texts and titles, one a line: what a reader may see or hear beside the text. */
  readonly attributeText: MappedText;
  /** False where nesting went over the limit: the rest was read as text without structure. */
  readonly isWhole: boolean;
}

export interface StyleSheetSource {
  readonly css: string;
  readonly start: number;
}

const MAX_DEPTH = 400;
const SILENT = new Set(['style', 'script', 'title', 'template', 'head', 'noframes', 'iframe']);
const BLOCK = new Set(
  (
    'address article aside blockquote body center dd details dialog div dl dt fieldset figcaption figure footer form ' +
    'h1 h2 h3 h4 h5 h6 header hr html li main nav ol p pre section summary table tbody tfoot thead tr ul caption'
  ).split(' '),
);
const VOID = new Set('area base br col embed hr img input link meta source track wbr'.split(' '));
const TAG = /<(\/?)([a-z][a-z0-9]*)[^>]*>/giu;

/**
 * SECURITY: the HTML algorithm looks through all open elements at each block's start tag, so nesting costs its square.
 * Where nesting goes over the limit nobody wrote the HTML by hand: the rest is judged as text without structure.
 */
function safeLength(html: string): number {
  let depth = 0;
  for (const match of html.matchAll(TAG)) {
    const name = (match[2] ?? '').toLowerCase();
    if (VOID.has(name)) continue;
    depth = match[1] === '/' ? Math.max(0, depth - 1) : depth + 1;
    if (depth > MAX_DEPTH) return match.index;
  }
  return html.length;
}

interface Visit {
  readonly node: DefaultTreeAdapterTypes.ChildNode;
  readonly parent: HtmlElement | null;
  /** Set when the children are done. */
  readonly leave: HtmlElement | null;
}

const NONE: SourceRange = { start: 0, end: 0 };

function rangeOf(location: Token.Location | null | undefined): SourceRange | null {
  return location == null ? null : { start: location.startOffset, end: location.endOffset };
}

function elementOf(node: DefaultTreeAdapterTypes.Element, parent: HtmlElement | null): HtmlElement {
  const location = node.sourceCodeLocation;
  const whole = rangeOf(location) ?? parent?.startTag ?? NONE;
  const places = new Map<string, SourceRange>();
  for (const [name, place] of Object.entries(location?.attrs ?? {})) {
    places.set(name, { start: place.startOffset, end: place.endOffset });
  }
  const element: HtmlElement = {
    tag: node.tagName,
    attributes: new Map(node.attrs.map((attr) => [attr.name, attr.value])),
    attributePlaces: places,
    startTag: rangeOf(location?.startTag) ?? whole,
    whole,
    parent,
    children: [],
    position: parent?.children.length ?? 0,
    hasOwnText: false,
    textStart: 0,
    textEnd: 0,
  };
  parent?.children.push(element);
  return element;
}

class Reader {
  readonly elements: HtmlElement[] = [];
  readonly styleSheets: StyleSheetSource[] = [];
  readonly text = new MappedTextBuilder();
  readonly #html: string;
  #endsWithBreak = true;

  constructor(html: string) {
    this.#html = html;
  }

  read(root: DefaultTreeAdapterTypes.Document): void {
    const stack: Visit[] = root.childNodes.toReversed().map((node) => ({ node, parent: null, leave: null }));
    for (let visit = stack.pop(); visit !== undefined; visit = stack.pop()) {
      if (visit.leave !== null) this.#leave(visit.leave);
      else if (defaultTreeAdapter.isElementNode(visit.node)) this.#enter(visit.node, visit.parent, stack);
      else if (defaultTreeAdapter.isTextNode(visit.node)) this.#readText(visit.node, visit.parent);
    }
  }

  /** What stands beyond the limit of nesting, tags left out. */
  readRest(from: number): void {
    let at = from;
    const rest = this.#html.slice(from);
    for (const match of rest.matchAll(TAG)) {
      pushDecoded(this.text, this.#html, at, from + match.index);
      this.#breakLine(from + match.index);
      at = from + match.index + match[0].length;
    }
    pushDecoded(this.text, this.#html, at, this.#html.length);
  }

  #enter(node: DefaultTreeAdapterTypes.Element, parent: HtmlElement | null, stack: Visit[]): void {
    const element = elementOf(node, parent);
    this.elements.push(element);
    if (node.tagName === 'style') this.#readStyleSheet(node);
    if (SILENT.has(node.tagName) && node.tagName !== 'head') return;
    if (BLOCK.has(node.tagName)) this.#breakLine(element.startTag.start);
    if (node.tagName === 'br') this.#push('\n', element.startTag.start, element.startTag.end);
    if (node.tagName === 'td' || node.tagName === 'th')
      this.#push('\t', element.startTag.start, element.startTag.end);
    element.textStart = this.text.length;
    stack.push({ node, parent: element, leave: element });
    for (let i = node.childNodes.length - 1; i >= 0; i -= 1) {
      const child = node.childNodes[i];
      if (child !== undefined) stack.push({ node: child, parent: element, leave: null });
    }
  }

  #leave(element: HtmlElement): void {
    element.textEnd = this.text.length;
    if (BLOCK.has(element.tag)) this.#breakLine(element.whole.end);
  }

  #push(text: string, start: number, end: number): void {
    this.text.push(text, start, end);
    this.#endsWithBreak = text.endsWith('\n');
  }

  #breakLine(at: number): void {
    if (!this.#endsWithBreak) this.#push('\n', at, at);
  }

  #readStyleSheet(node: DefaultTreeAdapterTypes.Element): void {
    for (const child of node.childNodes) {
      if (!defaultTreeAdapter.isTextNode(child)) continue;
      this.styleSheets.push({ css: child.value, start: child.sourceCodeLocation?.startOffset ?? 0 });
    }
  }

  #readText(node: DefaultTreeAdapterTypes.TextNode, parent: HtmlElement | null): void {
    const location = node.sourceCodeLocation;
    if (location == null || parent === null) return;
    const isBlank = node.value.trim() === '' && !node.value.includes('\u00a0');
    if (isBlank && this.#endsWithBreak) return;
    if (node.value.trim() !== '') parent.hasOwnText = true;
    pushDecoded(this.text, this.#html, location.startOffset, location.endOffset);
    this.#endsWithBreak = false;
  }
}

function readAttributeText(elements: readonly HtmlElement[], html: string): MappedText {
  const builder = new MappedTextBuilder();
  for (const element of elements) {
    for (const name of ['alt', 'title', 'aria-label', 'placeholder']) {
      const place = element.attributePlaces.get(name);
      if (place === undefined) continue;
      const equals = html.indexOf('=', place.start);
      if (equals === -1 || equals >= place.end) continue;
      const quoted = /["']/u.test(html[place.end - 1] ?? '') ? 1 : 0;
      pushDecoded(builder, html, equals + 1 + quoted, place.end - quoted);
      builder.push('\n', place.end, place.end);
    }
  }
  return builder.build('html');
}

/** Parses a message's HTML with offsets into `html`. Never throws. */
export function readDocument(html: string): HtmlDocument {
  const safe = safeLength(html);
  const reader = new Reader(html);
  const root = parse(safe === html.length ? html : html.slice(0, safe), {
    sourceCodeLocationInfo: true,
    scriptingEnabled: false,
  });
  reader.read(root);
  if (safe < html.length) reader.readRest(safe);
  return {
    elements: reader.elements,
    styleSheets: reader.styleSheets,
    text: reader.text.build('html'),
    attributeText: readAttributeText(reader.elements, html),
    isWhole: safe === html.length,
  };
}
