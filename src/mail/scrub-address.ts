import { domainToASCII, domainToUnicode } from 'node:url';

import { parse } from 'tldts';

import { ignoresDots, owningDomain } from './scrub-mail-providers.ts';
import { fold } from './scrub-view.ts';

/** A stretch of a folded view, and what is to stand there instead. */
export interface ViewMatch {
  readonly start: number;
  readonly end: number;
  readonly replacement: string;
  /** A whole address: a name beside it is a program's work. */
  readonly isAddress: boolean;
}

/** How telling a local part is when it stands alone. */
type Weight = 'word' | 'distinctive' | 'random';

/** One private address, prepared for the search in folded views. */
export interface AddressNeedle {
  readonly alias: string;
  /** The local part without sub-address, folded; without dots where the provider ignores them. */
  readonly local: string;
  readonly dotless: boolean;
  readonly weight: Weight;
  /** The domain as Unicode and as A-labels, folded. */
  readonly domains: readonly string[];
  /** Hosts that name the owner: the domain itself and the registrable one, each also with `-` for dots. */
  readonly hosts: readonly string[];
  /** Where none of these is in a text, no search of it finds anything. */
  readonly parts: readonly string[];
}

/**
 * How telling a local part is. `info`, `klantenservice` or a surname are words that an author may type; replacing
 * them would garble the text and hide nothing. An account name with a digit or a separator (`jan.visser`, `jv1968`)
 * is what programs write; a long one with several digits can't be anything else.
 */
function weightOf(local: string): Weight {
  const digits = local.replaceAll(/\D/gu, '').length;
  if (/^\d+$/u.test(local)) return local.length >= 9 ? 'distinctive' : 'word';
  if ((local.length >= 10 && digits >= 2) || local.length >= 20) return 'random';
  if (local.length >= 5 && digits > 0) return 'distinctive';
  return local.length >= 6 && /[^._\-+]{2}[._\-+][^._\-+]{2}/u.test(local) ? 'distinctive' : 'word';
}

function hostForms(host: string): string[] {
  // Microsoft names the MX of example.nl `example-nl.mail.protection.outlook.com`.
  return host.includes('.') ? [host, host.replaceAll('.', '-'), host.replaceAll('.', '_')] : [];
}

/** Null for what is no address at all. */
export function addressNeedle(address: string, alias: string): AddressNeedle | null {
  const at = address.lastIndexOf('@');
  if (at < 1 || at === address.length - 1) return null;
  const ascii = domainToASCII(address.slice(at + 1)) || address.slice(at + 1).toLowerCase();
  const unicode = fold(domainToUnicode(ascii) || ascii);
  const domains = [...new Set([ascii, unicode])];
  const whole = fold(address.slice(0, at).replaceAll(/^"|"$/gu, ''));
  const plus = whole.indexOf('+');
  const base = plus > 0 ? whole.slice(0, plus) : whole;
  const dotless = ignoresDots(ascii);
  const owner = owningDomain(ascii);
  const weight = weightOf(base);
  const local = dotless ? base.replaceAll('.', '') : base;
  const owned = owner === null ? [] : [ascii, unicode, owner, fold(domainToUnicode(owner) || owner)];
  const hosts = [...new Set(owned.flatMap(hostForms))];
  const parts = [...domains, ...hosts, ...(weight === 'word' ? [] : [local])];
  return { alias, local, dotless, weight, domains, hosts, parts };
}

/** A character that goes on a word or number: nothing stands alone beside it. */
const INNER = /[\p{L}\p{N}]/u;

