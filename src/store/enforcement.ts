import type { Kysely, Transaction } from 'kysely';
import { sql } from 'kysely';

import type { EnforcementStep, StepKind } from '#market/enforcement.ts';
import type { Breach } from '#market/enforcement-schedule.ts';
import type { Actor, RelationshipKey } from '#market/party.ts';

import type { DB } from './schema.gen.ts';

export interface StoredStep extends EnforcementStep {
  readonly marketplaceId: string;
  readonly sellerId: string;
  readonly automatic: boolean;
  readonly breachIds: readonly string[];
  /** How many breaches the schedule asks for; null for a step by hand. */
  readonly needed: number | null;
  readonly decidedBy: Actor;
  readonly decidedAt: Date;
}

/** Steps ever taken against a seller, newest first; in one marketplace, or in all where it is null. */
export async function listSteps(
  db: Kysely<DB>,
  sellerId: string,
  marketplaceId: string | null,
): Promise<StoredStep[]> {
  let query = db.selectFrom('enforcement_step').selectAll().where('seller_id', '=', sellerId);
  if (marketplaceId !== null) query = query.where('marketplace_id', '=', marketplaceId);
  return (await query.orderBy('id', 'desc').execute()).map(toStep);
}

/** One step, locked; null where there is none. */
export async function lockStep(tx: Transaction<DB>, id: string): Promise<StoredStep | null> {
  const query = tx.selectFrom('enforcement_step').selectAll().where('id', '=', id);
  const row = await query.forUpdate().executeTakeFirst();
  return row === undefined ? null : toStep(row);
}

interface StepRow {
  readonly id: string;
  readonly marketplace_id: string;
  readonly seller_id: string;
  readonly kind: string;
  readonly automatic: boolean;
  readonly breach_ids: string[];
  readonly needed: number | null;
  readonly decided_by: unknown;
  readonly decided_at: Date;
  readonly begins_at: Date;
  readonly ends_at: Date | null;
  readonly lifted_at: Date | null;
}

function toStep(row: StepRow): StoredStep {
  return {
    id: row.id,
    kind: row.kind as StepKind,
    beginsAt: row.begins_at,
    endsAt: row.ends_at,
    liftedAt: row.lifted_at,
    marketplaceId: row.marketplace_id,
    sellerId: row.seller_id,
    automatic: row.automatic,
    breachIds: row.breach_ids,
    needed: row.needed,
    decidedBy: row.decided_by as Actor,
    decidedAt: row.decided_at,
  };
}

/** Keeps a step, with the event by which the marketplace's own systems learn of it (MOD 2). */
export async function writeStep(tx: Transaction<DB>, step: StoredStep): Promise<void> {
  await tx
    .insertInto('enforcement_step')
    .values({
      id: step.id,
      marketplace_id: step.marketplaceId,
      seller_id: step.sellerId,
      kind: step.kind,
      automatic: step.automatic,
      breach_ids: [...step.breachIds],
      needed: step.needed,
      decided_by: JSON.stringify(step.decidedBy),
      decided_at: step.decidedAt,
      begins_at: step.beginsAt,
      ends_at: step.endsAt,
    })
    .execute();
  await writeStepEvent(tx, step, 'enforcement.step-taken', step.decidedAt);
}

/** Ends a step at once. False where it was lifted before. */
export async function liftStep(
  tx: Transaction<DB>,
  step: StoredStep,
  actor: Actor,
  at: Date,
): Promise<boolean> {
  const row = await tx
    .updateTable('enforcement_step')
    .set({ lifted_at: at, lifted_by: JSON.stringify(actor) })
    .where('id', '=', step.id)
    .where('lifted_at', 'is', null)
    .returning('id')
    .executeTakeFirst();
  if (row !== undefined) await writeStepEvent(tx, step, 'enforcement.step-lifted', at);
  return row !== undefined;
}

