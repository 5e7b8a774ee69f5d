import type { Transaction } from 'kysely';
import { sql } from 'kysely';

import type { NewDelivery } from '#market/message.ts';
import type { RelationshipKey } from '#market/party.ts';

import { deliveryRows } from './delivery-rows.ts';
import type { DB } from './schema.gen.ts';

export interface DeliveryTimes {
  /** When they may leave. */
  readonly dueAt: Date;
  readonly expiresAt: Date;
}

/**
 * Puts a message that is stored already, and notices about it, into the outbox, with the names under which the
 * message will be known to its recipients.
 */
export async function queueDeliveries(
  tx: Transaction<DB>,
  { key, id }: { readonly key: RelationshipKey; readonly id: string },
  deliveries: readonly NewDelivery[],
  { dueAt, expiresAt }: DeliveryTimes,
): Promise<void> {
  if (deliveries.length === 0) return;
  const { marketplaceId, sellerId, buyerId } = key;
  await sql`
    with outgoing as (
      insert into delivery (marketplace_id, seller_id, id, message_id, notice, recipient, buyer_id, recipient_address,
          rfc_message_id, state, next_attempt_at, expires_at, created_at)
      select ${marketplaceId}, ${sellerId}::uuid, d.id, case when d.notice is null then ${id}::uuid end, d.notice,
             d.recipient, ${buyerId}::uuid, d.recipient_address, d.rfc_message_id, 'queued', ${dueAt}::timestamptz,
             ${expiresAt}::timestamptz, ${dueAt}::timestamptz
        from jsonb_to_recordset(${deliveryRows(deliveries)}::jsonb)
             as d (id uuid, notice jsonb, recipient text, recipient_address text, rfc_message_id text)
      returning recipient, rfc_message_id, message_id)
    insert into mail_identity (marketplace_id, seller_id, buyer_id, holder, rfc_id, message_id)
    select ${marketplaceId}, ${sellerId}::uuid, ${buyerId}::uuid, recipient, rfc_message_id, message_id
      from outgoing where message_id is not null`.execute(tx);
}
