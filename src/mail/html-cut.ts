import { removeFromTree } from './html-edit.ts';
import type { TextRange } from './html-edit.ts';
import { renderText, tidyText } from './html-text.ts';
import type { RenderedText } from './html-text.ts';
import type { HtmlNode } from './html-tree.ts';
import { isQuoteHead } from './new-text-html.ts';
import { extractNewText } from './new-text.ts';
import type { NewText } from './new-text.ts';

/** A tree without the quoted original. */
export interface CutTree {
  readonly nodes: HtmlNode[];
  readonly quoted: string | null;
  readonly cut: NewText['cut'];
}

interface Line {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** All words of it stand in what the author's program marked as quoted. */
  readonly isMarked: boolean;
}

function linesOf({ text, runs }: RenderedText): Line[] {
  const lines: Line[] = [];
  let start = 0;
  let next = 0;
  for (const line of text.split('\n')) {
    const end = start + line.length + 1;
    let words = 0;
    let marked = 0;
    for (let run = runs[next]; run !== undefined && run.at < end; run = runs[next]) {
      if (run.length > 0) words += 1;
      if (run.length > 0 && run.node.quoted) marked += 1;
      next += 1;
    }
    lines.push({ text: line, start, end, isMarked: words > 0 && marked === words });
    start = end;
  }
  return lines;
}

/**
 * Which lines of the whole are the kept ones. Kept lines come in the order of the whole; where they stand in
 * one piece that piece is taken, otherwise each is the next equal line. Null where they aren't all there.
 */
function keptLines(lines: readonly Line[], kept: readonly string[]): Set<Line> | null {
  const plain = lines.map(({ text }) => text.trimEnd());
  const wanted = kept.map((text) => text.trimEnd());
  const block = `\n${plain.join('\n')}\n`.indexOf(`\n${wanted.join('\n')}\n`);
  if (block !== -1)
    return new Set(lines.filter(({ start }) => start >= 0).slice(...blockOf(plain, wanted, block)));
  const found = new Set<Line>();
  let next = 0;
  for (const text of wanted) {
    while (next < plain.length && plain[next] !== text) next += 1;
    const line = lines[next];
    if (line === undefined) return null;
    found.add(line);
    next += 1;
  }
  return found;
}

/** From and to of a block of lines by its offset in the joined text. */
function blockOf(plain: readonly string[], wanted: readonly string[], offset: number): [number, number] {
  let first = 0;
  for (let at = 0; at < offset; first += 1) at += (plain[first]?.length ?? 0) + 1;
  return [first, first + wanted.length];
}

function without(
  nodes: readonly HtmlNode[],
  rendered: RenderedText,
  lines: readonly Line[],
  kept: Set<Line>,
): HtmlNode[] {
  const ranges: TextRange[] = lines.filter((line) => !kept.has(line));
  return removeFromTree(nodes, rendered, ranges);
}

const isBlank = ({ text }: Line): boolean => /^[\s>]*$/u.test(text);

/** The lines without marked quotations at either end and without the head that stands beside them. */
function withoutMarkedEnds(lines: readonly Line[]): Line[] {
  const isOwn = (line: Line): boolean => !line.isMarked && !isBlank(line);
  const isHead = (line: Line | undefined): boolean => line !== undefined && isQuoteHead(line.text);
  let last = lines.findLastIndex(isOwn);
  if (lines.slice(last + 1).some(({ isMarked }) => isMarked) && isHead(lines[last]))
    last = lines.slice(0, last).findLastIndex(isOwn);
  let first = lines.findIndex(isOwn);
  const below = lines.findIndex((line, index) => index > first && !isBlank(line));
  if (lines[below]?.isMarked === true && isHead(lines[first]))
    first = lines.findIndex((line, index) => index > first && isOwn(line));
  return last === -1 || first === -1 ? [] : lines.slice(first, last + 1);
}

/**
 * Cuts the quoted original and the signature off a sanitised tree. Its text, with the parts that the author's
 * program marked as quoted bearing `>`, goes through the same cut as plain mail, and the nodes of the lines that
 * fell are taken out: text and HTML can't say different things (C8).
 *
 * An unsure cut leaves all there is, for the caller to mark.
 */
export function cutTree(nodes: readonly HtmlNode[]): CutTree {
  const rendered = renderText(nodes);
  const lines = linesOf(rendered);
  const whole = extractNewText(rendered.text);
  if (whole.cut !== 'unsure') return applied(nodes, rendered, lines, whole);
  const rest = withoutMarkedEnds(lines);
  if (rest.length > 0 && rest.length < lines.length && !rest.some(({ isMarked }) => isMarked)) {
    const text = rest.map((line) => line.text).join('\n');
    const again = extractNewText(text);
    if (again.cut !== 'unsure' && again.text !== '') {
      const left = new Set(rest);
      const quoted = lines.filter((line) => !left.has(line)).map((line) => line.text);
      const own = applied(nodes, rendered, lines, again);
      return { ...own, quoted: tidyText(quoted.join('\n')), cut: 'exact' };
    }
  }
  return { nodes: [...nodes], quoted: whole.quoted, cut: 'unsure' };
}

function applied(
  nodes: readonly HtmlNode[],
  rendered: RenderedText,
  lines: readonly Line[],
  found: NewText,
): CutTree {
  if (found.text === '') return { nodes: [], quoted: found.quoted, cut: found.cut };
  const kept = keptLines(lines, found.text.split('\n'));
  if (kept === null) return { nodes: [...nodes], quoted: found.quoted, cut: 'unsure' };
  return { nodes: without(nodes, rendered, lines, kept), quoted: found.quoted, cut: found.cut };
}
