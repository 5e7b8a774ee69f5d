import { fold } from '../lexicon/lexicon.ts';
import { ADDRESS_WORDS } from '../lexicon/word-lists.ts';

/** One piece of what may be an address or a host: a word, or a sign, or a word that stands for a sign. */
export interface Atom {
  readonly kind: 'word' | 'at' | 'dot' | 'dash' | 'break';
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** A space or more stands before it. */
  readonly spaced: boolean;
  /** `sign`: the character itself. `bracketed`: a word or sign in brackets. `spelled`: a word. `sure`: a word of no other meaning. */
  readonly form: 'sign' | 'bracketed' | 'spelled' | 'sure';
}

// Bracketed words, words, signs; anything else breaks.
const ATOM =
  /([([{<_*|]{1,2}\s?([\p{L}.@-]{1,16}|_)\s?[)\]}>_*|]{1,2})|[\p{Script=Katakana}ー]+|[\p{Script=Hiragana}\p{Script=Han}]+|(?:(?![\p{Script=Katakana}\p{Script=Hiragana}\p{Script=Han}])[\p{L}\p{M}\p{N}])+(?:-a\b)?|[@.\-_+・·☆★◎●■◆]|\s+|[^\s]/gu;
const SIGN: Readonly<Record<string, Atom['kind']>> = {
  '@': 'at',
  '.': 'dot',
  '-': 'dash',
  _: 'dash',
  '+': 'dash',
  '・': 'dot',
  '·': 'dot',
};
/** Signs that are put where `@` belongs, most of all in Japanese. */
const STANDS_FOR_AT: ReadonlySet<string> = new Set('☆★◎●■◆');
const { at, atSure, dot, dash, underscore } = ADDRESS_WORDS;

function kindOfWord(word: string, bracketed: boolean): { kind: Atom['kind']; sure: boolean } | null {
  const bare = fold(word, 'en').replace('-', ' ');
  if (atSure.has(bare)) return { kind: 'at', sure: true };
  if (dot.has(bare)) return { kind: 'dot', sure: false };
  if (dash.has(bare) || underscore.has(bare)) return { kind: 'dash', sure: false };
  if (at.has(bare) || (bracketed && bare === 'a')) return { kind: 'at', sure: false };
  return null;
}

function wordAtom(text: string, start: number, spaced: boolean): Atom {
  const end = start + text.length;
  const special = kindOfWord(text, false);
  if (special === null) return { kind: 'word', text, start, end, spaced, form: 'sign' };
  return { kind: special.kind, text, start, end, spaced, form: special.sure ? 'sure' : 'spelled' };
}

function signAtom(piece: string, start: number, spaced: boolean): Atom {
  const end = start + piece.length;
  const sign = Object.hasOwn(SIGN, piece) ? SIGN[piece] : undefined;
  // Tried as a written word is: only beside a host that is one for certain.
  if (sign === undefined) return { kind: 'at', text: piece, start, end, spaced, form: 'bracketed' };
  return { kind: sign, text: piece, start, end, spaced, form: 'sign' };
}

function bracketedAtom(whole: string, inner: string, start: number, spaced: boolean): Atom {
  const end = start + whole.length;
  const sign = Object.hasOwn(SIGN, inner) ? SIGN[inner] : undefined;
  const kind = sign ?? kindOfWord(inner, true)?.kind ?? 'break';
  return { kind, text: inner, start, end, spaced, form: 'bracketed' };
}

/** The text written for an atom inside an address. */
export function signOf(atom: Atom): string {
  if (atom.kind === 'at') return '@';
  if (atom.kind === 'dot') return '.';
  if (atom.kind === 'dash')
    return underscore.has(fold(atom.text, 'en')) || atom.text === '_' ? '_' : atom.text === '+' ? '+' : '-';
  return atom.text;
}

const isSpelledSign = (atom: Atom | undefined): boolean =>
  atom !== undefined && atom.kind !== 'word' && atom.kind !== 'break' && atom.form !== 'sign';

/** `at sign`, `snabel a`: two words for one sign. */
function joinTwoWordSigns(atoms: readonly Atom[]): Atom[] {
  const joined: Atom[] = [];
  for (const atom of atoms) {
    const last = joined.at(-1);
    const mayJoin = atom.kind === 'word' && atom.spaced && (last?.kind === 'at' || last?.kind === 'word');
    if (mayJoin && last !== undefined && atSure.has(fold(`${last.text} ${atom.text}`, 'en')))
      joined[joined.length - 1] = { ...last, kind: 'at', text: last.text, end: atom.end, form: 'sure' };
    else joined.push(atom);
  }
  return joined;
}

/** `lamps, at sign, example, dot, com`: commas beside a spelled sign part nothing. */
function withoutCommas(atoms: Atom[]): Atom[] {
  if (!atoms.some(isSpelledSign)) return atoms;
  return atoms.filter(
    (atom, i) => atom.text !== ',' || !(isSpelledSign(atoms[i - 1]) || isSpelledSign(atoms[i + 1])),
  );
}

/** Takes a text apart into the pieces of addresses and hosts. */
export function atomsOf(text: string): Atom[] {
  const atoms: Atom[] = [];
  let spaced = false;
  for (const match of text.matchAll(ATOM)) {
    const piece = match[0];
    const start = match.index;
    if (/^\s/u.test(piece)) {
      spaced = true;
      if (piece.includes('\n'))
        atoms.push({ kind: 'break', text: '\n', start, end: start, spaced, form: 'sign' });
      continue;
    }
    if (match[1] !== undefined) atoms.push(bracketedAtom(piece, match[2] ?? '', start, spaced));
    else if (Object.hasOwn(SIGN, piece) || STANDS_FOR_AT.has(piece))
      atoms.push(signAtom(piece, start, spaced));
    else if (/^[\p{L}\p{N}]/u.test(piece)) atoms.push(wordAtom(piece, start, spaced));
    else atoms.push({ kind: 'break', text: piece, start, end: start + piece.length, spaced, form: 'sign' });
    spaced = false;
  }
  return withoutCommas(joinTwoWordSigns(atoms));
}
