import { APOLOGY_WORDS, DEVICE_WORDS } from './phrases.ts';
import type { BodyLine } from './lines.ts';
import { column, folded, lastPhrase, phraseIndex } from './vocabulary.ts';

const DEVICES = DEVICE_WORDS.split(' ');
const DEVICE_INDEX = phraseIndex(DEVICES);
const APOLOGIES = APOLOGY_WORDS.split(' ');

interface Advertisement {
  readonly before: string;
  readonly after: string;
}

const ADVERTISEMENTS: readonly Advertisement[] = column('sentFrom').map((phrase) => {
  const [before = '', after = ''] = phrase.split('…');
  return { before: before.trim(), after: after.trim() };
});

/** Words that may stand between and after devices: "Yahoo Mail on Android", "Outlook für iOS", "Windows 8 PC". */
const BETWEEN = new Set(
  'on for für voor pour para per dla för til på na для и und and mit with met avec con med mail app work phone pc pro max mini plus from my'.split(
    ' ',
  ),
);

/** "TI-85", "Alcatel Flash2", "Xperia": each word has a capital or a digit, as names of products do. */
function isProductName(words: readonly string[]): boolean {
  return words.length > 0 && words.length <= 4 && words.every((word) => /^\p{Lu}|\d/u.test(word));
}

/** "iPhone", also with an ending: "iPhonesta", "iPhonu". */
function holdsDevice(text: string): boolean {
  const lower = folded(text);
  if (lastPhrase(lower, DEVICE_INDEX) !== null) return true;
  return DEVICES.some(
    (device) => device.length > 4 && lower.startsWith(device) && lower.length - device.length <= 5,
  );
}

/**
 * Whether the words in the gap are a device or program and nothing else. "Sent by Samsung" may be both; "Sent by
 * Samsung yesterday" is an answer.
 */
function isDevice(gap: string): boolean {
  const words = gap.split(' ').filter((word) => word !== '');
  const first = words.findIndex((word) => holdsDevice(word));
  const own = /^(?:my|mon|mein\p{L}{0,2}|mijn|mi|mio|meu|mój|mojego|min|mit|můj|mého|моего)$/iu.test(
    words[0] ?? '',
  );
  if (first === -1) return own && isProductName(words.slice(1));
  if (first > 4 || words.length > 9) return false;
  if (!own && first > 2) return false;
  return words
    .slice(first)
    .every((word) => holdsDevice(word) || BETWEEN.has(word.toLowerCase()) || /^\p{Lu}|\d/u.test(word));
}

function isGapFilled(gap: string): boolean {
  // Scripts without spaces hold the device somewhere in a short gap.
  if (/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Hangul}]/u.test(gap))
    return gap.length <= 20 && holdsDevice(gap);
  return isDevice(gap);
}

function withoutDecoration(plain: string): string {
  return plain
    .replaceAll(
      /\((?:https?|mailto):[^\s)]{0,200}\)|<(?:https?|mailto):[^\s>]{0,200}>|https?:\/\/\S{0,200}/gu,
      '',
    )
    .replaceAll(/[<>()[\]*_"“”„]/gu, ' ')
    .replaceAll(/\s+/gu, ' ')
    .trim();
}

function isApology(text: string): boolean {
  const lower = folded(text);
  return APOLOGIES.some((word) => lower.includes(word));
}

/** The first clause, if what follows it is nothing or an apology for typing errors. */
function clauseOf(text: string): string {
  const end = /[,;!]|\.(?=\s|$)| [-–—] /u.exec(text);
  if (end === null) return text;
  const rest = text.slice(end.index + end[0].length).trim();
  return rest === '' || isApology(rest) ? text.slice(0, end.index).trim() : '';
}

/** "Sent from my iPhone" and its like, in the languages of the table. */
function isAdvertisement(plain: string): boolean {
  if (plain.length > 160 || plain === '') return false;
  const clause = clauseOf(withoutDecoration(plain));
  const lower = folded(clause);
  return ADVERTISEMENTS.some(({ before, after }) => {
    if (!lower.startsWith(before) || !lower.endsWith(after)) return false;
    if (before === '' && after === '') return false;
    const gap = clause.slice(before.length, clause.length - after.length).trim();
    // "Someone from mobile": the name of a person stands in the gap.
    if (before === '' && holdsDevice(after)) return gap.split(' ').length <= 2 && gap !== '';
    return isGapFilled(gap);
  });
}

/** RFC 3676 §4.3: `-- `; the blank is often lost, and some programs write a long dash or underlines instead. */
function isMark(line: BodyLine): boolean {
  return line.raw.length <= 8 && /^(?:--|__|\u2014|\u2013)$/u.test(line.plain);
}

/** Longest signature below the exact mark, which nobody types by accident; and below one that is nearly it. */
const MOST_LINES_EXACT = 40;
const MOST_LINES = 12;

function markIn(lines: readonly BodyLine[], start: number, end: number): number | null {
  for (let index = Math.max(start, end - MOST_LINES_EXACT - 1); index < end; index += 1) {
    const line = lines[index];
    if (line === undefined || !isMark(line)) continue;
    if (end - index - 1 <= (line.raw === '-- ' ? MOST_LINES_EXACT : MOST_LINES)) return index;
  }
  return null;
}

const LIST_FOOTER = /https?:\/\/|mailing list|unsubscribe|listinfo/iu;

/** A mailing list's footer: a long rule, then a few lines with the list's address. */
function listFooterIn(lines: readonly BodyLine[], start: number, end: number): number | null {
  for (let index = Math.max(start, end - 8); index < end; index += 1) {
    const rule = lines[index];
    if (rule?.kind !== 'rule' || rule.plain.length < 20) continue;
    if (lines.slice(index + 1, end).some((line) => LIST_FOOTER.test(line.plain))) return index;
  }
  return null;
}

/** What gateways and mail programs append below everything, quote included. */
const APPENDED =
  /(?:confidential|privileged|intended recipient|disclaimer|virus-free|avast|vertraulich|virenfrei|confidentiel|vertrouwelijk|confidencial|riservat|poufn)/iu;

/** Where the run of blank lines, rules and advertisements at the end of the text begins. */
function endOfWords(lines: readonly BodyLine[], start: number, end: number): number {
  let stop = end;
  while (stop > start) {
    const line = lines[stop - 1];
    if (line?.kind === 'text' && !isAdvertisement(line.plain)) break;
    stop -= 1;
  }
  return stop;
}

export interface TextPlace {
  /** The text stands below a quote. */
  readonly afterQuote: boolean;
  /** The author wrote something further up, too. */
  readonly afterAuthor: boolean;
}

/**
 * Finds where the signature in a stretch of the author's text begins.
 *
 * @returns the first line of the signature; `end` where there is none, `start` where all of it is signature
 */
export function signatureStart(
  lines: readonly BodyLine[],
  start: number,
  end: number,
  { afterQuote, afterAuthor }: TextPlace,
): number {
  const stop = endOfWords(lines, start, end);
  if (afterQuote && afterAuthor) {
    const block = lines.slice(start, stop);
    if (block[0]?.kind === 'rule' && block.length <= 15) return start;
    if (block.length <= 30 && block.some((line) => APPENDED.test(line.plain))) return start;
  }
  const mark = markIn(lines, start, stop) ?? listFooterIn(lines, start, stop);
  return mark === null ? stop : endOfWords(lines, start, mark);
}
