import { BLOCK_TAGS, readBack } from './html-tree.ts';
import type { HtmlElement, HtmlNode, HtmlText } from './html-tree.ts';
import { readsAlike } from './scrub.ts';

/** A stretch of the text that stands one to one for a stretch of a node. Elements have length 0. */
export interface TextRun {
  readonly node: HtmlText | HtmlElement;
  /** Place in the rendered text. */
  readonly at: number;
  /** Place in the node's value. */
  readonly from: number;
  readonly length: number;
}

/** A tree as a person reads it, with the way back to its nodes. */
export interface RenderedText {
  readonly text: string;
  readonly runs: readonly TextRun[];
}

interface ListState {
  readonly ordered: boolean;
  number: number;
}

/** Blocks that browsers set apart by a blank line. */
const SPACED = new Set('p h1 h2 h3 h4 h5 h6 ul ol dl blockquote pre table'.split(' '));

class TextWriter {
  readonly runs: TextRun[] = [];
  #out = '';
  #lineHasContent = false;
  #lineIsQuoted = false;
  /** 0: none; 1: a new line; 2: a blank line between. */
  #pendingBreak = 0;
  #pendingSpace: { node: HtmlText; from: number } | null = null;
  #pendingSeparator = false;
  #marker = '';
  #indent = '';
  #quoteDepth = 0;

  get text(): string {
    return this.#out;
  }

