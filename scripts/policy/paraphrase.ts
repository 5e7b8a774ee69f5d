import { tagsOf } from '#policy/intent/tags.ts';
import type { Tag } from '#policy/intent/tags.ts';
import type { Language } from '#policy/language.ts';
import { patternsOf } from '#policy/lexicon/lexicon.ts';
import { LEXICON_DATA, lexiconOf } from '#policy/lexicon/lexicons.ts';
import { MappedText } from '#policy/view/mapped-text.ts';
import { TextPart } from '#policy/view/text-part.ts';

/** Numbers that look random and are the same on every run (mulberry32). */
export class Chance {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  }

  pick<T>(items: readonly T[]): T {
    const item = items[Math.floor(this.next() * items.length)];
    if (item === undefined) throw new Error('nothing to pick from');
    return item;
  }
}

// Words that no lexicon knows: the product, a name, what lies between.
const FILLER = ['Zimbor', 'quandel', 'trabi', 'Molvik', 'jorna', 'weltro', 'Pinak', 'sordle'];

/** One way to write a lexicon pattern. */
function surface(pattern: string, chance: Chance): string {
  const words = pattern.match(/\.\.|\([^)]*\)|[^\s]+/gu) ?? [];
  return words
    .map((word) => {
      if (word === '..') return chance.next() < 0.5 ? chance.pick(FILLER) : '';
      const one = word.startsWith('(') ? chance.pick(word.slice(1, -1).split('/')) : word;
      return one.replaceAll('*', '');
    })
    .filter((word) => word !== '')
    .join(' ');
}

function phrase(concept: string, language: Language, chance: Chance): string {
  const patterns = patternsOf(LEXICON_DATA[language].concepts[concept] ?? '');
  return patterns.length === 0 ? '' : surface(chance.pick(patterns), chance);
}

const FIGURES: Readonly<Record<string, string>> = {
  '#code': 'ZORB25',
  '#percent': '15 %',
  '#money': '12 €',
  '#entity': '',
};

function slotWords(slot: string, language: Language, chance: Chance): string {
  const choice = chance.pick(slot.split('|'));
  if (choice.startsWith('#')) return FIGURES[choice] ?? '';
  if (choice.startsWith('-'))
    return `${phrase('NEG', language, chance)} ${phrase(choice.slice(1), language, chance)}`;
  return phrase(choice, language, chance);
}

export interface WrittenSentence {
  readonly text: string;
  readonly hasEntity: boolean;
}

/** Writes a sentence of a recipe in `language`. */
export function writeSentence(recipe: string, language: Language, chance: Chance): WrittenSentence {
  const words: string[] = [];
  let isQuestion = false;
  let hasEntity = false;
  const slots = recipe === '' ? [] : recipe.split(' ');
  for (const slot of slots) {
    const optional = slot.endsWith('?') && slot !== '~?';
    if ((optional || slot === '~?') && chance.next() < 0.5) continue;
    const name = optional ? slot.slice(0, -1) : slot;
    if (name.startsWith('~')) isQuestion = true;
    else {
      if (name.includes('#entity')) hasEntity = true;
      words.push(slotWords(name, language, chance));
      if (chance.next() < 0.35) words.push(chance.pick(FILLER));
    }
  }
  // The order of words is another in every language.
  if (!recipe.includes('-'))
    for (let i = words.length - 1; i > 0; i -= 1) {
      const j = Math.floor(chance.next() * (i + 1));
      [words[i], words[j]] = [words[j] ?? '', words[i] ?? ''];
    }
  const text = words.filter((word) => word !== '').join(language === 'ja' ? '' : ' ');
  return { text: text === '' ? chance.pick(FILLER) : text + (isQuestion ? ' ?' : ''), hasEntity };
}

/** The tags that the engine reads in each of `sentences`. */
export function tagsOfWritten(sentences: readonly WrittenSentence[], language: Language): Set<Tag>[] {
  const lexicon = lexiconOf(language);
  return sentences.map(({ text, hasEntity }) => {
    const part = new TextPart(new MappedText('text', text));
    const tags = new Set<Tag>();
    for (const sentence of part.read(lexicon))
      for (const tag of tagsOf(sentence, part.text, hasEntity)) tags.add(tag);
    return tags;
  });
}
