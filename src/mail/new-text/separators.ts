import { column, folded } from './vocabulary.ts';

const ORIGINAL = column('original');
const ORIGINAL_SET = new Set(ORIGINAL);
const REPLY_ABOVE = column('replyAbove');
/** With a colon and a blank before it. */
const LONGEST_ORIGINAL = Math.max(...ORIGINAL.map((phrase) => phrase.length)) + 2;

/** How many rule characters open and close the text. */
function frameOf(text: string): { inner: string; width: number } {
  let start = 0;
  let end = text.length;
  while (start < end && FRAME.has(text[start] ?? '')) start += 1;
  while (end > start && FRAME.has(text[end - 1] ?? '')) end -= 1;
  return { inner: text.slice(start, end), width: Math.min(start, text.length - end) };
}

/** How a phrase begins; a sigma at the end of these letters is one within a word. */
const beginning = (text: string): string => folded(text.slice(0, BEGINNING)).replace('ς', 'σ');
const BEGINNING = Math.min(3, ...ORIGINAL.map((phrase) => phrase.length));
const BEGINNINGS = new Set(ORIGINAL.map(beginning));

const FRAME = new Set(['-', '_', '=', '*', '~', '#', '+', ' ', '\u2013', '\u2014', '\u2500', '|', '\uFF0D']);

/**
 * What a line between answer and original is: a phrase of the table between dashes ("-----Original
 * Message-----"), the phrase alone ("Begin forwarded message:"), or unknown words between dashes.
 */
export function separatorPhrase(plain: string): 'framed-phrase' | 'phrase' | 'framed' | null {
  if (plain.length > 120) return null;
  const { inner, width } = frameOf(plain);
  // Words of a text, as nearly every line is. Folding makes no text more than a third of itself.
  if (width < 2 && (inner.length > 3 * LONGEST_ORIGINAL || !BEGINNINGS.has(beginning(inner)))) return null;
  const phrase = folded(inner).replace(/\s?[:\uFF1A]$/u, '');
  if (ORIGINAL_SET.has(phrase)) {
    if (width >= 2) return 'framed-phrase';
    return 'phrase';
  }
  // "---------- Forwarded by NAME/ORG on DATE ----------"
  if (width >= 4 && ORIGINAL.some((start) => phrase.startsWith(`${start} `))) return 'framed-phrase';
  return width >= 5 && inner.length <= 60 && inner !== '' ? 'framed' : null;
}

/** "##- Please type your reply above this line -##" */
export function isReplyAboveMarker(plain: string): boolean {
  if (plain.length > 160 || !FRAME.has(plain[0] ?? '')) return false;
  const { inner, width } = frameOf(plain);
  if (width < 2) return false;
  const lower = folded(inner);
  return REPLY_ABOVE.some((phrase) => lower.includes(phrase));
}
