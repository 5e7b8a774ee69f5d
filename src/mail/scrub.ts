import { isUtf8 } from 'node:buffer';

import type { PrivateValues } from './authored-content.ts';
import { addressNeedle, findAddress, findHost, findLocal } from './scrub-address.ts';
import { ANSWER_WORD, findAnswerLinks, findBrokenAnswerLinks } from './scrub-answer-link.ts';
import type { AddressNeedle, ViewMatch } from './scrub-address.ts';
import { isProgramLine, nameAfter, nameBefore, nameForms } from './scrub-name.ts';
import { findPhones, phoneNeedle, REMOVED } from './scrub-phone.ts';
import { fold, foldedView, foldedViews, sourceView, squeezedView } from './scrub-view.ts';
import type { TextView } from './scrub-view.ts';

/** A place of the source text that holds a private value, in UTF-16 offsets, and what replaces it. */
export interface PrivatePlace {
  readonly start: number;
  readonly end: number;
  readonly replacement: string;
}

/** Finds the private values of one message's two parties; made once for a message. */
export interface Scrubber {
  /** Places in order, without overlap. Linear in the text for a given number of values. */
  readonly find: (text: string) => PrivatePlace[];
  /** The text with every place replaced, and how many there were. */
  readonly scrub: (text: string) => { readonly text: string; readonly count: number };
  /** True where the octets of a name or a token hold a private value, read as Latin-1, UTF-8 and UTF-16. */
  readonly holds: (octets: Uint8Array) => boolean;
}

interface Needles {
  readonly addresses: readonly AddressNeedle[];
  /** The parts of all addresses, each once: where none of them is in a text, no search for addresses finds any. */
  readonly parts: readonly string[];
  readonly phones: readonly string[];
  readonly names: readonly string[];
}

/** Preparing an address costs as much as searching a short mail for it, and the parties write again. */
const MOST_KEPT = 1000;
const keptNeedles = new Map<string, AddressNeedle | null>();

function keptNeedle(address: string, alias: string): AddressNeedle | null {
  const key = `${address}\0${alias}`;
  const kept = keptNeedles.get(key);
  if (kept !== undefined) return kept;
  if (keptNeedles.size >= MOST_KEPT) keptNeedles.clear();
  const needle = addressNeedle(address.normalize('NFKC').trim(), alias);
  keptNeedles.set(key, needle);
  return needle;
}

function needlesOf(values: PrivateValues): Needles {
  const present = <T>(value: T | null): value is T => value !== null;
  const addresses = values.addresses.map(({ address, alias }) => keptNeedle(address, alias)).filter(present);
  return {
    addresses,
    parts: [...new Set(addresses.flatMap(({ parts }) => parts))],
    phones: [...new Set(values.phones.map(phoneNeedle).filter(present))],
    // The longest first, so that a name that holds another wins.
    names: [...new Set(values.names.flatMap(nameForms))].sort((a, b) => b.length - a.length),
  };
}

/** How often a text that was scrubbed is searched again. */
export const SCRUB_ROUNDS = 3;

/** Texts are searched in pieces of about this size, cut at line ends, so that memory stays bounded. */
const PIECE = 256 * 1024;
/** A value that a cut would break is found in the piece where it begins. */
const OVERLAP = 1024;

/**
 * Makes the search for private values (ALIAS 3; relay paper, section 5): every real address of both parties in
 * any case, width, normal form, with or without sub-address, broken over lines, escaped up to four times
 * (percent, character reference, quoted-printable, script) or in a base64 or hex token; its local part where
 * that is an account name rather than a word; its domain and hosts where they are not a public provider's;
 * telephone numbers in any grouping; names where a program put them; links by which a buyer answers on the web.
 *
 * SECURITY: this is the second net. The first is that nothing of the mail travels that wasn't taken apart.
 */
export function createScrubber(values: PrivateValues): Scrubber {
  const needles = needlesOf(values);
  const find = (text: string): PrivatePlace[] => {
    const places: PrivatePlace[] = [];
    for (let start = 0; start < text.length;) {
      const end = pieceEnd(text, start);
      let next = end;
      for (const place of findInPiece(text.slice(start, end + OVERLAP), needles)) {
        if (place.start + start >= end) break;
        next = Math.max(end, place.end + start);
        places.push({ ...place, start: place.start + start, end: place.end + start });
      }
      start = next;
    }
    return places;
  };
  return {
    find,
    scrub: (text) => {
      let clean = text;
      let count = 0;
      // What is taken out may bare what stood beside it: `5jan@…` is nobody's until the 5 is gone.
      for (let round = 0; round < SCRUB_ROUNDS; round += 1) {
        const places = find(clean);
        if (places.length === 0) break;
        clean = replacePlaces(clean, places);
        count += places.length;
      }
      return { text: clean, count };
    },
    holds: (octets) => octetsHold(octets, needles),
  };
}

