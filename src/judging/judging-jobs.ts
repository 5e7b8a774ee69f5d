import type { GuidelineRequest } from '#flow/guidelines.ts';
import type { PackRules } from '#packs/read-ruleset.ts';

/** What a judging thread is started with: the rules of every pack, by the pack's name. */
export interface JudgingData {
  readonly packs: ReadonlyMap<string, PackRules>;
}

/** A message to judge; null only makes sure that the language data are there. */
export type JudgingJob = GuidelineRequest | null;
