import type { Kysely, RawBuilder, Transaction } from 'kysely';
import { sql } from 'kysely';

import type { Actor, RelationshipKey } from '#market/party.ts';

import { writeAudit } from './audit.ts';
import type { DB } from './schema.gen.ts';

/** How long the link in a mail is good: as long as somebody would look for the mail to answer it. */
export const ANSWER_LINK_DAYS = 30;

const DAY_MS = 86_400_000;

/** What a link by which a buyer answers on the web opens. */
export interface AnswerTarget {
  readonly key: RelationshipKey;
  readonly conversationId: string;
  readonly madeAt: Date;
  /** As the buyer knows them. */
  readonly seller: string;
  readonly marketplace: string;
}

interface TargetRow extends RelationshipKey {
  readonly conversationId: string;
  readonly madeAt: Date;
  readonly seller: string;
  readonly marketplace: string;
}

/**
 * The conversation behind a delivery to a buyer: the one of its message, wherever that was filed meanwhile, or the one that
 * a notice is about. Null where the delivery is none to a buyer, is too old, was stopped, or its buyer was erased.
 */
export async function findAnswerLink(
  db: Kysely<DB>,
  deliveryId: string,
  now: Date,
): Promise<AnswerTarget | null> {
  const oldest = new Date(now.getTime() - ANSWER_LINK_DAYS * DAY_MS);
  const { rows } = await sql<TargetRow>`
    select d.marketplace_id as "marketplaceId", d.seller_id as "sellerId", d.buyer_id as "buyerId",
           c.id as "conversationId", d.created_at as "madeAt", s.name as seller, k.name as marketplace
      from delivery d
      join seller s on s.id = d.seller_id
      join marketplace k on k.id = d.marketplace_id
      join buyer b on b.id = d.buyer_id
      left join message m on (m.marketplace_id, m.seller_id, m.id) = (d.marketplace_id, d.seller_id, d.message_id)
      join conversation c on (c.marketplace_id, c.seller_id, c.buyer_id) = (d.marketplace_id, d.seller_id, d.buyer_id)
       and c.id = coalesce(m.conversation_id, nullif(d.notice -> 'values' ->> 'conversation', '')::uuid)
      left join answer_link_stop x
        on (x.marketplace_id, x.seller_id, x.buyer_id) = (d.marketplace_id, d.seller_id, d.buyer_id)
     where d.id = ${deliveryId}::uuid and d.recipient = 'buyer' and b.erased_at is null
       and d.created_at > ${oldest} and (x.stopped_at is null or d.created_at > x.stopped_at)`.execute(db);
  const [row] = rows;
  if (row === undefined) return null;
  const { marketplaceId, sellerId, buyerId, ...target } = row;
  return { key: { marketplaceId, sellerId, buyerId }, ...target };
}

/** When, by whom, and the id of the audit entry. */
interface Trace {
  readonly at: Date;
  readonly actor: Actor;
  readonly auditId: string;
}

/**
 * All links that went out to this buyer about this seller are good no more, and the sessions that they began end. Gives
 * how many sessions that were.
 */
export async function stopAnswerLinks(
  tx: Transaction<DB>,
  { marketplaceId, sellerId, buyerId }: RelationshipKey,
  trace: Trace,
): Promise<number> {
  const ofPair = sql`(r.marketplace_id, r.seller_id, r.buyer_id) = (${marketplaceId}, ${sellerId}, ${buyerId})`;
  return stopLinks(tx, ofPair, { ...trace, buyerId, marketplaceId });
}

/** The same about all sellers. */
export async function stopAllAnswerLinks(
  tx: Transaction<DB>,
  buyerId: string,
  trace: Trace,
): Promise<number> {
  return stopLinks(tx, sql`r.buyer_id = ${buyerId}`, { ...trace, buyerId, marketplaceId: null });
}

async function stopLinks(
  tx: Transaction<DB>,
  where: RawBuilder<unknown>,
  { at, actor, auditId, buyerId, marketplaceId }: Trace & { buyerId: string; marketplaceId: string | null },
): Promise<number> {
  await sql`
    insert into answer_link_stop (marketplace_id, seller_id, buyer_id, stopped_at)
    select r.marketplace_id, r.seller_id, r.buyer_id, ${at} from relationship r where ${where} order by 1, 2, 3
    on conflict (marketplace_id, seller_id, buyer_id) do update set stopped_at = excluded.stopped_at`.execute(
    tx,
  );
  const { numAffectedRows } = await sql`
    update web_session r set ended_at = ${at}, end_cause = 'link-stopped'
     where ${where} and r.conversation_id is not null and r.ended_at is null`.execute(tx);
  await writeAudit(tx, {
    id: auditId,
    at,
    sellerId: null,
    actor,
    action: 'answer-links.stopped',
    subject: buyerId,
    from: null,
    to: marketplaceId,
  });
  return Number(numAffectedRows ?? 0n);
}

/**
 * SECURITY: a mailbox that was a buyer's until now may be somebody else's soon: where the shop names another one, the
 * links in the old one are good no more. `rows`: buyers with `shop_id` and `address_canonical`, as JSON; before they are
 * written.
 */
export async function stopLinksOfMovedBuyers(tx: Transaction<DB>, rows: string, at: Date): Promise<void> {
  await sql`
    with moved as (
      select b.id from jsonb_to_recordset(${rows}::jsonb) as x (shop_id text, address_canonical text)
        join buyer b on b.shop_id = x.shop_id and b.address_canonical is distinct from x.address_canonical
    ), ended as (
      update web_session w set ended_at = ${at}, end_cause = 'link-stopped'
        from moved where w.buyer_id = moved.id and w.conversation_id is not null and w.ended_at is null
    )
    insert into answer_link_stop (marketplace_id, seller_id, buyer_id, stopped_at)
    select r.marketplace_id, r.seller_id, r.buyer_id, ${at} from moved join relationship r on r.buyer_id = moved.id
     order by 1, 2, 3
    on conflict (marketplace_id, seller_id, buyer_id) do update set stopped_at = excluded.stopped_at`.execute(
    tx,
  );
}

/**
 * The conversation that a buyer most likely meant: the one of the newest message that a mail says it answers, else the one
 * that was written in last. Null where the buyer can see none.
 */
export async function conversationToAnswer(
  db: Kysely<DB>,
  { marketplaceId, sellerId, buyerId }: RelationshipKey,
  rfcIds: readonly string[],
): Promise<string | null> {
  const { rows } = await sql<{ readonly id: string }>`
    select c.id
      from conversation c
     where (c.marketplace_id, c.seller_id, c.buyer_id) = (${marketplaceId}, ${sellerId}, ${buyerId})
       and c.message_count > 0
     order by exists (
              select from message m
                join mail_identity i on (i.marketplace_id, i.seller_id, i.message_id) = (m.marketplace_id, m.seller_id, m.id)
               where (m.marketplace_id, m.seller_id, m.conversation_id) = (c.marketplace_id, c.seller_id, c.id)
                 and i.rfc_id = any(${rfcIds}::text[])) desc, c.last_message_at desc, c.id desc
     limit 1`.execute(db);
  return rows[0]?.id ?? null;
}
