import type { Kysely } from 'kysely';
import { sql } from 'kysely';

import type { DB } from './schema.gen.ts';

/** Whether the audit log is as it was written. */
export type AuditCheck =
  | { readonly kind: 'intact'; readonly entries: number }
  /** From this place on the seals don't fit: an entry was changed, removed, or written past the log. */
  | { readonly kind: 'broken'; readonly place: number; readonly entryId: string | null };

interface FaultRow {
  readonly place: string;
  readonly entry_id: string | null;
}

/**
 * Computes every seal of the audit log anew from the entries and compares: each covers its entry and all before it.
 * Whoever keeps the last seal elsewhere also sees when the end of the log is cut off.
 */
export async function checkAudit(db: Kysely<DB>): Promise<AuditCheck> {
  const faults = await sql<FaultRow>`
    select s.place, s.entry_id
      from audit_seal s
      left join audit_seal p on p.place = s.place - 1
      left join audit_entry e on e.id = s.entry_id
     where e.id is null or (s.place > 1 and p.place is null)
        or s.seal <> seal_of_audit_entry(coalesce(p.seal, ''), to_jsonb(e), e.at)
     order by s.place limit 1`.execute(db);
  const [fault] = faults.rows;
  if (fault !== undefined) return { kind: 'broken', place: Number(fault.place), entryId: fault.entry_id };
  const counted = await sql<{ entries: string; seals: string; unsealed: string | null }>`
    select (select count(*) from audit_entry) as entries, (select count(*) from audit_seal) as seals,
           (select e.id from audit_entry e where not exists (select from audit_seal s where s.entry_id = e.id)
             order by e.at limit 1) as unsealed`.execute(db);
  const { entries = '0', seals = '0', unsealed = null } = counted.rows[0] ?? {};
  return unsealed === null
    ? { kind: 'intact', entries: Number(entries) }
    : { kind: 'broken', place: Number(seals) + 1, entryId: unsealed };
}
