import type { Transaction } from 'kysely';

import type { Actor, RelationshipKey, Side } from '#market/party.ts';
import { SYSTEM_ACTOR, otherSide } from '#market/party.ts';
import type { ConductReportReason, MessageReportReason, ReportReason } from '#market/report.ts';
import { writeAudit } from '#store/audit.ts';
import { findReportedConversation, findReportedMessage, writeReport } from '#store/report.ts';
import { openReview } from '#store/review.ts';
import type { DB } from '#store/schema.gen.ts';
import { suppressBuyer } from '#store/suppression.ts';

import type { ModerationPorts, Outcome } from './moderation-ports.ts';
import { refuse } from './moderation-ports.ts';

/** Who reports, with their words. */
export interface Reporter {
  readonly side: Side;
  /** The seller's or buyer's id, as `side` says. */
  readonly ownerId: string;
  readonly actor: Actor;
}

export type ReportOutcome = Outcome<
  'not-found' | 'own-message' | 'reported-already',
  { readonly reportId: string }
>;

/** Reports a message of the other side as inappropriate: once per party and message (INBOX 6). */
export async function reportMessage(
  ports: ModerationPorts,
  messageId: string,
  reporter: Reporter,
  reason: MessageReportReason,
  text: string,
): Promise<ReportOutcome> {
  const target = await findReportedMessage(ports.db, messageId, reporter.side, reporter.ownerId);
  if (target === null) return refuse('not-found');
  if (target.author !== otherSide(reporter.side)) return refuse('own-message');
  const { key, conversationId } = target;
  return file(ports, { key, conversationId, messageId, kind: 'reported' }, reporter, reason, text);
}

/** Reports how the other side behaves in a conversation, such as a buyer's abuse: once per party and conversation. */
export async function reportConduct(
  ports: ModerationPorts,
  conversationId: string,
  reporter: Reporter,
  reason: ConductReportReason,
  text: string,
): Promise<ReportOutcome> {
  const key = await findReportedConversation(ports.db, conversationId, reporter.side, reporter.ownerId);
  if (key === null) return refuse('not-found');
  return file(ports, { key, conversationId, messageId: null, kind: 'conduct' }, reporter, reason, text);
}

/** Who flags a seller's message isn't asked for a review by them (OPT 7). */
async function suppressFlagger(tx: Transaction<DB>, key: RelationshipKey, at: Date): Promise<void> {
  await suppressBuyer(tx, key, { source: 'flag', actor: SYSTEM_ACTOR, at });
}

async function file(
  { db, ids, clock }: ModerationPorts,
  target: {
    readonly key: RelationshipKey;
    readonly conversationId: string;
    readonly messageId: string | null;
    readonly kind: 'reported' | 'conduct';
  },
  { side, actor }: Reporter,
  reason: ReportReason,
  text: string,
): Promise<ReportOutcome> {
  const at = clock.now();
  const reportId = ids.uuid();
  const { key, conversationId, messageId } = target;
  return db.transaction().execute(async (tx) => {
    const reviewId = await openReview(tx, {
      ...target,
      id: ids.uuid(),
      about: otherSide(side),
      openedAt: at,
    });
    const report = {
      id: reportId,
      key,
      conversationId,
      messageId,
      reporter: side,
      reason,
      text,
      at,
      reviewId,
    };
    if (!(await writeReport(tx, report))) {
      // The case that was opened for it would be empty.
      await tx
        .deleteFrom('review')
        .where('id', '=', reviewId)
        .where('opened_at', '=', at)
        .where((is) =>
          is.not(is.exists(is.selectFrom('report').select('id').where('review_id', '=', reviewId))),
        )
        .execute();
      return refuse('reported-already');
    }
    if (side === 'buyer' && messageId !== null) await suppressFlagger(tx, key, at);
    await writeAudit(tx, {
      id: ids.uuid(),
      at,
      // SECURITY: a seller doesn't learn from its log that it was reported, nor by whom.
      sellerId: side === 'seller' ? key.sellerId : null,
      actor,
      action: 'report.filed',
      subject: messageId ?? conversationId,
      from: null,
      to: reason,
    });
    return { kind: 'done', reportId };
  });
}
