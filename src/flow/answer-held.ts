import type { Transaction } from 'kysely';

import { makeMessageId } from '#mail/message-id.ts';
import { DELIVERY_LIFETIME_MS } from '#market/delivery.ts';
import type { EnforcementRules } from '#market/enforcement-schedule.ts';
import type { NewDelivery } from '#market/message.ts';
import type { ReviewState } from '#market/review.ts';
import { advanceReview } from '#market/review.ts';
import type { Log } from '#src/log.ts';
import type { DecidedMessage } from '#store/decide-message.ts';
import { lockMessage, refuseDecided } from '#store/decide-message.ts';
import { enqueueNotice } from '#store/enqueue-notice.ts';
import type { HeldMessageFacts } from '#store/held-message.ts';
import {
  endErasedInspections,
  listOverdueHeld,
  promiseAnswers,
  remindOfHeld,
  requireHeldFacts,
} from '#store/held-message.ts';
import { listMarketplaces } from '#store/marketplace.ts';
import type { ModeratedParties } from '#store/moderated-parties.ts';
import { findModeratedParties } from '#store/moderated-parties.ts';
import type { StoredReview } from '#store/review.ts';
import { findReview, followHeldMessages, saveReview } from '#store/review.ts';
import type { DB } from '#store/schema.gen.ts';

import type { ModerationPorts } from './moderation-ports.ts';
import { noticeFindings } from './notices.ts';

export interface AnswerHeldPorts extends Pick<ModerationPorts, 'db' | 'clock' | 'ids'> {
  rulesFor(
    marketplace: Parameters<ModerationPorts['rulesFor']>[0],
  ): Pick<EnforcementRules, 'heldHours' | 'heldReminderHours'>;
  readonly log: Log;
  /** A notice may leave. */
  wake(): void;
}

const HOUR_MS = 3_600_000;
/** Answered in one pass; the next pass is a minute away. */
const MOST_AT_ONCE = 200;

/**
 * Keeps what the notices about held messages promise: says in the queue which cases run out of time soon, and answers
 * those that did. Gives how many were answered. Several nodes may do it at once.
 */
export async function answerHeld(ports: AnswerHeldPorts): Promise<number> {
  const { db, clock, log } = ports;
  await endErasedInspections(db, clock.now());
  await db.transaction().execute(followHeldMessages);
  for (const marketplace of await listMarketplaces(db)) {
    const now = clock.now();
    const { heldHours, heldReminderHours } = ports.rulesFor(marketplace);
    await promiseAnswers(db, marketplace.id, heldHours, now);
    const before = new Date(now.getTime() + heldReminderHours * HOUR_MS);
    const cases = await remindOfHeld(db, marketplace.id, { before, now });
    if (cases > 0) log.warn('review.due-soon', { marketplace: marketplace.id, cases });
  }
  let answered = 0;
  for (const id of await listOverdueHeld(db, clock.now(), MOST_AT_ONCE))
    if (await answerOne(ports, id)) answered += 1;
  if (answered > 0) ports.wake();
  return answered;
}

/** Refuses one message that nobody decided about, closes its case, and tells its author. */
async function answerOne(ports: AnswerHeldPorts, id: string): Promise<boolean> {
  const at = ports.clock.now();
  return ports.db.transaction().execute(async (tx) => {
    const review = await findReview(tx, id, 'lock');
    if (isClaimed(review?.state, at)) return false;
    const message = await lockMessage(tx, id);
    if (message === null || message.before.state !== 'held') return false;
    const facts = await requireHeldFacts(tx, id);
    if (facts.heldUntil === null || facts.heldUntil > at) return false;
    const reason = { code: 'nobody-decided', detail: '' };
    await refuseDecided(tx, message, reason, at, { nobodyDecided: true });
    if (review !== null) await settleCase(tx, review, at);
    const parties = await findModeratedParties(tx, message.key, message.key.buyerId);
    const notice = parties === null || facts.isErased ? null : noticeOf(ports, message, facts, parties);
    const expiresAt = new Date(at.getTime() + DELIVERY_LIFETIME_MS);
    if (notice !== null) await enqueueNotice(tx, message.key, notice, at, expiresAt);
    return true;
  });
}

function isClaimed(state: ReviewState | undefined, at: Date): boolean {
  return state?.kind === 'open' && state.claim !== null && state.claim.until > at;
}

async function settleCase(tx: Transaction<DB>, review: StoredReview, at: Date): Promise<void> {
  const step = advanceReview(review.kind, review.state, { kind: 'settle' }, at);
  if (step.kind === 'next') await saveReview(tx, review.id, step.state, at);
}

/** Null where the author sees the answer at the door that it came by. */
function noticeOf(
  { ids }: AnswerHeldPorts,
  { author, orderId, before, receivedAt }: DecidedMessage,
  { authorAddress, authorRfcId, verdict, files }: HeldMessageFacts,
  { marketplace, seller, buyer }: ModeratedParties,
): NewDelivery | null {
  if (authorAddress === null || author === 'marketplace') return null;
  const id = ids.uuid();
  return {
    id,
    recipient: author,
    notice: {
      kind: 'undecided',
      language: author === 'buyer' ? (buyer?.language ?? seller.language) : seller.language,
      orderId,
      subject: before.subject,
      sentAt: receivedAt.toISOString(),
      answersRfcId: authorRfcId,
      reasons: verdict.reasons.map(({ code, detail }) => ({ code: `refusal.${code}`, detail })),
      findings: noticeFindings(verdict, ['hold'], files),
      values: {},
    },
    recipientAddress: authorAddress,
    rfcMessageId: makeMessageId(id, marketplace.noticeDomain),
  };
}
