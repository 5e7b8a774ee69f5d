import { CONFUSABLES } from './confusables.ts';
import { MappedText } from './mapped-text.ts';

const ASCII = /^[\x00-\x7f]*$/u;
const IGNORABLE = /[\p{Default_Ignorable_Code_Point}\u20e3]/u;
const IGNORABLES = /[\p{Default_Ignorable_Code_Point}\u20e3]/gu;
const FOREIGN_DIGIT = /(?![0-9])\p{Nd}/u;
// A base character with its marks: NFKC composes inside such a cluster and never over its edge, Hangul aside.
const CLUSTER = /\P{M}\p{M}*|\p{M}+/gu;
const OTHER_SCRIPT = /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Cherokee}]/u;
const LATIN = /\p{Script=Latin}/u;
const CHUNK = /\S+/gu;
const WORD = /[\p{L}\p{M}]+/gu;

function digitValue(character: string): string {
  if (!FOREIGN_DIGIT.test(character)) return character;
  // Decimal digits stand in runs of ten that begin at a multiple of sixteen or ten after it; walk back to the zero.
  const point = character.codePointAt(0) ?? 0;
  let zero = point;
  while (point - zero < 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero -= 1;
  return String(point - zero);
}

function normalCluster(cluster: string): string {
  const bare = cluster.replace(IGNORABLES, '');
  if (bare === '') return '';
  const composed = bare.normalize('NFKC');
  return FOREIGN_DIGIT.test(composed) ? Array.from(composed, digitValue).join('') : composed;
}

const mixesScripts = (text: string): boolean => OTHER_SCRIPT.test(text) && LATIN.test(text);

function foldWord(word: string): string {
  let folded = '';
  for (const character of word) folded += CONFUSABLES.get(character) ?? character;
  return folded;
}

/**
 * Look-alike letters become Latin ones where a word mixes scripts, or where an address or host candidate does: nobody
 * writes that by accident. Text in one script stays as it is. Every fold keeps the length, so offsets hold.
 */
function foldMixedScripts(text: string): string {
  if (!mixesScripts(text)) return text;
  return text.replace(CHUNK, (chunk) => {
    if (!mixesScripts(chunk)) return chunk;
    if (/[@./:]/u.test(chunk)) return foldWord(chunk);
    return chunk.replace(WORD, (word) => (mixesScripts(word) ? foldWord(word) : word));
  });
}

function isNormal(text: string): boolean {
  return !IGNORABLE.test(text) && !FOREIGN_DIGIT.test(text) && text.normalize('NFKC') === text;
}

/**
 * The view most rules read: NFKC, without default-ignorable characters (zero width, bidi, soft hyphen), digits of all
 * scripts as 0-9, CRLF as LF, look-alikes folded in mixed-script words.
 */
export function normalise(source: MappedText): MappedText {
  const text = source.text;
  const plain = !text.includes('\r') && (ASCII.test(text) || isNormal(text));
  if (plain) {
    const folded = ASCII.test(text) ? text : foldMixedScripts(text);
    if (folded === text) return source;
    const starts = Array.from({ length: text.length }, (_, i) => source.startOf(i));
    const ends = Array.from({ length: text.length }, (_, i) => source.endOf(i));
    return new MappedText(source.part, folded, starts, ends);
  }
  const chunks: string[] = [];
  const starts: number[] = [];
  const ends: number[] = [];
  for (const match of text.matchAll(CLUSTER)) {
    const cluster = match[0];
    const at = match.index;
    if (cluster === '\r' && text[at + 1] === '\n') continue;
    const normal = cluster.length === 1 && cluster <= '\x7f' ? cluster : normalCluster(cluster);
    chunks.push(normal);
    const start = source.startOf(at);
    const end = source.endOf(at + cluster.length - 1);
    for (let i = 0; i < normal.length; i += 1) {
      starts.push(start);
      ends.push(end);
    }
  }
  return new MappedText(source.part, foldMixedScripts(chunks.join('')), starts, ends);
}
