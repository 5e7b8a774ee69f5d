import { LANGUAGES } from '#locales/catalogue.ts';

const LONGEST_HEADER = 1000;

/** The language of the catalogue that an Accept-Language header prefers (RFC 9110 §12.5.4); English without one. */
export function preferredLanguage(header: string | undefined): string {
  const wishes = (header ?? '')
    .slice(0, LONGEST_HEADER)
    .split(',')
    .map((part) => {
      const [tag = '', parameter = ''] = part.trim().toLowerCase().split(';');
      const weight = /^\s*q=([01](?:\.\d{0,3})?)\s*$/u.exec(parameter)?.[1];
      return { base: tag.trim().split('-', 1)[0] ?? '', weight: weight === undefined ? 1 : Number(weight) };
    })
    .filter(({ base, weight }) => weight > 0 && LANGUAGES.includes(base))
    .sort((a, b) => b.weight - a.weight);
  return wishes[0]?.base ?? 'en';
}
