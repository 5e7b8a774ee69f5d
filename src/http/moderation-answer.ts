import type { Context } from 'hono';

import type { ModerationPorts, Outcome } from '#flow/moderation-ports.ts';

import type { HttpEnvironment } from './environment.ts';
import type { HttpPorts } from './ports.ts';
import type { ProblemCode } from './problem.ts';
import { problem } from './problem.ts';

export function moderationPorts({ database, clock, ids, publicUrl, rulesFor }: HttpPorts): ModerationPorts {
  return { db: database.db, clock, ids, publicUrl, rulesFor };
}

/** What became of a decision, or the sentence why not; what was put into the outbox may leave. */
export function answerOutcome(
  c: Context<HttpEnvironment>,
  ports: Pick<HttpPorts, 'wake'>,
  outcome: Outcome<ProblemCode>,
): Response {
  if (outcome.kind === 'refused') return problem(c, outcome.reason);
  ports.wake();
  const { kind, ...more } = outcome;
  return c.json({ result: kind, ...more });
}