  breakLine(kind: 1 | 2): void {
    // The first block of a cell stands in the line of its row.
    if (this.#pendingSeparator) return;
    this.#pendingBreak = Math.max(this.#pendingBreak, kind);
    this.#pendingSpace = null;
  }

  /** A `br`, or a line end in preformatted text at the place `from` of its node. */
  newLine(node: HtmlText | HtmlElement, from: number): void {
    this.#settleBreak(node.quoted);
    this.#endLine(node.quoted);
    const length = node.kind === 'text' ? 1 : 0;
    this.runs.push({ node, at: this.#out.length - 1, from, length });
  }

  write(node: HtmlText | HtmlElement, text: string, from: number | null): void {
    if (text === '') return;
    this.#openLine(node.quoted);
    const at = this.#out.length;
    this.#out += text;
    this.runs.push({ node, at, from: from ?? 0, length: from === null ? 0 : text.length });
    this.#lineHasContent = true;
  }

  space(node: HtmlText, from: number): void {
    if (this.#lineHasContent && this.#pendingBreak === 0) this.#pendingSpace ??= { node, from };
  }

  endCell(): void {
    this.#pendingBreak = 0;
    this.#pendingSpace = null;
    this.#pendingSeparator = this.#lineHasContent;
  }

  endRow(): void {
    this.#pendingSeparator = false;
    this.breakLine(1);
  }

  openItem(marker: string): void {
    this.breakLine(1);
    this.#marker = this.#indent + marker;
    this.#indent += '  ';
  }

  closeItem(): void {
    this.#indent = this.#indent.slice(2);
    this.#marker = '';
    this.breakLine(1);
  }

  quote(change: 1 | -1): void {
    this.#quoteDepth += change;
  }

  #settleBreak(quoted: boolean): void {
    if (this.#pendingBreak > 0 && this.#lineHasContent) this.#endLine(quoted);
    if (this.#pendingBreak === 2 && this.#out !== '' && !this.#out.endsWith('\n\n')) this.#endLine(quoted);
    this.#pendingBreak = 0;
  }

  #endLine(quoted: boolean): void {
    // A blank line inside a quotation bears its mark too, so that the quotation stays in one piece.
    if (!this.#lineHasContent && (quoted || this.#quoteDepth > 0) && this.#lineIsQuoted) this.#out += '>';
    this.#out += '\n';
    this.#lineHasContent = false;
    this.#pendingSpace = null;
  }

  #openLine(quoted: boolean): void {
    this.#settleBreak(quoted);
    if (this.#lineHasContent) {
      if (this.#pendingSeparator) this.#out += ' | ';
      else if (this.#pendingSpace !== null) {
        const { node, from } = this.#pendingSpace;
        this.runs.push({ node, at: this.#out.length, from, length: 1 });
        this.#out += ' ';
      }
    } else {
      const depth = this.#quoteDepth + (quoted ? 1 : 0);
      this.#lineIsQuoted = depth > 0;
      this.#out += '> '.repeat(Math.min(depth, 10)) + (this.#marker === '' ? this.#indent : this.#marker);
      this.#marker = '';
    }
    this.#pendingSeparator = false;
    this.#pendingSpace = null;
  }
}

/** Words with single spaces between them go as one piece; any other white space is one blank at most. */
function renderPlain(writer: TextWriter, node: HtmlText): void {
  const { value } = node;
  for (let at = 0; at < value.length;) {
    const start = at;
    if (isBlankCode(value.charCodeAt(at))) {
      while (at < value.length && isBlankCode(value.charCodeAt(at))) at += 1;
      writer.space(node, start);
      continue;
    }
    while (at < value.length && !endsWords(value, at)) at += 1;
    writer.write(node, value.slice(start, at).replaceAll('\u00A0', ' '), start);
  }
}

function endsWords(value: string, at: number): boolean {
  const code = value.charCodeAt(at);
  if (!isBlankCode(code)) return false;
  return code !== 0x20 || at + 1 === value.length || isBlankCode(value.charCodeAt(at + 1));
}

/** HTML §2.4.1: tab, line feed, form feed, carriage return, space. */
function isBlankCode(code: number): boolean {
  return code === 0x20 || code === 0x09 || code === 0x0a || code === 0x0c || code === 0x0d;
}

/** Text whose line ends count: in `pre`, or `white-space: pre-wrap`. */
function renderPreformatted(writer: TextWriter, node: HtmlText): void {
  for (const match of node.value.matchAll(/\n|[^\n]+/gu)) {
    if (match[0] === '\n') writer.newLine(node, match.index);
    else writer.write(node, match[0].replaceAll(/[\t\r\u00A0]/gu, ' '), match.index);
  }
}

class Renderer {
  readonly writer = new TextWriter();
  readonly #lists: ListState[] = [];
  #preformatted = 0;
  /** In list items and cells paragraphs stand close. */
  #tight = 0;

  nodes(nodes: readonly HtmlNode[]): void {
    for (const node of nodes) {
      if (node.kind === 'element') this.#element(node);
      else if (this.#preformatted > 0) renderPreformatted(this.writer, node);
      else renderPlain(this.writer, node);
    }
  }

  #element(element: HtmlElement): void {
    const { tag } = element;
    const keepsLines = tag === 'pre' || /white-space:pre/u.test(element.attributes.get('style') ?? '');
    if (keepsLines) this.#preformatted += 1;
    if (!this.#special(element)) this.#plain(element);
    if (keepsLines) this.#preformatted -= 1;
  }

  #plain(element: HtmlElement): void {
    const isBlock = BLOCK_TAGS.has(element.tag);
    const kind = SPACED.has(element.tag) && this.#tight === 0 ? 2 : 1;
    if (isBlock) this.writer.breakLine(kind);
    this.nodes(element.children);
    if (isBlock) this.writer.breakLine(kind);
  }

  /** Elements with a text form of their own; false for all others. */
  #special(element: HtmlElement): boolean {
    switch (element.tag) {
      case 'br':
        this.writer.newLine(element, 0);
        return true;
      case 'hr':
        this.writer.breakLine(1);
        this.writer.write(element, '———', null);
        this.writer.breakLine(1);
        return true;
      case 'img':
        this.#image(element);
        return true;
      case 'a':
        this.#link(element);
        return true;
      case 'ul':
      case 'ol':
        this.#list(element);
        return true;
      case 'li':
        this.#item(element);
        return true;
      case 'blockquote':
        this.writer.breakLine(2);
        this.writer.quote(1);
        this.#plain(element);
        this.writer.quote(-1);
        return true;
      case 'td':
      case 'th':
        this.#tight += 1;
        this.nodes(element.children);
        this.#tight -= 1;
        this.writer.endCell();
        return true;
      case 'tr':
        this.writer.breakLine(1);
        this.nodes(element.children);
        this.writer.endRow();
        return true;
      default:
        return false;
    }
  }

  #image(element: HtmlElement): void {
    const alt = element.attributes.get('alt') ?? '';
    this.writer.write(element, alt === '' ? '[ ]' : `[${alt}]`, null);
  }

  #link(element: HtmlElement): void {
    const start = this.writer.text.length;
    this.nodes(element.children);
    const href = element.attributes.get('href') ?? '';
    const label = this.writer.text.slice(start).trim();
    if (href === '' || isSameAddress(label, href)) return;
    this.writer.write(element, label === '' ? href : ` (${href})`, null);
  }

  #list(element: HtmlElement): void {
    const start = Number(element.attributes.get('start') ?? 1);
    this.#lists.push({ ordered: element.tag === 'ol', number: Number.isInteger(start) ? start : 1 });
    this.writer.breakLine(this.#lists.length > 1 ? 1 : 2);
    this.nodes(element.children);
    this.#lists.pop();
    this.writer.breakLine(this.#lists.length > 0 ? 1 : 2);
  }

  #item(element: HtmlElement): void {
    const list = this.#lists.at(-1);
    this.writer.openItem(list?.ordered === true ? `${list.number}. ` : '- ');
    if (list !== undefined) list.number += 1;
    this.#tight += 1;
    this.nodes(element.children);
    this.#tight -= 1;
    this.writer.closeItem();
  }
}

/** `www.example.nl` and `https://www.example.nl/` are the same words to a reader. */
function isSameAddress(label: string, href: string): boolean {
  const bare = (address: string): string =>
    address
      .replace(/^https?:\/\//iu, '')
      .replace(/^www\./iu, '')
      .replace(/\/$/u, '');
  return readsAlike(bare(label), bare(href));
}

/** Renders a tree of ours as text, with the map back to its nodes. */
export function renderText(nodes: readonly HtmlNode[]): RenderedText {
  const renderer = new Renderer();
  renderer.nodes(nodes);
  return { text: renderer.writer.text, runs: renderer.writer.runs };
}

/** White space at the end of a line, or of the text. */
const TRAILING_BLANK = /[^\S\n](?:\n|$)/u;

/** Lines without blanks at their end, and no blank lines at either end of the text. */
export function tidyText(text: string): string {
  const lines = TRAILING_BLANK.test(text)
    ? text
        .split('\n')
        .map((line) => line.trimEnd())
        .join('\n')
    : text;
  return lines.replace(/^\n+/u, '').trimEnd();
}

/**
 * The readable text of HTML that `sanitiseHtml` gave: paragraphs apart, list items with `-` or their number, table
 * cells with ` | ` between, links with their address behind, pictures as `[alt]`, quotations with `>`. It holds
 * every word that a recipient of the HTML sees (C8).
 */
export function htmlToText(html: string): string {
  return tidyText(renderText(readBack(html) ?? []).text);
}
