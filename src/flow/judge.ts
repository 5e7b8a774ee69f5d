import type { Pack } from '#market/pack.ts';
import type { Sending } from '#market/sending.ts';
import type { Verdict } from '#market/verdict.ts';
import { PERMIT, combineVerdicts } from '#market/verdict.ts';

import type { Attributed } from './attribute.ts';
import type { GuidelineAnswer } from './guidelines.ts';
import { judgeSending } from './judge-sending.ts';
import { judgeConversation, judgeStanding } from './judge-standing.ts';
import type { Submission } from './submission.ts';

/** What was loaded and found out about a message before it is judged. */
export interface JudgeFacts {
  readonly attributed: Attributed;
  readonly pack: Pack;
  /** Null where it isn't asked whether the message may be sent: buyers' and automatic messages. */
  readonly sending: Sending | null;
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
const judgeSteps: Judge = (submission, { attributed, sending }) =>
  combineVerdicts([
    judgeStanding(submission, attributed.filing, sending),
    judgeConversation(attributed.conversation?.isBlocked === true),
  ]);

/** Preconditions of the order and the buyer's opt-out (requirements sections 3, 4 and 6). */
const judgeWhetherToSend: Judge = ({ relationship }, { sending, guidelines, pack }) =>
  judgeSending(sending, guidelines, pack, relationship.seller.language);

const JUDGES: readonly Judge[] = [judgeContent, judgeSteps, judgeWhetherToSend, judgeGuidelines];

/** All verdicts together; the most severe wins and every reason is kept. */
export function judge(submission: Submission, facts: JudgeFacts): Verdict {
  return combineVerdicts(JUDGES.map((ask) => ask(submission, facts)));
}
