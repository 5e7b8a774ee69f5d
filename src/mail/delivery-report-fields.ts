/** A block of fields, names in lower case; the first of a name counts. */
export type FieldBlock = ReadonlyMap<string, string>;

const FIELD = /^([!-9;-~]{1,76}):[ \t]*(.*)$/u;

/** More blocks than a report about one message of ours can have recipients; the rest is ignored. */
const MOST_BLOCKS = 500;

/** Nobody needs more of one field. */
const LONGEST_FIELD = 4000;

function unfolded(text: string): string[] {
  const lines: string[] = [];
  for (const line of text.split('\n')) {
    const last = lines.at(-1);
    const continues = /^[ \t]+\S/u.test(line) && last !== undefined && last !== '';
    if (!continues) lines.push(line.trimEnd());
    else if (last.length < LONGEST_FIELD) lines[lines.length - 1] = `${last} ${line.trim()}`;
  }
  return lines;
}

/**
 * Splits the body of a report part into blocks of fields (RFC 3464 §2.1: one for the message, then one for each
 * recipient, with a blank line between). A second Final-Recipient opens a block of its own, blank line or not.
 */
export function fieldBlocks(text: string): FieldBlock[] {
  const blocks: Map<string, string>[] = [];
  let open: Map<string, string> | null = null;
  for (const line of unfolded(text)) {
    const field = FIELD.exec(line);
    if (field === null) {
      if (line.trim() === '') open = null;
      continue;
    }
    const [, name = '', value = ''] = field;
    const key = name.toLowerCase();
    const repeats = key === 'final-recipient' && open?.has(key) === true;
    if (open === null || repeats) {
      if (blocks.length === MOST_BLOCKS) break;
      open = new Map();
      blocks.push(open);
    }
    if (!open.has(key)) open.set(key, value.trim());
  }
  return blocks;
}

/** The value behind the type: `rfc822; a@b` → `a@b`, `smtp; 550 …` → `550 …` (RFC 3464 §2.1.2). */
export function withoutType(value: string): string {
  return value.replace(/^[\w./+-]{1,40}\s{0,3};\s{0,10}/u, '').trim();
}

/** A mailbox as a report's field holds it: in angle brackets, as xtext, with a comment. */
export function fieldAddress(value: string | undefined): string | null {
  if (value === undefined) return null;
  const bare = withoutType(value);
  const bracketed =
    /<([^<>\s]{1,320})>/u.exec(bare)?.[1] ?? bare.replaceAll(/\s{0,5}\([^()]{0,300}\)/gu, '').trim();
  // A local account without a host is still a name to match with.
  return bracketed === '' || bracketed.length > 320 || /\s/u.test(bracketed) ? null : bracketed;
}
