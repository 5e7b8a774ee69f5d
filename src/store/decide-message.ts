import type { Transaction } from 'kysely';
import { sql } from 'kysely';

import type { NewDelivery } from '#market/message.ts';
import type { Side } from '#market/party.ts';
import { SYSTEM_ACTOR } from '#market/party.ts';
import type { VerdictReason } from '#market/verdict.ts';

import { queueDeliveries } from './queue-deliveries.ts';
import { refreshClock } from './response-clock.ts';
import type { DB } from './schema.gen.ts';
import type { SolicitationClaim } from './solicitation.ts';
import { releaseSolicitation } from './solicitation.ts';

/** A message as a decision finds it; kept with the decision, so that it can be undone. */
export interface MessageBefore {
  readonly state: 'held' | 'refused' | 'accepted';
  readonly subject: string;
  readonly text: string;
  readonly html: string | null;
  readonly verdict: unknown;
  /** Deliveries that the decision took out of the outbox. */
  readonly cancelledIds: readonly string[];
}

export interface DecidedMessage extends SolicitationClaim {
  readonly conversationId: string;
  readonly author: Side | 'marketplace';
  readonly receivedAt: Date;
  readonly isRead: boolean;
  readonly before: MessageBefore;
}

/** Locks a message with its conversation for a decision; null where there is none. */
export async function lockMessage(tx: Transaction<DB>, id: string): Promise<DecidedMessage | null> {
  const row = await tx
    .selectFrom('message as m')
    .innerJoin('conversation as c', (join) =>
      join
        .onRef('c.marketplace_id', '=', 'm.marketplace_id')
        .onRef('c.seller_id', '=', 'm.seller_id')
        .onRef('c.id', '=', 'm.conversation_id'),
    )
    .selectAll('m')
    .select('c.order_id')
    .where('m.id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined) return null;
  return {
    id,
    key: { marketplaceId: row.marketplace_id, sellerId: row.seller_id, buyerId: row.buyer_id },
    conversationId: row.conversation_id,
    orderId: row.order_id,
    solicits: row.criticality === 'solicitation',
    door: row.door,
    by: row.written_by ?? SYSTEM_ACTOR,
    author: row.author,
    receivedAt: row.received_at,
    isRead: row.read_by_recipient_at !== null,
    before: {
      state: row.state,
      subject: row.subject,
      text: row.body_text,
      html: row.body_html,
      verdict: row.verdict,
      cancelledIds: [],
    },
  };
}

export interface Acceptance {
  /** The operator's words in place of the author's; null: as it was written. */
  readonly amended: { readonly subject: string; readonly text: string } | null;
  /** Null where the other side reads in the message centre alone. */
  readonly delivery: NewDelivery | null;
  readonly at: Date;
  /** When the delivery may leave. */
  readonly dueAt: Date;
  readonly expiresAt: Date;
}

/** Lets a message through that was held or refused: state, conversation, delivery, event. */
export async function acceptDecided(
  tx: Transaction<DB>,
  message: DecidedMessage,
  { amended, delivery, at, dueAt, expiresAt }: Acceptance,
): Promise<void> {
  const { key, id } = message;
  await tx
    .updateTable('message')
    .set({
      state: 'accepted',
      released_at: at,
      ...(amended === null ? {} : { subject: amended.subject, body_text: amended.text, body_html: null }),
    })
    .where('marketplace_id', '=', key.marketplaceId)
    .where('seller_id', '=', key.sellerId)
    .where('id', '=', id)
    .execute();
  await recount(tx, message, 1);
  await queueDeliveries(tx, message, delivery === null ? [] : [delivery], { dueAt, expiresAt });
  await writeEvent(tx, message, 'message.accepted', at);
}

/**
 * Refuses a held message, or takes an accepted one back: nobody but its author and the operator sees it any more, and
 * what still waits in the outbox is cancelled. Gives what was cancelled. What a worker holds, or what has left, has.
 * `by`: what decided, where it wasn't the operator.
 */
export async function refuseDecided(
  tx: Transaction<DB>,
  message: DecidedMessage,
  reason: VerdictReason,
  at: Date,
  by?: Readonly<Record<string, unknown>>,
): Promise<readonly string[]> {
  const { key, id } = message;
  await sql`
    update message
       set state = 'refused',
           verdict = jsonb_set(verdict, '{reasons}', coalesce(verdict -> 'reasons', '[]') || ${JSON.stringify([reason])}::jsonb)
     where (marketplace_id, seller_id, id) = (${key.marketplaceId}, ${key.sellerId}::uuid, ${id}::uuid)`.execute(
    tx,
  );
  const { rows } = await sql<{ id: string }>`
    update delivery set state = 'cancelled', lease_token = null, settled_at = ${at}::timestamptz
     where (marketplace_id, seller_id, message_id) = (${key.marketplaceId}, ${key.sellerId}::uuid, ${id}::uuid)
       and state = 'queued' and (lease_token is null or next_attempt_at <= ${at}::timestamptz)
    returning id`.execute(tx);
  if (message.before.state === 'accepted') await recount(tx, message, -1);
  await releaseSolicitation(tx, message);
  await writeEvent(tx, message, 'message.refused', at, by);
  return rows.map((row) => row.id);
}

/** Brings a message back to how a decision found it; its cancelled deliveries are due again. */
export async function restoreMessage(
  tx: Transaction<DB>,
  message: DecidedMessage,
  before: MessageBefore,
  at: Date,
): Promise<void> {
  const { key, id } = message;
  await tx
    .updateTable('message')
    .set({
      state: before.state,
      ...(before.state === 'accepted' ? {} : { released_at: null }),
      subject: before.subject,
      body_text: before.text,
      body_html: before.html,
      verdict: JSON.stringify(before.verdict),
      // Who takes a decision back is about to take another one.
      held_until:
        before.state === 'held' ? sql`greatest(held_until, ${at}::timestamptz + interval '1 hour')` : null,
    })
    .where('marketplace_id', '=', key.marketplaceId)
    .where('seller_id', '=', key.sellerId)
    .where('id', '=', id)
    .execute();
  const was = message.before.state === 'accepted';
  const is = before.state === 'accepted';
  if (was !== is) await recount(tx, message, is ? 1 : -1);
  if (before.cancelledIds.length > 0)
    await sql`
      update delivery set state = 'queued', settled_at = null, next_attempt_at = ${at}::timestamptz,
             expires_at = greatest(expires_at, ${at}::timestamptz + interval '4 days')
       where id = any(${[...before.cancelledIds]}::uuid[]) and state = 'cancelled'`.execute(tx);
  await writeEvent(tx, message, `message.${before.state}`, at);
}

/** Whether anything of these deliveries has left, or may be leaving: they stay locked until the transaction ends. */
export async function haveLeft(tx: Transaction<DB>, ids: readonly string[]): Promise<boolean> {
  if (ids.length === 0) return false;
  const rows = await tx
    .selectFrom('delivery')
    .select(['state', 'attempt_count', 'lease_token'])
    .where('id', 'in', [...ids])
    .forUpdate()
    .execute();
  return rows.some((row) => row.state !== 'queued' || row.attempt_count > 0 || row.lease_token !== null);
}

/** Takes deliveries that have not left out of the outbox, with the names under which they would have been known. */
export async function withdrawDeliveries(
  tx: Transaction<DB>,
  ids: readonly string[],
  at: Date,
): Promise<void> {
  if (ids.length === 0) return;
  await sql`
    with gone as (
      update delivery set state = 'cancelled', settled_at = ${at}::timestamptz
       where id = any(${[...ids]}::uuid[]) and state = 'queued'
      returning marketplace_id, seller_id, buyer_id, recipient, rfc_message_id)
    delete from mail_identity i using gone g
     where (i.marketplace_id, i.seller_id, i.buyer_id, i.holder, i.rfc_id)
         = (g.marketplace_id, g.seller_id, g.buyer_id, g.recipient, g.rfc_message_id)`.execute(tx);
}

/** The conversation after one message more or less that both sides see. */
export async function recount(
  tx: Transaction<DB>,
  { key, conversationId, author, isRead }: DecidedMessage,
  change: 1 | -1,
): Promise<void> {
  const unread = (side: Side): number =>
    author !== 'marketplace' && author !== side && !isRead ? change : 0;
  await sql`
    update conversation c
       set message_count   = c.message_count + ${change},
           unread_buyer    = greatest(c.unread_buyer + ${unread('buyer')}, 0),
           unread_seller   = greatest(c.unread_seller + ${unread('seller')}, 0),
           last_message_at = coalesce(newest.received_at, c.last_message_at),
           last_author     = coalesce(newest.author, c.last_author),
           preview         = coalesce(left(trim(regexp_replace(newest.body_text, '\\s+', ' ', 'g')), 140), ''),
           subject         = coalesce((
             select m.subject from message m
              where (m.marketplace_id, m.seller_id, m.conversation_id) = (c.marketplace_id, c.seller_id, c.id)
                and m.state = 'accepted' and m.subject <> '' order by m.received_at, m.id limit 1), '')
      from (select 1) one left join lateral (
        select m.received_at, m.author, m.body_text from message m
         where (m.marketplace_id, m.seller_id, m.conversation_id)
             = (${key.marketplaceId}, ${key.sellerId}::uuid, ${conversationId}::uuid) and m.state = 'accepted'
         order by m.received_at desc, m.id desc limit 1) newest on true
     where (c.marketplace_id, c.seller_id, c.id)
         = (${key.marketplaceId}, ${key.sellerId}::uuid, ${conversationId}::uuid)`.execute(tx);
  await refreshClock(tx, { marketplaceId: key.marketplaceId, sellerId: key.sellerId, conversationId });
}

/** `by`: what decided about the message, of which it was kept before. */
export async function writeEvent(
  tx: Transaction<DB>,
  { key, conversationId, id, author }: DecidedMessage,
  kind: string,
  at: Date,
  by: Readonly<Record<string, unknown>> = { byOperator: true },
): Promise<void> {
  await tx
    .insertInto('event')
    .values({
      at,
      kind,
      marketplace_id: key.marketplaceId,
      seller_id: key.sellerId,
      buyer_id: key.buyerId,
      conversation_id: conversationId,
      message_id: id,
      data: JSON.stringify({ author, ...by }),
    })
    .execute();
}
