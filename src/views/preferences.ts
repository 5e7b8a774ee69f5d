import type { Kysely } from 'kysely';
import { sql } from 'kysely';

import type { Actor } from '#market/party.ts';
import { packOfCountry } from '#store/marketplace.ts';
import type { DB } from '#store/schema.gen.ts';

import type { Page, TextCursor } from './page.ts';
import { encodeCursor } from './page.ts';

interface MutedSeller {
  readonly id: string;
  readonly name: string;
  /** ISO 8601. */
  readonly since: string;
}

/** What a buyer declines in one marketplace. */
export interface MarketplacePreference {
  readonly marketplace: string;
  readonly name: string;
  readonly pack: string;
  /** Messages that aren't needed, from every seller. */
  readonly declines: boolean;
  readonly since: Date | null;
  /** Sellers from whom alone the buyer declines them. */
  readonly muted: readonly MutedSeller[];
}

export interface BuyerPreferences {
  readonly language: string;
  /** False: the shop said it. */
  readonly languageChosen: boolean;
  /** Those in which the buyer knows a seller, or said what they want. */
  readonly marketplaces: readonly MarketplacePreference[];
}

interface PreferenceRow {
  readonly id: string;
  readonly name: string;
  readonly pack: string | null;
  readonly country: string;
  readonly declines: boolean | null;
  readonly changed_at: Date | null;
  readonly muted: MutedSeller[];
}

/** A buyer's preferences; null where there is no such buyer. Whose they are, the caller checks. */
export async function findPreferences(db: Kysely<DB>, buyerId: string): Promise<BuyerPreferences | null> {
  const buyer = await db
    .selectFrom('buyer')
    .select(['language', 'language_chosen_at'])
    .where('id', '=', buyerId)
    .executeTakeFirst();
  if (buyer === undefined) return null;
  const { rows } = await sql<PreferenceRow>`
    select m.id, m.name, m.pack, m.country, p.declines, p.changed_at,
           (select coalesce(jsonb_agg(jsonb_build_object('id', s.id, 'name', s.name, 'since', x.muted_at)
                                      order by s.name, s.id), '[]')
              from seller_mute x join seller s on s.id = x.seller_id
             where x.marketplace_id = m.id and x.buyer_id = ${buyerId}::uuid) as muted
      from marketplace m
      left join buyer_preference p on p.marketplace_id = m.id and p.buyer_id = ${buyerId}::uuid
     where p.buyer_id is not null
        or exists (select from relationship r where r.marketplace_id = m.id and r.buyer_id = ${buyerId}::uuid)
     order by m.id`.execute(db);
  return {
    language: buyer.language,
    languageChosen: buyer.language_chosen_at !== null,
    marketplaces: rows.map((row) => ({
      marketplace: row.id,
      name: row.name,
      pack: row.pack ?? packOfCountry(row.country),
      declines: row.declines === true,
      since: row.changed_at,
      muted: row.muted,
    })),
  };
}

/** One change of a buyer's preferences: of what they decline, or of their language. */
export interface PreferenceTrace {
  readonly id: string;
  readonly at: Date;
  /** Null for the language, which is the same in all of them. */
  readonly marketplace: string | null;
  /** Null: of all sellers. */
  readonly seller: { readonly id: string; readonly name: string } | null;
  readonly declines: boolean | null;
  readonly language: string | null;
  readonly actor: Actor;
}

interface TraceRow {
  readonly id: string;
  readonly at: Date;
  readonly marketplace_id: string | null;
  readonly seller_id: string | null;
  readonly seller_name: string | null;
  readonly declines: boolean | null;
  readonly language: string | null;
  readonly actor: Actor;
  readonly sort_at: string;
}

export interface TraceFilter {
  readonly buyerId: string;
  readonly after: TextCursor | null;
  readonly limit: number;
}

/** Who changed a buyer's preferences and when, newest first (OPT 1). */
export async function listPreferenceChanges(
  db: Kysely<DB>,
  { buyerId, after, limit }: TraceFilter,
): Promise<Page<PreferenceTrace>> {
  const where =
    after === null ? sql`true` : sql`(c.at, c.id) < (${after.at}::timestamptz, ${after.id}::uuid)`;
  const { rows } = await sql<TraceRow>`
    select c.id, c.at, c.marketplace_id, c.seller_id, s.name as seller_name, c.declines, c.language, c.actor,
           to_char(c.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as sort_at
      from buyer_preference_change c
      left join seller s on s.id = c.seller_id
     where c.buyer_id = ${buyerId}::uuid and ${where}
     order by c.at desc, c.id desc limit ${limit + 1}`.execute(db);
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    items: shown.map((row) => ({
      id: row.id,
      at: row.at,
      marketplace: row.marketplace_id,
      seller: row.seller_id === null ? null : { id: row.seller_id, name: row.seller_name ?? '' },
      declines: row.declines,
      language: row.language,
      actor: row.actor,
    })),
    next: rows.length <= limit || last === undefined ? null : encodeCursor(last.sort_at, last.id),
  };
}
