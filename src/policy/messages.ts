import type { Finding, FindingData } from './finding.ts';
import de from './texts/de.json' with { type: 'json' };
import en from './texts/en.json' with { type: 'json' };
import nl from './texts/nl.json' with { type: 'json' };

type Texts = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Texts of the findings by language, rule and message id; `{name}` stands for a finding's datum. */
export const FINDING_TEXTS: Readonly<Record<'en' | 'de' | 'nl', Texts>> = { en, de, nl };

const PLACEHOLDER = /\{([a-z]+)\}/giu;

function fill(text: string, data: FindingData): string {
  return text.replace(PLACEHOLDER, (whole, name: string) =>
    Object.hasOwn(data, name) ? String(data[name]) : whole,
  );
}

/** What a finding says to its reader; in English where `language` has no texts. */
export function messageOf(finding: Pick<Finding, 'rule' | 'messageId' | 'data'>, language: string): string {
  const texts = language === 'de' || language === 'nl' ? FINDING_TEXTS[language] : FINDING_TEXTS.en;
  const text = texts[finding.rule]?.[finding.messageId] ?? '';
  return fill(text, finding.data);
}
