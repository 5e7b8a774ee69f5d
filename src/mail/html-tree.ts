import { attributesOf, bodyOf, isElement, isHtmlElement, isText, parseHtml } from './html-parse.ts';
import type { ParsedNode } from './html-parse.ts';

/** A text of our own tree; the scrubber and the cutter change its value. */
export interface HtmlText {
  readonly kind: 'text';
  value: string;
  /** Stands in what the author's program marked as the quoted original. */
  readonly quoted: boolean;
}

/** An element of our own tree: nothing that isn't on the allow-list ever becomes one. */
export interface HtmlElement {
  readonly kind: 'element';
  readonly tag: string;
  readonly attributes: Map<string, string>;
  children: HtmlNode[];
  readonly quoted: boolean;
  /** The author's signature block, by the mark of the author's program. */
  readonly signature: boolean;
}

export type HtmlNode = HtmlText | HtmlElement;

export function htmlText(value: string, quoted = false): HtmlText {
  return { kind: 'text', value, quoted };
}

export function htmlElement(
  tag: string,
  children: HtmlNode[] = [],
  attributes: Iterable<readonly [string, string]> = [],
  marks: { readonly quoted?: boolean; readonly signature?: boolean } = {},
): HtmlElement {
  const { quoted = false, signature = false } = marks;
  return { kind: 'element', tag, attributes: new Map(attributes), children, quoted, signature };
}

export const VOID_TAGS: ReadonlySet<string> = new Set(['br', 'hr', 'img']);

export const BLOCK_TAGS: ReadonlySet<string> = new Set(
  `p div hr h1 h2 h3 h4 h5 h6 ul ol li dl dt dd blockquote pre table caption thead tbody tfoot tr th td`.split(
    ' ',
  ),
);

/** HTML §13.3: what has to be escaped in text and in attribute values; `>` too, against readers that guess. */
function escapeHtml(text: string, inAttribute: boolean): string {
  return text.replaceAll(/[&<>"\u00A0\0]/gu, (character) => {
    switch (character) {
      case '&':
        return '&amp;';
      case '<':
        return '&lt;';
      case '>':
        return '&gt;';
      case '"':
        return inAttribute ? '&quot;' : '"';
      case '\0':
        return '';
      default:
        return '&nbsp;';
    }
  });
}

/** HTML source of our tree. */
export function serialiseHtml(nodes: readonly HtmlNode[]): string {
  let out = '';
  for (const node of nodes) {
    if (node.kind === 'text') {
      out += escapeHtml(node.value, false);
      continue;
    }
    out += `<${node.tag}`;
    for (const [name, value] of node.attributes) out += ` ${name}="${escapeHtml(value, true)}"`;
    out += '>';
    if (VOID_TAGS.has(node.tag)) continue;
    // The parser drops a line end right after <pre> (HTML §13.2.6.4.7).
    if (node.tag === 'pre' && firstIsLineEnd(node)) out += '\n';
    out += `${serialiseHtml(node.children)}</${node.tag}>`;
  }
  return out;
}

function firstIsLineEnd(element: HtmlElement): boolean {
  const [first] = element.children;
  return first?.kind === 'text' && first.value.startsWith('\n');
}

/** Reads our own HTML back: what a recipient's parser makes of it. Null for what it can't hold. */
export function readBack(html: string): HtmlNode[] | null {
  const document = parseHtml(`<!doctype html><html><head></head><body>${html}</body></html>`);
  const body = document === null ? null : bodyOf(document);
  return body === null ? null : body.childNodes.map(ownNode).filter((node) => node !== null);
}

function ownNode(node: ParsedNode): HtmlNode | null {
  if (isText(node)) return htmlText(node.value);
  if (!isElement(node)) return null;
  // A foreign element keeps its name and fails the check against the allow-list.
  const tag = isHtmlElement(node) ? node.tagName : `foreign:${node.tagName}`;
  const children = node.childNodes.map(ownNode).filter((child) => child !== null);
  return htmlElement(tag, children, attributesOf(node));
}

/** True where there is a word or a picture to see. */
export function hasContent(nodes: readonly HtmlNode[]): boolean {
  return nodes.some((node) => {
    if (node.kind === 'text') return /\S/u.test(node.value);
    return node.tag === 'img' || hasContent(node.children);
  });
}
