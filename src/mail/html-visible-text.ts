/**
 * Characters that nobody sees and that change what is read: zero-width blanks, soft hyphens, joiners outside
 * scripts and emoji that need them, tags, overrides of the direction (U+202D, U+202E), controls.
 */
const UNSEEN =
  /\u00AD|\u034F|[\u115F\u1160]|[\u17B4\u17B5]|[\u180B-\u180F]|\u200B|[\u202D\u202E]|[\u2060-\u2064\u206A-\u206F]|\u3164|\uFEFF|\uFFA0|[\uFFF0-\uFFFB]|[\u{E0000}-\u{E0FFF}]|[\0-\u0008\u000B\u000E-\u001F\u007F-\u009F]/gu;

/** More joiners or marks in a row than any script writes carry hidden data. */
const STACKED = /(\p{Join_Control}|[\u200E\u200F]|\p{Variation_Selector}){3,}/gu;

/** Most text: nothing in it can be invisible. Letters up to U+024F are those of Western European languages. */
const PLAIN = /^[\t\n -~\u00A0-\u00AC\u00AE-\u024F]*$/u;

/** The text without what is invisible in it (C8, C12); line ends become `\n`. */
export function visibleText(text: string): string {
  if (PLAIN.test(text)) return text;
  return text
    .replaceAll(/\r\n?|[\u2028\u2029\u0085]/gu, '\n')
    .replaceAll(UNSEEN, '')
    .replaceAll(STACKED, '$1')
    .toWellFormed();
}
