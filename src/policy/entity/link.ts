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

const SHOP_TLDS: ReadonlySet<string> = new Set(
  'com net org info biz app shop store online site xyz example club tech blog cloud dev gmbh berlin boutique sale gifts toys shoes clothing furniture jewelry space website top pro mobi name link click'.split(
    ' ',
  ),
);

// A bare `word.it` is mostly a forgotten space after a full stop.
function isPlausibleBare(host: string, shown: string): boolean {
  const labels = host.split('.');
  const name = labels.at(-2) ?? '';
  if (labels[0] === 'www') return true;
  // `.help`, `.guide`: among the new domains most are words; without www or scheme only well-known ones count.
  if ((labels.at(-1) ?? '').length > 2 && !SHOP_TLDS.has(labels.at(-1) ?? '')) return false;
  if (name.length < 3 && labels.length < 3) return false;
  if (/^\d+$/u.test(name)) return false;
  const last = shown.slice(shown.lastIndexOf('.') + 1);
  return !/^\p{Lu}\p{Ll}/u.test(last);
}

function linkAt(
  text: string,
  atoms: readonly Atom[],
  at: number,
): { readonly link: FoundLink | null; readonly to: number } {
  const first = atoms[at];
  const read = first?.kind === 'word' ? readHost(atoms, at, 'link') : null;
  const last = read === null ? undefined : atoms[read.to - 1];
  if (first === undefined || read === null || last === undefined) return { link: null, to: at + 1 };
  const scheme = schemeBefore(text, first.start);
  const isPlausible =
    scheme !== null || read.disguised || isPlausibleBare(read.host, text.slice(first.start, last.end));
  if (!isPlausible || text[first.start - 1] === '@') return { link: null, to: read.to };
  const path = pathAfter(text, last.end);
  const link: FoundLink = {
    host: read.host,
    scheme: scheme?.scheme ?? null,
    path,
    start: scheme?.start ?? first.start,
    end: last.end + path.length,
    disguised: read.disguised,
  };
  return { link, to: read.to };
}

/** Every web address among `atoms` that lies outside `taken` (e-mail addresses, in order). */
export function findLinks(text: string, atoms: readonly Atom[], taken: readonly Range[]): FoundLink[] {
  const found: FoundLink[] = [];
  let passed = 0;
  let at = 0;
  while (at < atoms.length) {
    const start = atoms[at]?.start ?? 0;
    while (passed < taken.length && (taken[passed]?.end ?? 0) <= start) passed += 1;
    const range = taken[passed];
    if (range !== undefined && range.start <= start) {
      at += 1;
      continue;
    }
    const { link, to } = linkAt(text, atoms, at);
    at = to;
    if (link === null || (range !== undefined && link.end > range.start)) continue;
    found.push(link);
    while ((atoms[at]?.start ?? Number.POSITIVE_INFINITY) < link.end) at += 1;
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
