import { loadModule } from 'hunspell-asm';
import type { SpellingDictionary } from '#policy/spelling/dictionary.ts';

/** Makes dictionaries of Hunspell's two files; all of them live in one WebAssembly memory. */
export type HunspellReader = (affix: Uint8Array, words: Uint8Array) => SpellingDictionary;

// Compounds are tried part by part: what is longer than any word is refused before it costs anything.
const MAX_LENGTH = 48;

/** Starts Hunspell. The reader that it gives works at once. */
export async function loadHunspell(): Promise<HunspellReader> {
  const factory = await loadModule();
  return (affix, words) => {
    const affixPath = factory.mountBuffer(affix);
    const wordsPath = factory.mountBuffer(words);
    const hunspell = factory.create(affixPath, wordsPath);
    factory.unmount(affixPath);
    factory.unmount(wordsPath);
    return { knows: (word) => word.length <= MAX_LENGTH && hunspell.spell(word) };
  };
}
