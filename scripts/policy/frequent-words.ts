// Counts the words of ordinary prose and writes the most frequent of each language to src/policy/spelling/frequent-words/:
// node scripts/policy/frequent-words.ts FOLDER, where FOLDER holds en.txt, de.txt … of proof-read text.
// Which words are frequent is a fact about a language; no sentence and no order of words is kept.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';

import { openDictionaries } from '#dictionaries/open-dictionaries.ts';
import { LANGUAGES } from '#policy/language.ts';
import type { Language } from '#policy/language.ts';

const MOST = 6_000;
// A word that the dictionary lacks has to be seen more often, lest a slip of the proof-readers gets in.
const LEAST = { known: 3, unknown: 12 } as const;
const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('usage: frequent-words.ts FOLDER');

const dictionaries = await openDictionaries();

function countWords(language: Language, text: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const match of text.matchAll(/(?<![\p{L}\p{N}_.@'’/-])\p{L}{2,24}(?![\p{L}\p{N}_@/-]|[.'’]\p{L})/gu)) {
    const word = match[0];
    const isLower = word === word.toLowerCase();
    // German nouns keep their capital; a capital at a sentence's start says nothing.
    const isNoun =
      language === 'de' &&
      /^\p{Lu}\p{Ll}+$/u.test(word) &&
      /\p{L},?\s$/u.test(text.slice(0, match.index).slice(-3));
    if (isLower || isNoun) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return counts;
}

for (const language of LANGUAGES) {
  const dictionary = dictionaries.dictionaryOf(language);
  if (dictionary === null) continue;
  const counts = countWords(language, readFileSync(join(folder, `${language}.txt`), 'utf8'));
  const words = [...counts]
    .filter(([word, count]) => count >= (dictionary.knows(word) ? LEAST.known : LEAST.unknown))
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .slice(0, MOST)
    .map(([word]) => word);
  const lines: string[] = [];
  let line = '';
  for (const word of words) {
    if (line.length + word.length > 110) {
      lines.push(line);
      line = '';
    }
    line += line === '' ? word : ` ${word}`;
  }
  lines.push(line);
  const path = new URL(`../../src/policy/spelling/frequent-words/${language}.json`, import.meta.url);
  writeFileSync(path, `${JSON.stringify({ language, words: lines }, null, 2)}\n`);
  console.log(`${language}: ${counts.size} words seen, ${words.length} kept`);
}
