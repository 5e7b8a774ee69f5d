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
  /([([{<_*|]{1,2}\s?([\p{L}.@]{1,16}|-|_)\s?[)\]}>_*|]{1,2})|[\p{Script=Katakana}ー]+|[\p{Script=Hiragana}\p{Script=Han}]+|(?:(?![\p{Script=Katakana}\p{Script=Hiragana}\p{Script=Han}])[\p{L}\p{M}\p{N}])+(?:-a\b)?|[@.\-_+・·]|\s+|[^\s]/gu;
const SIGN: Readonly<Record<string, Atom['kind']>> = {
  '@': 'at',
  '.': 'dot',
  '-': 'dash',
  _: 'dash',
  '+': 'dash',
  '・': 'dot',
  '·': 'dot',
};
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
    else if (Object.hasOwn(SIGN, piece)) {
      atoms.push({
        kind: SIGN[piece] ?? 'break',
        text: piece,
        start,
        end: start + piece.length,
        spaced,
        form: 'sign',
      });
    } else if (/^[\p{L}\p{N}]/u.test(piece)) atoms.push(wordAtom(piece, start, spaced));
    else atoms.push({ kind: 'break', text: piece, start, end: start + piece.length, spaced, form: 'sign' });
    spaced = false;
  }
  return atoms;
}
