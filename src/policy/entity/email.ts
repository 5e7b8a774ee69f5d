import type { Atom } from './atoms.ts';
import { signOf } from './atoms.ts';
import type { ReadHost } from './host.ts';
import { readHost } from './host.ts';
import { MAILBOX_PROVIDERS } from './host-lists.ts';

/** An e-mail address found in a text, however it was written. */
export interface FoundEmail {
  readonly address: string;
  readonly host: string;
  readonly start: number;
  readonly end: number;
  readonly disguised: boolean;
}

const MAX_LOCAL_ATOMS = 64;
const MAX_SPACED_WORDS = 3;

const isLetter = (atom: Atom | undefined): boolean => atom?.kind === 'word' && atom.text.length === 1;

const CJK = /[\p{Script=Katakana}\p{Script=Hiragana}\p{Script=Han}]/u;

/** Whether `atom` goes on leftwards with the local part that `after` begins. */
function goesOn(atom: Atom, after: Atom, needsWord: boolean): boolean {
  if (needsWord) return atom.kind === 'word' && !CJK.test(atom.text);
  if (atom.kind === 'dot' || atom.kind === 'dash')
    return atom.form !== 'sign' || (!atom.spaced && !after.spaced);
  // Japanese runs into the address without a space.
  if (atom.kind !== 'word' || CJK.test(atom.text)) return false;
  return !after.spaced || (isLetter(atom) && isLetter(after));
}

/** The first atom of the local part that ends before atom `at`; `at` itself where there is none. */
function localStart(atoms: readonly Atom[], at: number): number {
  let first = at;
  let needsWord = true;
  for (let i = at - 1; i >= 0 && at - i <= MAX_LOCAL_ATOMS; i -= 1) {
    const atom = atoms[i];
    const after = atoms[i + 1];
    if (atom === undefined || after === undefined || !goesOn(atom, after, needsWord)) break;
    needsWord = atom.kind !== 'word';
    if (!needsWord) first = i;
  }
  return first;
}

/** Atoms from `from` on with words of one letter, or all words, before the first dot put together. */
function joinWords(
  atoms: readonly Atom[],
  from: number,
  to: number,
  letters: boolean,
): { merged: Atom[]; ends: number[] } {
  const merged: Atom[] = [];
  const ends: number[] = [];
  for (let i = from; i < to; i += 1) {
    const atom = atoms[i];
    const last = merged.at(-1);
    if (atom === undefined || atom.kind === 'break' || atom.kind === 'at') break;
    const joins = atom.kind === 'word' && last?.kind === 'word' && (!letters || atom.text.length === 1);
    if (joins && last !== undefined) {
      merged[merged.length - 1] = { ...last, text: last.text + atom.text, end: atom.end };
      ends[merged.length - 1] = i + 1;
    } else {
      merged.push({ ...atom, spaced: letters ? false : atom.spaced });
      ends.push(i + 1);
    }
  }
  return { merged, ends };
}

function readJoinedHost(
  atoms: readonly Atom[],
  from: number,
  letters: boolean,
  end: number,
): ReadHost | null {
  const { merged, ends } = joinWords(atoms, from, Math.min(end, atoms.length), letters);
  const read = readHost(merged, 0, 'mail');
  return read === null ? null : { ...read, from, to: ends[read.to - 1] ?? from, disguised: true };
}

/** `małpa kuchnia podlasem kropka pl`: a name of several words before a written-out dot. */
function readSeveralWords(atoms: readonly Atom[], from: number): ReadHost | null {
  let at = from;
  while (at < from + MAX_SPACED_WORDS && atoms[at]?.kind === 'word') at += 1;
  const dot = atoms[at];
  if (at === from || dot?.kind !== 'dot' || dot.form === 'sign') return null;
  return readJoinedHost(atoms, from, false, at + 2);
}

function hostAfter(atoms: readonly Atom[], at: number): ReadHost | null {
  const sign = atoms[at];
  if (isLetter(atoms[at + 1]) && isLetter(atoms[at + 2])) {
    const spaced = readJoinedHost(atoms, at + 1, true, at + MAX_LOCAL_ATOMS);
    if (spaced !== null) return spaced;
  }
  const host = readHost(atoms, at + 1, 'mail');
  if (host !== null) return host;
  return sign?.form === 'sure' || sign?.form === 'bracketed' ? readSeveralWords(atoms, at + 1) : null;
}

// After these a word before "at" is a mailbox; after others "at" is a preposition: "the manual stands at …".
const TOWARDS = new Set('to naar à a an nach till til na til aan an is e mail email me us on'.split(' '));

/** "at" and "bei" are common words: only with a written-out dot, and not as a preposition, do they make an address. */
function counts(atoms: readonly Atom[], first: number, at: number, host: ReadHost): boolean {
  const sign = atoms[at];
  if (sign?.form !== 'spelled') return true;
  if (MAILBOX_PROVIDERS.has(host.host.split('.')[0] ?? '')) return true;
  if (!host.disguised) return false;
  const before = atoms[first - 1];
  if (at - first > 1 || before === undefined || before.kind === 'break') return true;
  return TOWARDS.has(before.text.toLowerCase()) || before.kind !== 'word';
}

function emailAt(atoms: readonly Atom[], at: number): (FoundEmail & { readonly to: number }) | null {
  const sign = atoms[at];
  const host = hostAfter(atoms, at);
  const first = localStart(atoms, at);
  const begin = atoms[first];
  if (host === null || sign === undefined || begin === undefined || first === at) return null;
  if (!counts(atoms, first, at, host)) return null;
  const local = atoms.slice(first, at).map(signOf).join('');
  return {
    address: `${local}@${host.host}`,
    host: host.host,
    start: begin.start,
    end: atoms[host.to - 1]?.end ?? begin.end,
    disguised: host.disguised || sign.form !== 'sign' || sign.spaced,
    to: host.to,
  };
}

/** Every e-mail address among `atoms`, disguised or not. */
export function findEmails(atoms: readonly Atom[]): FoundEmail[] {
  const found: FoundEmail[] = [];
  for (let at = 1; at < atoms.length; at += 1) {
    const email = atoms[at]?.kind === 'at' ? emailAt(atoms, at) : null;
    if (email === null) continue;
    const { to, ...rest } = email;
    found.push(rest);
    at = to - 1;
  }
  return found;
}
