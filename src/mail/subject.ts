/** Longer than any person writes; the field itself may have 64 KiB. In UTF-16 units. */
const LONGEST_SUBJECT = 1000;

const SEPARATORS = /[\p{Cc}\p{Zl}\p{Zp}\s]+/gu;
/** Bidi controls, zero-width characters, fillers, tags: all that is there without being seen. */
const UNSEEN = /(?![\ufe00-\ufe0f])[\p{Cf}\p{Cs}\p{Co}\p{Default_Ignorable_Code_Point}]/gu;

/**
 * Makes a subject fit to be shown and sent on: one line, no control, bidi or zero-width character, white space
 * collapsed, NFC, at most 1,000 UTF-16 units (threats C3, I7). Takes the decoded text; prefixes are kept.
 */
export function cleanSubject(text: string): string {
  return cleanLine(text, LONGEST_SUBJECT);
}

/** The same for any text of one line, cut to `longest` UTF-16 units but never within a character. */
export function cleanLine(text: string, longest: number): string {
  // What isn't seen goes first: U+FEFF counts as white space.
  const plain = text.toWellFormed().replace(UNSEEN, '').replace(SEPARATORS, ' ').normalize('NFC').trim();
  if (plain.length <= longest) return plain;
  return plain
    .slice(0, longest)
    .replace(/[\ud800-\udbff]$/u, '')
    .trimEnd();
}

/** What mail programs put before the subject of a reply or a forwarded message, by language. */
const PREFIX_WORDS = [
  're|fwd?', // English, Latin
  'aw|wg|antw(?:ort)?', // German
  'betr|doorst', // Dutch
  'tr|r[ée]f|r[ée]p', // French
  'r|rif|i|inoltra', // Italian
  'rv|res|enc|resp', // Spanish, Portuguese
  'sv|vs|vb|vl', // Scandinavian languages, Finnish
  'odp|pd|předmět', // Polish, Czech
  'vá|továbbítás', // Hungarian
  'ynt|[iİ]lt', // Turkish
  'răsp', // Romanian
  'απ|σχετ|πρθ', // Greek
  'отв|ответ|пересл', // Russian
  'תגובה|הועבר', // Hebrew
  'رد|إعادة', // Arabic
  '回复|回覆|答复|转发|轉寄', // Chinese
  '返信|転送', // Japanese
  '회신|답장|전달', // Korean
  'tl|ct', // Vietnamese
  'bls|trs', // Indonesian
  'ed|atb', // Estonian, Latvian
].join('|');
/** Counters: `Re[2]:`, `Re(3):`, `Re^4:`. The colon may be full-width and stand behind a space. */
const PREFIX = new RegExp(
  `(?:${PREFIX_WORDS}) ?(?:\\[\\d{1,4}\\]|\\(\\d{1,4}\\)|\\^\\d{1,4}|\\d{1,2})? ?[:\\uff1a]`,
  'iuy',
);
/** What gateways of companies write before the subject of mail from outside. */
const GATEWAY_MARK = /\[(?:external|extern|externe|ext|e-?mail extern[ae]?|spam\??)\][:\uff1a]?/iuy;
const FORWARD_MARK = /[ ]?\((?:fwd|fw)\)$/iu;

/**
 * What a thread is about, for comparing two subjects and nothing else: cleaned, without the prefixes of
 * replies and forwards, however many and in whatever language, without gateway marks; small letters.
 */
export function threadTopic(subject: string): string {
  const text = cleanSubject(subject);
  let start = 0;
  for (let end = skipPrefix(text, start); end !== start; end = skipPrefix(text, start)) start = end;
  return text.slice(start).replace(FORWARD_MARK, '').trim().toLowerCase();
}

function skipPrefix(text: string, start: number): number {
  if (text.charAt(start) === ' ') return start + 1;
  for (const pattern of [PREFIX, GATEWAY_MARK]) {
    pattern.lastIndex = start;
    const match = pattern.exec(text);
    if (match !== null) return start + match[0].length;
  }
  return start;
}
