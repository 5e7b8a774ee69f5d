/** The languages whose lexicons the engine carries. */
export const LANGUAGES = ['en', 'de', 'nl', 'fr', 'es', 'it', 'pl', 'sv', 'ja', 'tr'] as const;

export type Language = (typeof LANGUAGES)[number];

/** The language that `tag` (BCP 47) names, or null where the engine has no lexicon for it. */
export function languageOf(tag: string): Language | null {
  const primary = tag.toLowerCase().split(/[-_]/u, 1)[0] ?? '';
  return LANGUAGES.find((language) => language === primary) ?? null;
}
