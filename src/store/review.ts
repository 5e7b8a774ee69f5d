import type { Kysely, Transaction } from 'kysely';
import { sql } from 'kysely';

import type { Actor, RelationshipKey, Side } from '#market/party.ts';
import type { ReviewDecision, ReviewKind, ReviewState } from '#market/review.ts';

import type { MessageBefore } from './decide-message.ts';
import type { DB } from './schema.gen.ts';

/** A case for the operator, with what undoing its decision needs. */
export interface StoredReview {
  readonly id: string;
  readonly key: RelationshipKey;
  readonly conversationId: string;
  readonly messageId: string | null;
  readonly kind: ReviewKind;
  /** Whose message or conduct it is about. */
  readonly about: Side;
  readonly openedAt: Date;
  readonly state: ReviewState;
  readonly note: string | null;
  readonly before: DecisionBefore | null;
  /** When the author of a held message is answered at the latest: then it is refused, decided or not. */
  readonly answerBy: Date | null;
}

/** What a decision changed, so that it can be taken back as a whole. */
export interface DecisionBefore {
  readonly message: MessageBefore | null;
  readonly conversationBlocked: boolean;
  /** Deliveries that the decision put into the outbox. */
  readonly deliveryIds: readonly string[];
}

interface ReviewRow {
  readonly id: string;
  readonly marketplace_id: string;
  readonly seller_id: string;
  readonly buyer_id: string;
  readonly conversation_id: string;
  readonly message_id: string | null;
  readonly kind: string;
  readonly about: string;
  readonly state: string;
  readonly opened_at: Date;
  readonly claimed_by: unknown;
  readonly claimed_until: Date | null;
  readonly decision: string | null;
  readonly decided_by: unknown;
  readonly undo_until: Date | null;
  readonly note: string | null;
  readonly before: unknown;
  readonly answer_by: Date | null;
}

const ANSWER_BY = sql<Date | null>`(select m.held_until from message m where m.id = review.message_id and m.state = 'held')`;

function stateOf(row: ReviewRow): ReviewState {
  if (row.state === 'settled') return { kind: 'settled' };
  if (row.decision !== null && row.undo_until !== null)
    return {
      kind: 'decided',
      by: row.decided_by as Actor,
      decision: row.decision as ReviewDecision,
      undoUntil: row.undo_until,
    };
  const { claimed_by: by, claimed_until: until } = row;
  return { kind: 'open', claim: until === null ? null : { by: by as Actor, until } };
}

function toReview(row: ReviewRow): StoredReview {
  return {
    id: row.id,
    key: { marketplaceId: row.marketplace_id, sellerId: row.seller_id, buyerId: row.buyer_id },
    conversationId: row.conversation_id,
    messageId: row.message_id,
    kind: row.kind as ReviewKind,
    about: row.about as Side,
    openedAt: row.opened_at,
    state: stateOf(row),
    note: row.note,
    before: row.before as DecisionBefore | null,
    answerBy: row.answer_by,
  };
}

/**
 * Brings the queue up to date with the messages: each that is held has its case, unless its files are still being
 * looked into, and none is open whose message isn't held any more. A case of a held message has the message's id.
 */
export async function followHeldMessages(tx: Transaction<DB>): Promise<void> {
  await sql`
    insert into review (id, marketplace_id, seller_id, buyer_id, conversation_id, message_id, kind, about, state, opened_at)
    select m.id, m.marketplace_id, m.seller_id, m.buyer_id, m.conversation_id, m.id, 'held', m.author, 'open', m.received_at
      from message m
     where m.state = 'held' and m.author <> 'marketplace'
       and not exists (select from file_inspection i where i.message_id = m.id)
       and not exists (select from review r where r.id = m.id)
    on conflict do nothing`.execute(tx);
  await sql`
    update review r set state = 'settled', claimed_by = null, claimed_until = null
      from message m
     where r.state = 'open' and r.kind = 'held' and m.id = r.message_id and m.state <> 'held'`.execute(tx);
}

export interface ReviewFilter {
  readonly state: 'open' | 'decided' | 'settled';
  /** Null: all kinds. */
  readonly kind: ReviewKind | null;
  readonly limit: number;
}

/** Cases: open ones oldest first, others newest first. */
export async function listReviews(
  db: Kysely<DB>,
  { state, kind, limit }: ReviewFilter,
): Promise<StoredReview[]> {
  let query = db
    .selectFrom('review')
    .selectAll()
    .select(ANSWER_BY.as('answer_by'))
    .where('state', '=', state)
    .limit(limit);
  if (kind !== null) query = query.where('kind', '=', kind);
  const rows = await (
    state === 'open' ? query.orderBy('opened_at').orderBy('id') : query.orderBy('id', 'desc')
  ).execute();
  return rows.map(toReview);
}

/** One case, or null. With `lock` nobody else changes it before the transaction ends. */
export async function findReview(
  db: Kysely<DB>,
  id: string,
  lock: 'lock' | 'look' = 'look',
): Promise<StoredReview | null> {
  const query = db.selectFrom('review').selectAll().select(ANSWER_BY.as('answer_by')).where('id', '=', id);
  const row = await (lock === 'lock' ? query.forUpdate() : query).executeTakeFirst();
  return row === undefined ? null : toReview(row);
}

export type NewReview = Pick<
  StoredReview,
  'id' | 'key' | 'conversationId' | 'messageId' | 'kind' | 'about' | 'openedAt'
>;

/** Opens a case, or gives the id of the one that is open about the same already. */
export async function openReview(tx: Transaction<DB>, review: NewReview): Promise<string> {
  const { key, messageId, about } = review;
  const written = await tx
    .insertInto('review')
    .values({
      id: review.id,
      marketplace_id: key.marketplaceId,
      seller_id: key.sellerId,
      buyer_id: key.buyerId,
      conversation_id: review.conversationId,
      message_id: messageId,
      kind: review.kind,
      about,
      state: 'open',
      opened_at: review.openedAt,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst();
  if (written !== undefined) return written.id;
  const open = await tx
    .selectFrom('review')
    .select('id')
    .where('state', '=', 'open')
    .where((row) =>
      messageId === null
        ? row.and([
            row('conversation_id', '=', review.conversationId),
            row('about', '=', about),
            row('message_id', 'is', null),
          ])
        : row('message_id', '=', messageId),
    )
    .executeTakeFirstOrThrow();
  return open.id;
}

/** Writes the state of a case that is locked. */
export async function saveReview(
  tx: Transaction<DB>,
  id: string,
  state: ReviewState,
  at: Date,
  more: { readonly note?: string | null; readonly before?: DecisionBefore | null } = {},
): Promise<void> {
  await tx
    .updateTable('review')
    .set({
      state: state.kind,
      ...claimColumns(state),
      ...decisionColumns(state, at),
      ...(more.note === undefined ? {} : { note: more.note }),
      before: more.before == null ? null : JSON.stringify(more.before),
    })
    .where('id', '=', id)
    .execute();
}

function claimColumns(state: ReviewState) {
  const claim = state.kind === 'open' ? state.claim : null;
  return claim === null
    ? { claimed_by: null, claimed_until: null }
    : { claimed_by: JSON.stringify(claim.by), claimed_until: claim.until };
}

function decisionColumns(state: ReviewState, at: Date) {
  if (state.kind !== 'decided')
    return { decision: null, decided_by: null, decided_at: null, undo_until: null };
  const { by, decision, undoUntil } = state;
  return { decision, decided_by: JSON.stringify(by), decided_at: at, undo_until: undoUntil };
}
