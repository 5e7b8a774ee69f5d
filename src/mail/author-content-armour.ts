import type { TextRange } from './html-edit.ts';

/**
 * Armoured keys, signatures and certificates in running text (RFC 9580 §6, RFC 7468): base64 in which a person's
 * name and address stand.
 */
const ARMOUR = /-----BEGIN (PGP PUBLIC KEY BLOCK|PGP SIGNATURE|CERTIFICATE|PKCS7|CMS|SSH2 PUBLIC KEY)-----/gu;

/** Before a block on its line: marks of a quotation and white space. */
const LEAD = /[>\s]/u;
const LINE_END = /[\n\r\u2028\u2029]/u;

/** Where armoured blocks stand in a text; one without its end goes on to the end of the text. */
export function armouredBlocks(text: string): TextRange[] {
  const blocks: TextRange[] = [];
  if (!text.includes('-----BEGIN ')) return blocks;
  let done = 0;
  for (const match of text.matchAll(ARMOUR)) {
    const start = match.index < done ? -1 : leadStart(text, match.index, done);
    if (start === -1) continue;
    const last = `-----END ${match[1] ?? ''}-----`;
    const end = text.indexOf(last, match.index);
    done = end === -1 ? text.length : end + last.length;
    blocks.push({ start, end: done });
  }
  return blocks;
}

/**
 * Where the blank and quoted lines begin that lead to a block, or -1 where words stand before it on its line. By
 * hand and backwards: a regular expression would try each of a million `>` as a beginning (C10).
 */
function leadStart(text: string, at: number, floor: number): number {
  let start = at;
  while (start > floor && LEAD.test(text.charAt(start - 1))) start -= 1;
  while (start < at && start > 0 && !LINE_END.test(text.charAt(start - 1))) start += 1;
  return start === 0 || LINE_END.test(text.charAt(start - 1)) ? start : -1;
}

/** The text without armoured blocks, and how many there were. */
export function withoutArmour(text: string): { readonly text: string; readonly count: number } {
  const blocks = armouredBlocks(text);
  if (blocks.length === 0) return { text, count: 0 };
  let out = '';
  let done = 0;
  for (const { start, end } of blocks) {
    out += text.slice(done, start);
    done = end;
  }
  return { text: out + text.slice(done), count: blocks.length };
}
