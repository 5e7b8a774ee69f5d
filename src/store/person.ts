import type { Kysely, Transaction } from 'kysely';

import { canonicalAddress, formatAddress, parseAddress } from '#mail/address.ts';
import type { Actor } from '#market/party.ts';

import { writeAudit } from './audit.ts';
import type { DB } from './schema.gen.ts';

/** A person as signing in needs them. */
export interface Person {
  readonly id: string;
  readonly address: string;
  readonly name: string;
  readonly language: string;
  /** As kept: null where none was chosen. */
  readonly password: string | null;
  readonly isActive: boolean;
}

const COLUMNS = ['id', 'address', 'name', 'language', 'password', 'deactivated_at'] as const;

interface PersonRow {
  readonly id: string;
  readonly address: string;
  readonly name: string;
  readonly language: string;
  readonly password: string | null;
  readonly deactivated_at: Date | null;
}

function toPerson({ deactivated_at, ...row }: PersonRow): Person {
  return { ...row, isActive: deactivated_at === null };
}

/** The person with this mailbox, however it is written; null where there is none. */
export async function findPersonByAddress(db: Kysely<DB>, text: string): Promise<Person | null> {
  const parsed = parseAddress(text.trim());
  if (parsed === null) return null;
  const row = await db
    .selectFrom('person')
    .select(COLUMNS)
    .where('address_canonical', '=', canonicalAddress(parsed))
    .executeTakeFirst();
  return row === undefined ? null : toPerson(row);
}

export async function findPerson(db: Kysely<DB>, id: string): Promise<Person | null> {
  const row = await db.selectFrom('person').select(COLUMNS).where('id', '=', id).executeTakeFirst();
  return row === undefined ? null : toPerson(row);
}

export interface NewPerson {
  readonly id: string;
  readonly address: string;
  readonly name: string;
  readonly language: string;
}

/**
 * The id of the person with this mailbox, who is made where nobody has it yet. A person is one at all sellers: what
 * another seller calls them changes nothing here. Null where the address is none.
 */
export async function ensurePerson(tx: Transaction<DB>, person: NewPerson, at: Date): Promise<string | null> {
  const parsed = parseAddress(person.address.trim());
  if (parsed === null) return null;
  const canonical = canonicalAddress(parsed);
  await tx
    .insertInto('person')
    .values({
      id: person.id,
      address: formatAddress(parsed),
      address_canonical: canonical,
      name: person.name,
      language: person.language,
      created_at: at,
    })
    .onConflict((conflict) => conflict.column('address_canonical').doNothing())
    .execute();
  const row = await tx
    .selectFrom('person')
    .select('id')
    .where('address_canonical', '=', canonical)
    .executeTakeFirstOrThrow();
  return row.id;
}

/** Gives a person another password. The caller ends their sessions where it isn't the first one. */
export async function setPassword(
  tx: Transaction<DB>,
  change: {
    readonly personId: string;
    readonly password: string;
    readonly at: Date;
    readonly actor: Actor;
    readonly auditId: string;
  },
): Promise<void> {
  await tx
    .updateTable('person')
    .set({ password: change.password })
    .where('id', '=', change.personId)
    .execute();
  await writeAudit(tx, {
    id: change.auditId,
    at: change.at,
    sellerId: null,
    actor: change.actor,
    action: 'person.password-set',
    subject: change.personId,
    from: null,
    to: null,
  });
}

/** Shuts a person out everywhere, or lets them in again. False where nothing changed. */
export async function setActive(
  tx: Transaction<DB>,
  change: {
    readonly personId: string;
    readonly isActive: boolean;
    readonly at: Date;
    readonly actor: Actor;
    readonly auditId: string;
  },
): Promise<boolean> {
  const { personId, isActive, at } = change;
  const result = await tx
    .updateTable('person')
    .set({ deactivated_at: isActive ? null : at })
    .where('id', '=', personId)
    .where('deactivated_at', isActive ? 'is not' : 'is', null)
    .executeTakeFirst();
  if (result.numUpdatedRows === 0n) return false;
  await writeAudit(tx, {
    id: change.auditId,
    at,
    sellerId: null,
    actor: change.actor,
    action: isActive ? 'person.activated' : 'person.deactivated',
    subject: personId,
    from: null,
    to: null,
  });
  return true;
}
