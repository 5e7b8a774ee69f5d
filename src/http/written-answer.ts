import type { Context } from 'hono';

import type { Preview, WriteOutcome, WriteRefusal } from '#flow/write-message.ts';
import { say } from '#locales/catalogue.ts';
import { obstacleText } from '#locales/obstacle.ts';
import { reasonText } from '#locales/reason.ts';
import type { Obstacle } from '#market/obstacle.ts';
import type { Verdict } from '#market/verdict.ts';

import type { HttpEnvironment } from './environment.ts';
import { findingView } from './finding-view.ts';
import type { FieldError } from './problem.ts';
import { problem } from './problem.ts';

/** What was decided of a message, in words for its author. */
function verdictView(language: string, { kind, reasons, guidelines }: Verdict): Record<string, unknown> {
  return {
    verdict: kind,
    ruleset: guidelines?.ruleset ?? null,
    reasons: reasons.map((reason) => ({
      code: reason.code,
      text: reasonText(language, { ...reason, code: `refusal.${reason.code}` }),
    })),
    findings: (guidelines?.findings ?? []).map((finding) => findingView(language, finding)),
  };
}

function obstacleErrors(language: string, obstacles: readonly Obstacle[]): FieldError[] {
  return obstacles.map((found) => ({ field: found.code, reason: obstacleText(language, found) }));
}

/** Why nothing was made of what was written. */
export function answerRefusal(c: Context<HttpEnvironment>, refusal: WriteRefusal): Response {
  const language = c.get('language');
  switch (refusal.kind) {
    case 'no-such':
      return problem(c, refusal.what === 'reason' ? 'reason-unknown' : 'not-found');
    case 'inputs-wrong':
      return problem(
        c,
        'inputs-wrong',
        {},
        refusal.faults.map(({ id, fault }) => ({ field: id, reason: say(language, `input.${fault}`) })),
      );
    case 'seller-unreachable':
      return problem(c, 'seller-unreachable');
    case 'not-offered':
      return problem(c, 'reason-not-offered', {}, obstacleErrors(language, refusal.obstacles));
    case 'too-many':
      return problem(c, 'too-many-messages');
  }
}

/**
 * What became of a message: 201 where it is on its way or waits for a person, a problem where it was kept but refused.
 * Its author finds it in the conversation either way.
 */
export function answerWritten(c: Context<HttpEnvironment>, outcome: WriteOutcome): Response {
  if (outcome.kind !== 'recorded' && outcome.kind !== 'duplicate') return answerRefusal(c, outcome);
  const { messageId: id, conversationId, state } = outcome;
  const judged = outcome.kind === 'recorded' ? verdictView(c.get('language'), outcome.verdict) : {};
  const message = { id, conversationId, state, ...judged };
  if (state === 'refused') return problem(c, 'message-refused', {}, [], { message });
  return c.json({ result: outcome.kind === 'recorded' ? 'taken' : 'taken-before', message }, 201);
}

/** What would become of a message, as the composer shows it while its author writes. */
export function answerPreview(c: Context<HttpEnvironment>, outcome: Preview | WriteRefusal): Response {
  if (outcome.kind !== 'judged') return answerRefusal(c, outcome);
  const language = c.get('language');
  const { subject, text, verdict, obstacles, wouldPassOptOut, stoppedByOptOut } = outcome;
  return c.json({
    subject,
    text,
    ...verdictView(language, verdict),
    obstacles: obstacles.map((found) => ({ code: found.code, sentence: obstacleText(language, found) })),
    optOut: { passes: wouldPassOptOut, stops: stoppedByOptOut },
  });
}
