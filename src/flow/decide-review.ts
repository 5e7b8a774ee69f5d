import type { Transaction } from 'kysely';

import { makeMessageId } from '#mail/message-id.ts';
import { DELIVERY_LIFETIME_MS } from '#market/delivery.ts';
import type { BreachCause } from '#market/enforcement-schedule.ts';
import type { NewDelivery } from '#market/message.ts';
import type { Actor } from '#market/party.ts';
import { otherSide } from '#market/party.ts';
import type { ReviewDecision, ReviewRefusal, ReviewState } from '#market/review.ts';
import { advanceReview } from '#market/review.ts';
import { writeAudit } from '#store/audit.ts';
import type { DecidedMessage } from '#store/decide-message.ts';
import {
  acceptDecided,
  haveLeft,
  lockMessage,
  refuseDecided,
  restoreMessage,
  withdrawDeliveries,
} from '#store/decide-message.ts';
import { withdrawBreaches } from '#store/enforcement.ts';
import type { ModeratedParties } from '#store/moderated-parties.ts';
import { findModeratedParties } from '#store/moderated-parties.ts';
import type { StoredReview } from '#store/review.ts';
import { findReview, followHeldMessages, openReview, saveReview } from '#store/review.ts';
import { refreshClock } from '#store/response-clock.ts';
import type { DB } from '#store/schema.gen.ts';
import { claimSolicitation } from '#store/solicitation.ts';
import { endStatements } from '#store/statement-of-reasons.ts';

import { liftUnfounded, noteBreach } from './enforce.ts';
import type { Deciding, ModerationPorts, Outcome } from './moderation-ports.ts';
import { refuse } from './moderation-ports.ts';
import { tellDecision } from './tell-decision.ts';
import type { Measure } from './write-statement.ts';

export interface Decision {
  readonly decision: ReviewDecision;
  readonly actor: Actor;
  /** What happened, in words for the author: needed wherever something is taken from them. */
  readonly facts: string;
  /** Ids of guideline pages that it rests on. */
  readonly rules: readonly string[];
  /** What is delivered instead; for `amend` alone. */
  readonly amended: { readonly subject: string; readonly text: string } | null;
  /** What it counts as against a seller; `none`: nothing; null: what usually follows. */
  readonly breach: BreachCause | 'none' | null;
  /** For the operator's own eyes. */
  readonly note: string | null;
}

export type DecisionRefusal =
  | ReviewRefusal
  | 'not-found'
  | 'facts-missing'
  | 'amendment-missing'
  /** The order got its one request for a review by another message (ORDER 6). */
  | 'solicited-meanwhile';

const MEASURES: Readonly<Record<ReviewDecision, Measure | null>> = {
  permit: null,
  dismiss: null,
  amend: 'message-amended',
  refuse: 'message-refused',
  block: 'message-blocked',
  uphold: 'conduct-upheld',
};

const BREACHES: Readonly<Record<ReviewDecision, BreachCause | null>> = {
  permit: null,
  dismiss: null,
  amend: null,
  refuse: 'refused-on-review',
  block: 'blocked',
  uphold: 'conduct',
};

/** Claims a case, or gives it back. Whoever claims it again keeps it for longer. */
export async function claimReview(
  ports: ModerationPorts,
  reviewId: string,
  actor: Actor,
  kind: 'claim' | 'release',
): Promise<Outcome<ReviewRefusal | 'not-found', { readonly until: Date | null }>> {
  const at = ports.clock.now();
  return ports.db.transaction().execute(async (tx) => {
    await followHeldMessages(tx);
    const found = await loadCase(tx, reviewId);
    if (found === null) return refuse('not-found');
    const { review, parties } = found;
    const until = new Date(at.getTime() + ports.rulesFor(parties.marketplace).claimMinutes * 60_000);
    const event = kind === 'claim' ? { kind, by: actor, until } : { kind, by: actor };
    const step = advanceReview(review.kind, review.state, event, at);
    if (step.kind === 'refused') return step;
    await saveReview(tx, review.id, step.state, at);
    await trace(tx, ports, review, actor, at, step.state);
    return { kind: 'done', until: kind === 'claim' ? until : null };
  });
}

/** Decides a claimed case. What leaves of it waits until it can't be undone any more. */
export async function decideReview(
  ports: ModerationPorts,
  reviewId: string,
  decision: Decision,
): Promise<Outcome<DecisionRefusal, { readonly undoUntil: Date }>> {
  return ports.db.transaction().execute(async (tx) => {
    await followHeldMessages(tx);
    const found = await loadCase(tx, reviewId);
    return found === null ? refuse('not-found') : decide(tx, ports, found, decision);
  });
}

