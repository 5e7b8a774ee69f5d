import { nextFilled, quoteHeadAt } from './new-text/heads.ts';
import { bodyLines } from './new-text/lines.ts';
import type { BodyLine } from './new-text/lines.ts';
import { isReplyAboveMarker } from './new-text/separators.ts';
import { signatureStart } from './new-text/signature.ts';

/** A reply taken apart. Every line of every part is a line of the mail. */
export interface NewText {
  /**
   * The author's new words. Where the author answered between quotes, the quotes that stand between their words
   * stay. Empty only where the mail has no words but those of a quote.
   */
  readonly text: string;
  /** What was cut off: the quoted original with the lines that introduce it. */
  readonly quoted: string | null;
  readonly signature: string | null;
  /**
   * - `none`: there is no quote.
   * - `exact`: the quote was marked by the author's program, and all of it is gone.
   * - `unsure`: a guess; `text` may still hold a quote, or `quoted` the author's words. A caller who may lose
   *   nothing sends both.
   */
  readonly cut: 'none' | 'exact' | 'unsure';
}

interface Segment {
  /** `original`: everything below a head that needs no `>`. `marker`: a help desk's line at the top. */
  readonly kind: 'author' | 'signature' | 'quote' | 'head' | 'original' | 'marker';
  readonly start: number;
  readonly end: number;
  /** For quotes, heads and originals: whether a program marked it beyond doubt. */
  readonly exact: boolean;
}

const QUOTE_PREFIX = /^(?:[ \t\u00A0]{0,3}[>\uFF1E])+ ?/u;

/** Whether the quote carries its own head: "> Am … schrieb NAME:⏎> …" (Apple Mail, web.de). */
function opensWithHead(lines: readonly BodyLine[], start: number, end: number): boolean {
  const inner = lines.slice(start, Math.min(end, start + 12)).map((line) => line.raw.slice(0, 400));
  const bare = bodyLines(inner.map((raw) => raw.replace(QUOTE_PREFIX, '')).join('\n'));
  return quoteHeadAt(bare, nextFilled(bare, 0)) !== null;
}

/** Takes a body apart into segments, from top to bottom, in one pass. */
class Scan {
  readonly segments: Segment[] = [];
  readonly #lines: readonly BodyLine[];
  #textStart: number | null = null;
  #afterQuote = false;
  #afterAuthor = false;

  constructor(lines: readonly BodyLine[]) {
    this.#lines = lines;
    let index = 0;
    while (index < lines.length) index = this.#step(index);
    this.#closeText(lines.length);
  }

  #step(index: number): number {
    const line = this.#lines[index];
    if (line?.kind === 'quoted') return this.#takeQuote(index);
    if (line === undefined || line.kind === 'blank') return index + 1;
    if (isReplyAboveMarker(line.plain)) return this.#takeMarker(index);
    const head = quoteHeadAt(this.#lines, index);
    if (head !== null) return this.#takeHead(head.start, head.end, head.opens, head.exact);
    this.#textStart ??= index;
    return index + 1;
  }