/** The text before a domain that joins it to a local part, read backwards from `to`. */
const JOINTS = [
  /[@=_#%|/]$/u,
  /[\s.\-_]?[([{<]\s?(?:at|@|æt|bei|arroba|chez|apenstaartje)\s?[)\]}>][\s.\-_]?$/u,
  /(?:\s|\.|-)at(?:\s|\.|-)$/u,
  /\s{1,3}@\s{0,3}$|@\s{1,3}$/u,
  /(?:%|=|\\u00|\\x|&#x?)(?:40|64);?$/u,
];

/** Where the joint before `to` begins, or -1. */
function jointBefore(text: string, to: number): number {
  const tail = text.slice(Math.max(0, to - 24), to);
  for (const joint of JOINTS) {
    const match = joint.exec(tail);
    if (match !== null) return to - match[0].length;
  }
  return -1;
}

/** RFC 5321 §4.5.3.1.1 allows 64 octets; a decomposed letter may count for more. */
const LONGEST_LOCAL = 130;

/** Where the local part that ends at `to` begins, if it is the needle's (with or without sub-address), or -1. */
function localBefore(text: string, to: number, needle: AddressNeedle): number {
  const from = Math.max(0, to - LONGEST_LOCAL);
  const run = text.slice(from, to).replace(/"$/u, '');
  const word = /[^\s<>()[\]:;,"@]*$/u.exec(run)?.[0] ?? '';
  const wordStart = from + run.length - word.length;
  const plus = word.indexOf('+');
  // `jan+shop@…` is jan's; in `bounces+jan=…` the plus belongs to somebody else.
  for (const candidate of plus === -1 ? [word] : [word, word.slice(0, plus)]) {
    const start = needle.dotless
      ? dotlessStart(candidate, needle.local)
      : candidate.endsWith(needle.local)
        ? candidate.length - needle.local.length
        : -1;
    const isOther = needle.weight !== 'random' && INNER.test(candidate.charAt(start - 1));
    if (start !== -1 && !isOther) return wordStart + start;
  }
  return -1;
}

/** Where `local` begins at the end of `bare`, dots not counted, or -1. */
function dotlessStart(bare: string, local: string): number {
  let left = local.length;
  let i = bare.length;
  while (i > 0 && left > 0) {
    const character = bare.charAt(i - 1);
    if (character !== '.') {
      if (character !== local.charAt(left - 1)) return -1;
      left -= 1;
    }
    i -= 1;
  }
  return left === 0 ? i : -1;
}

/**
 * True where the letters behind a domain make it somebody else's: `kaas.co` in `kaas.com`. Words that merely stand
 * too close, as they do between elements of HTML, make no domain.
 */
function isOtherDomain(text: string, start: number, end: number): boolean {
  const after = /^[\p{L}\p{N}]{1,20}/u.exec(text.slice(end, end + 20))?.[0];
  return (
    after !== undefined && parse(text.slice(start, end) + after, { validateHostname: false }).isIcann === true
  );
}

/** Each place of `part` in `text`. */
function* placesOf(text: string, part: string): Generator<number> {
  if (part === '') return;
  for (let at = text.indexOf(part); at !== -1; at = text.indexOf(part, at + part.length)) yield at;
}

/** Every form of the whole address in a folded view. */
export function* findAddress(text: string, needle: AddressNeedle): Generator<ViewMatch> {
  for (const domain of needle.domains) {
    for (const at of placesOf(text, domain)) {
      const joint = jointBefore(text, at);
      const start = joint === -1 ? -1 : localBefore(text, joint, needle);
      if (start === -1 || isOtherDomain(text, at, at + domain.length)) continue;
      yield { start, end: at + domain.length, replacement: needle.alias, isAddress: true };
    }
  }
}

function standsAlone(text: string, start: number, end: number): boolean {
  const before = text.charAt(start - 1);
  const after = text.charAt(end);
  return !(before !== '' && INNER.test(before)) && !(after !== '' && INNER.test(after));
}

/** The local part alone, where it is telling enough. */
export function* findLocal(text: string, needle: AddressNeedle): Generator<ViewMatch> {
  if (needle.weight === 'word') return;
  const replacement = needle.alias.slice(0, needle.alias.lastIndexOf('@'));
  for (const start of placesOf(text, needle.local)) {
    const end = start + needle.local.length;
    if (needle.weight === 'random' || standsAlone(text, start, end))
      yield { start, end, replacement, isAddress: false };
  }
}

/** RFC 1035 §2.3.4: a host name has at most 255 octets. */
const LONGEST_HOST = 255;

/** A host of the domain that is the owner's own, with all labels to its left (`mx1.bakker.nl`). */
export function* findHost(text: string, needle: AddressNeedle): Generator<ViewMatch> {
  const replacement = needle.alias.slice(needle.alias.lastIndexOf('@') + 1);
  for (const host of needle.hosts) {
    for (const at of placesOf(text, host)) {
      const end = at + host.length;
      if (/[\p{L}\p{N}-]/u.test(text.charAt(at - 1)) || isOtherDomain(text, at, end)) continue;
      const left = text.slice(Math.max(0, at - LONGEST_HOST), at);
      const labels = /(?:[\p{L}\p{M}\p{N}_-]{1,63}\.){1,20}$/u.exec(left)?.[0] ?? '';
      yield { start: at - labels.length, end, replacement, isAddress: false };
    }
  }
}
