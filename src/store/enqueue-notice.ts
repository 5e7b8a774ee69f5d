import type { Transaction } from 'kysely';

import type { NewDelivery } from '#market/message.ts';
import type { RelationshipKey } from '#market/party.ts';

import type { DB } from './schema.gen.ts';

/** Puts a notice that belongs to no message of its own into the outbox. */
export async function enqueueNotice(
  tx: Transaction<DB>,
  key: RelationshipKey,
  delivery: NewDelivery,
  at: Date,
  expiresAt: Date,
): Promise<void> {
  if (delivery.notice === null) throw new Error('not a notice');
  await tx
    .insertInto('delivery')
    .values({
      marketplace_id: key.marketplaceId,
      seller_id: key.sellerId,
      buyer_id: key.buyerId,
      id: delivery.id,
      notice: JSON.stringify(delivery.notice),
      recipient: delivery.recipient,
      recipient_address: delivery.recipientAddress,
      rfc_message_id: delivery.rfcMessageId,
      state: 'queued',
      next_attempt_at: at,
      expires_at: expiresAt,
      created_at: at,
    })
    .execute();
}
