import type { Kysely, Transaction } from 'kysely';
import { sql } from 'kysely';

import { canonicalAddress, parseAddress } from '#mail/address.ts';
import { ERASED, eraseNotice, eraseVerdict, eraserOf } from '#market/erasure.ts';
import type { Notice } from '#market/message.ts';
import type { Actor } from '#market/party.ts';
import type { Verdict } from '#market/verdict.ts';

import { forgetAccountUpdates } from './account-update.ts';
import { writeAudit } from './audit.ts';
import type { DB } from './schema.gen.ts';

export interface ErasureRequest {
  readonly buyerId: string;
  readonly actor: Actor;
  readonly at: Date;
  readonly auditId: string;
}

export interface ErasureResult {
  readonly messages: number;
  readonly files: number;
  readonly originals: number;
  /** Deliveries to or about the person that were still waiting. */
  readonly cancelled: number;
}

type Eraser = (text: string) => string;

/** RFC 2606 §2: no mail ever leaves for it. */
const addressOfNobody = (buyerId: string): string => `${buyerId}@erased.invalid`;

/**
 * Erases a buyer (OPS 4, GDPR Article 17): who they are, what they wrote, every file and original of their
 * conversations; in what sellers wrote to them, their name, address and number. Orders, times and verdicts without
 * words stay, as do statements of reasons and the audit log, which the law wants kept (Article 17(3)). Their aliases
 * are revoked and nothing is sent to them any more. Null where there is no such buyer; may be repeated.
 */
export async function eraseBuyer(
  tx: Transaction<DB>,
  { buyerId, at, actor, auditId }: ErasureRequest,
): Promise<ErasureResult | null> {
  const erased = await eraseRows(tx, buyerId, at);
  if (erased === null || erased.again) return erased;
  await writeAudit(tx, {
    id: auditId,
    at,
    sellerId: null,
    actor,
    action: 'buyer.erased',
    subject: buyerId,
    from: null,
    to: 'erased',
  });
  return erased;
}

/** Mail that was on its way while a buyer was erased may be recorded a moment later: it goes as well, and whole. */
export async function eraseStragglers(db: Kysely<DB>, now: Date): Promise<void> {
  const since = new Date(now.getTime() - STRAGGLING_MS);
  const buyers = await db.selectFrom('buyer').select('id').where('erased_at', '>', since).execute();
  for (const { id } of buyers) await db.transaction().execute((tx) => eraseRows(tx, id, now));
}

/** Longer than any mail is on its way inside the house, and than a node may have been away. */
const STRAGGLING_MS = 24 * 3_600_000;

async function eraseRows(
  tx: Transaction<DB>,
  buyerId: string,
  at: Date,
): Promise<(ErasureResult & { readonly again: boolean }) | null> {
  const buyer = await tx
    .selectFrom('buyer')
    .select(['name', 'address', 'address_canonical', 'phone', 'erased_at'])
    .where('id', '=', buyerId)
    .forUpdate()
    .executeTakeFirst();
  if (buyer === undefined) return null;
  const again = buyer.erased_at !== null;
  const eraser = eraserOf({ name: buyer.name, address: buyer.address, phone: buyer.phone });
  const cancelled = await eraseDeliveries(tx, buyerId, at);
  const words = await eraseWords(tx, { buyerId, at, eraser, again });
  const originals = await removeOriginals(tx, buyerId);
  await eraseTraces(tx, buyerId, at, eraser);
  await forgetAccountUpdates(tx, buyerId);
  await eraseInbox(tx, buyerId, eraser);
  await eraseWishes(tx, buyerId);
  await eraseAccess(tx, buyerId);
  await tx.deleteFrom('notice_sent').where('recipient_canonical', '=', buyer.address_canonical).execute();
  if (!again) await erasePerson(tx, buyerId, at);
  return { ...words, originals, cancelled, again };
}

async function erasePerson(tx: Transaction<DB>, buyerId: string, at: Date): Promise<void> {
  const address = addressOfNobody(buyerId);
  const parsed = parseAddress(address);
  await tx
    .updateTable('buyer')
    .set({
      name: ERASED,
      address,
      address_canonical: parsed === null ? address : canonicalAddress(parsed),
      address_state: 'failing',
      phone: null,
      shop_id: null,
      erased_at: at,
    })
    .where('id', '=', buyerId)
    .execute();
  await tx
    .updateTable('alias')
    .set({ revoked_at: at })
    .where('buyer_id', '=', buyerId)
    .where('revoked_at', 'is', null)
    .execute();
}

