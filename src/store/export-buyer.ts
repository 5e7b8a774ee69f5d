import type { Kysely } from 'kysely';
import { sql } from 'kysely';

import type { DB } from './schema.gen.ts';

/** A file of the export: what the person sent or got. */
export interface ExportedFile {
  readonly messageId: string;
  readonly position: number;
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** The tables of an export, in the order in which a person would look. Each query gives one JSON object a row. */
const SECTIONS: Readonly<Record<string, (buyerId: string) => ReturnType<typeof sql>>> = {
  person: (id) => sql`
    select b.id, b.shop_id, b.name, b.language, b.address, b.phone, b.address_state, b.created_at
      from buyer b where b.id = ${id}::uuid`,
  sellers: (id) => sql`
    select r.marketplace_id, s.name as seller, r.created_at,
           array(select a.local_part || '@' || a.domain from alias a
                  where (a.marketplace_id, a.seller_id, a.buyer_id) = (r.marketplace_id, r.seller_id, r.buyer_id)
                    and a.stands_for = 'seller' and a.revoked_at is null) as write_to
      from relationship r join seller s on s.id = r.seller_id where r.buyer_id = ${id}::uuid order by r.created_at`,
  orders: (id) => sql`
    select o.marketplace_id, o.id, o.status, o.placed_at, o.completed_at,
           (select jsonb_agg(jsonb_build_object('title', l.title, 'quantity', l.quantity,
                             'amount_minor', l.amount_minor, 'currency', l.currency) order by l.line_no)
              from order_line l
             where (l.marketplace_id, l.seller_id, l.order_id) = (o.marketplace_id, o.seller_id, o.id)) as lines
      from sales_order o where o.buyer_id = ${id}::uuid order by o.placed_at`,
  // SECURITY: what was refused or is held never reached this person and is its author's alone.
  messages: (id) => sql`
    select m.id, m.conversation_id, c.order_id, s.name as seller, m.author, m.door, m.state, m.received_at,
           m.subject, m.body_text as text, m.body_html as html, m.quoted_text, m.read_by_recipient_at,
           case when m.author = 'buyer' then m.authentication end as authentication,
           array(select f.name from message_file f
                  where (f.marketplace_id, f.seller_id, f.message_id) = (m.marketplace_id, m.seller_id, m.id)
                  order by f.position) as files
      from message m
      join conversation c on (c.marketplace_id, c.seller_id, c.id)
                           = (m.marketplace_id, m.seller_id, m.conversation_id)
      join seller s on s.id = m.seller_id
     where m.buyer_id = ${id}::uuid and (m.author = 'buyer' or m.state = 'accepted')
     order by m.received_at, m.id`,
  drafts: (id) => sql`
    select d.conversation_id, d.body as text, d.changed_at from draft d
     where d.holder_id = ${id}::uuid and d.body <> '' order by d.changed_at`,
  deliveries: (id) => sql`
    select d.message_id, d.state, d.created_at, d.handed_over_at, d.settled_at, d.remote_code, d.remote_answer
      from delivery d where d.buyer_id = ${id}::uuid and d.recipient = 'buyer' order by d.created_at`,
  wishes: (id) => sql`
    select p.marketplace_id, s.name as seller, p.declines, p.language, p.at
      from buyer_preference_change p left join seller s on s.id = p.seller_id
     where p.buyer_id = ${id}::uuid order by p.at`,
  cancellations: (id) => sql`
    select w.marketplace_id, w.order_id, w.wished_at, w.wished_by ->> 'kind' as wished_by
      from cancellation_wish w
      join sales_order o on (o.marketplace_id, o.seller_id, o.id) = (w.marketplace_id, w.seller_id, w.order_id)
     where o.buyer_id = ${id}::uuid order by w.wished_at`,
  reports: (id) => sql`
    select r.message_id, r.conversation_id, r.reason, r.body, r.reported_at
      from report r where r.buyer_id = ${id}::uuid and r.reporter = 'buyer' order by r.reported_at`,
  decisions: (id) => sql`
    select t.subject, t.body, t.automatic, t.issued_at, t.object_until, o.body as objection, o.answer
      from statement_of_reasons t left join objection o on o.statement_id = t.id
     where t.buyer_id = ${id}::uuid and t.addressee = 'buyer' order by t.issued_at`,
};

/**
 * Everything that is kept of a buyer and theirs to have (OPS 4, GDPR Article 15 and 20), as JSON values by section;
 * null where there is no such buyer.
 */
export async function exportBuyer(
  db: Kysely<DB>,
  buyerId: string,
): Promise<Readonly<Record<string, readonly unknown[]>> | null> {
  const sections: Record<string, readonly unknown[]> = {};
  for (const [name, query] of Object.entries(SECTIONS)) {
    const { rows } = await query(buyerId).execute(db);
    if (name === 'person' && rows.length === 0) return null;
    sections[name] = rows;
  }
  return sections;
}

/** The files of the messages that the export lists, one after the other: they don't fit into memory together. */
export async function* exportFiles(db: Kysely<DB>, buyerId: string): AsyncGenerator<ExportedFile> {
  const { rows } = await sql<{
    marketplace_id: string;
    seller_id: string;
    message_id: string;
    position: number;
  }>`
    select f.marketplace_id, f.seller_id, f.message_id, f.position
      from message m
      join message_file f on (f.marketplace_id, f.seller_id, f.message_id) = (m.marketplace_id, m.seller_id, m.id)
     where m.buyer_id = ${buyerId}::uuid and (m.author = 'buyer' or m.state = 'accepted')
     order by f.message_id, f.position`.execute(db);
  for (const row of rows) {
    const file = await db
      .selectFrom('message_file')
      .select(['name', 'bytes'])
      .where('marketplace_id', '=', row.marketplace_id)
      .where('seller_id', '=', row.seller_id)
      .where('message_id', '=', row.message_id)
      .where('position', '=', row.position)
      .executeTakeFirst();
    if (file !== undefined)
      yield { messageId: row.message_id, position: row.position, name: file.name, bytes: file.bytes };
  }
}