  #takeQuote(start: number): number {
    this.#closeText(start);
    let end = start;
    for (let next = start; this.#lines[next]?.kind === 'quoted'; next = nextFilled(this.#lines, end))
      end = next + 1;
    const headed = this.segments.at(-1)?.kind === 'head' || opensWithHead(this.#lines, start, end);
    this.segments.push({ kind: 'quote', start, end, exact: headed });
    this.#afterQuote = true;
    return end;
  }

  #takeMarker(index: number): number {
    this.#closeText(index);
    if (this.#afterAuthor) return this.#takeRest(index, true);
    this.segments.push({ kind: 'marker', start: index, end: index + 1, exact: true });
    return index + 1;
  }

  #takeHead(start: number, end: number, opens: 'quoted-lines' | 'unquoted-original', exact: boolean): number {
    this.#closeText(start);
    if (opens === 'unquoted-original' && this.#afterAuthor) return this.#takeRest(start, exact);
    // With nothing above it, what stands below may be the answer: the head alone goes.
    this.segments.push({ kind: 'head', start, end, exact: opens === 'quoted-lines' });
    return end;
  }

  #takeRest(start: number, exact: boolean): number {
    this.segments.push({ kind: 'original', start, end: this.#lines.length, exact });
    return this.#lines.length;
  }

  #closeText(end: number): void {
    const start = this.#textStart;
    if (start === null) return;
    this.#textStart = null;
    const place = { afterQuote: this.#afterQuote, afterAuthor: this.#afterAuthor };
    const signature = signatureStart(this.#lines, start, end, place);
    const wrote = this.#lines.slice(start, signature).some((line) => line.kind === 'text');
    if (wrote) this.segments.push({ kind: 'author', start, end: signature, exact: true });
    const rest = wrote ? signature : start;
    if (rest < end) this.segments.push({ kind: 'signature', start: rest, end, exact: true });
    this.#afterAuthor ||= wrote;
  }
}

const isPart = ({ kind }: Segment): boolean => kind === 'quote' || kind === 'head' || kind === 'original';

/** The chosen lines without blank lines at either end. */
function rawLines(chosen: readonly BodyLine[]): string {
  const first = chosen.findIndex((line) => line.kind !== 'blank');
  const last = chosen.findLastIndex((line) => line.kind !== 'blank');
  return chosen
    .slice(Math.max(first, 0), last + 1)
    .map((line) => line.raw)
    .join('\n');
}

/** The segments that are kept, with the blank lines around and between all of them as they came. */
function joinKept(
  lines: readonly BodyLine[],
  segments: readonly Segment[],
  keeps: (kept: Segment) => boolean,
): string {
  const chosen: BodyLine[] = [];
  let next = segments[0]?.start ?? 0;
  const take = (end: number, isKept: boolean): void => {
    for (; next < end; next += 1) {
      const line = lines[next];
      if (line !== undefined && (isKept || line.kind === 'blank')) chosen.push(line);
    }
  };
  for (const segment of segments) {
    take(segment.start, false);
    take(segment.end, keeps(segment));
  }
  return rawLines(chosen);
}

/** The chosen segments; those that stood together stay together. Null where they hold no words. */
function joinOrNull(
  lines: readonly BodyLine[],
  segments: readonly Segment[],
  chooses: (chosen: Segment) => boolean,
): string | null {
  const groups: BodyLine[][] = [];
  let openEnd: number | null = null;
  for (const segment of segments) {
    if (!chooses(segment)) {
      openEnd = null;
      continue;
    }
    if (openEnd === null) groups.push([]);
    // Not `push(...)`: a quote may have more lines than a call may have arguments.
    const group = groups.at(-1);
    for (const line of lines.slice(openEnd ?? segment.start, segment.end)) group?.push(line);
    openEnd = segment.end;
  }
  const filled = groups.filter((group) => group.some(({ kind }) => kind === 'text' || kind === 'quoted'));
  return filled.length === 0 ? null : filled.map((group) => rawLines(group)).join('\n\n');
}

/** Nothing stands outside quotes but, perhaps, a signature. */
function withoutAuthor(lines: readonly BodyLine[], segments: readonly Segment[]): NewText {
  const quoted = joinOrNull(lines, segments, isPart);
  const signature = joinOrNull(lines, segments, ({ kind }) => kind === 'signature');
  // Never an empty message where there are words: better a signature than nothing.
  if (signature !== null) return { text: signature, quoted, signature: null, cut: 'unsure' };
  const marked = segments.some(({ kind, exact }) => kind === 'quote' && exact);
  if (marked || quoted === null)
    return { text: '', quoted, signature: null, cut: quoted === null ? 'none' : 'exact' };
  // `>` without a head, or a head without anything below: the author may have typed it.
  return { text: quoted, quoted: null, signature: null, cut: 'unsure' };
}

function assemble(lines: readonly BodyLine[], segments: readonly Segment[]): NewText {
  const first = segments.findIndex(({ kind }) => kind === 'author');
  const last = segments.findLastIndex(({ kind }) => kind === 'author');
  if (first === -1) return withoutAuthor(lines, segments);
  const isQuote = ({ kind }: Segment): boolean => kind === 'quote';
  const above = segments.slice(0, first).filter(isQuote);
  const answersBetween = segments.slice(first, last).some(isQuote);
  // An answer below one marked quote is a reply written at the bottom: the quote goes. Any other quote above the
  // author's words is what they refer to.
  const keepsAbove = above.length > 0 && (answersBetween || above.some(({ exact }) => !exact));
  const from = keepsAbove ? segments.findIndex(isQuote) : first;
  const keeps = (segment: Segment): boolean => segment.kind === 'author' || isQuote(segment);
  const cutOff = new Set(
    segments.filter((segment, index) => isPart(segment) && (index < from || index > last || !keeps(segment))),
  );
  return {
    text: joinKept(lines, segments.slice(from, last + 1), keeps),
    quoted: joinOrNull(lines, segments, (segment) => cutOff.has(segment)),
    signature: joinOrNull(lines, segments, ({ kind }) => kind === 'signature'),
    cut: cutOf([...cutOff], keepsAbove || answersBetween),
  };
}

function cutOf(cutOff: readonly Segment[], keepsQuotes: boolean): NewText['cut'] {
  if (keepsQuotes) return 'unsure';
  if (cutOff.length === 0) return 'none';
  return cutOff.every(({ exact }) => exact) ? 'exact' : 'unsure';
}

/**
 * Takes from the plain body of a reply what its author wrote, without the quoted original and the signature.
 * It knows the heads of quotes in the languages of `new-text/phrases-*.ts`, and in any other language those that
 * hold a date, a time and an address. Time and memory grow with the length of the text and no faster (C10).
 *
 * @param text decoded; any line ends
 */
export function extractNewText(text: string): NewText {
  const lines = bodyLines(text);
  return assemble(lines, new Scan(lines).segments);
}
