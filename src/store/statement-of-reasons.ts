import type { Kysely, Transaction } from 'kysely';
import { sql } from 'kysely';

import type { ObjectionOutcome, ObjectionState } from '#market/objection.ts';
import type { Actor, Side } from '#market/party.ts';

import type { DB } from './schema.gen.ts';

/** What a party is told of a decision, with the facts that its text was made of. Never changes. */
export interface NewStatement {
  readonly id: string;
  readonly marketplaceId: string;
  readonly sellerId: string;
  readonly buyerId: string | null;
  readonly addressee: Side;
  readonly stepId: string | null;
  readonly reviewId: string | null;
  readonly messageId: string | null;
  readonly language: string;
  readonly subject: string;
  readonly text: string;
  readonly facts: Readonly<Record<string, unknown>>;
  readonly decidedBy: Actor;
  readonly automatic: boolean;
  readonly issuedAt: Date;
  readonly toldAt: Date;
  readonly objectUntil: Date;
}

export async function writeStatement(tx: Transaction<DB>, statement: NewStatement): Promise<void> {
  await tx
    .insertInto('statement_of_reasons')
    .values({
      id: statement.id,
      marketplace_id: statement.marketplaceId,
      seller_id: statement.sellerId,
      buyer_id: statement.buyerId,
      addressee: statement.addressee,
      step_id: statement.stepId,
      review_id: statement.reviewId,
      message_id: statement.messageId,
      language: statement.language,
      subject: statement.subject,
      body: statement.text,
      facts: JSON.stringify(statement.facts),
      decided_by: JSON.stringify(statement.decidedBy),
      automatic: statement.automatic,
      issued_at: statement.issuedAt,
      told_at: statement.toldAt,
      object_until: statement.objectUntil,
    })
    .execute();
}

/** Ends the statements of a decision or step: it was undone, reversed or lifted. What ended before stays so. */
export async function endStatements(
  tx: Transaction<DB>,
  of: { readonly reviewId: string } | { readonly stepId: string },
  cause: 'undone' | 'reversed' | 'lifted',
  at: Date,
): Promise<void> {
  const which = 'reviewId' in of ? sql`review_id = ${of.reviewId}::uuid` : sql`step_id = ${of.stepId}::uuid`;
  await sql`
    insert into statement_end (statement_id, cause, at)
    select id, ${cause}, ${at}::timestamptz from statement_of_reasons where ${which}
    on conflict do nothing`.execute(tx);
}

export interface StoredObjection {
  readonly text: string;
  readonly objectedAt: Date;
  readonly outcome: ObjectionOutcome | null;
  readonly answer: string | null;
  readonly decidedAt: Date | null;
}

export interface StoredStatement extends Omit<NewStatement, 'decidedBy'> {
  readonly decidedBy: Actor;
  readonly ended: { readonly cause: string; readonly at: Date } | null;
  readonly objection: StoredObjection | null;
}

/** For whom statements are listed. SECURITY: a party sees what is addressed to it, once it can't be undone any more. */
export type StatementReader =
  | { readonly kind: 'seller' | 'buyer'; readonly ownerId: string; readonly now: Date }
  | { readonly kind: 'operator'; readonly sellerId: string | null };

function selectStatements(db: Kysely<DB>) {
  return db
    .selectFrom('statement_of_reasons as s')
    .leftJoin('statement_end as e', 'e.statement_id', 's.id')
    .leftJoin('objection as o', 'o.statement_id', 's.id')
    .selectAll('s')
    .select([
      'e.cause as end_cause',
      'e.at as end_at',
      'o.body as objection_body',
      'o.objected_at',
      'o.outcome',
      'o.answer',
      'o.decided_at as objection_decided_at',
    ]);
}

type Row = Awaited<ReturnType<ReturnType<typeof selectStatements>['executeTakeFirstOrThrow']>>;