function pieceEnd(text: string, start: number): number {
  if (text.length - start <= PIECE * 2) return text.length;
  const lineEnd = text.indexOf('\n', start + PIECE);
  return lineEnd === -1 || lineEnd > start + PIECE * 2 ? start + PIECE : lineEnd + 1;
}

/** The text with each place replaced; places in order and apart. */
export function replacePlaces(text: string, places: readonly PrivatePlace[]): string {
  let out = '';
  let done = 0;
  for (const { start, end, replacement } of places) {
    out += text.slice(done, start) + replacement;
    done = end;
  }
  return out + text.slice(done);
}

interface RankedPlace extends PrivatePlace {
  /** Where matches overlap, the whole address says best what stood there. */
  readonly rank: number;
}

function findInPiece(text: string, needles: Needles): PrivatePlace[] {
  const found: RankedPlace[] = [];
  const views = foldedViews(text);
  for (const view of views) findInView(view, needles, found);
  findTokens(text, needles, found);
  // Folding goes character by character: what a line holds, the whole text holds.
  const asItStands = views[0]?.text ?? '';
  if (needles.names.some((name) => asItStands.includes(name)) && views[0] !== undefined)
    findNamesOfProgramLines(text, views[0], needles, found);
  return merged(found);
}

function findInView(view: TextView, needles: Needles, found: RankedPlace[]): void {
  const add = (in_: TextView, match: ViewMatch): void => {
    found.push({
      start: in_.starts[match.start] ?? 0,
      end: in_.ends[match.end - 1] ?? 0,
      replacement: match.replacement,
      rank: match.isAddress ? 2 : 1,
    });
  };
  for (const needle of needlesIn(view.text, needles)) {
    for (const match of findAddress(view.text, needle)) {
      const before = nameBefore(view.text, match.start, needles.names);
      const after = nameAfter(view.text, match.end, needles.names);
      add(view, {
        start: match.start - before.length,
        end: match.end + after.length,
        replacement: before.kept + match.replacement + after.kept,
        isAddress: true,
      });
    }
    for (const match of findLocal(view.text, needle)) add(view, match);
    for (const match of findHost(view.text, needle)) add(view, match);
  }
  for (const match of findPhones(view.text, needles.phones)) add(view, match);
  for (const match of findAnswerLinks(view.text)) add(view, match);
  const hasAddress = view.text.includes('@');
  if (!hasAddress && !view.text.includes(ANSWER_WORD)) return;
  const squeezed = squeezedView(view);
  if (squeezed.text.length === view.text.length) return;
  for (const match of findBroken(squeezed.text, hasAddress ? needles.addresses : [])) add(squeezed, match);
}

/** What was broken over lines or spaced out: links and addresses in a view without blanks. */
function* findBroken(squeezed: string, addresses: readonly AddressNeedle[]): Generator<ViewMatch> {
  yield* findBrokenAnswerLinks(squeezed);
  for (const needle of addresses) yield* findAddress(squeezed, needle);
}

/** The addresses of which a part is in the text. */
function needlesIn(text: string, { addresses, parts }: Needles): readonly AddressNeedle[] {
  if (!parts.some((part) => text.includes(part))) return [];
  return addresses.filter((needle) => needle.parts.some((part) => text.includes(part)));
}

