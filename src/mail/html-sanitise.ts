import { colorText } from './html-color.ts';
import { parseDeclarations } from './html-declarations.ts';
import type { Declarations } from './html-declarations.ts';
import { DROPPED, INLINE_TAGS, KEPT, RENAMED } from './html-allowed.ts';
import { keptAttributes, oldAttributes } from './html-attributes.ts';
import { cleanLink } from './html-link.ts';
import type { CleanLink } from './html-link.ts';
import { hides, isUnseen, lookInside, PLAIN_LOOK, rescueColor } from './html-look.ts';
import type { Look } from './html-look.ts';
import { attributesOf, bodyOf, isElement, isHtmlElement, isText } from './html-parse.ts';
import type { ParsedDocument, ParsedElement, ParsedNode, ParsedParent } from './html-parse.ts';
import { cascade, parseStyleSheet } from './html-style-sheet.ts';
import type { StyleSheet } from './html-style-sheet.ts';
import { writtenStyle } from './html-style.ts';
import { BLOCK_TAGS, htmlElement, htmlText, VOID_TAGS } from './html-tree.ts';
import type { HtmlNode } from './html-tree.ts';
import { isQuotedElement } from './new-text-html.ts';
import type { Scrubber } from './scrub.ts';
import { visibleText } from './html-visible-text.ts';

/** What the sanitiser found on its way. */
export interface SanitiseCounts {
  remotePictures: number;
  unwrappedLinks: number;
  scrubbedAttributes: number;
}

export interface SanitiseContext {
  readonly scrubber: Scrubber;
  /** Our name (`cid:…`) for a picture of the mail, by `cid:` or `data:` source; null where there is none. */
  readonly picture: (source: string) => string | null;
  readonly counts: SanitiseCounts;
  /** Take marked quotes and signatures for the author's words: a mail that holds nothing else. */
  readonly ignoreMarks: boolean;
}

class Sanitiser {
  readonly #context: SanitiseContext;
  readonly #sheet: StyleSheet;
  /** Everything from here on is the quoted original (`quote-onward`). */
  #onward = false;
  /** Programs write the same few styles, and quotes the same links, over and over. */
  readonly #styles = new Map<string, Declarations>();
  readonly #links = new Map<string, CleanLink>();

  constructor(context: SanitiseContext, sheet: StyleSheet) {
    this.#context = context;
    this.#sheet = sheet;
  }

  children(parent: ParsedParent, look: Look, quoted: boolean): HtmlNode[] {
    const nodes: HtmlNode[] = [];
    for (const child of parent.childNodes) {
      for (const node of this.#node(child, look, quoted)) pushMerged(nodes, node);
    }
    return nodes;
  }

  #node(node: ParsedNode, look: Look, quoted: boolean): HtmlNode[] {
    if (isText(node)) {
      if (isUnseen(look) && /\S/u.test(node.value)) return [];
      return seenText(visibleText(node.value), look, quoted || this.#onward);
    }
    return isElement(node) && isHtmlElement(node) ? this.element(node, look, quoted) : [];
  }

  element(element: ParsedElement, look: Look, quoted: boolean): HtmlNode[] {
    const { tagName } = element;
    if (DROPPED.has(tagName)) return [];
    const attributes = attributesOf(element);
    const values = this.#declarations(tagName, attributes);
    if (attributes.has('hidden') || hides(values)) return [];
    const mark = this.#context.ignoreMarks ? null : isQuotedElement(tagName, attributes);
    if (mark === 'quote-onward') this.#onward = true;
    const inQuote = quoted || this.#onward || mark === 'quote';
    if (tagName === 'img') return this.#image(attributes, look, inQuote);
    const inside = lookInside(values, tagName, look);
    const children = this.children(element, inside, inQuote);
    if (mark === 'signature') return [htmlElement('div', children, [], { quoted, signature: true })];
    // An element that nobody knows is an inline one (HTML §13.2.6.4.7).
    const tag = KEPT.has(tagName) ? tagName : (RENAMED.get(tagName) ?? 'span');
    const kept = keptAttributes(tag, attributes, writtenStyle(values, inside, look));
    return built(tag, children, [...this.#link(tag, attributes), ...kept], inQuote);
  }

  #declarations(tag: string, attributes: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
    const classes = (attributes.get('class') ?? '').slice(0, 2000).split(/\s+/u);
    const sheet = this.#sheet.declarationsOf(tag, attributes.get('id') ?? '', classes);
    const own = this.#styleOf(attributes.get('style') ?? '');
    return cascade([oldAttributes(tag, attributes), ...sheet], own);
  }

  #styleOf(css: string): Declarations {
    const known = this.#styles.get(css);
    if (known !== undefined) return known;
    const declarations = parseDeclarations(css);
    this.#styles.set(css, declarations);
    return declarations;
  }

  #cleanLink(href: string): CleanLink {
    const known = this.#links.get(href);
    if (known !== undefined) return known;
    const link = cleanLink(href, this.#context.scrubber);
    this.#links.set(href, link);
    return link;
  }

  #link(tag: string, from: ReadonlyMap<string, string>): [string, string][] {
    const href = tag === 'a' ? from.get('href') : undefined;
    if (href === undefined) return [];
    const link = this.#cleanLink(href);
    if (link.unwrapped) this.#context.counts.unwrappedLinks += 1;
    if (link.scrubbed) this.#context.counts.scrubbedAttributes += 1;
    return link.href === null ? [] : [['href', link.href]];
  }

