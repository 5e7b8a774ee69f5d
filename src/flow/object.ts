import type { Transaction } from 'kysely';

import type { ObjectionOutcome, ObjectionRefusal } from '#market/objection.ts';
import { advanceObjection } from '#market/objection.ts';
import type { Actor } from '#market/party.ts';
import { writeAudit } from '#store/audit.ts';
import { setConversationBlocked } from '#store/conversation-block.ts';
import { acceptDecided, lockMessage, restoreMessage } from '#store/decide-message.ts';
import { claimSolicitation } from '#store/solicitation.ts';
import { lockStep, withdrawBreaches } from '#store/enforcement.ts';
import { DELIVERY_LIFETIME_MS } from '#market/delivery.ts';
import type { ModeratedParties } from '#store/moderated-parties.ts';
import { findModeratedParties } from '#store/moderated-parties.ts';
import { findReview } from '#store/review.ts';
import type { DB } from '#store/schema.gen.ts';
import type { StatementReader, StoredStatement } from '#store/statement-of-reasons.ts';
import {
  answerObjection,
  endStatements,
  findStatement,
  lockObjection,
  writeObjection,
} from '#store/statement-of-reasons.ts';

import { newDelivery } from './decide-review.ts';
import { lift, liftUnfounded } from './enforce.ts';
import type { ModerationPorts, Outcome } from './moderation-ports.ts';
import { refuse } from './moderation-ports.ts';
import { mailWords } from './tell-decision.ts';
import { objectionAnswer } from './write-statement.ts';

const OPERATOR: StatementReader = { kind: 'operator', sellerId: null };

/** The addressee objects to a statement: once, and within its time (MOD 3). */
export async function objectTo(
  ports: ModerationPorts,
  reader: StatementReader,
  statementId: string,
  { text, actor }: { readonly text: string; readonly actor: Actor },
): Promise<Outcome<ObjectionRefusal | 'not-found' | 'step-over'>> {
  const at = ports.clock.now();
  return ports.db.transaction().execute(async (tx) => {
    const statement = await findStatement(tx, reader, statementId);
    if (statement === null) return refuse('not-found');
    const state = await lockObjection(tx, statementId);
    const step = advanceObjection(state, { kind: 'object' }, statement, at);
    if (step.kind === 'refused') return step;
    // What was taken back needs no objection.
    if (statement.ended !== null) return refuse('step-over');
    await writeObjection(tx, { statementId, text, actor, at });
    await trace(tx, ports, statement, { actor, at, action: 'objection.filed', to: 'open' });
    return { kind: 'done' };
  });
}

export interface ObjectionDecision {
  readonly outcome: ObjectionOutcome;
  /** For the addressee. */
  readonly reasons: string;
  readonly actor: Actor;
  /** There is nobody else who could decide. */
  readonly nobodyElse: boolean;
}

/** Answers an objection. A reversal takes effect at once, and either way the addressee is told. */
export async function decideObjection(
  ports: ModerationPorts,
  statementId: string,
  { outcome, reasons, actor, nobodyElse }: ObjectionDecision,
): Promise<Outcome<ObjectionRefusal | 'not-found' | 'facts-missing'>> {
  if (reasons.trim() === '') return refuse('facts-missing');
  const at = ports.clock.now();
  return ports.db.transaction().execute(async (tx) => {
    const statement = await findStatement(tx, OPERATOR, statementId);
    if (statement === null) return refuse('not-found');
    const state = await lockObjection(tx, statementId);
    const event = { kind: 'decide', by: actor, outcome, nobodyElse } as const;
    const step = advanceObjection(state, event, statement, at);
    if (step.kind === 'refused') return step;
    const parties = await findModeratedParties(tx, statement, statement.buyerId);
    if (parties === null) return refuse('not-found');
    const rules = ports.rulesFor(parties.marketplace);
    const { language, addressee, sellerId, subject } = statement;
    const answer = objectionAnswer(outcome, reasons, subject, { language, rules });
    await answerObjection(tx, { statementId, outcome, reasons, answer: answer.text, actor, at, nobodyElse });
    if (outcome === 'reversed') await reverse(tx, ports, statement, parties, actor, at);
    await mailWords(
      tx,
      ports,
      { parties, sellerId, addressee },
      { kind: 'statement', language, ...answer },
      at,
    );
    await trace(tx, ports, statement, { actor, at, action: 'objection.decided', to: outcome });
    return { kind: 'done' };
  });
}

/** Takes back whatever the statement is about, and what rested on it. */
async function reverse(
  tx: Transaction<DB>,
  ports: ModerationPorts,
  statement: StoredStatement,
  parties: ModeratedParties,
  actor: Actor,
  at: Date,
): Promise<void> {
  const how = { actor, at, cause: 'reversed' } as const;
  const { stepId, reviewId, messageId, facts } = statement;
  if (stepId !== null) {
    const step = await lockStep(tx, stepId);
    if (step !== null) {
      await lift(tx, ports, step, how);
      // What a reversed step counted can't lead to the next one.
      await withdrawBreaches(tx, { ids: step.breachIds }, at);
    }
  }
  if (reviewId !== null) {
    await withdrawBreaches(tx, { reviewId }, at);
    await endStatements(tx, { reviewId }, 'reversed', at);
    if (messageId !== null) await letThrough(tx, ports, { reviewId, messageId }, parties, at);
  }
  const conversationId = facts['conversationId'];
  if (typeof conversationId === 'string') await setConversationBlocked(tx, conversationId, null, at);
  await liftUnfounded(tx, ports, statement, how);
}

/**
 * A message that was refused or blocked passes now; what was delivered with changes stays as it was delivered, and a
 * request for a review stays where it is if the order was asked about by another meanwhile (ORDER 6).
 */
async function letThrough(
  tx: Transaction<DB>,
  ports: ModerationPorts,
  { reviewId, messageId }: { readonly reviewId: string; readonly messageId: string },
  parties: ModeratedParties,
  at: Date,
): Promise<void> {
  const review = await findReview(tx, reviewId, 'lock');
  const message = await lockMessage(tx, messageId);
  if (message === null || message.before.state !== 'refused') return;
  if (!(await claimSolicitation(tx, message, at))) return;
  const before = review?.before?.message;
  if (before?.state === 'accepted') return restoreMessage(tx, message, before, at);
  const expiresAt = new Date(at.getTime() + DELIVERY_LIFETIME_MS);
  const delivery = newDelivery(ports, message, parties);
  return acceptDecided(tx, message, { amended: null, delivery, at, dueAt: at, expiresAt });
}

async function trace(
  tx: Transaction<DB>,
  { ids }: ModerationPorts,
  { id, sellerId, addressee }: StoredStatement,
  {
    actor,
    at,
    action,
    to,
  }: { readonly actor: Actor; readonly at: Date; readonly action: string; readonly to: string },
): Promise<void> {
  await writeAudit(tx, {
    id: ids.uuid(),
    at,
    sellerId: addressee === 'seller' ? sellerId : null,
    actor,
    action,
    subject: id,
    from: null,
    to,
  });
}
