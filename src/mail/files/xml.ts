import { decodeXML } from 'entities';

import { asBuffer, requireThat } from './file-fault.ts';

/** A start tag of an XML part; names as written, values with character references taken off. */
export interface XmlTag {
  /** Without prefix. */
  readonly local: string;
  /** Values by name without prefix; where two prefixes share a name, the first. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly parents: readonly string[];
}

/** What becomes of an element: `drop` takes it with its content; an attribute set to null goes. */
export type XmlEdit = 'keep' | 'drop' | ReadonlyMap<string, string | null>;

export interface XmlRewrite {
  readonly element: (tag: XmlTag) => XmlEdit;
  /** The text between tags, as written; the default keeps it. */
  readonly text?: (text: string, parents: readonly string[]) => string;
}

const TAG = /<([A-Za-z_][\w.:-]{0,200})((?:\s+[^\s=>/"']{1,200}\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>/uy;
const END_TAG = /<\/([A-Za-z_][\w.:-]{0,200})\s*>/uy;
const ATTRIBUTE = /(\s+)([^\s=]+)(\s*=\s*)("[^"]*"|'[^']*')/gu;
const DEEPEST = 500;

/** The text of an XML part: UTF-8 or UTF-16, as OPC and ODF require. */
export function xmlText(bytes: Uint8Array): string {
  const buffer = asBuffer(bytes);
  const isUtf16 = (buffer[0] === 0xff && buffer[1] === 0xfe) || (buffer[0] === 0xfe && buffer[1] === 0xff);
  const encoding = isUtf16 ? (buffer[0] === 0xff ? 'utf-16le' : 'utf-16be') : 'utf-8';
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(buffer);
  } catch {
    requireThat(false, 'XML that is not Unicode');
    return '';
  }
}

const localName = (name: string): string => name.slice(name.indexOf(':') + 1);

function escaped(value: string): string {
  return value
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('"', '&quot;')
    .replaceAll(/[\t\n\r]/gu, (character) => `&#${character.charCodeAt(0)};`);
}

function attributesIn(source: string): Map<string, string> {
  const attributes = new Map<string, string>();
  for (const [, , name = '', , quoted = ''] of source.matchAll(ATTRIBUTE)) {
    const local = localName(name);
    if (!attributes.has(local)) attributes.set(local, decodeXML(quoted.slice(1, -1)));
  }
  return attributes;
}

function editedAttributes(source: string, edits: ReadonlyMap<string, string | null>): string {
  return source.replaceAll(ATTRIBUTE, (whole, blank: string, name: string, equals: string) => {
    const edit = edits.get(localName(name));
    if (edit === undefined) return whole;
    return edit === null ? '' : `${blank}${name}${equals}"${escaped(edit)}"`;
  });
}

class Rewriter {
  readonly #source: string;
  readonly #rewrite: XmlRewrite;
  readonly #parents: string[] = [];
  #out = '';
  #at = 0;
  /** Depth at which the element that is being dropped stands, or -1. */
  #dropping = -1;

  constructor(source: string, rewrite: XmlRewrite) {
    this.#source = source;
    this.#rewrite = rewrite;
  }

  run(): string {
    while (this.#at < this.#source.length) {
      const open = this.#source.indexOf('<', this.#at);
      const textEnd = open === -1 ? this.#source.length : open;
      if (textEnd > this.#at) this.#text(this.#source.slice(this.#at, textEnd));
      this.#at = textEnd;
      if (open !== -1) this.#markup();
    }
    requireThat(this.#parents.length === 0, 'XML without an end');
    return this.#out;
  }

  #text(text: string): void {
    if (this.#dropping !== -1) return;
    this.#out += this.#rewrite.text?.(text, this.#parents) ?? text;
  }

  #markup(): void {
    const next = this.#source.charAt(this.#at + 1);
    if (next === '/') this.#endTag();
    else if (next === '?') this.#instruction();
    else if (next === '!') this.#declaration();
    else this.#startTag();
  }

  #skipTo(closing: string): string {
    const end = this.#source.indexOf(closing, this.#at);
    requireThat(end !== -1, 'markup without an end');
    const whole = this.#source.slice(this.#at, end + closing.length);
    this.#at = end + closing.length;
    return whole;
  }

  #instruction(): void {
    const isFirst = this.#at === 0;
    this.#skipTo('?>');
    if (isFirst) this.#out += '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
  }

  #declaration(): void {
    if (this.#source.startsWith('<!--', this.#at)) {
      this.#skipTo('-->');
      return;
    }
    // SECURITY: a document type can define entities that expand without end or fetch files (ASVS V1.5.1).
    requireThat(this.#source.startsWith('<![CDATA[', this.#at), 'XML with a document type');
    const whole = this.#skipTo(']]>');
    if (this.#dropping === -1) this.#text(escaped(whole.slice(9, -3)));
  }

  #endTag(): void {
    END_TAG.lastIndex = this.#at;
    const match = END_TAG.exec(this.#source);
    requireThat(match !== null && this.#parents.length > 0, 'a broken end tag');
    if (match === null) return;
    this.#at = END_TAG.lastIndex;
    const open = this.#parents.pop();
    requireThat(open === localName(match[1] ?? ''), 'tags that cross');
    if (this.#dropping === -1) this.#out += match[0];
    else if (this.#dropping === this.#parents.length) this.#dropping = -1;
  }

  #startTag(): void {
    TAG.lastIndex = this.#at;
    const match = TAG.exec(this.#source);
    requireThat(match !== null, 'a broken tag');
    const [whole = '', name = '', attributes = '', slash = ''] = match ?? [];
    this.#at += whole.length;
    const local = localName(name);
    let isDropped = this.#dropping !== -1;
    if (!isDropped) {
      const edit = this.#rewrite.element({
        local,
        attributes: attributesIn(attributes),
        parents: this.#parents,
      });
      isDropped = edit === 'drop';
      if (edit !== 'drop')
        this.#out += edit === 'keep' ? whole : `<${name}${editedAttributes(attributes, edit)}${slash}>`;
    }
    if (slash === '/') return;
    if (isDropped && this.#dropping === -1) this.#dropping = this.#parents.length;
    this.#parents.push(local);
    requireThat(this.#parents.length <= DEEPEST, 'XML that is too deep', 'bomb');
  }
}

/**
 * Rewrites an XML part element by element; what isn't edited stays as written. Comments and processing
 * instructions go, a document type ends the reading. Linear.
 */
export function rewriteXml(source: string, rewrite: XmlRewrite): string {
  return new Rewriter(source.replace(/^\uFEFF/u, ''), rewrite).run();
}
