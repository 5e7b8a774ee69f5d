import type { TextRange } from './html-edit.ts';

/**
 * Armoured keys, signatures and certificates in running text (RFC 9580 §6, RFC 7468): base64 in which a person's
 * name and address stand.
 */
const ARMOUR =
  /^[>\s]*-----BEGIN (?<label>PGP PUBLIC KEY BLOCK|PGP SIGNATURE|CERTIFICATE|PKCS7|CMS|SSH2 PUBLIC KEY)-----/gmu;

/** Where armoured blocks stand in a text; one without its end goes on to the end of the text. */
export function armouredBlocks(text: string): TextRange[] {
  const blocks: TextRange[] = [];
  for (const match of text.matchAll(ARMOUR)) {
    if (match.index < (blocks.at(-1)?.end ?? 0)) continue;
    const last = `-----END ${match.groups?.['label'] ?? ''}-----`;
    const end = text.indexOf(last, match.index);
    blocks.push({ start: match.index, end: end === -1 ? text.length : end + last.length });
  }
  return blocks;
}

/** The text without armoured blocks, and how many there were. */
export function withoutArmour(text: string): { readonly text: string; readonly count: number } {
  const blocks = armouredBlocks(text);
  let out = '';
  let done = 0;
  for (const { start, end } of blocks) {
    out += text.slice(done, start);
    done = end;
  }
  return { text: out + text.slice(done), count: blocks.length };
}
