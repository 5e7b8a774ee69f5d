/** A set of words in 12 bytes a word: two hashes of 32 bits in an open table. Two words share both once in 10^13. */
export class WordSet {
  #table: Uint32Array;
  #size = 0;

  constructor(expected = 1_024) {
    this.#table = new Uint32Array(2 * 2 ** Math.ceil(Math.log2(Math.max(16, expected * 1.5))));
  }

  get size(): number {
    return this.#size;
  }

  has(word: string): boolean {
    return this.#hasRange(word, 0, word.length);
  }

  add(text: string, start = 0, end = text.length): void {
    if (this.#size * 3 > this.#table.length) this.#grow();
    const [first, second] = hashesOf(text, start, end);
    const at = this.#slot(this.#table, first, second);
    if (this.#table[at] !== 0) return;
    this.#table[at] = first;
    this.#table[at + 1] = second;
    this.#size += 1;
  }

  #hasRange(text: string, start: number, end: number): boolean {
    const [first, second] = hashesOf(text, start, end);
    return this.#table[this.#slot(this.#table, first, second)] !== 0;
  }

  /** The place of a pair of hashes, or the free place where it would go. */
  #slot(table: Uint32Array, first: number, second: number): number {
    const mask = table.length - 1;
    let at = (first << 1) & mask;
    while (table[at] !== 0 && (table[at] !== first || table[at + 1] !== second)) at = (at + 2) & mask;
    return at;
  }

  #grow(): void {
    const old = this.#table;
    const table = new Uint32Array(old.length * 2);
    for (let from = 0; from < old.length; from += 2) {
      const first = old[from] ?? 0;
      if (first === 0) continue;
      const at = this.#slot(table, first, old[from + 1] ?? 0);
      table[at] = first;
      table[at + 1] = old[from + 1] ?? 0;
    }
    this.#table = table;
  }
}

// FNV-1a, and the same with another prime and a turn; the first is never 0, which marks a free place.
function hashesOf(text: string, start: number, end: number): readonly [number, number] {
  let first = 0x811c9dc5;
  let second = 0x9e3779b9;
  for (let at = start; at < end; at += 1) {
    const unit = text.charCodeAt(at);
    first = Math.imul(first ^ unit, 0x01000193);
    second = Math.imul(((second << 5) | (second >>> 27)) ^ unit, 0x85ebca6b);
  }
  return [first >>> 0 || 1, second >>> 0];
}

const QUOTE = 0x22;

/**
 * Adds every string of a JSON text to `words`, names of members too: dictionaries that list a word's forms under their
 * grammatical names. Much faster than building the object, and the forms are all that is wanted.
 */
export function addJsonStrings(json: string, words: WordSet): void {
  let at = json.indexOf('"');
  while (at !== -1) {
    const start = at + 1;
    let end = start;
    while (end < json.length && json.charCodeAt(end) !== QUOTE) end += json[end] === '\\' ? 2 : 1;
    words.add(json, start, end);
    at = json.indexOf('"', end + 1);
  }
}