async function writeStepEvent(tx: Transaction<DB>, step: StoredStep, kind: string, at: Date): Promise<void> {
  const { id, beginsAt, endsAt, automatic } = step;
  await tx
    .insertInto('event')
    .values({
      at,
      kind,
      marketplace_id: step.marketplaceId,
      seller_id: step.sellerId,
      data: JSON.stringify({ step: id, kind: step.kind, beginsAt, endsAt, automatic }),
    })
    .execute();
}

export interface NewBreach extends Omit<Breach, 'withdrawnAt'> {
  readonly marketplaceId: string;
  readonly sellerId: string;
  readonly rule: string | null;
  readonly messageId: string | null;
  readonly reviewId: string | null;
}

/** Keeps a breach. */
export async function writeBreach(tx: Transaction<DB>, breach: NewBreach): Promise<void> {
  await tx
    .insertInto('breach')
    .values({
      id: breach.id,
      marketplace_id: breach.marketplaceId,
      seller_id: breach.sellerId,
      cause: breach.cause,
      rule: breach.rule,
      message_id: breach.messageId,
      review_id: breach.reviewId,
      at: breach.at,
    })
    .execute();
}

/**
 * A seller's breaches in a marketplace, oldest first, that no step which was reversed had counted. The seller is
 * locked until the transaction ends, so that two breaches at once don't both, or neither, reach a rung.
 */
export async function lockBreaches(
  tx: Transaction<DB>,
  sellerId: string,
  marketplaceId: string,
): Promise<Breach[]> {
  await tx.selectFrom('seller').select('id').where('id', '=', sellerId).forNoKeyUpdate().execute();
  const rows = await tx
    .selectFrom('breach')
    .select(['id', 'cause', 'at', 'withdrawn_at as withdrawnAt'])
    .where('seller_id', '=', sellerId)
    .where('marketplace_id', '=', marketplaceId)
    .orderBy('at')
    .orderBy('id')
    .execute();
  return rows.map((row) => ({ ...row, cause: row.cause }));
}

/** Takes breaches out of the count: those that a decision noted, or those of a list. Gives their ids. */
export async function withdrawBreaches(
  tx: Transaction<DB>,
  which: { readonly reviewId: string } | { readonly ids: readonly string[] },
  at: Date,
): Promise<readonly string[]> {
  if ('ids' in which && which.ids.length === 0) return [];
  const update = tx.updateTable('breach').set({ withdrawn_at: at }).where('withdrawn_at', 'is', null);
  const rows = await (
    'reviewId' in which
      ? update.where('review_id', '=', which.reviewId)
      : update.where('id', 'in', [...which.ids])
  )
    .returning('id')
    .execute();
  return rows.map(({ id }) => id);
}

export interface UncountedMisuse {
  readonly id: string;
  readonly key: RelationshipKey;
  readonly receivedAt: Date;
}

/** Messages of this time whose claim to be critical was misuse, all of them judged, without a breach for it. */
export async function listUncountedMisuse(
  db: Kysely<DB>,
  since: Date,
  until: Date,
): Promise<UncountedMisuse[]> {
  const { rows } = await sql<{ id: string; m: string; s: string; b: string; at: Date }>`
    select g.id, g.marketplace_id as m, g.seller_id as s, g.buyer_id as b, g.received_at as at from message g
     where g.claim_misused and g.received_at between ${since}::timestamptz and ${until}::timestamptz
       and not exists (select from file_inspection i
                        where (i.marketplace_id, i.seller_id, i.message_id) = (g.marketplace_id, g.seller_id, g.id))
       and not exists (select from breach r
                        where r.seller_id = g.seller_id and r.marketplace_id = g.marketplace_id
                          and r.message_id = g.id and r.cause = 'critical-misuse')
     order by g.received_at limit 100`.execute(db);
  return rows.map(({ id, m, s, b, at }) => ({
    id,
    key: { marketplaceId: m, sellerId: s, buyerId: b },
    receivedAt: at,
  }));
}
