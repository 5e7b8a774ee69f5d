import type { Kysely, Transaction } from 'kysely';

import type { Actor } from '#market/party.ts';

import type { DB } from './schema.gen.ts';

/** Who did what, when, and what changed by it (PERM 7; threats 6, "logs: who/when/what"). */
export interface AuditEntry {
  readonly id: string;
  readonly at: Date;
  /** Null where it concerns no single seller. */
  readonly sellerId: string | null;
  readonly actor: Actor;
  /** A closed word such as `permission.changed`; never free text. */
  readonly action: string;
  /** What it was done to: an address, a delivery id, a token's label. */
  readonly subject: string;
  readonly from: string | null;
  readonly to: string | null;
}

/** Writes an entry in the transaction that it speaks of: no change without its trace. */
export async function writeAudit(tx: Transaction<DB>, entry: AuditEntry): Promise<void> {
  await tx
    .insertInto('audit_entry')
    .values({
      id: entry.id,
      at: entry.at,
      seller_id: entry.sellerId,
      actor: JSON.stringify(entry.actor),
      action: entry.action,
      subject: entry.subject,
      from_state: entry.from,
      to_state: entry.to,
    })
    .execute();
}

/** The newest `limit` entries of a seller's audit log. */
export async function listAudit(db: Kysely<DB>, sellerId: string, limit: number): Promise<AuditEntry[]> {
  const rows = await db
    .selectFrom('audit_entry')
    .selectAll()
    .where('seller_id', '=', sellerId)
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    id: row.id,
    at: row.at,
    sellerId: row.seller_id,
    actor: row.actor as Actor,
    action: row.action,
    subject: row.subject,
    from: row.from_state,
    to: row.to_state,
  }));
}
