import type { Kysely } from 'kysely';

import { makeMessageId } from '#mail/message-id.ts';
import { DELIVERY_LIFETIME_MS } from '#market/delivery.ts';
import { conversationToAnswer } from '#store/answer-link.ts';
import { enqueueNotice } from '#store/enqueue-notice.ts';
import type { AliasTarget } from '#store/find-alias.ts';
import { claimDailyNotice } from '#store/notice-sent.ts';
import type { DB } from '#store/schema.gen.ts';

import type { Clock, Ids, MailFacts } from './ports.ts';

/**
 * Requirements 12.5: somebody wrote to the seller from a mailbox that isn't the registered one. The registered one gets a
 * notice with a link to answer on the web.
 *
 * SECURITY: never the mailbox that wrote. Whoever was given the alias by mistake, or read it in a forwarded mail, could
 * get into the conversation by it. Once a day and relationship (threats M5), so that nobody can fill the mailbox of a
 * buyer.
 */
export async function noteOtherMailbox(
  db: Kysely<DB>,
  { relationship }: Pick<AliasTarget, 'relationship'>,
  facts: Pick<MailFacts, 'inReplyTo' | 'references'>,
  mailbox: string,
  { clock, ids }: { readonly clock: Clock; readonly ids: Ids },
): Promise<void> {
  const at = clock.now();
  const { key, buyer, seller, marketplace } = relationship;
  if (!(await claimDailyNotice(db, buyer.id, `other-mailbox ${key.marketplaceId} ${key.sellerId}`, at)))
    return;
  const conversation = await conversationToAnswer(db, key, [...facts.inReplyTo, ...facts.references]);
  const id = ids.uuid();
  await db.transaction().execute((tx) =>
    enqueueNotice(
      tx,
      key,
      {
        id,
        recipient: 'buyer',
        recipientAddress: null,
        rfcMessageId: makeMessageId(id, marketplace.noticeDomain),
        notice: {
          kind: 'other-mailbox',
          language: buyer.language,
          orderId: null,
          subject: '',
          sentAt: null,
          answersRfcId: null,
          reasons: [],
          values: {
            seller: seller.name,
            mailbox,
            market: marketplace.name,
            conversation: conversation ?? '',
          },
        },
      },
      at,
      new Date(at.getTime() + DELIVERY_LIFETIME_MS),
    ),
  );
}
