import type { Transaction } from 'kysely';
import { sql } from 'kysely';

import type { NewDelivery } from '#market/message.ts';
import { SYSTEM_ACTOR } from '#market/party.ts';
import type { VerdictReason } from '#market/verdict.ts';

import { lockMessage, refuseDecided } from './decide-message.ts';
import { queueDeliveries } from './queue-deliveries.ts';
import type { DB } from './schema.gen.ts';
import { suppressBuyer } from './suppression.ts';

/**
 * Whether an opt-out stops the delivery `d` of message `g` at a moment, as SQL: it goes to the buyer, the message yields
 * by then (OPT 1–3, 5), and the buyer declines it from all sellers or from this one.
 */
export function stoppedBy(moment: string): string {
  return `(d.recipient = 'buyer' and g.yields_from is not null and g.yields_from <= ${moment} and (
     exists (select from buyer_preference w
              where w.marketplace_id = d.marketplace_id and w.buyer_id = d.buyer_id and w.declines)
     or exists (select from seller_mute w
                 where (w.marketplace_id, w.seller_id, w.buyer_id) = (d.marketplace_id, d.seller_id, d.buyer_id))))`;
}

export interface DeliveryStop {
  readonly deliveryId: string;
  readonly messageId: string;
  readonly leaseToken: string;
  readonly reason: VerdictReason;
  /** Tells the author; null where they have no mailbox for it. */
  readonly notice: NewDelivery | null;
  readonly at: Date;
  readonly noticeExpiresAt: Date;
}

/**
 * Takes a message out of the outbox that its buyer declines by now (OPT 1). What the buyer has read already stays read,
 * and only its mail is cancelled; any other becomes a refused message, as though it had come after the wish, and its
 * author is told. `goes`: the buyer takes it again; it is due. `lease-lost`: somebody else has it, or it is settled.
 */
export async function stopDelivery(
  tx: Transaction<DB>,
  stop: DeliveryStop,
): Promise<'stopped' | 'goes' | 'lease-lost'> {
  const { deliveryId, messageId, leaseToken, reason, notice, at, noticeExpiresAt } = stop;
  // The message first, then its delivery: in the order in which decisions lock them.
  const message = await lockMessage(tx, messageId);
  const { rows } = await sql<{ stopped: boolean }>`
    select ${sql.raw(stoppedBy('now_'))} as stopped
      from delivery d
      join message g on (g.marketplace_id, g.seller_id, g.id) = (d.marketplace_id, d.seller_id, d.message_id),
           (select ${at}::timestamptz as now_) clock
     where d.id = ${deliveryId}::uuid and d.lease_token = ${leaseToken}::uuid and d.state = 'queued'
       for update of d`.execute(tx);
  const [row] = rows;
  if (message === null || row === undefined) return 'lease-lost';
  if (!row.stopped) {
    await sql`
      update delivery set lease_token = null, next_attempt_at = ${at}::timestamptz
       where id = ${deliveryId}::uuid`.execute(tx);
    return 'goes';
  }
  await sql`
    update delivery set state = 'cancelled', lease_token = null, settled_at = ${at}::timestamptz
     where id = ${deliveryId}::uuid`.execute(tx);
  if (message.isRead) return 'stopped';
  await refuseDecided(tx, message, reason, at, { byOptOut: true });
  await suppressBuyer(tx, message.key, { source: 'opt-out', actor: SYSTEM_ACTOR, at });
  if (notice !== null)
    await queueDeliveries(tx, message, [notice], { dueAt: at, expiresAt: noticeExpiresAt });
  return 'stopped';
}

/**
 * Makes deliveries due that a wish stops, so that they are claimed, stopped and told at once, whenever their next attempt
 * was to be. What a worker has is on its way already.
 */
export async function hurryStopped(
  tx: Transaction<DB>,
  { marketplaceId, buyerId, sellerId }: { marketplaceId: string; buyerId: string; sellerId: string | null },
  at: Date,
): Promise<void> {
  await sql`
    update delivery d set next_attempt_at = ${at}::timestamptz
      from message g
     where d.marketplace_id = ${marketplaceId} and d.buyer_id = ${buyerId}::uuid and d.recipient = 'buyer'
       and (${sellerId}::uuid is null or d.seller_id = ${sellerId}::uuid)
       and d.state = 'queued' and d.lease_token is null and d.next_attempt_at > ${at}::timestamptz
       and (g.marketplace_id, g.seller_id, g.id) = (d.marketplace_id, d.seller_id, d.message_id)
       and g.yields_from <= ${at}::timestamptz`.execute(tx);
}