  #image(from: ReadonlyMap<string, string>, look: Look, quoted: boolean): HtmlNode[] {
    const source = from.get('src')?.trim() ?? '';
    const alt = this.#alternative(from.get('alt') ?? '');
    const isEnclosed = /^(?:cid|data):/iu.test(source);
    const ours = isEnclosed && !quoted ? this.#context.picture(source) : null;
    if (ours !== null) {
      const attributes = keptAttributes('img', from, '');
      return [htmlElement('img', [], [['src', ours], ['alt', alt], ...attributes], { quoted })];
    }
    if (!quoted && !isEnclosed && source !== '') this.#context.counts.remotePictures += 1;
    return alt === '' || isUnseen(look) ? [] : [htmlText(pictureText(alt), quoted)];
  }

  #alternative(alt: string): string {
    const { text, count } = this.#context.scrubber.scrub(visibleText(alt).replaceAll(/\s+/gu, ' ').trim());
    this.#context.counts.scrubbedAttributes += count;
    return text.slice(0, 300);
  }
}

/** Text in a colour that tells it from its background, whatever of the author's colours is left. */
function seenText(value: string, look: Look, quoted: boolean): HtmlNode[] {
  if (value === '') return [];
  const text = htmlText(value, quoted);
  const color = /\S/u.test(value) ? rescueColor(look) : null;
  return color === null
    ? [text]
    : [htmlElement('span', [text], [['style', `color:${colorText(color)}`]], { quoted })];
}

/** Emoji travel as pictures with the character as their text. */
function pictureText(alt: string): string {
  return /^\p{Extended_Pictographic}/u.test(alt) ? alt : `[${alt}]`;
}

function built(
  tag: string,
  children: HtmlNode[],
  attributes: readonly (readonly [string, string])[],
  quoted: boolean,
): HtmlNode[] {
  if (VOID_TAGS.has(tag)) return [htmlElement(tag, [], attributes, { quoted })];
  if ((INLINE_TAGS.has(tag) || tag === 'p') && children.length === 0) return [];
  if ((tag === 'span' || tag === 'a') && attributes.length === 0) return children;
  // A paragraph can't hold blocks; only quirks mode lets a table in, and the reader's mode is unknown.
  const holdsBlock = tag === 'p' && children.some(isBlock);
  return [htmlElement(holdsBlock ? 'div' : tag, children, attributes, { quoted })];
}

function isBlock(node: HtmlNode): boolean {
  return node.kind === 'element' && (BLOCK_TAGS.has(node.tag) || node.children.some(isBlock));
}

function pushMerged(nodes: HtmlNode[], node: HtmlNode): void {
  const last = nodes.at(-1);
  if (node.kind === 'text' && last?.kind === 'text' && last.quoted === node.quoted) last.value += node.value;
  else nodes.push(node);
}

/** Takes marked signature blocks out; all of them stay where the author wrote nothing else. */
export function withoutSignatures(nodes: readonly HtmlNode[]): HtmlNode[] {
  const prune = (list: readonly HtmlNode[]): HtmlNode[] =>
    list.flatMap((node): HtmlNode[] => {
      if (node.kind === 'text') return [node];
      return node.signature ? [] : [Object.assign(node, { children: prune(node.children) })];
    });
  return hasOwnWords(nodes) ? prune(nodes) : [...nodes];
}

/** Something unquoted outside the signature. */
function hasOwnWords(nodes: readonly HtmlNode[]): boolean {
  return nodes.some((node) => {
    if (node.kind === 'text') return !node.quoted && /\S/u.test(node.value);
    if (node.signature) return false;
    return node.tag === 'img' ? !node.quoted : hasOwnWords(node.children);
  });
}

function styleText(node: ParsedParent, found: string[]): string[] {
  for (const child of node.childNodes) {
    if (!isElement(child)) continue;
    if (child.tagName === 'style' && isHtmlElement(child))
      found.push(child.childNodes.map((text) => (isText(text) ? text.value : '')).join(''));
    else styleText(child, found);
  }
  return found;
}

/**
 * Builds from a parsed document the tree that may travel (C6, C7, C8). It is written anew from an allow-list:
 * elements, attributes and CSS properties that `html-allowed.ts`, `html-attributes.ts` and `html-style.ts` don't
 * name don't exist in it.
 * What the author couldn't see isn't in it either. Quoted parts are marked, not yet cut.
 */
export function sanitiseDocument(document: ParsedDocument, context: SanitiseContext): HtmlNode[] {
  const body = bodyOf(document);
  if (body === null) return [];
  const sanitiser = new Sanitiser(context, parseStyleSheet(styleText(document, []).join('\n')));
  const nodes = sanitiser.element(body, PLAIN_LOOK, false);
  const [only] = nodes;
  // The body itself has no place in a fragment; its colours do.
  return only?.kind === 'element' && nodes.length === 1 && only.attributes.size === 0 ? only.children : nodes;
}
