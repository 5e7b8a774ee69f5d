import type { Kysely } from 'kysely';

import { makeMessageId } from '#mail/message-id.ts';
import { DELIVERY_LIFETIME_MS } from '#market/delivery.ts';
import type { AliasTarget } from '#store/find-alias.ts';
import { enqueueNotice } from '#store/enqueue-notice.ts';
import type { PendingAttempt } from '#store/permission.ts';
import { notePendingAttempt } from '#store/permission.ts';
import type { DB } from '#store/schema.gen.ts';

import type { Clock, Ids } from './ports.ts';

/** PERM 3: lists the address as pending, and tells the account's owner once a day (relay paper, section 13). */
export async function notePending(
  db: Kysely<DB>,
  { relationship }: AliasTarget,
  attempt: PendingAttempt,
  { clock, ids }: { readonly clock: Clock; readonly ids: Ids },
): Promise<void> {
  const at = clock.now();
  await db.transaction().execute(async (tx) => {
    const { tell } = await notePendingAttempt(tx, relationship.key.sellerId, attempt, at);
    if (tell === null) return;
    const id = ids.uuid();
    await enqueueNotice(
      tx,
      relationship.key,
      {
        id,
        recipient: 'seller',
        recipientAddress: tell.address,
        rfcMessageId: makeMessageId(id, relationship.marketplace.noticeDomain),
        notice: {
          kind: 'pending',
          language: tell.language,
          orderId: null,
          subject: '',
          sentAt: null,
          answersRfcId: null,
          reasons: [],
          values: { address: attempt.address },
        },
      },
      at,
      new Date(at.getTime() + DELIVERY_LIFETIME_MS),
    );
  });
}
