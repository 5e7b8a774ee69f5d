import { loadModule } from 'hunspell-asm';
import type { HunspellFactory } from 'hunspell-asm';
import type { SpellingDictionary } from '#policy/spelling/dictionary.ts';

/** Makes dictionaries of Hunspell's two files; all of them live in one WebAssembly memory. */
export type HunspellReader = (affix: Uint8Array, words: Uint8Array) => SpellingDictionary;

// Compounds are tried part by part: what is longer than any word is refused before it costs anything.
const MAX_LENGTH = 48;

let started: Promise<HunspellFactory> | null = null;

/**
 * Emscripten's start puts a listener of its own on `uncaughtException` that throws everything again but its own exit:
 * a fault anywhere in the process would then end it from there, past whoever listens for it, and each further start
 * would add one more. Nothing here exits by that way, so it goes.
 */
async function start(): Promise<HunspellFactory> {
  const before = process.listeners('uncaughtException');
  const factory = await loadModule();
  for (const listener of process.listeners('uncaughtException'))
    if (!before.includes(listener)) process.off('uncaughtException', listener);
  return factory;
}

/** Starts Hunspell, once in a process or thread. The reader that it gives works at once. */
export async function loadHunspell(): Promise<HunspellReader> {
  started ??= start();
  const factory = await started;
  return (affix, words) => {
    const affixPath = factory.mountBuffer(affix);
    const wordsPath = factory.mountBuffer(words);
    const hunspell = factory.create(affixPath, wordsPath);
    factory.unmount(affixPath);
    factory.unmount(wordsPath);
    return { knows: (word) => word.length <= MAX_LENGTH && hunspell.spell(word) };
  };
}
