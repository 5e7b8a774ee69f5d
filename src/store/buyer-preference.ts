import type { Kysely, Transaction } from 'kysely';
import { sql } from 'kysely';

import type { BuyerPreference } from '#market/opt-out.ts';
import type { Actor, Language, RelationshipKey } from '#market/party.ts';

import type { DB } from './schema.gen.ts';
import { hurryStopped } from './stop-delivery.ts';

/** A buyer's wish, by themselves, by customer service or by a program (OPT 1). */
export interface PreferenceChange {
  /** Of the trace. */
  readonly id: string;
  readonly marketplaceId: string;
  readonly buyerId: string;
  /** Null: for every seller of the marketplace; else for this one, which the buyer must know. */
  readonly sellerId: string | null;
  readonly declines: boolean;
  readonly actor: Actor;
  readonly at: Date;
}

/** What the buyer of a relationship declines; a buyer who never said anything declines nothing. */
export async function loadPreference(db: Kysely<DB>, key: RelationshipKey): Promise<BuyerPreference> {
  const result = await sql<{ readonly declines: boolean; readonly mutes: boolean }>`
    select coalesce((select declines from buyer_preference
                      where marketplace_id = ${key.marketplaceId} and buyer_id = ${key.buyerId}), false) as declines,
           exists (select from seller_mute
                    where marketplace_id = ${key.marketplaceId} and seller_id = ${key.sellerId}
                      and buyer_id = ${key.buyerId}) as mutes`.execute(db);
  const [row] = result.rows;
  if (row === undefined) throw new Error('a select without from gives one row');
  return { declines: row.declines, mutesSeller: row.mutes };
}

async function isRelationship(
  tx: Transaction<DB>,
  { marketplaceId, buyerId }: PreferenceChange,
  sellerId: string,
): Promise<boolean> {
  const row = await tx
    .selectFrom('relationship')
    .select('buyer_id')
    .where('marketplace_id', '=', marketplaceId)
    .where('seller_id', '=', sellerId)
    .where('buyer_id', '=', buyerId)
    .executeTakeFirst();
  return row !== undefined;
}

async function writeForAll(tx: Transaction<DB>, change: PreferenceChange): Promise<boolean> {
  const result = await sql<{ readonly changed: boolean }>`
    insert into buyer_preference as p (marketplace_id, buyer_id, declines, changed_at)
    values (${change.marketplaceId}, ${change.buyerId}, ${change.declines}, ${change.at})
    on conflict (marketplace_id, buyer_id) do update
       set declines = excluded.declines, changed_at = excluded.changed_at
     where p.declines <> excluded.declines
    returning true as changed`.execute(tx);
  return result.rows.length > 0;
}

async function writeForSeller(
  tx: Transaction<DB>,
  { marketplaceId, buyerId, declines, at }: PreferenceChange,
  sellerId: string,
): Promise<boolean> {
  const key = { marketplace_id: marketplaceId, seller_id: sellerId, buyer_id: buyerId };
  const written = declines
    ? await tx
        .insertInto('seller_mute')
        .values({ ...key, muted_at: at })
        .onConflict((conflict) => conflict.doNothing())
        .returning('buyer_id')
        .execute()
    : await tx
        .deleteFrom('seller_mute')
        .where((row) => row.and(key))
        .returning('buyer_id')
        .execute();
  return written.length > 0;
}

/** `unchanged`: it was so already, and nothing was written; `strangers`: buyer and seller don't know each other. */
export type PreferenceOutcome = 'changed' | 'unchanged' | 'strangers';

/** Writes a wish with its trace, in force with the commit. Throws where there is no such marketplace or buyer. */
export async function changePreference(
  tx: Transaction<DB>,
  change: PreferenceChange,
): Promise<PreferenceOutcome> {
  const { sellerId } = change;
  if (sellerId !== null && !(await isRelationship(tx, change, sellerId))) return 'strangers';
  const changed =
    sellerId === null ? await writeForAll(tx, change) : await writeForSeller(tx, change, sellerId);
  if (!changed) return 'unchanged';
  await tx
    .insertInto('buyer_preference_change')
    .values({
      id: change.id,
      marketplace_id: change.marketplaceId,
      buyer_id: change.buyerId,
      seller_id: sellerId,
      declines: change.declines,
      actor: JSON.stringify(change.actor),
      at: change.at,
    })
    .execute();
  if (change.declines) await hurryStopped(tx, change, change.at);
  return 'changed';
}

export interface LanguageChange {
  /** Of the trace. */
  readonly id: string;
  readonly buyerId: string;
  readonly language: Language;
  readonly actor: Actor;
  readonly at: Date;
}

/**
 * Writes the language that a buyer chose, for all marketplaces and with its trace; imports of the shop leave it alone
 * from then on. False where it was chosen so already. Throws where there is no such buyer.
 */
export async function changeLanguage(tx: Transaction<DB>, change: LanguageChange): Promise<boolean> {
  const { id, buyerId, language, actor, at } = change;
  const changed = await tx
    .updateTable('buyer')
    .set({ language, language_chosen_at: at })
    .where('id', '=', buyerId)
    .where((row) => row.or([row('language', '<>', language), row('language_chosen_at', 'is', null)]))
    .returning('id')
    .executeTakeFirst();
  if (changed === undefined) return false;
  await tx
    .insertInto('buyer_preference_change')
    .values({ id, buyer_id: buyerId, language, actor: JSON.stringify(actor), at })
    .execute();
  return true;
}
