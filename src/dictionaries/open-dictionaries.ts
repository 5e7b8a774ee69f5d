import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Language } from '#policy/language.ts';
import type { SpellingDictionaries, SpellingDictionary } from '#policy/spelling/dictionary.ts';
import { loadHunspell } from './hunspell.ts';
import type { HunspellReader } from './hunspell.ts';
import { DICTIONARY_SOURCES } from './packages.ts';
import type { DictionarySource } from './packages.ts';
import { readWordGraph } from './word-graph.ts';
import { addJsonStrings, WordSet } from './word-set.ts';

const EXPECTED_FORMS = 350_000;

/** The folders in which Node looks for packages, from here up. */
const FOLDERS: readonly string[] = createRequire(import.meta.url).resolve.paths('any-package') ?? [];

/** The path of a package's file; null where the package isn't installed. */
function pathOf(file: string): string | null {
  return FOLDERS.map((folder) => join(folder, file)).find((path) => existsSync(path)) ?? null;
}

const filesOf = (source: DictionarySource): readonly string[] =>
  source.kind === 'hunspell' ? [`${source.package}/index.aff`, `${source.package}/index.dic`] : source.files;

/** Where the files of the language's first installed source lie; null where none is installed. */
function findSource(language: Language): { source: DictionarySource; paths: readonly string[] } | null {
  for (const source of DICTIONARY_SOURCES[language]) {
    const paths = filesOf(source).flatMap((file) => pathOf(file) ?? []);
    if (paths.length > 0 && paths.length === filesOf(source).length) return { source, paths };
  }
  return null;
}

function readText(path: string): string {
  const bytes = readFileSync(path);
  return (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
}

function readDictionary(
  source: DictionarySource,
  paths: readonly string[],
  readHunspell: HunspellReader,
): SpellingDictionary {
  switch (source.kind) {
    case 'graph': {
      const graphs = paths.map((path) => readWordGraph(readText(path)));
      return { knows: (word) => graphs.some((graph) => graph.knows(word)) };
    }
    case 'hunspell': {
      const [affix = '', words = ''] = paths;
      return readHunspell(readFileSync(affix), readFileSync(words));
    }
    case 'forms': {
      const words = new WordSet(EXPECTED_FORMS);
      for (const path of paths) addJsonStrings(readText(path), words);
      return { knows: (word) => words.has(word) };
    }
  }
}

/**
 * The dictionaries of the packages that are installed. Each is read when its language is first asked for (50 to 400 ms
 * of processor time) and kept. Throws where a package's file can't be read.
 */
export async function openDictionaries(): Promise<SpellingDictionaries> {
  const readHunspell = await loadHunspell();
  const opened = new Map<Language, SpellingDictionary | null>();
  return {
    dictionaryOf(language) {
      let dictionary = opened.get(language);
      if (dictionary === undefined) {
        const found = findSource(language);
        dictionary = found === null ? null : readDictionary(found.source, found.paths, readHunspell);
        opened.set(language, dictionary);
      }
      return dictionary;
    },
  };
}

/** The packages whose words judge a language's spelling; empty where it isn't judged. */
export function packagesFor(language: Language): readonly string[] {
  const found = findSource(language);
  if (found === null) return [];
  return [
    ...new Set(
      filesOf(found.source).map((file) =>
        file
          .split('/')
          .slice(0, file.startsWith('@') ? 2 : 1)
          .join('/'),
      ),
    ),
  ];
}
