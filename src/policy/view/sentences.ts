/** A sentence of a text, white space around it left out. Offsets into the text, end exclusive. */
export interface Sentence {
  readonly start: number;
  readonly end: number;
}

// Words before a full stop that end no sentence.
const ABBREVIATIONS = new Set(
  'mr mrs ms dr nr no st ca str bzw usw evtl inkl zzgl tel art abs sr sra srta dott sig ing prof vs etc approx incl min max resp vgl ggf d.h z.b p.ex p.es m.in np ul al'.split(
    ' ',
  ),
);
const HARD_WRAP = 60;
const MAX_LENGTH = 1_500;
const STOP = /(?<![.!?…])[.!?…]+["'”’»)\]]*(?=\s|$)|[。！？]+|\n+/gu;

function wordBefore(text: string, at: number): string {
  let start = at;
  while (start > 0 && at - start < 8 && /[\p{L}.]/u.test(text[start - 1] ?? '')) start -= 1;
  return text.slice(start, at).toLowerCase();
}

function endsSentence(text: string, stop: RegExpMatchArray): boolean {
  const at = stop.index ?? 0;
  const mark = stop[0];
  if (mark.startsWith('\n')) {
    if (mark.length > 1) return true;
    const lineStart = text.lastIndexOf('\n', at - 1) + 1;
    const line = text.slice(lineStart, at);
    // A single break in a long line that doesn't end a clause is hard wrapping by a mail program.
    return line.length < HARD_WRAP || /[.!?:;,]\s*$/u.test(line);
  }
  if (mark !== '.') return true;
  const word = wordBefore(text, at);
  if (ABBREVIATIONS.has(word) || /^\p{L}$/u.test(word)) return false;
  const next = text.slice(at + 1, at + 4).trimStart();
  // `am 12. Mai`: an ordinal number goes on; so does a stop before a small letter.
  if (/^\p{Ll}/u.test(next)) return false;
  return !(
    /\d$/u.test(text.slice(Math.max(0, at - 1), at)) &&
    !/\d{3}$/u.test(text.slice(Math.max(0, at - 3), at)) &&
    /^\p{L}/u.test(next)
  );
}

/** Splits a text into sentences; line breaks end one too, unless a mail program wrapped there. */
export function sentencesOf(text: string): Sentence[] {
  const sentences: Sentence[] = [];
  const push = (from: number, to: number): void => {
    let start = from;
    let end = to;
    while (start < end && /\s/u.test(text[start] ?? '')) start += 1;
    while (end > start && /\s/u.test(text[end - 1] ?? '')) end -= 1;
    // A sentence without end is cut at a space, so that nothing that compares its words takes their square.
    while (end - start > MAX_LENGTH) {
      // Looked for in the piece alone: a text without spaces would be searched to its beginning each time.
      const space = text.slice(start, start + MAX_LENGTH).lastIndexOf(' ');
      const cut = start + (space > 0 ? space : MAX_LENGTH);
      sentences.push({ start, end: cut });
      start = cut;
    }
    if (start < end) sentences.push({ start, end });
  };
  let from = 0;
  for (const stop of text.matchAll(STOP)) {
    if (!endsSentence(text, stop)) continue;
    const to = stop.index + stop[0].length;
    push(from, to);
    from = to;
  }
  push(from, text.length);
  return sentences;
}
