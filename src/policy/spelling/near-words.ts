/** A frequent word that somebody may have meant. */
export interface NearWord {
  readonly word: string;
  /** Letters left out, put in, changed or swapped; accents alone are 0. */
  readonly distance: number;
}

const MAX_LENGTH = 24;
const MIN_LENGTH = 4;
// From here on two slips still leave no doubt which word was meant.
const TWO_SLIPS_FROM = 8;
const MARKS = /[\u0300-\u036f]/gu;

/** Lower case without accents. */
export function bare(word: string): string {
  const lower = word.toLowerCase();
  if (/^[\x00-\x7f]*$/u.test(lower)) return lower;
  return lower
    .normalize('NFD')
    .replace(MARKS, '')
    .replaceAll('ł', 'l')
    .replaceAll('ß', 'ss')
    .replaceAll('ı', 'i')
    .normalize('NFC');
}

/** Whether the two letters before `i` and before `j` are the same, the other way round. */
function areSwapped(a: string, b: string, i: number, j: number): boolean {
  return i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
}

/** One row of the table of distances: `rows` are the two before it. */
function nextRow(a: string, b: string, i: number, rows: readonly (readonly number[])[]): number[] {
  const [before = [], last = []] = rows;
  const row = [i];
  for (let j = 1; j <= b.length; j += 1) {
    const changed = (last[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
    let cost = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, changed);
    if (areSwapped(a, b, i, j)) cost = Math.min(cost, (before[j - 2] ?? 0) + 1);
    row.push(cost);
  }
  return row;
}

/** Optimal string alignment distance of `a` and `b`, or `most + 1` where it is more than `most`. */
export function slipsBetween(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const row = nextRow(a, b, i, [before, last]);
    if (Math.min(...row) > most) return most + 1;
    before = last;
    last = row;
  }
  return Math.min(last[b.length] ?? most + 1, most + 1);
}

/**
 * Finds the frequent word that an unknown one is a slip of. Words are compared with those of the same first letter;
 * a slip in the first letter itself is found where the rest is left unharmed.
 */
export class NearWords {
  readonly #byFirst = new Map<string, string[]>();
  readonly #byRest = new Map<string, string>();
  readonly #byBare = new Map<string, string>();

  /** `words`: the most frequent first. */
  constructor(words: readonly string[]) {
    for (const word of words) {
      const lower = word.toLowerCase();
      const plain = bare(word);
      if (!this.#byBare.has(plain)) this.#byBare.set(plain, lower);
      if (lower.length < MIN_LENGTH) continue;
      const first = lower[0] ?? '';
      const words = this.#byFirst.get(first);
      if (words === undefined) this.#byFirst.set(first, [lower]);
      else words.push(lower);
      const rest = lower.slice(1);
      if (rest.length >= MIN_LENGTH && !this.#byRest.has(rest)) this.#byRest.set(rest, lower);
    }
  }

  /** The nearest frequent word; null where none is near enough to be meant. */
  find(word: string): NearWord | null {
    const lower = word.toLowerCase();
    if (lower.length > MAX_LENGTH) return null;
    const sameLetters = this.#byBare.get(bare(lower));
    if (sameLetters !== undefined && lower.length >= MIN_LENGTH - 1)
      return { word: sameLetters, distance: 0 };
    if (lower.length < MIN_LENGTH) return null;
    return this.#findByFirst(lower) ?? this.#findByRest(lower);
  }

  #findByFirst(lower: string): NearWord | null {
    let most = lower.length >= TWO_SLIPS_FROM ? 2 : 1;
    let nearest: NearWord | null = null;
    for (const word of this.#byFirst.get(lower[0] ?? '') ?? []) {
      const distance = slipsBetween(lower, word, most);
      if (distance > most) continue;
      nearest = { word, distance };
      if (distance <= 1) break;
      most = distance - 1;
    }
    return nearest;
  }

  #findByRest(lower: string): NearWord | null {
    const word =
      this.#byRest.get(lower.slice(1)) ??
      this.#byRest.get(lower) ??
      this.#byRest.get(lower.slice(2)) ??
      this.#byRest.get((lower[0] ?? '') + lower.slice(2));
    if (word === undefined) return null;
    const distance = slipsBetween(lower, word, 1);
    return distance > 1 ? null : { word, distance };
  }
}