/** What waits is cancelled; what providers answered may quote the mailbox. */
async function eraseDeliveries(tx: Transaction<DB>, buyerId: string, at: Date): Promise<number> {
  await sql`
    update delivery_attempt a set remote_host = null, remote_answer = null
      from delivery d
     where (a.marketplace_id, a.seller_id, a.delivery_id) = (d.marketplace_id, d.seller_id, d.id)
       and (d.marketplace_id, d.seller_id) in
           (select marketplace_id, seller_id from relationship where buyer_id = ${buyerId}::uuid)
       and d.buyer_id = ${buyerId}::uuid and d.recipient = 'buyer'`.execute(tx);
  const { rows } = await sql<{ id: string; notice: Notice | null; waited: boolean }>`
    with before as (
      select d.marketplace_id, d.seller_id, d.id, d.state from delivery d
       where (d.marketplace_id, d.seller_id) in
             (select marketplace_id, seller_id from relationship where buyer_id = ${buyerId}::uuid)
         and d.buyer_id = ${buyerId}::uuid
         for update
    )
    update delivery d
       set state = case when d.state = 'queued' then 'cancelled' else d.state end,
           settled_at = case when d.state = 'queued' then ${at}::timestamptz else d.settled_at end,
           lease_token = case when d.state = 'queued' then null else d.lease_token end,
           recipient_address = case when d.recipient = 'buyer' then null else d.recipient_address end,
           remote_host = case when d.recipient = 'buyer' then null else d.remote_host end,
           remote_answer = case when d.recipient = 'buyer' then null else d.remote_answer end
      from before
     where (d.marketplace_id, d.seller_id, d.id) = (before.marketplace_id, before.seller_id, before.id)
    returning d.id, d.notice, before.state = 'queued' as waited`.execute(tx);
  for (const { id, notice } of rows)
    if (notice !== null)
      await tx
        .updateTable('delivery')
        .set({ notice: JSON.stringify(eraseNotice(notice)) })
        .where('id', '=', id)
        .execute();
  return rows.filter(({ waited }) => waited).length;
}

async function removeOriginals(tx: Transaction<DB>, buyerId: string): Promise<number> {
  const result = await sql`
    delete from message_source s using message m
     where (s.marketplace_id, s.seller_id, s.message_id) = (m.marketplace_id, m.seller_id, m.id)
       and (m.marketplace_id, m.seller_id) in
           (select marketplace_id, seller_id from relationship where buyer_id = ${buyerId}::uuid)
       and m.buyer_id = ${buyerId}::uuid`.execute(tx);
  return Number(result.numAffectedRows ?? 0n);
}

interface MessageRow {
  readonly id: string;
  readonly author: 'buyer' | 'seller' | 'marketplace';
  readonly subject: string;
  readonly body_text: string;
  readonly body_html: string | null;
  readonly verdict: Verdict;
}

interface Erasing {
  readonly buyerId: string;
  readonly at: Date;
  readonly eraser: Eraser;
  /** What comes later goes whole: nobody knows any more what to look for in it. */
  readonly again: boolean;
}

async function eraseWords(
  tx: Transaction<DB>,
  erasing: Erasing,
): Promise<{ readonly messages: number; readonly files: number }> {
  const { buyerId } = erasing;
  const { rows } = await sql<MessageRow>`
    select m.id, m.author, m.subject, m.body_text, m.body_html, m.verdict from message m
     where (m.marketplace_id, m.seller_id) in
           (select marketplace_id, seller_id from relationship where buyer_id = ${buyerId}::uuid)
       and m.buyer_id = ${buyerId}::uuid and m.erased_at is null
       for update`.execute(tx);
  const files = await sql`
    delete from message_file f using message m
     where (f.marketplace_id, f.seller_id, f.message_id) = (m.marketplace_id, m.seller_id, m.id)
       and (m.marketplace_id, m.seller_id) in
           (select marketplace_id, seller_id from relationship where buyer_id = ${buyerId}::uuid)
       and m.buyer_id = ${buyerId}::uuid`.execute(tx);
  for (const row of rows) await eraseMessage(tx, row, erasing);
  return { messages: rows.length, files: Number(files.numAffectedRows ?? 0n) };
}

/** A person's own words go; of what was written to them, what names them. */
async function eraseMessage(
  tx: Transaction<DB>,
  row: MessageRow,
  { at, eraser, again }: Erasing,
): Promise<void> {
  const own = again || row.author === 'buyer';
  await tx
    .updateTable('message')
    .set({
      subject: own ? '' : eraser(row.subject),
      body_text: own ? '' : eraser(row.body_text),
      body_html: own || row.body_html === null ? null : eraser(row.body_html),
      quoted_text: null,
      ...(row.author === 'buyer' ? { author_label: ERASED, author_address: null, authentication: null } : {}),
      verdict: JSON.stringify(eraseVerdict(row.verdict)),
      notes: JSON.stringify([{ code: 'erased', detail: '' }]),
      erased_at: at,
    })
    .where('id', '=', row.id)
    .execute();
}

