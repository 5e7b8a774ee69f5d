/** One line of a body, with what the search for quotes wants to know of it. */
export interface BodyLine {
  /** As it came, without its line end. */
  readonly raw: string;
  /** For matching: trimmed, no invisible characters, plain blanks, no emphasis marks, at most 400 characters. */
  readonly plain: string;
  readonly kind: 'blank' | 'quoted' | 'rule' | 'text';
}

/** The longest head seen in the wild fits in six lines of this length; longer lines are nobody's quote head. */
const MATCH_LENGTH = 400;

// Zero-width and bidi marks stand in Outlook's dates and in Hebrew and Arabic heads; NBSP in French ones.
const INVISIBLE = /[\u00AD\u061C\u200B-\u200F\u202A-\u202E\u2060-\u2064\u2066-\u2069\uFEFF]/gu;

/** `>`, also after a few blanks, and the full-width form of Japanese programs. */
const QUOTED = /^[ \t\u00A0]{0,3}[>\uFF1E]/u;

/** A line of rule characters alone. U+1427 is left behind by a tracking extension of Gmail. */
const RULE = /^(?:[-_=*#~+\u2010-\u2015\u2500\u2501\u1427]\s?){1,}$/u;

/** Takes marks off that play no part in matching: invisible characters, runs of white space, `*bold*`. */
export function plainText(text: string): string {
  return text
    .normalize('NFC')
    .replaceAll(INVISIBLE, '')
    .replaceAll(/\s+/gu, ' ')
    .replaceAll(/(^|\s)\*+(?=\S)|(?<=\S)\*+(?=\s|$)/gu, '$1')
    .trim();
}

function kindOf(raw: string, short: string): BodyLine['kind'] {
  if (QUOTED.test(raw)) return 'quoted';
  const bare = short.replaceAll(INVISIBLE, '').trim();
  if (bare === '') return raw.trim() === '' ? 'blank' : raw.length > MATCH_LENGTH ? 'text' : 'blank';
  if (raw.length <= MATCH_LENGTH && isRule(bare)) return 'rule';
  return 'text';
}

function isRule(bare: string): boolean {
  // One dash or star may be an empty bullet or an answer ("+" for yes): two make a rule.
  return RULE.test(bare) && (bare.length > 1 || bare === '\u1427');
}

function isAsciiAlphanumeric(code: number): boolean {
  return (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a) || (code >= 0x30 && code <= 0x39);
}

/**
 * Most lines of most mail: words of text that are what they seem to be, neither quote nor rule. Printable ASCII with
 * one blank between words and no emphasis: there is nothing to take off.
 */
function isClean(raw: string): boolean {
  if (raw.length > MATCH_LENGTH || !isAsciiAlphanumeric(raw.charCodeAt(0))) return false;
  let before = 0;
  for (let index = 0; index < raw.length; index += 1) {
    const code = raw.charCodeAt(index);
    if (code < 0x20 || code > 0x7e || code === 0x2a || (code === 0x20 && before === 0x20)) return false;
    before = code;
  }
  return before !== 0x20;
}

const BLANK: BodyLine = { raw: '', plain: '', kind: 'blank' };

/** Supercite and others quote with initials, "JD> …", or with a bar, on at least two lines running. */
const INITIALS = /^ {0,2}([\p{L}][\w.]{0,11})>(?:\s|$)/u;
/** A bar at both ends is a table. */
const BAR = /^(\|)(?:\s.{0,400}[^|]|\s?)$/u;

function markInitials(text: string, lines: BodyLine[]): BodyLine[] {
  if (!text.includes('>') && !text.includes('|')) return lines;
  const initials = lines.map(({ kind, plain }) =>
    kind === 'text' && /[>|]/.test(plain) ? ((INITIALS.exec(plain) ?? BAR.exec(plain))?.[1] ?? null) : null,
  );
  if (initials.every((own) => own === null)) return lines;
  return lines.map((line, index) => {
    const own = initials[index] ?? null;
    const repeated = own !== null && (own === initials[index - 1] || own === initials[index + 1]);
    return repeated ? { ...line, kind: 'quoted' } : line;
  });
}

/** Splits at every form of line end: LF, CRLF, CR, and the Unicode separators. */
export function bodyLines(text: string): BodyLine[] {
  const raws = /[\r\u2028\u2029]/u.test(text) ? text.split(/\r\n|[\n\r\u2028\u2029]/u) : text.split('\n');
  const lines = raws.map((raw): BodyLine => {
    if (raw === '') return BLANK;
    if (isClean(raw)) return { raw, plain: raw, kind: 'text' };
    const short = raw.slice(0, MATCH_LENGTH);
    const kind = kindOf(raw, short);
    return { raw, plain: raw.length > MATCH_LENGTH ? '' : plainText(short), kind };
  });
  return markInitials(text, lines);
}
