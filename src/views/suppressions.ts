import type { Kysely } from 'kysely';
import { sql } from 'kysely';

import { aliasAddress } from '#market/alias.ts';
import type { DB } from '#store/schema.gen.ts';
import type { SuppressionSource } from '#store/suppression.ts';

import type { Page, TextCursor } from './page.ts';
import { encodeCursor } from './page.ts';
import type { BuyerView, Reader } from './reader.ts';
import { buyerView } from './reader.ts';

/** A buyer who never gets a solicitation from this seller (OPT 7). */
export interface SuppressionView {
  readonly marketplace: string;
  readonly buyer: BuyerView;
  /** The anonymous address that stands for the buyer towards this seller; null after it was revoked. */
  readonly address: string | null;
  /** Sellers read `automatic` for what a buyer's opt-out or flag did. */
  readonly source: SuppressionSource | 'automatic';
  readonly addedAt: Date;
}

interface SuppressionRow {
  readonly marketplace_id: string;
  readonly buyer_id: string;
  readonly buyer_name: string;
  readonly local_part: string | null;
  readonly domain: string | null;
  readonly source: SuppressionSource;
  readonly added_at: Date;
  readonly sort_at: string;
}

/** SECURITY: a flag is a report, and who reported whom is nobody else's: it looks like any other automatic entry. */
function sourceFor(reader: Reader, source: SuppressionSource): SuppressionView['source'] {
  return reader.kind === 'operator' || source === 'hand' || source === 'import' ? source : 'automatic';
}

/** The list of one seller, newest first. Whose it is, the caller checks. */
export async function listSuppressions(
  db: Kysely<DB>,
  reader: Reader,
  sellerId: string,
  { after, limit }: { readonly after: TextCursor | null; readonly limit: number },
): Promise<Page<SuppressionView>> {
  const where =
    after === null
      ? sql`true`
      : sql`(x.added_at, x.buyer_id) < (${after.at}::timestamptz, ${after.id}::uuid)`;
  const { rows } = await sql<SuppressionRow>`
    select x.marketplace_id, x.buyer_id, b.name as buyer_name, a.local_part, a.domain, x.source, x.added_at,
           to_char(x.added_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as sort_at
      from suppression x
      join buyer b on b.id = x.buyer_id
      left join alias a on (a.marketplace_id, a.seller_id, a.buyer_id) = (x.marketplace_id, x.seller_id, x.buyer_id)
           and a.stands_for = 'buyer' and a.revoked_at is null
     where x.seller_id = ${sellerId}::uuid and ${where}
     order by x.added_at desc, x.buyer_id desc limit ${limit + 1}`.execute(db);
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    items: shown.map((row) => ({
      marketplace: row.marketplace_id,
      buyer: buyerView(reader, row.buyer_id, row.buyer_name),
      address:
        row.local_part === null || row.domain === null ? null : aliasAddress(row.local_part, row.domain),
      source: sourceFor(reader, row.source),
      addedAt: row.added_at,
    })),
    next: rows.length <= limit || last === undefined ? null : encodeCursor(last.sort_at, last.buyer_id),
  };
}
