import type { MessageRecord } from '#market/message.ts';
import { findModeratedParties } from '#store/moderated-parties.ts';

import { noteBreach } from './enforce.ts';
import type { ModerationPorts } from './moderation-ports.ts';

/**
 * Counts a claim to be critical that the message doesn't bear out, and takes the step that the published schedule asks
 * for (REASON 7). After the message is kept, in a transaction of its own: it is rare, and the door's statement is not.
 * A process that dies between the two leaves one claim uncounted, which its author won't miss.
 */
export async function noteMisuse(record: MessageRecord, ports: ModerationPorts): Promise<void> {
  const { key, id: messageId, receivedAt: at } = record;
  await ports.db.transaction().execute(async (tx) => {
    const parties = await findModeratedParties(tx, key, key.buyerId);
    if (parties === null) throw new Error('a message whose seller or marketplace is gone');
    const breach = { parties, sellerId: key.sellerId, messageId, reviewId: null };
    await noteBreach(
      tx,
      ports,
      { ...breach, cause: 'critical-misuse', rule: 'subject-important' },
      { at, toldAt: at },
    );
  });
}
