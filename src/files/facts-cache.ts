import type { ContentFacts } from './content-facts.ts';

/** What an entry costs beside its texts, in characters. */
const ENTRY_COST = 500;

function costOf(facts: ContentFacts): number {
  return facts.texts.reduce((sum, { text }) => sum + text.length, ENTRY_COST);
}

/** Facts by content hash; what was asked for longest ago goes first when the texts take too much room. */
export class FactsCache {
  readonly #capacity: number;
  // A Map keeps the order of insertion: the first key is the one that was used longest ago.
  readonly #facts = new Map<string, ContentFacts>();
  #cost = 0;

  /** `capacity`: characters of text and overhead that all entries together may take. */
  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get(hash: string): ContentFacts | null {
    const facts = this.#facts.get(hash);
    if (facts === undefined) return null;
    this.#facts.delete(hash);
    this.#facts.set(hash, facts);
    return facts;
  }

  put(hash: string, facts: ContentFacts): void {
    this.#drop(hash);
    this.#facts.set(hash, facts);
    this.#cost += costOf(facts);
    for (const oldest of this.#facts.keys()) {
      if (this.#cost <= this.#capacity) return;
      this.#drop(oldest);
    }
  }

  #drop(hash: string): void {
    const facts = this.#facts.get(hash);
    if (facts === undefined) return;
    this.#facts.delete(hash);
    this.#cost -= costOf(facts);
  }
}
