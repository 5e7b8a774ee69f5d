import type { Message } from '#web/data/conversations.ts';

/** A piece of a message's text; with the number of the finding that it belongs to, counted from 0. */
export interface MarkedPiece {
  readonly text: string;
  readonly finding: number | null;
}

/**
 * The text of a message cut where findings begin and end. A place counts only where the words that the finding quotes
 * stand: the text may have been mended since it was judged. Of places that overlap the first one counts.
 */
export function markedText({ text, findings }: Pick<Message, 'text' | 'findings'>): readonly MarkedPiece[] {
  const places = findings
    .flatMap(({ where, quote }, finding) =>
      where.flatMap(({ part, start, end }) =>
        part === 'text' && start !== undefined && end !== undefined && text.slice(start, end) === quote
          ? [{ start, end, finding }]
          : [],
      ),
    )
    .sort((a, b) => a.start - b.start);
  const pieces: MarkedPiece[] = [];
  let at = 0;
  for (const { start, end, finding } of places) {
    if (start < at || end <= start) continue;
    if (start > at) pieces.push({ text: text.slice(at, start), finding: null });
    pieces.push({ text: text.slice(start, end), finding });
    at = end;
  }
  if (at < text.length) pieces.push({ text: text.slice(at), finding: null });
  return pieces;
}
