import { LANGUAGES } from '../language.ts';
import type { Language } from '../language.ts';
import de from './de.json' with { type: 'json' };
import en from './en.json' with { type: 'json' };
import es from './es.json' with { type: 'json' };
import fr from './fr.json' with { type: 'json' };
import it from './it.json' with { type: 'json' };
import ja from './ja.json' with { type: 'json' };
import nl from './nl.json' with { type: 'json' };
import pl from './pl.json' with { type: 'json' };
import sv from './sv.json' with { type: 'json' };
import tr from './tr.json' with { type: 'json' };
import { Lexicon } from './lexicon.ts';
import type { LexiconData } from './lexicon.ts';

export const LEXICON_DATA: Readonly<Record<Language, LexiconData>> = {
  en,
  de,
  nl,
  fr,
  es,
  it,
  pl,
  sv,
  ja,
  tr,
};

const compiled = new Map<Language, Lexicon>();

/** The lexicon of a language; compiled when it is first asked for and kept. */
export function lexiconOf(language: Language): Lexicon {
  let lexicon = compiled.get(language);
  if (lexicon === undefined) {
    lexicon = new Lexicon(language, LEXICON_DATA[language]);
    compiled.set(language, lexicon);
  }
  return lexicon;
}

/** Compiles all lexicons now, so that no message waits for it. */
export function compileLexicons(): void {
  for (const language of LANGUAGES) lexiconOf(language);
}
