import type { GuidelineRequest, LintRequest } from '#flow/guidelines.ts';
import type { PackRules } from '#packs/read-ruleset.ts';

/** What a judging thread is started with: the rules of every pack, by the pack's name. */
export interface JudgingData {
  readonly packs: ReadonlyMap<string, PackRules>;
}

export type JudgingJob =
  /** As a door does it: with its verdict and safe fixes applied. */
  | { readonly kind: 'judge'; readonly request: GuidelineRequest }
  /** What is found in a draft. */
  | { readonly kind: 'lint'; readonly request: LintRequest }
  /** Only makes sure that the language data are there. */
  | { readonly kind: 'warm-up' };
