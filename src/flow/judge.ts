import type { Filing } from '#market/conversation.ts';
import type { Verdict } from '#market/verdict.ts';
import { PERMIT, combineVerdicts } from '#market/verdict.ts';
import type { ThreadFacts } from '#store/load-thread.ts';

import type { GuidelineAnswer } from './guidelines.ts';
import { judgeConversation, judgeStanding } from './judge-standing.ts';
import type { Submission } from './submission.ts';

/** What was loaded and found out about a message before it is judged. */
export interface JudgeFacts {
  readonly filing: Filing;
  readonly thread: ThreadFacts;
  /** Null where the guidelines don't hold: buyers' messages, automatic mail. */
  readonly guidelines: GuidelineAnswer | null;
}

/** One question that is asked of every message; a pure decision on loaded facts. */
type Judge = (submission: Submission, facts: JudgeFacts) => Verdict;

/** Content that can't be cleaned can't pass (ALIAS 8), whoever wrote it. */
const judgeContent: Judge = ({ content }) =>
  content.refusals.length === 0 ? PERMIT : { kind: 'refuse', reasons: content.refusals };

/** The communication guidelines (requirements section 5). What nothing could judge waits for a person. */
const judgeGuidelines: Judge = (_, { guidelines }) => {
  if (guidelines === null) return PERMIT;
  if (guidelines.kind === 'not-judged')
    return { kind: 'hold', reasons: [{ code: 'not-judged', detail: '' }] };
  const { verdict, record } = guidelines.judgement;
  return { kind: verdict, reasons: [], guidelines: record };
};

/** Steps against a seller, and conversations that the operator closed (MOD 1, 2). */
const judgeSteps: Judge = (submission, { filing, thread }) =>
  combineVerdicts([
    judgeStanding(submission, filing),
    judgeConversation(thread.conversations.get(filing.conversation?.id ?? '')?.isBlocked === true),
  ]);

const JUDGES: readonly Judge[] = [judgeContent, judgeSteps, judgeGuidelines];

/** All verdicts together; the most severe wins and every reason is kept. */
export function judge(submission: Submission, facts: JudgeFacts): Verdict {
  return combineVerdicts(JUDGES.map((ask) => ask(submission, facts)));
}