/** Blocks a message of a party at discretion (MOD 1), reported or not. */
export async function blockMessage(
  ports: ModerationPorts,
  messageId: string,
  decision: Omit<Decision, 'decision' | 'amended'>,
): Promise<Outcome<DecisionRefusal, { readonly undoUntil: Date; readonly reviewId: string }>> {
  const at = ports.clock.now();
  return ports.db.transaction().execute(async (tx) => {
    const message = await lockMessage(tx, messageId);
    if (message === null) return refuse('not-found');
    const { author, key, conversationId } = message;
    if (message.before.state !== 'accepted' || author === 'marketplace')
      return refuse('decision-not-possible');
    const reviewId = await openReview(tx, {
      id: ports.ids.uuid(),
      key,
      conversationId,
      messageId,
      kind: 'discretion',
      about: author,
      openedAt: at,
    });
    const found = await loadCase(tx, reviewId);
    if (found === null) return refuse('not-found');
    const claim = { kind: 'claim', by: decision.actor, until: new Date(at.getTime() + 1) } as const;
    const claimed = advanceReview(found.review.kind, found.review.state, claim, at);
    if (claimed.kind === 'refused') return claimed;
    const review = { ...found.review, state: claimed.state };
    const outcome = await decide(
      tx,
      ports,
      { ...found, review },
      { ...decision, decision: 'block', amended: null },
    );
    return outcome.kind === 'done' ? { ...outcome, reviewId } : outcome;
  });
}

interface Case {
  readonly review: StoredReview;
  readonly parties: ModeratedParties;
}

async function loadCase(tx: Transaction<DB>, reviewId: string): Promise<Case | null> {
  const review = await findReview(tx, reviewId, 'lock');
  if (review === null) return null;
  const parties = await findModeratedParties(tx, review.key, review.key.buyerId);
  return parties === null ? null : { review, parties };
}

async function decide(
  tx: Transaction<DB>,
  ports: ModerationPorts,
  { review, parties }: Case,
  decision: Decision,
): Promise<Outcome<DecisionRefusal, { readonly undoUntil: Date }>> {
  const at = ports.clock.now();
  const undoUntil = new Date(at.getTime() + ports.rulesFor(parties.marketplace).undoMinutes * 60_000);
  const { actor: by, decision: kind } = decision;
  const step = advanceReview(
    review.kind,
    review.state,
    { kind: 'decide', by, decision: kind, undoUntil },
    at,
  );
  if (step.kind === 'refused') return step;
  const missing = missingOf(decision);
  if (missing !== null) return refuse(missing);
  const message = review.messageId === null ? null : await lockMessage(tx, review.messageId);
  if (!(await mayGo(tx, kind, message, at))) return refuse('solicited-meanwhile');
  const deciding = { by, at, toldAt: undoUntil };
  const applied = message === null ? null : await apply(tx, ports, { message, parties }, decision, deciding);
  const told = await tell(tx, ports, { review, parties }, message, decision, deciding);
  const counted = await count(tx, ports, { review, parties }, decision, deciding);
  await saveReview(tx, review.id, step.state, at, {
    note: decision.note,
    before: {
      message: applied?.before ?? null,
      conversationBlocked: false,
      deliveryIds: [...(applied?.deliveryIds ?? []), ...told, ...counted],
    },
  });
  await followClock(tx, review);
  await trace(tx, ports, review, by, at, step.state);
  return { kind: 'done', undoUntil };
}

function missingOf({ decision, facts, amended }: Decision): 'facts-missing' | 'amendment-missing' | null {
  if (MEASURES[decision] !== null && facts.trim() === '') return 'facts-missing';
  return (decision === 'amend') === (amended !== null) ? null : 'amendment-missing';
}

/** False where a request for a review would go, and the order had its one by another message (ORDER 6). */
async function mayGo(
  tx: Transaction<DB>,
  decision: ReviewDecision,
  message: DecidedMessage | null,
  at: Date,
): Promise<boolean> {
  const goes = message !== null && (decision === 'permit' || decision === 'amend');
  return !goes || claimSolicitation(tx, message, at);
}

interface Applied {
  readonly before: DecidedMessage['before'];
  readonly deliveryIds: readonly string[];
}

/** The decision's effect on the message itself. */
async function apply(
  tx: Transaction<DB>,
  ports: ModerationPorts,
  { message, parties }: { readonly message: DecidedMessage; readonly parties: ModeratedParties },
  { decision, rules, amended }: Decision,
  { at, toldAt }: Deciding,
): Promise<Applied | null> {
  if (decision === 'dismiss' || decision === 'uphold') return null;
  if (decision === 'refuse' || decision === 'block') {
    const reason = { code: 'by-operator', detail: rules.join(', ') || '-' };
    const cancelledIds = await refuseDecided(tx, message, reason, at);
    return { before: { ...message.before, cancelledIds }, deliveryIds: [] };
  }
  const delivery = newDelivery(ports, message, parties);
  const expiresAt = new Date(toldAt.getTime() + DELIVERY_LIFETIME_MS);
  await acceptDecided(tx, message, { amended, delivery, at, dueAt: toldAt, expiresAt });
  return { before: message.before, deliveryIds: delivery === null ? [] : [delivery.id] };
}

