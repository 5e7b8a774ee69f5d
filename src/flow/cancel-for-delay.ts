import { mayCancelForDelay } from '#market/duty.ts';
import type { Pack } from '#market/pack.ts';
import type { Actor } from '#market/party.ts';
import { lockDelayedOrder, writeCancellationWish } from '#store/duty.ts';

import type { Outcome } from './moderation-ports.ts';
import { refuse } from './moderation-ports.ts';
import type { ClockPorts } from './response-clock.ts';

/** Notes that a buyer decided to cancel a delayed order: its refund is due until an adjustment arrives (ORDER 2). */
export async function cancelForDelay(
  { db, clock }: Pick<ClockPorts, 'db' | 'clock'>,
  order: { readonly marketplaceId: string; readonly orderId: string; readonly pack: Pack },
  actor: Actor,
): Promise<Outcome<'not-found' | 'not-delayed' | 'cancelled-already'>> {
  const at = clock.now();
  const { marketplaceId, orderId, pack } = order;
  return db.transaction().execute(async (tx) => {
    const found = await lockDelayedOrder(tx, marketplaceId, orderId, pack.duties.delayReasons);
    if (found === null) return refuse('not-found');
    if (!mayCancelForDelay(found, pack, at)) return refuse('not-delayed');
    if (!(await writeCancellationWish(tx, found, at, actor))) return refuse('cancelled-already');
    return { kind: 'done' };
  });
}
