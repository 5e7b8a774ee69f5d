import { html as names, parse } from 'parse5';
import type { DefaultTreeAdapterTypes } from 'parse5';

// Judges HTML that leaves by what a browser's parser makes of it. The lists are written out here again: they don't
// come from the code that they judge.

const TAGS = new Set(
  `p div br hr h1 h2 h3 h4 h5 h6 ul ol li dl dt dd blockquote pre table caption thead tbody tfoot tr th td
  a span b strong i em u s del ins sub sup small code kbd samp var q mark img`.split(/\s+/u),
);
const ATTRIBUTES = new Set(
  'href src alt style dir lang width height colspan rowspan border cellpadding cellspacing start value'.split(
    ' ',
  ),
);
const PROPERTIES =
  /^(?:color|background-color|font-(?:size|weight|style|family)|text-(?:decoration|decoration-line|align)|vertical-align|line-height|margin(?:-\w+)?|padding(?:-\w+)?|width|max-width|border(?:-\w+)?|white-space|list-style-type)$/u;

function complaintsOfElement(element: DefaultTreeAdapterTypes.Element): string[] {
  const complaints: string[] = [];
  const { tagName, namespaceURI, attrs } = element;
  if (namespaceURI !== names.NS.HTML || !TAGS.has(tagName)) complaints.push(`<${tagName}>`);
  for (const { name, value } of attrs) {
    if (!ATTRIBUTES.has(name)) complaints.push(`${tagName}[${name}]`);
    if (name === 'href' && !/^https?:\/\/[^\s@]*$/u.test(value)) complaints.push(`href ${value}`);
    if (name === 'src' && !/^cid:[a-z\d]+$/u.test(value)) complaints.push(`src ${value}`);
    if (name === 'style')
      for (const declaration of value.split(';')) {
        const [property = '', ...rest] = declaration.split(':');
        const text = rest.join(':');
        if (!PROPERTIES.test(property) || /[\\<>@]|url|expression|-\d|image/iu.test(text))
          complaints.push(`style ${declaration}`);
      }
  }
  return complaints;
}

function walk(node: DefaultTreeAdapterTypes.ChildNode, complaints: string[]): void {
  if (node.nodeName === '#comment') complaints.push('comment');
  if (!('tagName' in node)) return;
  complaints.push(...complaintsOfElement(node));
  for (const child of node.childNodes) walk(child, complaints);
}

/** What is in a body's HTML that must not be: empty for clean HTML. In no-quirks and in quirks mode. */
export function foreignIn(html: string): string[] {
  const complaints: string[] = [];
  for (const head of ['<!doctype html>', '']) {
    const document = parse(`${head}<html><head></head><body>${html}</body></html>`);
    const root = document.childNodes.find(
      (node) => node.nodeName === 'html',
    ) as DefaultTreeAdapterTypes.Element;
    for (const part of root.childNodes) {
      const element = part as DefaultTreeAdapterTypes.Element;
      if (element.tagName === 'head' && element.childNodes.length > 0) complaints.push('content in the head');
      if (element.attrs.length > 0) complaints.push(`attributes on ${element.tagName}`);
      for (const child of element.childNodes) walk(child, complaints);
    }
  }
  return complaints;
}
