import { listUncountedMisuse } from '#store/enforcement.ts';
import { findModeratedParties } from '#store/moderated-parties.ts';

import { noteBreach } from './enforce.ts';
import type { ModerationPorts } from './moderation-ports.ts';
import type { NotedMessage } from './submit.ts';

/**
 * Counts a claim to be critical that the message doesn't bear out, and takes the step that the published schedule asks
 * for (REASON 7). After the message is kept, in a transaction of its own: it is rare, and the door's statement is not.
 * What a process that died between the two left, `countMissedMisuse` counts.
 */
export async function noteMisuse(message: NotedMessage, ports: ModerationPorts): Promise<void> {
  const { key, id: messageId, receivedAt: at } = message;
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

/** A process that is alive has counted a claim long before, and one that died is back. */
const COUNTED_WITHIN_MS = 60_000;
const LOOKS_BACK_MS = 7 * 24 * 3_600_000;

/** Counts claims that were found to be misuse and that nobody counted. Gives how many. */
export async function countMissedMisuse(ports: ModerationPorts): Promise<number> {
  const now = ports.clock.now().getTime();
  const [since, until] = [new Date(now - LOOKS_BACK_MS), new Date(now - COUNTED_WITHIN_MS)];
  const missed = await listUncountedMisuse(ports.db, since, until);
  for (const message of missed) await noteMisuse(message, ports);
  return missed.length;
}