function toStatement(row: Row): StoredStatement {
  return {
    id: row.id,
    marketplaceId: row.marketplace_id,
    sellerId: row.seller_id,
    buyerId: row.buyer_id,
    addressee: row.addressee,
    stepId: row.step_id,
    reviewId: row.review_id,
    messageId: row.message_id,
    language: row.language,
    subject: row.subject,
    text: row.body,
    facts: row.facts as StoredStatement['facts'],
    decidedBy: row.decided_by as Actor,
    automatic: row.automatic,
    issuedAt: row.issued_at,
    toldAt: row.told_at,
    objectUntil: row.object_until,
    ended: row.end_cause === null || row.end_at === null ? null : { cause: row.end_cause, at: row.end_at },
    objection:
      row.objection_body === null || row.objected_at === null
        ? null
        : {
            text: row.objection_body,
            objectedAt: row.objected_at,
            outcome: row.outcome,
            answer: row.answer,
            decidedAt: row.objection_decided_at,
          },
  };
}

function forReader(db: Kysely<DB>, reader: StatementReader) {
  const query = selectStatements(db);
  if (reader.kind === 'operator')
    return reader.sellerId === null ? query : query.where('s.seller_id', '=', reader.sellerId);
  return query
    .where(reader.kind === 'seller' ? 's.seller_id' : 's.buyer_id', '=', reader.ownerId)
    .where('s.addressee', '=', reader.kind)
    .where('s.told_at', '<=', reader.now)
    .where((is) => is.or([is('e.cause', 'is', null), is('e.cause', '<>', 'undone')]));
}

/** A reader's statements, newest first. */
export async function listStatements(
  db: Kysely<DB>,
  reader: StatementReader,
  limit: number,
): Promise<StoredStatement[]> {
  const rows = await forReader(db, reader).orderBy('s.id', 'desc').limit(limit).execute();
  return rows.map(toStatement);
}

/** One statement, or null where it isn't there or not for this reader. */
export async function findStatement(
  db: Kysely<DB>,
  reader: StatementReader,
  id: string,
): Promise<StoredStatement | null> {
  const row = await forReader(db, reader).where('s.id', '=', id).executeTakeFirst();
  return row === undefined ? null : toStatement(row);
}

/** Statements with an objection that waits for its answer, oldest first. */
export async function listOpenObjections(db: Kysely<DB>, limit: number): Promise<StoredStatement[]> {
  const rows = await selectStatements(db)
    .where('o.objected_at', 'is not', null)
    .where('o.outcome', 'is', null)
    .orderBy('o.objected_at')
    .limit(limit)
    .execute();
  return rows.map(toStatement);
}

/** The objection to a statement; the statement is locked until the transaction ends. */
export async function lockObjection(tx: Transaction<DB>, statementId: string): Promise<ObjectionState> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${statementId}, 0))`.execute(tx);
  const row = await tx
    .selectFrom('objection')
    .select('outcome')
    .where('statement_id', '=', statementId)
    .executeTakeFirst();
  if (row === undefined) return { kind: 'none' };
  return row.outcome === null ? { kind: 'open' } : { kind: 'decided', outcome: row.outcome };
}

export async function writeObjection(
  tx: Transaction<DB>,
  objection: {
    readonly statementId: string;
    readonly text: string;
    readonly actor: Actor;
    readonly at: Date;
  },
): Promise<void> {
  await tx
    .insertInto('objection')
    .values({
      statement_id: objection.statementId,
      body: objection.text,
      objected_by: JSON.stringify(objection.actor),
      objected_at: objection.at,
    })
    .execute();
}

export async function answerObjection(
  tx: Transaction<DB>,
  decision: {
    readonly statementId: string;
    readonly outcome: ObjectionOutcome;
    readonly reasons: string;
    readonly answer: string;
    readonly actor: Actor;
    readonly at: Date;
    readonly nobodyElse: boolean;
  },
): Promise<void> {
  await tx
    .updateTable('objection')
    .set({
      outcome: decision.outcome,
      reasons: decision.reasons,
      answer: decision.answer,
      decided_by: JSON.stringify(decision.actor),
      decided_at: decision.at,
      nobody_else: decision.nobodyElse,
    })
    .where('statement_id', '=', decision.statementId)
    .execute();
}