/** The way to the other side; null where it reads in the message centre alone. */
export function newDelivery(
  { ids }: ModerationPorts,
  { author }: DecidedMessage,
  { marketplace, seller, buyer }: ModeratedParties,
): NewDelivery | null {
  if (author === 'marketplace') return null;
  const recipient = otherSide(author);
  const canBeMailed = recipient === 'buyer' ? buyer?.takesMail === true : seller.takesMessages;
  if (!canBeMailed) return null;
  const id = ids.uuid();
  const rfcMessageId = makeMessageId(id, marketplace.aliasDomain);
  return { id, recipient, notice: null, recipientAddress: null, rfcMessageId };
}

async function tell(
  tx: Transaction<DB>,
  ports: ModerationPorts,
  { review, parties }: Case,
  message: DecidedMessage | null,
  { decision, facts, rules }: Decision,
  deciding: Deciding,
): Promise<readonly string[]> {
  const measure = MEASURES[decision];
  if (measure === null) return [];
  const isHeld = review.kind === 'held';
  return tellDecision(
    tx,
    ports,
    {
      parties,
      sellerId: review.key.sellerId,
      addressee: review.about,
      buyerId: review.key.buyerId,
      reviewId: review.id,
      messageId: review.messageId,
      facts: {
        measure,
        beginsAt: deciding.toldAt.toISOString(),
        endsAt: null,
        words: facts,
        source: isHeld ? 'guideline-check' : review.kind === 'discretion' ? 'own-initiative' : 'report',
        counted: null,
        message:
          message === null
            ? null
            : {
                subject: message.before.subject,
                receivedAt: message.receivedAt.toISOString(),
                orderId: message.orderId,
              },
        rules,
        detectedAutomatically: isHeld,
        decidedAutomatically: false,
      },
    },
    deciding,
  );
}

/** Counts it against a seller by the published schedule; buyers have no schedule. */
async function count(
  tx: Transaction<DB>,
  ports: ModerationPorts,
  { review, parties }: Case,
  { decision, breach, rules }: Decision,
  deciding: Deciding,
): Promise<readonly string[]> {
  const cause = breach ?? BREACHES[decision];
  if (review.about !== 'seller' || cause === null || cause === 'none' || BREACHES[decision] === null)
    return [];
  const { key, messageId } = review;
  return noteBreach(
    tx,
    ports,
    { parties, sellerId: key.sellerId, cause, rule: rules[0] ?? null, messageId, reviewId: review.id },
    deciding,
  );
}

/** False, and nothing is done, where it would bring back a request for a review that another message took the place of. */
async function restore(tx: Transaction<DB>, { messageId, before }: StoredReview, at: Date): Promise<boolean> {
  const was = before?.message ?? null;
  const message = messageId === null ? null : await lockMessage(tx, messageId);
  if (message === null || was === null) return true;
  if (was.state !== 'refused' && !(await claimSolicitation(tx, message, at))) return false;
  await restoreMessage(tx, message, was, at);
  return true;
}

/** Takes a decision back while nothing of it has left; the case is open again (MOD 1). */
export async function undoReview(
  ports: ModerationPorts,
  reviewId: string,
  actor: Actor,
): Promise<Outcome<ReviewRefusal | 'not-found' | 'solicited-meanwhile'>> {
  const at = ports.clock.now();
  return ports.db.transaction().execute(async (tx) => {
    const review = await findReview(tx, reviewId, 'lock');
    if (review === null) return refuse('not-found');
    const made = review.before?.deliveryIds ?? [];
    const hasLeft = await haveLeft(tx, made);
    const step = advanceReview(review.kind, review.state, { kind: 'undo', by: actor, hasLeft }, at);
    if (step.kind === 'refused') return step;
    if (!(await restore(tx, review, at))) return refuse('solicited-meanwhile');
    await withdrawDeliveries(tx, made, at);
    await endStatements(tx, { reviewId }, 'undone', at);
    await withdrawBreaches(tx, { reviewId }, at);
    await liftUnfounded(tx, ports, review.key, { actor, at, cause: 'undone' });
    await saveReview(tx, reviewId, step.state, at);
    await followClock(tx, review);
    await trace(tx, ports, review, actor, at, step.state);
    return { kind: 'done' };
  });
}

/** Conduct that was upheld as spam asks for no answer; decisions about messages read the clock again by themselves. */
async function followClock(tx: Transaction<DB>, { kind, key, conversationId }: StoredReview): Promise<void> {
  if (kind === 'conduct') await refreshClock(tx, { ...key, conversationId });
}

function wordOf(state: ReviewState): string {
  if (state.kind === 'decided') return state.decision;
  return state.kind === 'open' && state.claim !== null ? 'claimed' : state.kind;
}

async function trace(
  tx: Transaction<DB>,
  { ids }: ModerationPorts,
  { id, state }: StoredReview,
  actor: Actor,
  at: Date,
  to: ReviewState,
): Promise<void> {
  await writeAudit(tx, {
    id: ids.uuid(),
    at,
    // SECURITY: not in the log that the seller reads, which would tell who was reported and when.
    sellerId: null,
    actor,
    action: 'review.changed',
    subject: id,
    from: wordOf(state),
    to: wordOf(to),
  });
}
