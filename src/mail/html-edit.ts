import type { RenderedText, TextRun } from './html-text.ts';
import { hasContent } from './html-tree.ts';
import type { HtmlElement, HtmlNode, HtmlText } from './html-tree.ts';
import { replacePlaces } from './scrub.ts';
import type { PrivatePlace } from './scrub.ts';

/** A stretch of rendered text, in UTF-16 offsets, end exclusive. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/**
 * Replaces places of the rendered text in the nodes they came from: the first node of a place gets the
 * replacement, the others lose their share. Ranges in order and apart.
 */
export function replaceInTree(rendered: RenderedText, places: readonly PrivatePlace[]): void {
  const edits = new Map<HtmlText, PrivatePlace[]>();
  const begun = new Set<PrivatePlace>();
  let next = 0;
  for (const run of rendered.runs) {
    while (next < places.length && (places[next]?.end ?? 0) <= run.at) next += 1;
    const { node } = run;
    if (node.kind !== 'text' || (places[next]?.start ?? Infinity) >= run.at + run.length) continue;
    let shares = edits.get(node);
    if (shares === undefined) edits.set(node, (shares = []));
    addShares(run, places, next, { begun, shares });
  }
  for (const [node, list] of edits) node.value = replacePlaces(node.value, list);
}

/** Adds what of the places lies in one run, in the offsets of its node. */
function addShares(
  { at, from, length }: TextRun,
  places: readonly PrivatePlace[],
  first: number,
  { begun, shares }: { readonly begun: Set<PrivatePlace>; readonly shares: PrivatePlace[] },
): void {
  // By index: a copy of what is left of the places for every run would be quadratic in their number (C10).
  for (let index = first; index < places.length; index += 1) {
    const place = places[index];
    if (place === undefined || place.start >= at + length) break;
    const start = from + Math.max(place.start, at) - at;
    const end = from + Math.min(place.end, at + length) - at;
    shares.push({ start, end, replacement: begun.has(place) ? '' : place.replacement });
    begun.add(place);
  }
}

function isInside(ranges: readonly TextRange[], at: number): boolean {
  let low = 0;
  let high = ranges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ranges[middle]?.end ?? 0) <= at) low = middle + 1;
    else high = middle;
  }
  const range = ranges[low];
  return range !== undefined && range.start <= at;
}

/** Takes ranges of the rendered text out of a tree, with the elements that are empty without them. */
export function removeFromTree(
  nodes: readonly HtmlNode[],
  rendered: RenderedText,
  ranges: readonly TextRange[],
): HtmlNode[] {
  if (ranges.length === 0) return [...nodes];
  const gone = new Set<HtmlElement>();
  for (const { node, at } of rendered.runs)
    if (node.kind === 'element' && isInside(ranges, at)) gone.add(node);
  replaceInTree(
    rendered,
    ranges.map(({ start, end }) => ({ start, end, replacement: '' })),
  );
  const prune = (list: readonly HtmlNode[]): HtmlNode[] =>
    list.filter((node) => {
      if (node.kind === 'text') return node.value !== '';
      const isVoid = node.tag === 'br' || node.tag === 'img' || node.tag === 'hr';
      if (isVoid) return !gone.has(node);
      const had = node.children.length > 0;
      node.children = prune(node.children);
      return !had || node.children.length > 0;
    });
  return trimBlank(prune(nodes));
}

const EDGES = new Set(['div', 'p', 'span', 'blockquote']);

/** Without blank blocks and line breaks at either end, at any depth. */
export function trimBlank(nodes: readonly HtmlNode[]): HtmlNode[] {
  const first = nodes.findIndex((node) => hasContent([node]));
  if (first === -1) return [];
  const last = nodes.findLastIndex((node) => hasContent([node]));
  const kept = nodes.slice(first, last + 1);
  trimInside(kept[0], 'start');
  trimInside(kept.at(-1), 'end');
  return kept;
}

function trimInside(node: HtmlNode | undefined, edge: 'start' | 'end'): void {
  for (let inner = node; inner?.kind === 'element' && EDGES.has(inner.tag);) {
    const { children } = inner;
    const hasWords = (child: HtmlNode): boolean => hasContent([child]);
    if (edge === 'start') inner.children = children.slice(Math.max(0, children.findIndex(hasWords)));
    else inner.children = children.slice(0, children.findLastIndex(hasWords) + 1);
    inner = edge === 'start' ? inner.children[0] : inner.children.at(-1);
  }
}
