import type { Atom } from './atoms.ts';
import { readHost } from './host.ts';

/** A web address found in a text. */
export interface FoundLink {
  /** Lower case, without port. */
  readonly host: string;
  readonly scheme: 'http' | 'https' | null;
  readonly path: string;
  readonly start: number;
  readonly end: number;
  readonly disguised: boolean;
}

interface Range {
  readonly start: number;
  readonly end: number;
}

const SCHEME = /\b(h(?:tt|xx)ps?)\s{0,2}(?::|\[:\])\s{0,2}\/\s{0,2}\/\s{0,2}/giu;
const PATH = /(?::\d{1,5})?(?:[/?#][^\s<>"'«»]{0,2000})?/uy;
const TRAILING = /[.,;:!?)\]}'"»]+$/u;

function pathAfter(text: string, at: number): string {
  PATH.lastIndex = at;
  const path = PATH.exec(text)?.[0] ?? '';
  return path.length > 200 ? path : path.replace(TRAILING, '');
}

function schemeBefore(text: string, start: number): { scheme: 'http' | 'https'; start: number } | null {
  const from = Math.max(0, start - 20);
  for (const match of text.slice(from, start).matchAll(SCHEME)) {
    if (from + match.index + match[0].length !== start) continue;
    return { scheme: /s$/iu.test(match[1] ?? '') ? 'https' : 'http', start: from + match.index };
  }
  return null;
}

// A bare `word.it` is mostly a forgotten space after a full stop.
function isPlausibleBare(host: string, shown: string): boolean {
  const labels = host.split('.');
  const name = labels.at(-2) ?? '';
  if (labels[0] === 'www') return true;
  if (name.length < 3 && labels.length < 3) return false;
  if (/^\d+$/u.test(name)) return false;
  const last = shown.slice(shown.lastIndexOf('.') + 1);
  return !/^\p{Lu}\p{Ll}/u.test(last);
}

/** Every web address among `atoms` that lies outside `taken` (e-mail addresses). */
export function findLinks(text: string, atoms: readonly Atom[], taken: readonly Range[]): FoundLink[] {
  const found: FoundLink[] = [];
  for (let at = 0; at < atoms.length; at += 1) {
    const first = atoms[at];
    if (first?.kind !== 'word' || atoms[at + 1]?.kind === 'word') continue;
    const read = readHost(atoms, at, 'link');
    const last = read === null ? undefined : atoms[read.to - 1];
    if (read === null || last === undefined) continue;
    const isTaken = taken.some((range) => first.start < range.end && last.end > range.start);
    const scheme = schemeBefore(text, first.start);
    const shown = text.slice(first.start, last.end);
    const before = text[first.start - 1] ?? '';
    if (
      !isTaken &&
      before !== '@' &&
      (scheme !== null || read.disguised || isPlausibleBare(read.host, shown))
    ) {
      const path = pathAfter(text, last.end);
      const end = last.end + path.length;
      found.push({
        host: read.host,
        scheme: scheme?.scheme ?? null,
        path,
        start: scheme?.start ?? first.start,
        end,
        disguised: read.disguised,
      });
      while ((atoms[at + 1]?.start ?? Number.POSITIVE_INFINITY) < end) at += 1;
    } else at = read.to - 1;
  }
  return found;
}

/** Whether `host` is one of `allowed` or lies below one. */
export function isUnder(host: string, allowed: readonly string[]): boolean {
  const bare = host.replace(/^www\./u, '');
  return allowed.some((name) => {
    const base = name.replace(/^www\./u, '');
    return bare === base || bare.endsWith(`.${base}`);
  });
}
