import { eld } from 'eld/small';
import { languageOf, LANGUAGES } from '../language.ts';
import type { Language } from '../language.ts';

/** What a text is written in. */
export interface DetectedLanguage {
  readonly language: Language | null;
  /** Score of each language that came into question, best first. */
  readonly ranking: readonly { readonly language: Language; readonly score: number }[];
  readonly words: number;
}

let isReady = false;

function prepare(): void {
  if (isReady) return;
  eld.setLanguageSubset([...LANGUAGES]);
  isReady = true;
}

const LETTERS = /\p{L}+/gu;
const UNSPACED = /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/gu;
/** Some fifty words; twice as many tell no more on the held-out messages and cost as much again. */
const MAX_CHARACTERS = 300;

/** Words of a text; where a script puts no spaces between them, two characters count as one. */
export function countWords(text: string): number {
  const unspaced = text.match(UNSPACED)?.length ?? 0;
  const words = (unspaced === 0 ? text : text.replace(UNSPACED, ' ')).match(LETTERS)?.length ?? 0;
  return words + Math.floor(unspaced / 2);
}

/** Detects a text's language from its first 300 characters; `language` is null where there is nothing to go by. */
export function detectLanguage(text: string): DetectedLanguage {
  prepare();
  const head = text.slice(0, MAX_CHARACTERS);
  const words = countWords(head);
  if (words === 0) return { language: null, ranking: [], words };
  const result = eld.detect(head);
  const ranking = Object.entries(result.getScores())
    .flatMap(([tag, score]) => {
      const language = languageOf(tag);
      return language === null ? [] : [{ language, score }];
    })
    .sort((a, b) => b.score - a.score);
  return { language: result.language === '' ? null : languageOf(result.language), ranking, words };
}
