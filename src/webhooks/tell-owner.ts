import type { Transaction } from 'kysely';

import type { Ids } from '#flow/ports.ts';
import { makeMessageId } from '#mail/message-id.ts';
import { DELIVERY_LIFETIME_MS } from '#market/delivery.ts';
import { enqueueNotice } from '#store/enqueue-notice.ts';
import { findNoticeWay } from '#store/notice-way.ts';
import type { DB } from '#store/schema.gen.ts';
import type { WebhookEndpoint } from '#store/webhook.ts';

/**
 * Tells the seller's owner by mail that nothing is sent to an endpoint any more. The operator, whose people have no
 * mailbox here, reads it in the log, in the list of webhooks and in the events.
 */
export async function tellOwner(
  tx: Transaction<DB>,
  { sellerId, url, failingSince }: WebhookEndpoint,
  because: 'failing' | 'gone',
  { at, ids }: { readonly at: Date; readonly ids: Ids },
): Promise<void> {
  const way = sellerId === null ? null : await findNoticeWay(tx, sellerId);
  if (way === null) return;
  const id = ids.uuid();
  await enqueueNotice(
    tx,
    way.key,
    {
      id,
      recipient: 'seller',
      recipientAddress: way.address,
      rfcMessageId: makeMessageId(id, way.noticeDomain),
      notice: {
        kind: 'webhook',
        language: way.language,
        orderId: null,
        subject: '',
        sentAt: null,
        answersRfcId: null,
        reasons: [],
        values: { url, because, until: (failingSince ?? at).toISOString() },
      },
    },
    at,
    new Date(at.getTime() + DELIVERY_LIFETIME_MS),
  );
}
