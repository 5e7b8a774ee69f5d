import { sayFinding, sayGuideline } from '#locales/catalogue.ts';
import type { JudgedFinding } from '#market/verdict.ts';

/** What the guidelines found, in words for its reader: the sentence, the guideline behind it, how it is mended. */
export function findingView(language: string, finding: JudgedFinding): Record<string, unknown> {
  const { rule, clause, effect, certainty, where, quote, replacement } = finding;
  return {
    rule,
    clause,
    effect,
    certainty,
    where,
    quote,
    ...(replacement === undefined ? {} : { replacement }),
    text: sayFinding(language, finding) ?? rule,
    guideline: sayGuideline(language, rule),
  };
}
