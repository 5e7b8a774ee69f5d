import type { Kysely } from 'kysely';
import { sql } from 'kysely';

import type { Verdict } from '#market/verdict.ts';

import type { DB } from './schema.gen.ts';

/** A seller's message that the guidelines judged, with what judging it again needs. */
export interface JudgedMessage {
  readonly id: string;
  readonly receivedAt: Date;
  readonly subject: string;
  readonly text: string;
  readonly html: string | null;
  readonly quoted: string | null;
  readonly cut: 'none' | 'exact' | 'unsure';
  readonly verdict: Verdict;
  /** It answers a message of the buyer's, by its references. */
  readonly answersBuyer: boolean;
  readonly order: {
    readonly id: string;
    readonly completedAt: Date | null;
    /** Before this message. */
    readonly reviewRequestsSent: number;
  } | null;
  /** The buyer has orders with the seller. */
  readonly hasOrders: boolean;
  readonly buyerLanguage: string;
  readonly marketplace: { readonly aliasDomain: string; readonly country: string; readonly timeZone: string };
  readonly sellerAlias: string | null;
  readonly names: readonly string[];
  readonly files: readonly {
    readonly name: string;
    readonly mediaType: string;
    readonly contentId: string | null;
    /** What is known of its content, as text; null where nothing is. */
    readonly facts: string | null;
  }[];
}

export interface JudgedPage {
  readonly marketplaceId: string;
  readonly since: Date;
  /** The last id of the page before; null for the first page. */
  readonly after: string | null;
  readonly limit: number;
  /** The version of the reader whose file facts count. */
  readonly reader: number;
}

type Row = Omit<JudgedMessage, 'order'> & {
  readonly orderId: string | null;
  readonly completedAt: Date | null;
  readonly reviewRequestsSent: number;
};

/** Messages of a marketplace's sellers that the guidelines judged, oldest first; those of erased buyers are left out. */
export async function listJudgedMessages(
  db: Kysely<DB>,
  { marketplaceId, since, after, limit, reader }: JudgedPage,
): Promise<readonly JudgedMessage[]> {
  const { rows } = await sql<Row>`
    select m.id, m.received_at as "receivedAt", m.subject, m.body_text as text, m.body_html as html,
           m.quoted_text as quoted, m.cut, m.verdict, b.language as "buyerLanguage", c.order_id as "orderId",
           o.completed_at as "completedAt",
           exists (select from message q where (q.marketplace_id, q.seller_id, q.id)
             = (m.marketplace_id, m.seller_id, m.answers_id) and q.author = 'buyer') as "answersBuyer",
           exists (select from sales_order s where (s.marketplace_id, s.seller_id, s.buyer_id)
             = (m.marketplace_id, m.seller_id, m.buyer_id)) as "hasOrders",
           (select count(*)::int from message p
              join conversation d on (d.marketplace_id, d.seller_id, d.id) = (p.marketplace_id, p.seller_id, p.conversation_id)
             where (p.marketplace_id, p.seller_id, p.buyer_id) = (m.marketplace_id, m.seller_id, m.buyer_id)
               and p.author = 'seller' and p.state = 'accepted' and p.received_at < m.received_at
               and (p.verdict -> 'guidelines' ->> 'solicits') = 'true' and d.order_id = c.order_id)
             as "reviewRequestsSent",
           jsonb_build_object('aliasDomain', k.alias_domain, 'country', k.country, 'timeZone', k.time_zone)
             as marketplace,
           (select a.local_part || '@' || a.domain from alias a
             where (a.marketplace_id, a.seller_id, a.buyer_id) = (m.marketplace_id, m.seller_id, m.buyer_id)
               and a.stands_for = 'seller' and a.revoked_at is null limit 1) as "sellerAlias",
           array[b.name, s.name, k.name] || array(
             select l.title from order_line l
              where (l.marketplace_id, l.seller_id, l.order_id) = (m.marketplace_id, m.seller_id, c.order_id)
              order by l.line_no limit 50) as names,
           (select coalesce(jsonb_agg(jsonb_build_object('name', f.name, 'mediaType', f.media_type,
                   'contentId', f.content_id, 'facts', x.facts) order by f.position), '[]')
              from message_file f left join file_facts x on x.sha256 = f.sha256 and x.reader = ${reader}
             where (f.marketplace_id, f.seller_id, f.message_id) = (m.marketplace_id, m.seller_id, m.id)) as files
      from message m
      join conversation c on (c.marketplace_id, c.seller_id, c.id) = (m.marketplace_id, m.seller_id, m.conversation_id)
      join seller s on s.id = m.seller_id
      join buyer b on b.id = m.buyer_id
      join marketplace k on k.id = m.marketplace_id
      left join sales_order o on (o.marketplace_id, o.seller_id, o.id) = (m.marketplace_id, m.seller_id, c.order_id)
     where m.marketplace_id = ${marketplaceId} and m.author = 'seller' and m.automatic is null
       and m.received_at >= ${since}::timestamptz and m.verdict ? 'guidelines' and b.erased_at is null
       and (${after}::uuid is null or m.id > ${after}::uuid)
     order by m.id limit ${limit}`.execute(db);
  return rows.map(({ orderId, completedAt, reviewRequestsSent, ...row }) => ({
    ...row,
    order: orderId === null ? null : { id: orderId, completedAt, reviewRequestsSent },
  }));
}
