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

/** The first atom of the local part that ends before atom `at`; `at` itself where there is none. */
function localStart(atoms: readonly Atom[], at: number): number {
  let first = at;
  let needsWord = true;
  for (let i = at - 1; i >= 0 && at - i <= MAX_LOCAL_ATOMS; i -= 1) {
    const atom = atoms[i];
    const after = atoms[i + 1];
    if (atom === undefined || after === undefined || atom.kind === 'break') break;
    if (needsWord) {
      if (atom.kind !== 'word') break;
      first = i;
      needsWord = false;
      continue;
    }
    const joins = atom.kind === 'dot' || atom.kind === 'dash';
    const tight = atom.form !== 'sign' || (!atom.spaced && !after.spaced);
    if (joins && tight) needsWord = true;
    else if (atom.kind === 'word' && atom.text.length === 1 && after.spaced && after.text.length === 1)
      first = i;
    else if (atom.kind === 'word' && !after.spaced) first = i;
    else break;
  }
  return first;
}

/** Single letters with spaces between them, read as one word: `g m a i l . c o m`. */
function readSpacedHost(atoms: readonly Atom[], from: number): ReadHost | null {
  const merged: Atom[] = [];
  const ends: number[] = [];
  for (let i = from; i < atoms.length && i < from + MAX_LOCAL_ATOMS; i += 1) {
    const atom = atoms[i];
    const last = merged.at(-1);
    if (atom === undefined || atom.kind === 'break') break;
    if (atom.kind === 'word' && atom.text.length === 1 && last?.kind === 'word') {
      merged[merged.length - 1] = { ...last, text: last.text + atom.text, end: atom.end };
      ends[merged.length - 1] = i + 1;
    } else {
      merged.push({ ...atom, spaced: false });
      ends.push(i + 1);
    }
  }
  const read = readHost(merged, 0, 'mail');
  return read === null ? null : { ...read, from, to: ends[read.to - 1] ?? from, disguised: true };
}

function counts(sign: Atom, host: ReadHost): boolean {
  if (sign.form === 'sign' || sign.form === 'bracketed' || sign.form === 'sure') return true;
  // "at" and "bei" are common words: only beside a written-out dot or a mailbox provider do they make an address.
  return host.disguised || MAILBOX_PROVIDERS.has(host.host.split('.')[0] ?? '');
}

/** Every e-mail address among `atoms`, disguised or not. */
export function findEmails(atoms: readonly Atom[]): FoundEmail[] {
  const found: FoundEmail[] = [];
  for (let at = 1; at < atoms.length; at += 1) {
    const sign = atoms[at];
    if (sign?.kind !== 'at') continue;
    const isSingle = atoms[at + 1]?.text.length === 1 && atoms[at + 2]?.text.length === 1;
    const host = (isSingle ? readSpacedHost(atoms, at + 1) : null) ?? readHost(atoms, at + 1, 'mail');
    const first = localStart(atoms, at);
    const last = host === null ? undefined : atoms[host.to - 1];
    const begin = atoms[first];
    if (host === null || last === undefined || begin === undefined || first === at || !counts(sign, host))
      continue;
    const local = atoms.slice(first, at).map(signOf).join('');
    found.push({
      address: `${local}@${host.host}`,
      host: host.host,
      start: begin.start,
      end: last.end,
      disguised: host.disguised || sign.form !== 'sign' || sign.spaced,
    });
    at = host.to - 1;
  }
  return found;
}
