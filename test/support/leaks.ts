import { createHash } from 'node:crypto';
import { inflateRawSync, inflateSync, unzipSync } from 'node:zlib';

// Looks for private strings in bytes that leave, in every encoding that mail, web and files use. It shares no code
// with the scrubber that it judges: what the one misses the other is to find.

export interface Leak {
  readonly canary: string;
  /** How it was reached: `raw > base64 > zip:word/document.xml > UTF-16`. */
  readonly path: string;
  readonly excerpt: string;
}

export interface LeakSearch {
  /** Strings to look for without regard to case, width, blanks and zero-width characters. */
  readonly texts: readonly string[];
  /** Telephone numbers, looked for as rows of digits in any grouping. */
  readonly phones?: readonly string[];
}

// Not `toString('utf16le')`: on an odd number of octets at an odd place Node 24.21 writes one octet beyond its buffer.
const littleEndian = new TextDecoder('utf-16le');
const bigEndian = new TextDecoder('utf-16be');

const MOST_PIECES = 60_000;
const MOST_BYTES = 400_000_000;
const DEEPEST = 9;

interface Piece {
  readonly bytes: Buffer;
  readonly path: string;
  readonly depth: number;
}

const plain = (text: string): string =>
  /[^\0-\u00AC\u00AE-\u00FF]/u.test(text)
    ? text
        .normalize('NFKC')
        .toLowerCase()
        .replaceAll(/[\p{Default_Ignorable_Code_Point}]/gu, '')
    : text.toLowerCase();

/** Case, width and all white space away: also what was folded, spaced or cut by line ends. */
const squeezed = (text: string): string => plain(text).replaceAll(/[\s\0>]+/gu, '');

class Search {
  readonly leaks: Leak[] = [];
  readonly #needles: readonly (readonly [canary: string, form: string])[];
  readonly #digits: readonly (readonly [canary: string, digits: string])[];
  readonly #coded: readonly (readonly [canary: string, form: string, name: string])[];
  readonly #queue: Piece[] = [];
  readonly #seen = new Set<string>();
  #bytes = 0;

  constructor({ texts, phones = [] }: LeakSearch) {
    this.#needles = texts.map((text) => [text, squeezed(text)]);
    this.#digits = phones.map((phone) => [phone, phone.replaceAll(/\D/gu, '').slice(-8)]);
    this.#coded = texts.flatMap(codedForms);
  }

  run(bytes: Buffer, stopAtFirst: boolean): void {
    const isDone = (): boolean => this.#done() || (stopAtFirst && this.leaks.length > 0);
    this.add(bytes, 'raw', 0);
    for (let piece = this.#queue.shift(); piece !== undefined && !isDone(); piece = this.#queue.shift())
      this.#look(piece);
  }

  /** One place of each string is enough to know. */
  #done(): boolean {
    const found = new Set(this.leaks.map(({ canary }) => canary));
    return found.size === this.#needles.length + this.#digits.length;
  }

  add(bytes: Buffer, path: string, depth: number): void {
    if (bytes.length < 6 || depth > DEEPEST) return;
    const key = createHash('sha1').update(bytes).digest('base64');
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    this.#bytes += bytes.length;
    if (this.#seen.size > MOST_PIECES || this.#bytes > MOST_BYTES)
      throw new Error(`the search for leaks unpacks too much (${this.#seen.size} pieces): a bomb?`);
    this.#queue.push({ bytes, path, depth });
  }

  #look({ bytes, path, depth }: Piece): void {
    for (const [name, text, isLikely] of readings(bytes)) {
      this.#match(text, `${path} > ${name}`);
      for (const [layer, decoded] of textLayers(text)) this.#match(decoded, `${path} > ${name} > ${layer}`);
      if (!isLikely) continue;
      const bared = withoutEscapes(text);
      if (bared !== text) this.add(Buffer.from(bared, 'utf8'), `${path} > escapes`, depth + 1);
      for (const [layer, decoded] of embeddedIn(text))
        if (mayHold(decoded)) this.add(decoded, `${path} > ${layer}`, depth + 1);
    }
    for (const [layer, decoded] of containersIn(bytes)) this.add(decoded, `${path} > ${layer}`, depth + 1);
  }

