import type { Verdict } from '#market/verdict.ts';
import { PERMIT, combineVerdicts } from '#market/verdict.ts';

import type { Submission } from './submission.ts';

/** One question that is asked of every message; a pure decision on loaded facts. */
type Judge = (submission: Submission) => Verdict;

/** Content that can't be cleaned can't pass (ALIAS 8), whoever wrote it. */
const judgeContent: Judge = ({ content }) =>
  content.refusals.length === 0 ? PERMIT : { kind: 'refuse', reasons: content.refusals };

const JUDGES: readonly Judge[] = [judgeContent];

/** All verdicts together; the most severe wins and every reason is kept. */
export function judge(submission: Submission): Verdict {
  return combineVerdicts(JUDGES.map((ask) => ask(submission)));
}