/** Base64, base64url and hexadecimal tokens: how tracking links carry an address. */
const SHORTEST_TOKEN = 12;
const IN_TOKEN = new Uint8Array(128);
for (const character of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/_-')
  IN_TOKEN[character.charCodeAt(0)] = 1;

/** By hand: a regular expression tries each letter of each word as a beginning. */
function findTokens(text: string, needles: Needles, found: RankedPlace[]): void {
  let start = 0;
  // One place beyond the end, where the last token ends.
  for (let i = 0; i <= text.length; i += 1) {
    const code = i < text.length ? text.charCodeAt(i) : 0;
    if (code < 128 && IN_TOKEN[code] === 1) continue;
    if (i - start >= SHORTEST_TOKEN) {
      let end = i;
      while (end < i + 2 && text.charCodeAt(end) === 0x3d) end += 1;
      if (tokenHolds(text.slice(start, end), needles))
        found.push({ start, end, replacement: REMOVED, rank: 0 });
    }
    start = i + 1;
  }
}

function tokenHolds(token: string, needles: Needles): boolean {
  // Words of prose and numbers are no tokens: nothing is encoded without a change of case or a digit among letters.
  if (/^(?:[a-z-]+|[\d/+_-]+)$/u.test(token)) return false;
  if (/^[\da-f]+$/iu.test(token) && octetsHold(Buffer.from(token, 'hex'), needles)) return true;
  if (octetsHold(Buffer.from(token, 'base64'), needles)) return true;
  // A path has several: each segment may be one.
  const segments = token.split('/');
  return segments.length > 1
    ? segments.some((segment) => segment.length >= 12 && octetsHold(Buffer.from(segment, 'base64'), needles))
    : false;
}

/**
 * SECURITY: not `toString('utf16le')`: on an odd number of octets at an odd place Node 24 writes one octet beyond
 * its buffer, and the octets are the author's.
 */
function utf16(octets: Buffer): string {
  return octets.toString('utf16le', 0, octets.length & ~1);
}

function octetsHold(octets: Uint8Array, needles: Needles): boolean {
  const buffer = Buffer.from(octets.buffer, octets.byteOffset, octets.byteLength);
  const holds = (text: string): boolean =>
    findAnswerLinks(text).next().done !== true ||
    needlesIn(text, needles).some((needle) => viewHolds(text, needle));
  if (holds(buffer.toString('latin1').toLowerCase())) return true;
  const readings = isUtf8(buffer) ? [buffer.toString('utf8')] : [];
  if (octets.includes(0)) readings.push(utf16(buffer), utf16(buffer.subarray(1)));
  return readings.some((reading) => foldedViews(reading).some((view) => holds(view.text)));
}

function viewHolds(text: string, needle: AddressNeedle): boolean {
  for (const search of [findAddress, findLocal, findHost])
    if (search(text, needle).next().done !== true) return true;
  return false;
}

/** The longest line that is looked at for a name. */
const LONGEST_NAMED_LINE = 600;

/** Names on lines that programs write: `From: NAME`, "On … NAME wrote:". */
function findNamesOfProgramLines(text: string, view: TextView, needles: Needles, found: RankedPlace[]): void {
  for (const name of needles.names) {
    // Place by place rather than line by line: most names stand on few lines.
    for (let place = view.text.indexOf(name); place !== -1;) {
      const source = view.starts[place] ?? 0;
      const start = text.lastIndexOf('\n', source - 1) + 1;
      const feed = text.indexOf('\n', source);
      const end = feed === -1 ? text.length : feed;
      if (end - start <= LONGEST_NAMED_LINE) findNameOfLine(text.slice(start, end), start, name, found);
      place = view.text.indexOf(name, Math.max(place + 1, unitAt(view.starts, end)));
    }
  }
}

/** The first unit of a view that comes from the place `from` of its source or a later one. */
function unitAt(starts: Uint32Array, from: number): number {
  let low = 0;
  let high = starts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? 0) < from) low = middle + 1;
    else high = middle;
  }
  return low;
}

function findNameOfLine(line: string, start: number, name: string, found: RankedPlace[]): void {
  const view = foldedView(sourceView(line));
  const at = view.text.indexOf(name);
  if (at === -1 || !isProgramLine(line)) return;
  found.push({
    start: start + (view.starts[at] ?? 0),
    end: start + (view.ends[at + name.length - 1] ?? 0),
    replacement: REMOVED,
    rank: 0,
  });
}

/** In order, overlapping ones joined; the best-ranked one's replacement stands. */
function merged(found: RankedPlace[]): PrivatePlace[] {
  found.sort((a, b) => a.start - b.start || b.end - a.end);
  const places: RankedPlace[] = [];
  for (const place of found) {
    const last = places.at(-1);
    if (last === undefined || place.start >= last.end) {
      places.push(place);
      continue;
    }
    const better = place.rank > last.rank ? place : last;
    places[places.length - 1] = {
      start: last.start,
      end: Math.max(last.end, place.end),
      replacement: better.replacement,
      rank: better.rank,
    };
  }
  return places.map(({ start, end, replacement }) => ({ start, end, replacement }));
}

/** True where two texts read alike: for telling a link's text from its address. */
export function readsAlike(one: string, other: string): boolean {
  return fold(one).trim() === fold(other).trim();
}
