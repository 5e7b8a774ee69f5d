import {
  ATTRIBUTION_LENGTH,
  attributionStrength,
  isLikelyAttribution,
  mayCloseAttribution,
  opensAttribution,
  opensWithLead,
} from './attribution.ts';
import { headerBlockEnd } from './header-block.ts';
import type { BodyLine } from './lines.ts';
import { isReplyAboveMarker, separatorPhrase } from './separators.ts';

/** The lines between the author's words and the original. */
export interface QuoteHead {
  readonly start: number;
  /** First line after it. */
  readonly end: number;
  readonly opens: 'quoted-lines' | 'unquoted-original';
  /** False where the form is one that a person might have typed as well. */
  readonly exact: boolean;
}

/** An attribution is wrapped over six lines at most ("On DATE", NAME, "<", "mailto:…", address, "> wrote:"). */
const MOST_LINES = 6;

export function nextFilled(lines: readonly BodyLine[], index: number): number {
  let next = index;
  while (next < lines.length && lines[next]?.kind === 'blank') next += 1;
  return next;
}

function quoteFollows(lines: readonly BodyLine[], end: number): boolean {
  return lines[nextFilled(lines, end)]?.kind === 'quoted';
}

function head(lines: readonly BodyLine[], start: number, end: number, exact: boolean): QuoteHead {
  const quoted = quoteFollows(lines, end);
  return { start, end, opens: quoted ? 'quoted-lines' : 'unquoted-original', exact: exact || quoted };
}

/** The header block that may follow a separator, after blank lines. */
function endAfterBlock(lines: readonly BodyLine[], end: number): number {
  return headerBlockEnd(lines, nextFilled(lines, end)) ?? end;
}

function separatorAt(lines: readonly BodyLine[], index: number): QuoteHead | null {
  const plain = lines[index]?.plain ?? '';
  if (isReplyAboveMarker(plain)) return head(lines, index, index + 1, true);
  const phrase = separatorPhrase(plain);
  if (phrase === null) return null;
  const end = endAfterBlock(lines, index + 1);
  const hasBlock = end > index + 1;
  if (phrase === 'framed-phrase' || hasBlock) return head(lines, index, end, true);
  // "Begin forwarded message:" without a frame, or a frame around unknown words: something must follow.
  return phrase === 'phrase' && quoteFollows(lines, end) ? head(lines, index, end, true) : null;
}

/** A line that may be the last of a wrapped attribution although it looks otherwise: "> wrote:", ">:", "----". */
function closesAttribution(line: BodyLine): boolean {
  if (line.kind === 'rule') return line.plain.startsWith('--');
  return line.kind === 'quoted' && line.raw.length <= 80 && /[:\uFF1A]\s*$/u.test(line.raw);
}

function mayStandInAttribution(line: BodyLine): boolean {
  return line.plain !== '' && (line.kind === 'text' || closesAttribution(line));
}

function joined(lines: readonly BodyLine[], start: number, end: number): string {
  return lines
    .slice(start, end)
    .map((line) => line.plain)
    .filter((plain) => plain !== '')
    .join(' ');
}

/** Lines within an attribution that look like its last: "<address>" and "ezt írta (időpont:" do. */
const MOST_ENDS = 3;

/** The lines of the longest attribution that may begin at `start`: the end of each prefix. */
function windowEnds(lines: readonly BodyLine[], start: number): readonly number[] {
  const ends: number[] = [];
  let filled = 0;
  const last = Math.min(start + 2 * MOST_LINES, lines.length);
  for (let index = start; index < last; index += 1) {
    const line = lines[index];
    if (line === undefined) return ends;
    if (line.kind === 'blank') {
      // Only an address may stand apart from its name.
      if (!(lines[index + 1]?.plain ?? '').startsWith('<')) return ends;
      continue;
    }
    if (!mayStandInAttribution(line)) return ends;
    filled += 1;
    if (mayCloseAttribution(line.plain)) ends.push(index + 1);
    if (filled === MOST_LINES || ends.length === MOST_ENDS || line.kind !== 'text') return ends;
  }
  return ends;
}

/** "On Monday I called.⏎On Tue, 5 Mar …, NAME wrote:": the attribution begins at the later line. */
function beginsLater(lines: readonly BodyLine[], start: number, end: number): boolean {
  const addressFirst = /[<(]\S{0,80}@/u.test(lines[start]?.plain ?? '');
  for (let later = start + 1; later < end; later += 1) {
    const plain = lines[later]?.plain ?? '';
    const text = joined(lines, later, end);
    // "NAME <address> 于⏎2024年3月5日 …写道：": the date belongs to the address above it.
    const opens = opensWithLead(plain) || (opensAttribution(plain) && (!addressFirst || text.includes('@')));
    if (opens && attributionStrength(text) === 'certain') return true;
  }
  return false;
}

function isAttribution(lines: readonly BodyLine[], start: number, end: number, text: string): boolean {
  const strength = attributionStrength(text);
  if (strength === 'certain') return true;
  if (!quoteFollows(lines, end)) return false;
  return strength !== null || (end === start + 1 && isLikelyAttribution(text));
}

function attributionAt(lines: readonly BodyLine[], start: number): QuoteHead | null {
  const ends = windowEnds(lines, start);
  if (ends.length === 0) return null;
  const first = lines[start]?.plain ?? '';
  for (const end of ends) {
    // "NAME <address> schrieb am …" opens with neither lead nor date.
    if (end > start + 1 && !first.includes('@') && !opensAttribution(first)) return null;
    const text = joined(lines, start, end);
    if (text.length > ATTRIBUTION_LENGTH) return null;
    if (!isAttribution(lines, start, end, text)) continue;
    if (beginsLater(lines, start, end)) return null;
    // Without `>` below and without an address in it, a person may have written it.
    return head(lines, start, end, text.includes('@'));
  }
  return null;
}

/** Finds the head of a quote that begins at this line, or null. Work per line is bounded. */
export function quoteHeadAt(lines: readonly BodyLine[], index: number): QuoteHead | null {
  const line = lines[index];
  if (line === undefined || line.kind === 'blank' || line.kind === 'quoted') return null;
  if (line.kind === 'rule') {
    const next = nextFilled(lines, index + 1);
    const below = lines[next]?.kind === 'text' && next <= index + 3 ? quoteHeadAt(lines, next) : null;
    return below === null ? null : { ...below, start: index };
  }
  const separator = separatorAt(lines, index);
  if (separator !== null) return separator;
  const blockEnd = headerBlockEnd(lines, index);
  if (blockEnd !== null) return head(lines, index, blockEnd, true);
  return attributionAt(lines, index);
}
