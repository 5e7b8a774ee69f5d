import type { PartName, Place } from '../finding.ts';

/** Text made from a part's source, with the way back: character i came from source[starts[i]] … source[ends[i]]. */
export class MappedText {
  readonly part: PartName;
  readonly text: string;
  readonly #starts: readonly number[] | null;
  readonly #ends: readonly number[] | null;

  /** Without `starts` and `ends` the text is the source itself. */
  constructor(
    part: PartName,
    text: string,
    starts: readonly number[] | null = null,
    ends: readonly number[] | null = null,
  ) {
    this.part = part;
    this.text = text;
    this.#starts = starts;
    this.#ends = ends;
  }

  startOf(index: number): number {
    return this.#starts === null ? index : (this.#starts[index] ?? 0);
  }

  endOf(index: number): number {
    return this.#ends === null ? index + 1 : (this.#ends[index] ?? 0);
  }

  /** The source's range behind `start`..`end` of this text. */
  place(start: number, end: number): Place {
    if (end <= start) return { part: this.part, start: this.startOf(start), end: this.startOf(start) };
    return { part: this.part, start: this.startOf(start), end: this.endOf(end - 1) };
  }
}

/** Collects characters with their source ranges. */
export class MappedTextBuilder {
  readonly #chunks: string[] = [];
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];

  get length(): number {
    return this.#starts.length;
  }

  /** Every UTF-16 unit of `text` gets the same source range. */
  push(text: string, start: number, end: number): void {
    this.#chunks.push(text);
    for (let i = 0; i < text.length; i += 1) {
      this.#starts.push(start);
      this.#ends.push(end);
    }
  }

  /** `text` stands in the source as it is, from `start` on. */
  pushRun(text: string, start: number): void {
    this.#chunks.push(text);
    for (let i = 0; i < text.length; i += 1) {
      this.#starts.push(start + i);
      this.#ends.push(start + i + 1);
    }
  }

  build(part: PartName): MappedText {
    return new MappedText(part, this.#chunks.join(''), this.#starts, this.#ends);
  }
}
