import type { TextWord } from './text-words.ts';

interface Element {
  readonly words: ReadonlySet<string>;
  readonly afterComma: boolean;
}

/** Words that stand where grammar lets them not. */
export interface FoundPattern {
  readonly first: number;
  readonly last: number;
}

function elementsOf(pattern: string): Element[] {
  const elements: Element[] = [];
  let afterComma = false;
  for (const [token] of pattern.matchAll(/\([^)]*\)|\S+/gu)) {
    if (token === ',') {
      afterComma = true;
      continue;
    }
    elements.push({ words: new Set(token.replace(/^\(|\)$/gu, '').split('/')), afterComma });
    afterComma = false;
  }
  return elements;
}

/**
 * A language's patterns. `(could/should) of` is one word of the group, then the other, with nothing but white space
 * between; ` , ` asks for a comma between or takes none. Words are compared as written, in lower case with their accents.
 */
export class GrammarPatterns {
  readonly #byFirst = new Map<string, Element[][]>();

  constructor(patterns: readonly string[]) {
    for (const pattern of patterns) {
      const [first, ...rest] = elementsOf(pattern);
      for (const word of first?.words ?? []) {
        const known = this.#byFirst.get(word);
        if (known === undefined) this.#byFirst.set(word, [rest]);
        else known.push(rest);
      }
    }
  }

  find(words: readonly TextWord[]): FoundPattern[] {
    const found: FoundPattern[] = [];
    for (let at = 0; at < words.length; at += 1) {
      const patterns = this.#byFirst.get(words[at]?.lower ?? '');
      if (patterns === undefined || words[at]?.isOdd === true) continue;
      const match = patterns.find((rest) => follows(rest, words, at));
      if (match !== undefined) found.push({ first: at, last: at + match.length });
    }
    return found;
  }
}

function follows(rest: readonly Element[], words: readonly TextWord[], at: number): boolean {
  return rest.every((element, index) => {
    const word = words[at + 1 + index];
    if (word === undefined || word.isOdd || !element.words.has(word.lower)) return false;
    return word.gap === 'space' || (element.afterComma && word.gap === 'comma');
  });
}