  #match(text: string, path: string): void {
    const dense = squeezed(text);
    for (const [canary, form] of this.#needles) this.#hit(dense, form, canary, path);
    const digits = dense.replaceAll(/(?<=\d)[-./()+·–—_[\]]{1,4}(?=\d)/gu, '');
    for (const [canary, form] of this.#digits) this.#hit(digits, form, canary, `${path} > digits`);
    const bare = text.replaceAll(/[\s>]+/gu, '');
    for (const [canary, form, name] of this.#coded) this.#hit(bare, form, canary, `${path} > ${name}`);
  }

  #hit(text: string, form: string, canary: string, path: string): void {
    const at = text.indexOf(form);
    if (at === -1 || this.leaks.some((leak) => leak.canary === canary && leak.path === path)) return;
    this.leaks.push({ canary, path, excerpt: text.slice(Math.max(0, at - 40), at + form.length + 40) });
  }
}

/** A text in base64 shows in one of three forms, by its place in the octets; without the ends that depend. */
function codedForms(text: string): [string, string, string][] {
  const forms: [string, string, string][] = [];
  const variants = new Set([text, text.toLowerCase(), text.toUpperCase()]);
  for (const variant of variants) {
    for (const [encoding, name] of [
      ['utf8', 'base64'],
      ['utf16le', 'base64 of UTF-16'],
    ] as const) {
      const octets = Buffer.from(variant, encoding);
      for (const shift of [0, 1, 2]) {
        const coded = Buffer.concat([Buffer.alloc(shift), octets])
          .toString('base64')
          .replace(/=+$/u, '');
        const form = coded.slice(shift === 0 ? 0 : shift + 1, -1);
        if (form.length < 8) continue;
        forms.push([text, form, name], [text, form.replaceAll('+', '-').replaceAll('/', '_'), `${name}url`]);
      }
      const hex = octets.toString('hex');
      if (hex.length >= 12) forms.push([text, hex, 'hex'], [text, hex.toUpperCase(), 'hex']);
    }
  }
  return forms;
}

/** The octets as text, and whether that is what they are: only then is text within the text looked for. */
function readings(bytes: Buffer): [string, string, boolean][] {
  const zeros = bytes.subarray(0, 4096).filter((octet) => octet === 0).length;
  const printable = bytes
    .subarray(0, 4096)
    .filter((octet) => (octet > 31 && octet < 127) || octet === 10).length;
  const isText = printable * 2 > Math.min(bytes.length, 4096) || bytes.toString('latin1', 0, 4) === '%PDF';
  const texts: [string, string, boolean][] = [['Latin-1', bytes.toString('latin1'), isText]];
  if (bytes.some((octet) => octet > 127)) texts.push(['UTF-8', bytes.toString('utf8'), false]);
  if (zeros > 0) {
    const isLikely = zeros * 4 > Math.min(bytes.length, 4096);
    texts.push(['UTF-16', littleEndian.decode(bytes), isLikely]);
    texts.push(['UTF-16, shifted', littleEndian.decode(bytes.subarray(1)), isLikely]);
    // As PDF and Java write it.
    texts.push(
      ['UTF-16BE', utf16be(bytes), isLikely],
      ['UTF-16BE, shifted', utf16be(bytes.subarray(1)), isLikely],
    );
  }
  return texts;
}

const fromCode = (code: number): string =>
  code > 0x10_ff_ff || (code >= 0xd8_00 && code <= 0xdf_ff) ? '' : String.fromCodePoint(code);

const NAMED = new Map([
  ['commat', '@'],
  ['period', '.'],
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
  ['nbsp', ' '],
  ['plus', '+'],
  ['hyphen', '-'],
  ['dash', '-'],
  ['lowbar', '_'],
  ['shy', ''],
  ['ZeroWidthSpace', ''],
]);

function withoutReferences(text: string): string {
  return text.replaceAll(
    /&(?:#(\d{1,7})|#[xX]([\da-fA-F]{1,6})|([a-zA-Z]{2,16}));?/gu,
    (whole, decimal, hex, name) => {
      if (decimal !== undefined) return fromCode(Number(decimal));
      if (hex !== undefined) return fromCode(Number.parseInt(String(hex), 16));
      return NAMED.get(String(name)) ?? whole;
    },
  );
}

/** Runs of escaped octets, read as UTF-8 and, if that fails, as Latin-1. */
function withoutOctets(text: string, mark: string): string {
  const pattern = new RegExp(`(?:${mark}[\\da-fA-F]{2})+`, 'gu');
  return text.replaceAll(pattern, (run) => {
    const octets = Buffer.from(run.replaceAll(/[^\da-fA-F]/gu, ''), 'hex');
    const utf8 = octets.toString('utf8');
    return utf8.includes('\uFFFD') ? octets.toString('latin1') : utf8;
  });
}

function withoutWords(text: string): string {
  return text.replaceAll(
    /=\?[\w*.-]{2,40}\?([bq])\?([^?]{0,500})\?=\s*/giu,
    (_, kind: string, coded: string) =>
      kind.toLowerCase() === 'b'
        ? Buffer.from(coded, 'base64').toString('utf8')
        : withoutOctets(coded.replaceAll('_', ' '), '='),
  );
}

/** RFC 2231 §3: a parameter in numbered pieces, each perhaps in percent escapes. */
function withoutContinuations(text: string): string {
  return withoutOctets(
    text
      .replaceAll(/"?\s*;\s*(?:name|filename|title)\*\d+\*?=\s*"?/giu, '')
      .replaceAll(/\*0?\*?=\s*"?(?:[\w-]+'[\w-]*')?/gu, '='),
    '%',
  );
}

function uudecoded(text: string): string {
  const lines = text.match(/^[!-`][ -`]{4,80}$/gmu) ?? [];
  let out = '';
  for (const line of lines) {
    for (let at = 1; at + 3 < line.length; at += 4) {
      const [a, b, c, d] = [0, 1, 2, 3].map((i) => (line.charCodeAt(at + i) - 32) & 63);
      out += String.fromCharCode(
        ((a! << 2) | (b! >> 4)) & 255,
        ((b! << 4) | (c! >> 2)) & 255,
        ((c! << 6) | d!) & 255,
      );
    }
  }
  return out;
}

/** All kinds of escapes off once, one after the other. */
function withoutEscapes(text: string): string {
  return withoutBackslashes(
    withoutWords(
      withoutOctets(withoutOctets(withoutReferences(text), '%').replaceAll(/=[ \t]*\r?\n/gu, ''), '='),
    ),
  );
}

function withoutBackslashes(text: string): string {
  return text
    .replaceAll(/\\u\{?([\da-f]{4})\}?/giu, (_, hex: string) => fromCode(Number.parseInt(hex, 16)))
    .replaceAll(/\\x([\da-f]{2})/giu, (_, hex: string) => fromCode(Number.parseInt(hex, 16)))
    .replaceAll(/\\([0-7]{3})/gu, (_, octal: string) => fromCode(Number.parseInt(octal, 8)))
    .replaceAll(/\\([()\\,;])/gu, '$1')
    .replaceAll(/\\'([\da-f]{2})/giu, (_, hex: string) => fromCode(Number.parseInt(hex, 16)));
}

/** Text with one layer of writing taken off; only those that change anything. */
function textLayers(text: string): [string, string][] {
  const layers: [string, string][] = [
    ['references', withoutReferences(text)],
    ['percent', withoutOctets(text, '%')],
    ['quoted-printable', withoutOctets(text.replaceAll(/=[ \t]*\r?\n/gu, ''), '=')],
    ['RFC 2047', withoutWords(text)],
    ['RFC 2231', withoutContinuations(text)],
    ['backslashes', withoutBackslashes(text)],
    ['tags', text.replaceAll(/<!--[^]*?-->|<[^<>]*>/gu, '')],
    ['PDF names', withoutOctets(text, '#')],
    [
      'UTF-7',
      text.replaceAll(/\+([A-Za-z\d+/]{2,})-?/gu, (_, coded: string) =>
        utf16be(Buffer.from(coded, 'base64')),
      ),
    ],
  ];
  if (/^begin [0-7]{3,4} /mu.test(text)) layers.push(['uuencode', uudecoded(text)]);
  if (text.includes('=ybegin'))
    layers.push([
      'yEnc',
      Array.from(text, (character) => String.fromCharCode((character.charCodeAt(0) - 42) & 255)).join(''),
    ]);
  return layers.filter(([, decoded]) => decoded !== text && decoded !== '');
}

function utf16be(octets: Buffer): string {
  return bigEndian.decode(octets.subarray(0, octets.length & ~1));
}

/** Random octets hold no row of letters: only what may be text or a container is looked into. */
function mayHold(octets: Buffer): boolean {
  return /[ -~]{6}|(?:[ -~]\0){4}|(?:\0[ -~]){4}|PK\x03\x04|\x1f\x8b\x08|\x78[\x01\x5e\x9c\xda]|%PDF|\xff\xd8\xff/u.test(
    octets.toString('latin1'),
  );
}

/** Octets that stand in a text: base64 blocks and tokens, hex strings. */
function* embeddedIn(text: string): Generator<[string, Buffer]> {
  for (const [block] of text.matchAll(
    /(?:[A-Za-z\d+/_-]{4,}={0,2}\s{1,3}){1,}[A-Za-z\d+/_-]{2,}={0,2}|[A-Za-z\d+/_-]{8,}={0,2}/gu,
  )) {
    const dense = block.replaceAll(/\s+/gu, '');
    if (dense.length < 12) continue;
    yield ['base64', Buffer.from(dense, 'base64')];
    for (const line of block.split(/\s+/u))
      if (line.length >= 12) yield ['base64', Buffer.from(line, 'base64')];
  }
  for (const [token] of text.matchAll(/(?:[\da-fA-F]{2}\s?){8,}/gu))
    yield ['hex', Buffer.from(token.replaceAll(/\s/gu, ''), 'hex')];
  for (const [token] of text.matchAll(/feff(?:[\da-f]{4}\s?){2,}/giu)) {
    yield ['hex UTF-16', Buffer.from(utf16be(Buffer.from(token.replaceAll(/\s/gu, ''), 'hex')), 'utf8')];
  }
}

const attempt = (inflate: () => Buffer): Buffer | null => {
  try {
    return inflate();
  } catch {
    return null;
  }
};

function placesOf(bytes: Buffer, mark: Buffer, most: number): number[] {
  const places: number[] = [];
  for (let at = bytes.indexOf(mark); at !== -1 && places.length < most; at = bytes.indexOf(mark, at + 1))
    places.push(at);
  return places;
}

const LIMIT = { maxOutputLength: 60_000_000, finishFlush: 2 };

/** What is packed in octets: ZIP entries, zlib and gzip streams anywhere (PDF, PNG), ASCII85, big-endian text. */
function* containersIn(bytes: Buffer): Generator<[string, Buffer]> {
  for (const at of placesOf(bytes, Buffer.from('PK\x03\x04', 'latin1'), 2000)) {
    if (at + 30 > bytes.length) continue;
    const nameEnd = at + 30 + bytes.readUInt16LE(at + 26);
    const data = bytes.subarray(nameEnd + bytes.readUInt16LE(at + 28));
    const name = bytes.toString('utf8', at + 30, nameEnd);
    const inflated = bytes.readUInt16LE(at + 8) === 8 ? attempt(() => inflateRawSync(data, LIMIT)) : null;
    const stored = data.subarray(0, bytes.readUInt32LE(at + 18));
    yield [`zip:${name}`, inflated ?? stored];
  }
  for (const second of [0x01, 0x5e, 0x9c, 0xda]) {
    for (const at of placesOf(bytes, Buffer.from([0x78, second]), 1000)) {
      const inflated = attempt(() => inflateSync(bytes.subarray(at), LIMIT));
      if (inflated !== null && inflated.length > 3) yield ['deflate', inflated];
    }
  }
  for (const at of placesOf(bytes, Buffer.from([0x1f, 0x8b, 0x08]), 200)) {
    const inflated = attempt(() => unzipSync(bytes.subarray(at), LIMIT));
    if (inflated !== null) yield ['gzip', inflated];
  }
}

/**
 * Every place where one of the strings can be found in the bytes, after decoding base64, quoted-printable, RFC 2047
 * and 2231, HTML references, percent and backslash escapes, UTF-7, UTF-16, uuencode and yEnc, hex, tags between
 * letters, ZIP and Office containers, zlib and gzip streams (PDF, PNG), picture metadata, and all of these within
 * each other.
 */
export function findLeaks(bytes: Uint8Array | string, search: LeakSearch): Leak[] {
  const found = new Search(search);
  found.run(typeof bytes === 'string' ? Buffer.from(bytes, 'utf8') : Buffer.from(bytes), false);
  return found.leaks;
}

/** True where one of the strings is found at all: quicker, for tests that plant them. */
export function holdsLeak(bytes: Uint8Array | string, search: LeakSearch): boolean {
  const found = new Search(search);
  found.run(typeof bytes === 'string' ? Buffer.from(bytes, 'utf8') : Buffer.from(bytes), true);
  return found.leaks.length > 0;
}
