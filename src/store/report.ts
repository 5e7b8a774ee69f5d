import type { Kysely, Transaction } from 'kysely';

import type { RelationshipKey, Side } from '#market/party.ts';
import type { ReportReason } from '#market/report.ts';

import type { DB } from './schema.gen.ts';

export interface NewReport {
  readonly id: string;
  readonly key: RelationshipKey;
  readonly conversationId: string;
  /** Null: about the other party's conduct in the conversation. */
  readonly messageId: string | null;
  readonly reporter: Side;
  readonly reason: ReportReason;
  readonly text: string;
  readonly at: Date;
  readonly reviewId: string;
}

/** Keeps a report. False where this party reported the same before (INBOX 6: once). */
export async function writeReport(tx: Transaction<DB>, report: NewReport): Promise<boolean> {
  const row = await tx
    .insertInto('report')
    .values({
      id: report.id,
      marketplace_id: report.key.marketplaceId,
      seller_id: report.key.sellerId,
      buyer_id: report.key.buyerId,
      conversation_id: report.conversationId,
      message_id: report.messageId,
      reporter: report.reporter,
      reason: report.reason,
      body: report.text,
      reported_at: report.at,
      review_id: report.reviewId,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

export interface StoredReport {
  readonly id: string;
  readonly messageId: string | null;
  readonly reporter: Side;
  readonly reason: string;
  readonly text: string;
  readonly at: Date;
}

/** The reports behind a case, oldest first. */
export async function reportsOf(db: Kysely<DB>, reviewId: string): Promise<StoredReport[]> {
  const rows = await db
    .selectFrom('report')
    .select(['id', 'message_id as messageId', 'reporter', 'reason', 'body as text', 'reported_at as at'])
    .where('review_id', '=', reviewId)
    .orderBy('id')
    .execute();
  return rows.map((row) => ({ ...row, reporter: row.reporter }));
}

/** Where a report points to: a message that its reporter can see, or a conversation of theirs. */
export interface ReportTarget {
  readonly key: RelationshipKey;
  readonly conversationId: string;
  readonly author: 'buyer' | 'seller' | 'marketplace';
}

/**
 * The message with its conversation, for a party that may see it; null otherwise, with no difference told.
 * SECURITY: what was refused or is held exists for its author alone.
 */
export async function findReportedMessage(
  db: Kysely<DB>,
  messageId: string,
  side: Side,
  ownerId: string,
): Promise<ReportTarget | null> {
  const row = await db
    .selectFrom('message')
    .select(['marketplace_id', 'seller_id', 'buyer_id', 'conversation_id', 'author'])
    .where('id', '=', messageId)
    .where(side === 'buyer' ? 'buyer_id' : 'seller_id', '=', ownerId)
    .where((is) => is.or([is('state', '=', 'accepted'), is('author', '=', side)]))
    .executeTakeFirst();
  if (row === undefined) return null;
  return {
    key: { marketplaceId: row.marketplace_id, sellerId: row.seller_id, buyerId: row.buyer_id },
    conversationId: row.conversation_id,
    author: row.author,
  };
}

/** The conversation, for a party in it once both sides see a message there; null otherwise. */
export async function findReportedConversation(
  db: Kysely<DB>,
  conversationId: string,
  side: Side,
  ownerId: string,
): Promise<RelationshipKey | null> {
  const row = await db
    .selectFrom('conversation as c')
    .select(['c.marketplace_id', 'c.seller_id', 'c.buyer_id'])
    .where('c.id', '=', conversationId)
    .where(side === 'buyer' ? 'c.buyer_id' : 'c.seller_id', '=', ownerId)
    .where('c.message_count', '>', 0)
    .executeTakeFirst();
  return row === undefined
    ? null
    : { marketplaceId: row.marketplace_id, sellerId: row.seller_id, buyerId: row.buyer_id };
}
