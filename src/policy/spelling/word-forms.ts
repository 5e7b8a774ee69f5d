import type { Language } from '../language.ts';

type Knows = (word: string) => boolean;

const PART = 3;
const capital = (word: string): string => (word[0] ?? '').toUpperCase() + word.slice(1);

// What German, Dutch and Swedish put between the parts of a compound.
const JOINTS: Readonly<Partial<Record<Language, readonly string[]>>> = {
  de: ['', 's', 'n', 'es', 'en', 'er', 'e'],
  nl: ['', 's', 'en', 'e', 'n'],
  sv: ['', 's'],
};

function isPart(part: string, language: Language, knows: Knows): boolean {
  return part.length >= PART && (knows(part) || (language === 'de' && knows(capital(part))));
}

/** Whether a word is put together from two or three known ones: `Versandlabel`, `Ersatzteilversand`. */
export function isCompound(word: string, language: Language, knows: Knows): boolean {
  const joints = JOINTS[language];
  if (joints === undefined) return false;
  const lower = word.toLowerCase();
  // SECURITY: three parts cost the square of the length.
  if (lower.length < 2 * PART + 1 || lower.length > 40) return false;
  const restIsKnown = (from: number, partsLeft: number): boolean => {
    const rest = lower.slice(from);
    // A last part of three letters is more often a slip's end than a word.
    if (rest.length > PART && isPart(rest, language, knows)) return true;
    if (partsLeft === 1) return false;
    for (let end = from + PART; end <= lower.length - PART - 1; end += 1) {
      if (!isPart(lower.slice(from, end), language, knows)) continue;
      if (
        joints.some((joint) => lower.startsWith(joint, end) && restIsKnown(end + joint.length, partsLeft - 1))
      )
        return true;
    }
    return false;
  };
  for (let end = PART; end <= lower.length - PART - 1; end += 1) {
    if (!isPart(lower.slice(0, end), language, knows)) continue;
    if (joints.some((joint) => lower.startsWith(joint, end) && restIsKnown(end + joint.length, 2)))
      return true;
  }
  return false;
}

const GERMAN_PREFIX =
  /^(?:ab|an|auf|aus|bei|dar|ein|fest|fort|her|heraus|herunter|hin|hinaus|hinzu|los|mit|nach|nieder|raus|rein|teil|um|un|vor|voran|voraus|vorbei|weg|weiter|wieder|zu|zurück|zusammen|durch|über|unter)(?:zu)?(?=\p{L}{3})/u;
const GERMAN_ENDING = /(?:e|en|er|es|em|s|n|ste|sten|ster|stes|ere|eren|erer|eres)$/u;

function isGermanForm(word: string, knows: Knows): boolean {
  const tries = [
    word.replace(GERMAN_PREFIX, ''),
    word.replace(GERMAN_ENDING, ''),
    word.replace(GERMAN_PREFIX, '').replace(GERMAN_ENDING, ''),
    // Swiss writing, and umlauts written out where there is no key for them.
    word.replaceAll('ss', 'ß'),
    word.replaceAll('ae', 'ä').replaceAll('oe', 'ö').replaceAll('ue', 'ü'),
  ];
  return tries.some((form) => form !== word && form.length >= PART && knows(form));
}

const ITALIAN_CLITIC =
  /(?:glie(?:l[oaei]|ne)|(?:me|te|ce|ve|se)(?:l[oaei]|ne)|mi|ti|ci|vi|si|l[oaei]|gli|ne)$/u;

function isItalianForm(word: string, knows: Knows): boolean {
  const stem = word.replace(ITALIAN_CLITIC, '');
  if (stem !== word && stem.length >= PART)
    if (knows(stem) || knows(`${stem}e`) || knows(`${stem}re`)) return true;
  if (word.endsWith('mente')) {
    const adjective = word.slice(0, -5);
    return knows(adjective) || knows(`${adjective}e`) || knows(`${adjective.replace(/a$/u, '')}o`);
  }
  const superlative = word.replace(/issim[oaie]$/u, '');
  return superlative !== word && (knows(`${superlative}o`) || knows(`${superlative}e`));
}

/**
 * Whether `word`, unknown as it stands, is a regular form of a known one: dictionaries that list forms don't list
 * those that grammar makes without end.
 */
export function isForm(word: string, language: Language, knows: Knows): boolean {
  if (language === 'de') return isGermanForm(word, knows);
  return language === 'it' && isItalianForm(word, knows);
}
