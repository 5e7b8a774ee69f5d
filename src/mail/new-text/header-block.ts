import type { BodyLine } from './lines.ts';
import { alternatives, folded, PHRASES } from './vocabulary.ts';

const COLUMNS = ['from', 'sent', 'to', 'copied', 'subject'] as const;
type Label = (typeof COLUMNS)[number];

/** A label may mean several things in several languages ("A:", "Data:", "Tema:"). */
const LABELS: ReadonlyMap<string, ReadonlySet<Label>> = labels();

function labels(): Map<string, Set<Label>> {
  const found = new Map<string, Set<Label>>();
  for (const row of PHRASES)
    for (const name of COLUMNS)
      for (const label of alternatives(row[name])) {
        const meanings = found.get(label) ?? new Set();
        meanings.add(name);
        found.set(label, meanings);
      }
  return found;
}

const LABEL = /^([^:\uFF1A]{1,30}?)\s?[:\uFF1A]/u;

function meaningsOf(plain: string): ReadonlySet<Label> | null {
  if (!plain.includes(':') && !plain.includes('\uFF1A')) return null;
  const label = LABEL.exec(plain)?.[1];
  return label === undefined ? null : (LABELS.get(folded(label)) ?? null);
}

function meaningsAt(lines: readonly BodyLine[], index: number): ReadonlySet<Label> | null {
  const line = lines[index];
  return line?.kind === 'text' ? meaningsOf(line.plain) : null;
}

/** More labels than any program's header block has. */
const MOST_LABELS = 12;
const MOST_CONTINUATION = 6;

interface Block {
  readonly seen: Set<Label>;
  lineCount: number;
  end: number;
  holdsAddress: boolean;
}

/**
 * "From: Berlin, To: Hamburg, Date: Monday" may be an author's own list; a header block has a subject, or an
 * address in it.
 */
function isHeaderBlock({ seen, lineCount, holdsAddress }: Block): boolean {
  const enough = lineCount >= 3 && seen.size >= 3;
  return enough && seen.has('from') && (seen.has('subject') || (seen.has('sent') && holdsAddress));
}

/** The next line that bears a label, over one blank line or a wrapped value; or null. */
function nextLabel(lines: readonly BodyLine[], index: number): number | null {
  let previous: BodyLine['kind'] = 'text';
  for (const [offset, { kind, plain }] of lines.slice(index, index + MOST_CONTINUATION + 1).entries()) {
    if (kind === 'quoted' || kind === 'rule') return null;
    if (kind === 'text' && meaningsOf(plain) !== null) return index + offset;
    // A wrapped value follows at once, and one blank line at most stands between labels.
    if (previous === 'blank') return null;
    previous = kind;
  }
  return null;
}

/**
 * Reads the header that Outlook and others put above the original, from its first label.
 *
 * @returns the first line after it, or null where there is none
 */
export function headerBlockEnd(lines: readonly BodyLine[], start: number): number | null {
  if (meaningsAt(lines, start) === null) return null;
  const block: Block = { seen: new Set(), lineCount: 0, end: start, holdsAddress: false };
  let index: number | null = start;
  while (index !== null && block.lineCount < MOST_LABELS) {
    const meanings = meaningsAt(lines, index);
    if (meanings === null) break;
    // A label with several meanings counts for the one that is still missing.
    const fresh = [...meanings].find((meaning) => !block.seen.has(meaning));
    if (fresh !== undefined) block.seen.add(fresh);
    block.lineCount += 1;
    block.holdsAddress ||= lines[index]?.plain.includes('@') === true;
    block.end = index + 1;
    index = nextLabel(lines, index + 1);
  }
  return isHeaderBlock(block) ? block.end : null;
}

/** The same for text whose line ends are lost, as that of one HTML element is. */
export function isFlatHeaderBlock(text: string): boolean {
  const seen = new Set<Label>();
  let lineCount = 0;
  for (const part of text.split(/(?<=^|\s)(?=[^\s:\uFF1A]{1,20}(?: [^\s:\uFF1A]{1,20})?\s?[:\uFF1A])/u)) {
    const meanings = meaningsOf(part);
    if (meanings === null) {
      if (lineCount === 0) return false;
      continue;
    }
    const fresh = [...meanings].find((meaning) => !seen.has(meaning));
    if (fresh !== undefined) seen.add(fresh);
    lineCount += 1;
  }
  return isHeaderBlock({ seen, lineCount, end: 0, holdsAddress: text.includes('@') });
}
