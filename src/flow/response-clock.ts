import type { Kysely, Transaction } from 'kysely';

import type { Actor } from '#market/party.ts';
import { everyHour, readClock } from '#market/response-clock.ts';
import type { Wait } from '#market/response-clock.ts';
import { writeAudit } from '#store/audit.ts';
import type { ClockKey } from '#store/response-clock.ts';
import {
  lockClock,
  lockClockMessage,
  refreshClock,
  undoMark,
  writeCorrection,
  writeDispute,
  writeMark,
} from '#store/response-clock.ts';
import type { DB } from '#store/schema.gen.ts';

import type { Outcome } from './moderation-ports.ts';
import { refuse } from './moderation-ports.ts';
import type { Clock, Ids } from './ports.ts';

/** What a change of a clock needs, whatever the way in. */
export interface ClockPorts {
  readonly db: Kysely<DB>;
  readonly clock: Clock;
  readonly ids: Ids;
}

export interface ClockWish {
  readonly actor: Actor;
  /** Whose conversation it has to be. */
  readonly sellerId: string;
}

interface EventKey extends ClockKey {
  readonly buyerId: string;
  readonly messageId?: string;
}

async function writeEvent(
  tx: Transaction<DB>,
  { marketplaceId, sellerId, buyerId, conversationId, messageId }: EventKey,
  kind: string,
  { at, data = {} }: { readonly at: Date; readonly data?: Readonly<Record<string, unknown>> },
): Promise<void> {
  await tx
    .insertInto('event')
    .values({
      at,
      kind,
      marketplace_id: marketplaceId,
      seller_id: sellerId,
      buyer_id: buyerId,
      conversation_id: conversationId,
      message_id: messageId ?? null,
      data: JSON.stringify(data),
    })
    .execute();
}

/** The seller says that the buyer's last message needs no answer: the wait ends (INBOX 4). */
export async function markNoAnswerNeeded(
  { db, clock, ids }: ClockPorts,
  conversationId: string,
  { actor, sellerId }: ClockWish,
): Promise<Outcome<'not-found' | 'nobody-waits'>> {
  const at = clock.now();
  return db.transaction().execute(async (tx) => {
    const key = await lockClock(tx, conversationId, sellerId);
    if (key === null) return refuse('not-found');
    const { waits } = readClock(await refreshClock(tx, key), everyHour(0), at);
    if (waits.at(-1)?.endedAt !== null) return refuse('nobody-waits');
    await writeMark(tx, key, { id: ids.uuid(), at, by: actor });
    await refreshClock(tx, key);
    await writeEvent(tx, key, 'conversation.no-answer-needed', { at });
    return { kind: 'done' };
  });
}

/** Takes the mark back: the wait goes on as though nobody had set it, with the time that has passed since. */
export async function undoNoAnswerNeeded(
  { db, clock }: ClockPorts,
  conversationId: string,
  { actor, sellerId }: ClockWish,
): Promise<Outcome<'not-found' | 'not-marked'>> {
  const at = clock.now();
  return db.transaction().execute(async (tx) => {
    const key = await lockClock(tx, conversationId, sellerId);
    if (key === null) return refuse('not-found');
    if (!(await undoMark(tx, key, at, actor))) return refuse('not-marked');
    await refreshClock(tx, key);
    await writeEvent(tx, key, 'conversation.answer-needed', { at });
    return { kind: 'done' };
  });
}

/** The wait that a message began; null where it began none. */
async function waitOf(
  tx: Transaction<DB>,
  key: ClockKey & { readonly messageId: string },
  now: Date,
): Promise<Wait | null> {
  const { waits } = readClock(await refreshClock(tx, key), everyHour(0), now);
  return waits.find(({ messageId }) => messageId === key.messageId) ?? null;
}

/** The seller says that the wait for an answer to this message is counted wrongly. */
export async function disputeClock(
  { db, clock, ids }: ClockPorts,
  messageId: string,
  { actor, sellerId, reason }: ClockWish & { readonly reason: string },
): Promise<Outcome<'not-found' | 'no-wait' | 'disputed-already'>> {
  const at = clock.now();
  return db.transaction().execute(async (tx) => {
    const key = await lockClockMessage(tx, messageId, sellerId);
    if (key === null) return refuse('not-found');
    if ((await waitOf(tx, key, at)) === null) return refuse('no-wait');
    if (!(await writeDispute(tx, key, { reason, at, by: actor }))) return refuse('disputed-already');
    await writeEvent(tx, key, 'clock.disputed', { at });
    await writeAudit(tx, {
      id: ids.uuid(),
      at,
      sellerId,
      actor,
      action: 'clock.disputed',
      subject: messageId,
      from: null,
      to: null,
    });
    return { kind: 'done' };
  });
}

export interface ClockDecision {
  readonly actor: Actor;
  /** `excluded`: the wait doesn't count; `in-time`: it ended in time; `unchanged`: it is as the clock says. */
  readonly outcome: 'in-time' | 'excluded' | 'unchanged';
  readonly reason: string;
}

/** The operator sets a wait right, or leaves it after a dispute; the seller reads the reason in the trace. */
export async function correctClock(
  { db, clock, ids }: ClockPorts,
  messageId: string,
  { actor, outcome, reason }: ClockDecision,
): Promise<Outcome<'not-found' | 'no-wait' | 'wait-not-ended'>> {
  const at = clock.now();
  return db.transaction().execute(async (tx) => {
    const key = await lockClockMessage(tx, messageId, null);
    if (key === null) return refuse('not-found');
    const wait = await waitOf(tx, key, at);
    if (wait === null) return refuse('no-wait');
    if (outcome === 'in-time' && wait.endedAt === null) return refuse('wait-not-ended');
    await writeCorrection(tx, key, { id: ids.uuid(), outcome, reason, at, by: actor });
    await refreshClock(tx, key);
    await writeEvent(tx, key, 'clock.corrected', { at, data: { outcome } });
    await writeAudit(tx, {
      id: ids.uuid(),
      at,
      // SECURITY: not in the log that the seller reads: who of the operator's people decided is nothing for them.
      sellerId: null,
      actor,
      action: 'clock.corrected',
      subject: messageId,
      from: wait.outcome,
      to: outcome,
    });
    return { kind: 'done' };
  });
}
