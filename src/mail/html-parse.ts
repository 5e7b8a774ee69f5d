import { defaultTreeAdapter, html as names, parse } from 'parse5';
import type { DefaultTreeAdapterTypes } from 'parse5';

export type ParsedDocument = DefaultTreeAdapterTypes.Document;
export type ParsedElement = DefaultTreeAdapterTypes.Element;
export type ParsedNode = DefaultTreeAdapterTypes.ChildNode;
export type ParsedParent = DefaultTreeAdapterTypes.ParentNode;

/** What one body may cost (threats C2, C10). Mail of 30 turns in nested tables stays below a tenth of it. */
export const HTML_LIMITS = { characters: 2_000_000, nodes: 60_000, depth: 600, attributes: 400_000 };

class TooLarge extends Error {}

/**
 * Parses a whole HTML document as a browser without scripting does. Null where it is too long, too deep or
 * has too many nodes: the tree construction of HTML is quadratic in the depth (open elements, active
 * formatting elements), so the limits are kept while it is built.
 */
export function parseHtml(html: string): ParsedDocument | null {
  if (html.length > HTML_LIMITS.characters) return null;
  let nodes = 0;
  let depth = 0;
  let attributes = 0;
  const count = (): void => {
    nodes += 1;
    if (nodes > HTML_LIMITS.nodes) throw new TooLarge();
  };
  const treeAdapter: typeof defaultTreeAdapter = {
    ...defaultTreeAdapter,
    createElement(tagName, namespaceUri, attributeList) {
      count();
      attributes += attributeList.length;
      if (attributes > HTML_LIMITS.attributes) throw new TooLarge();
      return defaultTreeAdapter.createElement(tagName, namespaceUri, attributeList);
    },
    createCommentNode(data) {
      count();
      return defaultTreeAdapter.createCommentNode(data);
    },
    onItemPush() {
      depth += 1;
      if (depth > HTML_LIMITS.depth) throw new TooLarge();
    },
    onItemPop() {
      depth -= 1;
    },
  };
  try {
    return parse(html, { treeAdapter, scriptingEnabled: false });
  } catch (error) {
    if (error instanceof TooLarge) return null;
    throw error;
  }
}

export function isElement(node: ParsedNode | ParsedParent): node is ParsedElement {
  return 'tagName' in node;
}

export function isText(node: ParsedNode): node is DefaultTreeAdapterTypes.TextNode {
  return node.nodeName === '#text';
}

/** True for elements of HTML itself: not SVG, not MathML. */
export function isHtmlElement(element: ParsedElement): boolean {
  return element.namespaceURI === names.NS.HTML;
}

/** The attributes of an element; the parser keeps the first of a name. */
export function attributesOf(element: ParsedElement): ReadonlyMap<string, string> {
  return new Map(element.attrs.map(({ name, value }) => [name, value]));
}

function childNamed(parent: ParsedParent, tagName: string): ParsedElement | null {
  return parent.childNodes.find(
    (node) => isElement(node) && node.tagName === tagName,
  ) as ParsedElement | null;
}

/** The body of a document; a frameset has none. */
export function bodyOf(document: ParsedDocument): ParsedElement | null {
  const root = childNamed(document, 'html') ?? null;
  return root === null ? null : (childNamed(root, 'body') ?? null);
}

const RAW_TEXT = /^(?:script|style|title|textarea|xmp|iframe|noembed|noframes|template|svg|math|head)$/u;
const BREAKS = /^\/?(?:p|div|br|hr|tr|table|li|ul|ol|h[1-6]|blockquote|pre|section|article)$/u;

/**
 * The words of HTML that is too large to be parsed: tags off, line ends for blocks, nothing else kept. One
 * pass without a tree; what it gives is plain text and is never read as HTML again.
 */
export function bareText(html: string): string {
  const lower = html.toLowerCase();
  let out = '';
  for (let i = 0; i < html.length;) {
    const open = html.indexOf('<', i);
    if (open === -1) return out + html.slice(i);
    out += html.slice(i, open);
    const end = tagEnd(html, open);
    const name = /^\/?[a-z][a-z\d]*/u.exec(lower.slice(open + 1, open + 20))?.[0] ?? '';
    if (BREAKS.test(name)) out += '\n';
    i = RAW_TEXT.test(name) ? closingTag(lower, name, end) : end;
  }
  return out;
}

function closingTag(lower: string, name: string, from: number): number {
  const at = lower.indexOf(`</${name}`, from);
  return at === -1 ? lower.length : at;
}

/** Where the markup that begins at `open` ends. A `<` that opens nothing is one character of text. */
function tagEnd(html: string, open: number): number {
  if (html.startsWith('<!--', open)) {
    const close = html.indexOf('-->', open + 4);
    return close === -1 ? html.length : close + 3;
  }
  if (!/[a-z!/?]/iu.test(html.charAt(open + 1))) return open + 1;
  const close = html.indexOf('>', open);
  return close === -1 ? html.length : close + 1;
}
