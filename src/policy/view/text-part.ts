import { atomsOf } from '../entity/atoms.ts';
import type { Atom } from '../entity/atoms.ts';
import { findEmails } from '../entity/email.ts';
import type { FoundEmail } from '../entity/email.ts';
import { findKnown } from '../entity/known.ts';
import type { KnownEntity } from '../entity/known.ts';
import { findLinks } from '../entity/link.ts';
import type { FoundLink } from '../entity/link.ts';
import type { PartName, Place } from '../finding.ts';
import type { ConceptHit, Lexicon, Word } from '../lexicon/lexicon.ts';
import { wordsOf } from '../lexicon/lexicon.ts';
import type { MappedText } from './mapped-text.ts';
import { normalise } from './normal.ts';
import { sentencesOf } from './sentences.ts';
import type { Sentence } from './sentences.ts';

const MASK = '\ufffc';
// No address and no host is without a dot, written, bracketed or spelled; a full stop has white space after it.
const MAY_HOLD_ADDRESS =
  /[\p{L}\p{N}][.・·][\p{L}\p{N}]|\s\.|[([{<_*|]\s?\.|・|\b(?:dot|d0t|period|full stop|pkt|punkt|punt|punto|point|kropka|nokta)\b|ドット/iu;

/** A sentence with the concepts whose words stand in it. */
export interface ReadSentence extends Sentence {
  readonly hits: readonly ConceptHit[];
  readonly words: readonly Word[];
}

/** One text of a message and the views of it, each made when it is first asked for and kept. */
export class TextPart {
  readonly name: PartName;
  /** What a reader sees, as written. */
  readonly visible: MappedText;
  #normal: MappedText | null = null;
  #known: readonly KnownEntity[] | null = null;
  #masked: string | null = null;
  #atoms: readonly Atom[] | null = null;
  #emails: readonly FoundEmail[] | null = null;
  #links: readonly FoundLink[] | null = null;
  #sentences: readonly Sentence[] | null = null;
  #words: readonly Word[] | null = null;
  readonly #read = new Map<Lexicon, readonly ReadSentence[]>();

  constructor(visible: MappedText) {
    this.name = visible.part;
    this.visible = visible;
  }

  /** NFKC without invisible characters, look-alikes folded; the text that offsets below are of. */
  get normal(): MappedText {
    this.#normal ??= normalise(this.visible);
    return this.#normal;
  }

  get text(): string {
    return this.normal.text;
  }

  /** The source's range behind a range of `text`. */
  place(start: number, end: number): Place {
    return this.normal.place(start, end);
  }

  get known(): readonly KnownEntity[] {
    this.#known ??= findKnown(this.text);
    return this.#known;
  }

  /** `text` with known entities, addresses and links blotted out, at the same length. */
  get masked(): string {
    this.#masked ??= mask(this.text, [...this.known, ...this.emails, ...this.links]);
    return this.#masked;
  }

  get atoms(): readonly Atom[] {
    this.#atoms ??= MAY_HOLD_ADDRESS.test(this.text) ? atomsOf(this.text) : [];
    return this.#atoms;
  }

  get emails(): readonly FoundEmail[] {
    this.#emails ??= findEmails(this.atoms);
    return this.#emails;
  }

  get links(): readonly FoundLink[] {
    this.#links ??= findLinks(this.text, this.atoms, this.emails);
    return this.#links;
  }

  get sentences(): readonly Sentence[] {
    this.#sentences ??= sentencesOf(this.text);
    return this.#sentences;
  }

  get words(): readonly Word[] {
    this.#words ??= wordsOf(this.text);
    return this.#words;
  }

  /** The sentences with the concepts that `lexicon` finds in them; made once per lexicon. */
  read(lexicon: Lexicon): readonly ReadSentence[] {
    let read = this.#read.get(lexicon);
    if (read === undefined) {
      read = readSentences(this, lexicon);
      this.#read.set(lexicon, read);
    }
    return read;
  }

  /** The sentence that holds offset `at` of `text`, or the one before it; the whole text where there is none. */
  sentenceAt(at: number): Sentence {
    return this.sentences[this.#sentenceIndex(at)] ?? { start: 0, end: this.text.length };
  }

  /** The same with its concepts. */
  readAt(lexicon: Lexicon, at: number): ReadSentence {
    return (
      this.read(lexicon)[this.#sentenceIndex(at)] ?? { start: 0, end: this.text.length, hits: [], words: [] }
    );
  }

  #sentenceIndex(at: number): number {
    const { sentences } = this;
    let low = 0;
    let high = sentences.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((sentences[middle]?.start ?? 0) <= at) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

function mask(text: string, ranges: readonly { readonly start: number; readonly end: number }[]): string {
  if (ranges.length === 0) return text;
  const sorted = ranges.toSorted((a, b) => a.start - b.start);
  const chunks: string[] = [];
  let at = 0;
  for (const { start, end } of sorted) {
    if (end <= at) continue;
    const from = Math.max(at, start);
    chunks.push(text.slice(at, from), MASK.repeat(end - from));
    at = end;
  }
  chunks.push(text.slice(at));
  return chunks.join('');
}

/** `avis de passage` is no opinion: an idiom takes the concepts of the words inside it away. */
function withoutSwallowed(hits: readonly ConceptHit[]): readonly ConceptHit[] {
  const idioms = hits.filter((hit) => hit.concept === 'IDIOM');
  if (idioms.length === 0) return hits;
  return hits.filter((hit) => !idioms.some((idiom) => idiom.start <= hit.start && idiom.end >= hit.end));
}

function readSentences(part: TextPart, lexicon: Lexicon): ReadSentence[] {
  const { words } = part;
  const read: ReadSentence[] = [];
  let at = 0;
  for (const sentence of part.sentences) {
    while (at < words.length && (words[at]?.start ?? 0) < sentence.start) at += 1;
    const from = at;
    while (at < words.length && (words[at]?.start ?? 0) < sentence.end) at += 1;
    const own = words.slice(from, at);
    const text = lexicon.hasNoSpaces ? part.text.slice(sentence.start, sentence.end) : '';
    const hits = withoutSwallowed(lexicon.hits(text, own));
    const placed = lexicon.hasNoSpaces
      ? hits.map((hit) => ({ ...hit, start: hit.start + sentence.start, end: hit.end + sentence.start }))
      : hits;
    read.push({ ...sentence, hits: placed, words: own });
  }
  return read;
}
