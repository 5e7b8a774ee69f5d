import type { Atom } from './atoms.ts';
import { readHost } from './host.ts';
import type { ReadHost } from './host.ts';

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

function linkOf(text: string, read: ReadHost, from: number, to: number): FoundLink | null {
  const scheme = schemeBefore(text, from);
  const isPlausible = scheme !== null || read.disguised || isPlausibleBare(read.host, text.slice(from, to));
  if (!isPlausible || text[from - 1] === '@') return null;
  const path = pathAfter(text, to);
  return {
    host: read.host,
    scheme: scheme?.scheme ?? null,
    path,
    start: scheme?.start ?? from,
    end: to + path.length,
    disguised: read.disguised,
  };
}

/** Skips the ranges that end before `start`; gives the first that doesn't. */
class Taken {
  readonly #ranges: readonly Range[];
  #passed = 0;

  constructor(ranges: readonly Range[]) {
    this.#ranges = ranges;
  }

  startOfNext(start: number): number {
    while ((this.#ranges[this.#passed]?.end ?? Number.POSITIVE_INFINITY) <= start) this.#passed += 1;
    return this.#ranges[this.#passed]?.start ?? Number.POSITIVE_INFINITY;
  }
}

const startOf = (atoms: readonly Atom[], at: number): number => atoms[at]?.start ?? Number.POSITIVE_INFINITY;

/** Every web address among `atoms` that lies outside `taken` (e-mail addresses, in order). */
export function findLinks(text: string, atoms: readonly Atom[], taken: readonly Range[]): FoundLink[] {
  const found: FoundLink[] = [];
  const ranges = new Taken(taken);
  let at = 0;
  while (at < atoms.length) {
    const start = startOf(atoms, at);
    const next = ranges.startOfNext(start);
    const read = next > start ? readHost(atoms, at, 'link') : null;
    at = read?.to ?? at + 1;
    if (read === null) continue;
    const link = linkOf(text, read, start, atoms[read.to - 1]?.end ?? start);
    if (link === null || link.end > next) continue;
    found.push(link);
    while (startOf(atoms, at) < link.end) at += 1;
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
