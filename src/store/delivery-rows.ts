import type { NewDelivery } from '#market/message.ts';

/**
 * New deliveries as the `jsonb_to_recordset(… as (id uuid, notice jsonb, recipient text, recipient_address
 * text, rfc_message_id text))` of several statements reads them.
 */
export function deliveryRows(deliveries: readonly NewDelivery[]): string {
  return JSON.stringify(deliveryRecords(deliveries));
}

/** The same, to stand in a larger JSON value. */
export function deliveryRecords(deliveries: readonly NewDelivery[]): readonly Record<string, unknown>[] {
  return deliveries.map((delivery) => ({
    id: delivery.id,
    notice: delivery.notice,
    recipient: delivery.recipient,
    recipient_address: delivery.recipientAddress,
    rfc_message_id: delivery.rfcMessageId,
  }));
}