/** What speaks of the person beside messages: subjects of conversations, ids of their mails, reports, reviews. */
async function eraseTraces(tx: Transaction<DB>, buyerId: string, at: Date, eraser: Eraser): Promise<void> {
  await tx
    .updateTable('conversation')
    .set({ subject: '', preview: '', blocked_at: at })
    .where('buyer_id', '=', buyerId)
    .execute();
  // The ids that their mail program gave name its host.
  await sql`delete from mail_identity where buyer_id = ${buyerId}::uuid
     and (marketplace_id, seller_id) in
         (select marketplace_id, seller_id from relationship where buyer_id = ${buyerId}::uuid)`.execute(tx);
  await tx
    .updateTable('report')
    .set({ body: '' })
    .where('buyer_id', '=', buyerId)
    .where('reporter', '=', 'buyer')
    .execute();
  const reports = await tx
    .selectFrom('report')
    .select(['id', 'body'])
    .where('buyer_id', '=', buyerId)
    .where('reporter', '=', 'seller')
    .execute();
  for (const { id, body } of reports)
    await tx
      .updateTable('report')
      .set({ body: eraser(body) })
      .where('id', '=', id)
      .execute();
  await eraseClockWords(tx, buyerId, eraser);
  const reviews = await tx
    .selectFrom('review')
    .select(['id', 'note'])
    .where('buyer_id', '=', buyerId)
    .execute();
  for (const { id, note } of reviews)
    await tx
      .updateTable('review')
      .set({ note: note === null ? null : eraser(note), before: null })
      .where('id', '=', id)
      .execute();
}

/** What was said about when they were answered, and their wish to cancel an order in their name. */
async function eraseClockWords(tx: Transaction<DB>, buyerId: string, eraser: Eraser): Promise<void> {
  for (const table of ['clock_dispute', 'clock_correction'] as const) {
    const { rows } = await sql<{ place: string; reason: string }>`
      select t.ctid::text as place, t.reason from ${sql.table(table)} t
        join message m on (m.marketplace_id, m.seller_id, m.id) = (t.marketplace_id, t.seller_id, t.message_id)
       where m.buyer_id = ${buyerId}::uuid for update of t`.execute(tx);
    for (const { place, reason } of rows)
      await sql`update ${sql.table(table)} set reason = ${eraser(reason)} where ctid = ${place}::tid`.execute(
        tx,
      );
  }
  await sql`
    update cancellation_wish w
       set wished_by = jsonb_build_object('kind', wished_by ->> 'kind', 'id', wished_by -> 'id', 'label', ${ERASED}::text)
      from sales_order o
     where (o.marketplace_id, o.seller_id, o.id) = (w.marketplace_id, w.seller_id, w.order_id)
       and o.buyer_id = ${buyerId}::uuid and w.wished_by ->> 'kind' = 'buyer'`.execute(tx);
}

/** What the inbox keeps beside messages: the words by which they are found, what wasn't sent, the seller's notes. */
async function eraseInbox(tx: Transaction<DB>, buyerId: string, eraser: Eraser): Promise<void> {
  const theirs = sql`(marketplace_id, seller_id, conversation_id) in
      (select marketplace_id, seller_id, id from conversation where buyer_id = ${buyerId}::uuid)`;
  await tx.deleteFrom('message_search').where('buyer_id', '=', buyerId).execute();
  await sql`delete from draft where ${theirs}`.execute(tx);
  const { rows } = await sql<{ id: string; body: string }>`
    select id, body from conversation_note where ${theirs}`.execute(tx);
  for (const { id, body } of rows)
    await sql`update conversation_note set body = ${eraser(body)} where ${theirs} and id = ${id}::uuid`.execute(
      tx,
    );
}

/** Every way in that they had. */
async function eraseAccess(tx: Transaction<DB>, buyerId: string): Promise<void> {
  await tx.deleteFrom('api_token').where('owner_id', '=', buyerId).execute();
  await tx.deleteFrom('web_session').where('buyer_id', '=', buyerId).execute();
  await tx.deleteFrom('answer_link_stop').where('buyer_id', '=', buyerId).execute();
}

async function eraseWishes(tx: Transaction<DB>, buyerId: string): Promise<void> {
  await tx.deleteFrom('buyer_preference').where('buyer_id', '=', buyerId).execute();
  await tx.deleteFrom('seller_mute').where('buyer_id', '=', buyerId).execute();
  await tx.deleteFrom('suppression').where('buyer_id', '=', buyerId).execute();
  await sql`update buyer_preference_change
               set actor = jsonb_build_object('kind', actor ->> 'kind', 'id', actor -> 'id', 'label', ${ERASED}::text)
             where buyer_id = ${buyerId}::uuid`.execute(tx);
}
