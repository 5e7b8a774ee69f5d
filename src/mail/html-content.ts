import { armouredBlocks } from './author-content-armour.ts';
import { cutTree } from './html-cut.ts';
import { removeFromTree, replaceInTree, trimBlank } from './html-edit.ts';
import { parseHtml } from './html-parse.ts';
import type { ParsedDocument } from './html-parse.ts';
import { isAllowed } from './html-attributes.ts';
import { sanitiseDocument, withoutSignatures } from './html-sanitise.ts';
import type { SanitiseContext, SanitiseCounts } from './html-sanitise.ts';
import { renderText, tidyText } from './html-text.ts';
import type { RenderedText } from './html-text.ts';
import { hasContent, readBack, serialiseHtml } from './html-tree.ts';
import type { HtmlNode } from './html-tree.ts';
import type { NewText } from './new-text.ts';
import { createScrubber, SCRUB_ROUNDS } from './scrub.ts';
import type { Scrubber } from './scrub.ts';

/** The author's part of an HTML body, fit to travel. */
export interface AuthorHtml {
  /** Null where the tree can't be written so that every parser reads it alike; the text stands for it. */
  readonly html: string | null;
  readonly text: string;
  readonly quoted: string | null;
  readonly cut: NewText['cut'];
  readonly replaced: number;
  /** Armoured keys and signatures that were taken out. */
  readonly armoured: number;
  readonly counts: SanitiseCounts;
}

export interface AuthorHtmlOptions {
  readonly scrubber: Scrubber;
  readonly picture: SanitiseContext['picture'];
  /** Nodes to follow the author's words: flattened invitations and attached messages. */
  readonly appended: readonly HtmlNode[];
  /** Whether the mail has files: if not, a mail that is all quotation is taken for the author's words. */
  readonly hasFiles: boolean;
}

/** How often a tree may be read back and written again until it stays as it is. */
const ROUNDS = 5;

/**
 * Writes a tree so that reading it gives the same tree again, or null. SECURITY: a mutation of the kind of
 * "mXSS" needs a serialisation that parses to something else; such a tree never leaves.
 */
export function stableHtml(nodes: readonly HtmlNode[]): { html: string; nodes: HtmlNode[] } | null {
  let html = serialiseHtml(nodes);
  for (let round = 0; round < ROUNDS; round += 1) {
    const read = readBack(html);
    if (read === null || !read.every(isAllowed)) return null;
    const again = serialiseHtml(read);
    if (again === html) return { html, nodes: read };
    html = again;
  }
  return null;
}

function newCounts(): SanitiseCounts {
  return { remotePictures: 0, unwrappedLinks: 0, scrubbedAttributes: 0 };
}

interface OwnPart {
  readonly nodes: HtmlNode[];
  readonly quoted: string | null;
  readonly cut: NewText['cut'];
  readonly counts: SanitiseCounts;
}

function ownPart(document: ParsedDocument, options: AuthorHtmlOptions): OwnPart {
  const sanitised = (ignoreMarks: boolean, counts: SanitiseCounts): HtmlNode[] =>
    sanitiseDocument(document, { ...options, counts, ignoreMarks });
  const counts = newCounts();
  const nodes = sanitised(false, counts);
  const own = cutTree(withoutSignatures(nodes));
  if (hasContent(own.nodes) || options.hasFiles || !hasContent(nodes)) return { ...own, counts };
  // Never an empty message where there are words: a forwarded mail is all quotation.
  const again = newCounts();
  return { nodes: trimBlank(sanitised(true, again)), quoted: own.quoted, cut: 'unsure', counts: again };
}

/**
 * Takes the author's part out of an HTML body: sanitised, without quote and signature, scrubbed, and with the
 * text that its reader sees. Null where the HTML is too large to be parsed.
 */
export function authorHtml(html: string, options: AuthorHtmlOptions): AuthorHtml | null {
  const document = parseHtml(html);
  if (document === null) return null;
  const { nodes, quoted, cut, counts } = ownPart(document, options);
  const own = trimBlank(nodes);
  const first = renderText(own);
  const armour = armouredBlocks(first.text);
  const whole = [...removeFromTree(own, first, armour), ...options.appended];
  const isAsRendered = armour.length === 0 && options.appended.length === 0;
  const replaced = scrubTree(whole, options.scrubber, isAsRendered ? first : renderText(whole));
  const stable = stableHtml(whole);
  const kept = stable === null || isLeaking(stable.html, options.scrubber) ? null : stable;
  const text = tidyText(renderText(kept?.nodes ?? whole).text);
  return {
    html: kept === null || !hasContent(kept.nodes) ? null : kept.html,
    text: kept === null ? options.scrubber.scrub(text).text : text,
    quoted,
    cut,
    replaced,
    armoured: armour.length,
    counts,
  };
}

/** Replaces private values in the texts of a tree, however elements cut them; gives how many there were. */
function scrubTree(nodes: readonly HtmlNode[], scrubber: Scrubber, first: RenderedText): number {
  let count = 0;
  let rendered = first;
  for (let round = 0; round < SCRUB_ROUNDS; round += 1) {
    const places = scrubber.find(rendered.text);
    if (places.length === 0) break;
    replaceInTree(rendered, places);
    count += places.length;
    rendered = renderText(nodes);
  }
  return count;
}

/** SECURITY: the last look, on the very characters that leave, markup left out and left in. */
function isLeaking(html: string, scrubber: Scrubber): boolean {
  return scrubber.find(html).length > 0 || scrubber.find(html.replaceAll(/<[^<>]*>/gu, '')).length > 0;
}

/**
 * The whole text of an HTML body as its reader sees it, nothing cut or scrubbed: for an attached message, whose text
 * is scrubbed with the author's. Null where there is no HTML or it is too large to be parsed.
 */
export function plainTextOf(html: string | null): string | null {
  const document = html === null ? null : parseHtml(html);
  if (document === null) return null;
  const context = { scrubber: NO_SCRUBBER, picture: () => null, counts: newCounts(), ignoreMarks: true };
  return tidyText(renderText(sanitiseDocument(document, context)).text);
}

const NO_SCRUBBER: Scrubber = createScrubber({ addresses: [], phones: [], names: [] });
