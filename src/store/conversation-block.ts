import type { Transaction } from 'kysely';

import type { RelationshipKey } from '#market/party.ts';

import type { DB } from './schema.gen.ts';

export interface ModeratedConversation {
  readonly id: string;
  readonly key: RelationshipKey;
  readonly orderId: string | null;
  readonly subject: string;
  readonly isBlocked: boolean;
}

/** A conversation for the operator, locked; null where there is none. */
export async function lockConversation(
  tx: Transaction<DB>,
  id: string,
): Promise<ModeratedConversation | null> {
  const row = await tx
    .selectFrom('conversation')
    .select(['marketplace_id', 'seller_id', 'buyer_id', 'order_id', 'subject', 'blocked_at'])
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined) return null;
  return {
    id,
    key: { marketplaceId: row.marketplace_id, sellerId: row.seller_id, buyerId: row.buyer_id },
    orderId: row.order_id,
    subject: row.subject,
    isBlocked: row.blocked_at !== null,
  };
}

/** Closes a conversation, or opens it again where `blockedAt` is null; with the event. */
export async function setConversationBlocked(
  tx: Transaction<DB>,
  id: string,
  blockedAt: Date | null,
  at: Date,
): Promise<void> {
  const row = await tx
    .updateTable('conversation')
    .set({ blocked_at: blockedAt })
    .where('id', '=', id)
    .returning(['marketplace_id', 'seller_id', 'buyer_id'])
    .executeTakeFirst();
  if (row === undefined) return;
  const kind = blockedAt === null ? 'conversation.unblocked' : 'conversation.blocked';
  await tx
    .insertInto('event')
    .values({ ...row, at, kind, conversation_id: id })
    .execute();
}

/** A message of the operator to both sides of a conversation. */
export interface Intervention {
  readonly id: string;
  readonly conversation: ModeratedConversation;
  readonly authorLabel: string;
  readonly subject: string;
  readonly text: string;
  readonly dedupKey: Uint8Array;
  readonly at: Date;
}

/** Files the operator's message where both sides see it. It is nobody's answer and counts as unread for neither. */
export async function writeIntervention(tx: Transaction<DB>, message: Intervention): Promise<void> {
  const { conversation, id, at, text } = message;
  const { marketplaceId, sellerId, buyerId } = conversation.key;
  const key = { marketplace_id: marketplaceId, seller_id: sellerId, buyer_id: buyerId };
  await tx
    .insertInto('message')
    .values({
      ...key,
      id,
      conversation_id: conversation.id,
      author: 'marketplace',
      author_label: message.authorLabel,
      door: 'system',
      state: 'accepted',
      subject: message.subject,
      body_text: text,
      cut: 'none',
      verdict: JSON.stringify({ kind: 'permit', reasons: [] }),
      dedup_key: Buffer.from(message.dedupKey),
      received_at: at,
    })
    .execute();
  await tx
    .updateTable('conversation')
    .set((row) => ({
      message_count: row('message_count', '+', 1),
      last_message_at: at,
      last_author: 'marketplace',
      preview: text.replaceAll(/\s+/gu, ' ').trim().slice(0, 140),
    }))
    .where('id', '=', conversation.id)
    .execute();
  await tx
    .insertInto('event')
    .values({
      ...key,
      at,
      kind: 'message.accepted',
      conversation_id: conversation.id,
      message_id: id,
      data: JSON.stringify({ author: 'marketplace', door: 'system' }),
    })
    .execute();
}
