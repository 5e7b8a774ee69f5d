import type { WrittenFinding } from '#web/data/writing.ts';

/** Where words stand in a text, in UTF-16 units. */
export interface TextPlace {
  readonly start: number;
  readonly end: number;
}

/**
 * Where the words of a finding stand in a text that may have been changed since it was judged: at the place that it
 * names, or else where they are first. Null: the words aren't in it any more, or it is about the message as a whole.
 */
export function findingPlace(
  { where, quote }: Pick<WrittenFinding, 'where' | 'quote'>,
  text: string,
): TextPlace | null {
  if (quote === '') return null;
  for (const { part, start, end } of where)
    if (part === 'text' && start !== undefined && end !== undefined && text.slice(start, end) === quote)
      return { start, end };
  const start = text.indexOf(quote);
  return start === -1 ? null : { start, end: start + quote.length };
}

/** Whether a finding still says something of a text: its words are there, or it has none. */
export function isStillSo(finding: Pick<WrittenFinding, 'where' | 'quote'>, text: string): boolean {
  return finding.quote === '' || findingPlace(finding, text) !== null;
}

/** A text with other words in a place; where they are none, the space that is left over goes with them. */
export function mendedText(text: string, { start, end }: TextPlace, words: string): string {
  const [before, after] = [text.slice(0, start), text.slice(end)];
  if (words === '' && /(?:^|[ \t])$/u.test(before) && /^[ \t]/u.test(after)) return before + after.slice(1);
  return before + words + after;
}
