import type { Chance } from '#bench/policy/chance.ts';

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';

/** One slip of the fingers: a letter left out, put in, changed or swapped with the next. */
function slip(word: string, chance: Chance): string {
  const at = 1 + chance.below(word.length - 1);
  const letter = LETTERS[chance.below(LETTERS.length)] ?? 'e';
  const kind = chance.below(4);
  if (kind === 0) return word.slice(0, at) + word.slice(at + 1);
  if (kind === 1) return word.slice(0, at) + letter + word.slice(at);
  if (kind === 2) return word.slice(0, at) + letter + word.slice(at + 1);
  return word.slice(0, at - 1) + (word[at] ?? '') + (word[at - 1] ?? '') + word.slice(at + 1);
}

const WORD = /(?<![\p{L}\p{N}\-'’.@/])\p{Ll}{4,20}(?![\p{L}\p{N}\-'’@/])/gu;

/** A text with `slips` ordinary words mistyped, and those words; null where it has too few. */
export function misspell(
  text: string,
  slips: number,
  chance: Chance,
): { text: string; words: string[] } | null {
  const places = [...text.matchAll(WORD)].map((match) => ({ at: match.index, word: match[0] }));
  if (places.length < slips * 2) return null;
  const chosen = new Map<number, string>();
  const words: string[] = [];
  while (chosen.size < slips) {
    const { at, word } = chance.pick(places);
    const wrong = slip(word, chance);
    if (wrong === word || chosen.has(at)) continue;
    chosen.set(at, wrong);
    words.push(wrong);
  }
  let changed = text;
  for (const [at, wrong] of [...chosen].sort(([a], [b]) => b - a)) {
    const length = places.find((place) => place.at === at)?.word.length ?? 0;
    changed = changed.slice(0, at) + wrong + changed.slice(at + length);
  }
  return { text: changed, words };
}
