/** A lexical token of an address header field (RFC 5322 §3.2). */
export interface AddressToken {
  readonly kind: 'atom' | 'quoted' | 'comment' | 'literal' | 'special';
  /** An atom with its dots as written; a quoted string or a comment without its delimiters, unescaped. */
  readonly text: string;
  /** True where white space or a comment stands before it. */
  readonly spaced: boolean;
  /** True where it isn't clean: a control character, a backslash outside quotes, a missing end. */
  readonly faulty: boolean;
}

const SPECIAL = '<>,:;@';
const ENDS_ATOM = new Set(' \t\r\n()"[<>,:;@'.split(''));
const FAULTY_ATOM = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\\\]]/u;
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/u;
const ENCODED_WORD = /=\?[\x21-\x3e\x40-\x7e]{1,60}\?[bq]\?[^?\s<>@"]*\?=/iuy;
const WHITE_SPACE = /[ \t\r\n]/u;

interface Scan {
  readonly text: string;
  readonly end: number;
  readonly faulty: boolean;
}

/**
 * Takes the text of an address field apart. One pass, a counter for nested comments, no recursion: linear for
 * 100,000 open parentheses as for 300 KB without an `@` (threats C10).
 */
export function tokenizeAddresses(text: string): AddressToken[] {
  const tokens: AddressToken[] = [];
  let spaced = false;
  let index = 0;
  while (index < text.length) {
    const character = text.charAt(index);
    if (WHITE_SPACE.test(character)) {
      spaced = true;
      index += 1;
      continue;
    }
    const kind = kindOf(character);
    const scan = scanToken(kind, text, index);
    tokens.push({ kind, text: scan.text, spaced, faulty: scan.faulty });
    spaced = kind === 'comment';
    index = scan.end;
  }
  return tokens;
}

function kindOf(character: string): AddressToken['kind'] {
  if (character === '"') return 'quoted';
  if (character === '(') return 'comment';
  if (character === '[') return 'literal';
  return SPECIAL.includes(character) ? 'special' : 'atom';
}

function scanToken(kind: AddressToken['kind'], text: string, start: number): Scan {
  switch (kind) {
    case 'quoted':
      return scanDelimited(text, start, '"', null);
    case 'literal':
      return scanDelimited(text, start, ']', null);
    case 'comment':
      return scanDelimited(text, start, ')', '(');
    case 'special':
      return { text: text.charAt(start), end: start + 1, faulty: false };
    case 'atom':
      return scanAtom(text, start);
  }
}

function scanAtom(text: string, start: number): Scan {
  // Programs leave commas and colons bare in the encoded words of names, against RFC 2047 §5. The characters
  // that could make another address of it stay special.
  ENCODED_WORD.lastIndex = start;
  let end = start + Math.max(ENCODED_WORD.exec(text)?.[0].length ?? 0, 1);
  while (end < text.length && !ENDS_ATOM.has(text.charAt(end))) end += 1;
  const atom = text.slice(start, end);
  return { text: atom, end, faulty: FAULTY_ATOM.test(atom) || atom.startsWith(')') };
}

/** From an opening delimiter to its closing one; `opener` is set where they nest (RFC 5322 §3.2.2). */
function scanDelimited(text: string, start: number, closer: string, opener: string | null): Scan {
  const pieces: string[] = [];
  let depth = 1;
  let index = start + 1;
  let from = index;
  for (; index < text.length; index += 1) {
    const character = text.charAt(index);
    if (character === '\\') {
      pieces.push(text.slice(from, index));
      from = index + 1;
      index += 1;
    } else if (character === closer) {
      depth -= 1;
      if (depth === 0) break;
    } else if (character === opener) depth += 1;
  }
  pieces.push(text.slice(from, Math.min(index, text.length)));
  const inner = pieces.join('').replace(/\r\n|\r|\n/gu, '');
  return { text: inner, end: Math.min(index + 1, text.length), faulty: depth > 0 || CONTROL.test(inner) };
}
