/** A line this much shorter than the longest ends because its author ended it. */
const WRAPPED_SHARE = 0.6;
const LEAST_WRAPPED = 24;

/**
 * Joins lines that a program wrapped into the sentence that they are: the line goes on where it is about as long as
 * the longest, ends no sentence, and the next begins with a small letter. Tables and lists keep their lines.
 */
export function joinWrapped(text: string): string {
  const lines = text.split('\n').map((line) => line.trim());
  const longest = Math.max(...lines.map((line) => line.length), 0);
  let joined = '';
  let before = '';
  for (const line of lines) {
    const isWrapped =
      before.length >= Math.max(LEAST_WRAPPED, longest * WRAPPED_SHARE) &&
      !/[.!?:;]$/u.test(before) &&
      /^[\p{Ll}\p{Lo}]/u.test(line);
    joined += (isWrapped ? ' ' : '\n') + line;
    before = line;
  }
  return joined.slice(1);
}
