import type { Kysely, Transaction } from 'kysely';
import { sql } from 'kysely';

import type { Actor } from '#market/party.ts';
import type { OperatorRole, Role, Seat, SellerRole } from '#market/role.ts';
import { isOperatorRole, isSellerRole } from '#market/role.ts';

import { writeAudit } from './audit.ts';
import type { DB } from './schema.gen.ts';
import { endSessions } from './web-session.ts';

/** A seat as its person chooses between theirs. */
export type NamedSeat = Seat & {
  /** The seller's name; empty at the operator. */
  readonly name: string;
};

interface SeatRow {
  readonly id: string;
  readonly seller_id: string | null;
  readonly name: string;
  readonly role: Role;
}

function toSeat({ id, seller_id, name, role }: SeatRow): NamedSeat {
  if (seller_id === null) return { id, kind: 'operator', sellerId: null, role: role as OperatorRole, name };
  return { id, kind: 'seller', sellerId: seller_id, role: role as SellerRole, name };
}

/** A person's seats, sellers by name and then the operator's; empty for one who may go nowhere. */
export async function listSeats(db: Kysely<DB>, personId: string): Promise<NamedSeat[]> {
  const { rows } = await sql<SeatRow>`
    select u.id, u.seller_id, s.name, u.role from seller_user u join seller s on s.id = u.seller_id
     where u.person_id = ${personId} and u.ended_at is null
    union all
    select o.id, null, '', o.role from operator_user o where o.person_id = ${personId} and o.ended_at is null
     order by 3 desc, 4, 1`.execute(db);
  return rows
    .map(toSeat)
    .sort((a, b) => Number(a.name === '') - Number(b.name === '') || a.name.localeCompare(b.name));
}

/** The seat that a person last acted from, if it is still theirs. */
export async function lastSeatOf(db: Kysely<DB>, personId: string): Promise<string | null> {
  const row = await db
    .selectFrom('web_session')
    .select('seat_id')
    .where('person_id', '=', personId)
    .orderBy('seen_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.seat_id ?? null;
}

/** Where a seat is: at a seller, or, null, at the operator. */
export type TeamOf = string | null;

export interface TeamMember {
  readonly id: string;
  readonly personId: string;
  readonly name: string;
  readonly address: string;
  readonly role: Role;
  /** `invited`: nobody has signed in from it yet. */
  readonly state: 'active' | 'invited' | 'deactivated';
  readonly addedAt: Date;
  readonly lastSeenAt: Date | null;
}

interface MemberRow extends Omit<TeamMember, 'state'> {
  readonly ended: boolean;
  readonly can_sign_in: boolean;
}

const members = (team: TeamOf) =>
  team === null
    ? sql`select o.id, o.person_id, p.name, p.address, o.role, o.created_at, o.ended_at
            from operator_user o join person p on p.id = o.person_id`
    : sql`select u.id, u.person_id, u.name, p.address, u.role, u.created_at, u.ended_at
            from seller_user u join person p on p.id = u.person_id where u.seller_id = ${team}::uuid`;

/** The people of a seller, or of the operator, those who may act first. */
export async function listTeam(db: Kysely<DB>, team: TeamOf): Promise<TeamMember[]> {
  const { rows } = await sql<MemberRow>`
    select m.id, m.person_id as "personId", m.name, m.address, m.role, m.created_at as "addedAt",
           m.ended_at is not null or p.deactivated_at is not null as ended,
           p.password is not null
             or exists (select from passkey k where k.person_id = p.id)
             or exists (select from openid_identity i where i.person_id = p.id) as can_sign_in,
           (select max(w.seen_at) from web_session w where w.person_id = p.id and w.seat_id = m.id) as "lastSeenAt"
      from (${members(team)}) m
      join person p on p.id = m.person_id
     order by ended, m.name, m.id
     limit 1000`.execute(db);
  return rows.map(({ ended, can_sign_in: canSignIn, ...row }) => ({
    ...row,
    state: ended ? 'deactivated' : canSignIn ? 'active' : 'invited',
  }));
}

export interface NewSeat {
  readonly id: string;
  readonly team: TeamOf;
  readonly personId: string;
  readonly name: string;
  readonly address: string;
  readonly language: string;
  readonly role: Role;
}

/** Whoever changes a team, and when. */
export interface TeamChange {
  readonly at: Date;
  readonly actor: Actor;
  readonly auditId: string;
}

/** True for a role that the team has: an owner of the operator is nobody. */
export function isRoleOf(team: TeamOf, role: string): boolean {
  return team === null ? isOperatorRole(role) : isSellerRole(role);
}

/** One change of a team after the other, so that two of them can't remove the last two owners. */
async function lockTeam(tx: Transaction<DB>, team: TeamOf): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('team'), hashtext(${team ?? ''}))`.execute(tx);
}

async function traceChange(
  tx: Transaction<DB>,
  team: TeamOf,
  change: TeamChange,
  action: string,
  seatId: string,
  [from, to]: readonly [string | null, string | null],
): Promise<void> {
  const { at, actor, auditId: id } = change;
  await writeAudit(tx, { id, at, sellerId: team, actor, action, subject: seatId, from, to });
}

/** Gives a person a seat. False where they have that seat already. */
export async function addSeat(tx: Transaction<DB>, seat: NewSeat, change: TeamChange): Promise<boolean> {
  const { id, team, personId, role } = seat;
  if (!isRoleOf(team, role)) throw new Error(`${role} is no role there`);
  await lockTeam(tx, team);
  const isThere =
    team === null
      ? tx
          .selectFrom('operator_user')
          .select('id')
          .where('person_id', '=', personId)
          .where('role', '=', role as OperatorRole)
          .where('ended_at', 'is', null)
      : tx
          .selectFrom('seller_user')
          .select('id')
          .where('person_id', '=', personId)
          .where('seller_id', '=', team)
          .where('ended_at', 'is', null);
  if ((await isThere.executeTakeFirst()) !== undefined) return false;
  if (team === null)
    await tx
      .insertInto('operator_user')
      .values({ id, person_id: personId, role: role as OperatorRole, created_at: change.at })
      .execute();
  else
    await tx
      .insertInto('seller_user')
      .values({
        seller_id: team,
        id,
        person_id: personId,
        name: seat.name,
        address: seat.address,
        language: seat.language,
        role: role as SellerRole,
        created_at: change.at,
      })
      .execute();
  await traceChange(tx, team, change, 'team.added', id, [null, role]);
  return true;
}

export type SeatChange = 'done' | 'unchanged' | 'no-such-seat' | 'no-such-role' | 'last-of-its-kind';

/** A team without these could change nothing any more. */
const NEEDED: Readonly<Record<'seller' | 'operator', Role>> = { seller: 'owner', operator: 'administrator' };

interface HeldSeat {
  readonly hasEnded: boolean;
  readonly role: Role;
  readonly personId: string | null;
  /** Others in the same team with the role that a team needs. */
  readonly othersNeeded: number;
}

async function holdSeat(tx: Transaction<DB>, team: TeamOf, seatId: string): Promise<HeldSeat | null> {
  await lockTeam(tx, team);
  const active = (table: 'seller_user' | 'operator_user') =>
    team === null
      ? sql`select t.* from ${sql.table(table)} t join person p on p.id = t.person_id
             where t.ended_at is null and p.deactivated_at is null`
      : sql`select t.* from ${sql.table(table)} t left join person p on p.id = t.person_id
             where t.ended_at is null and p.deactivated_at is null and t.seller_id = ${team}::uuid`;
  const table = team === null ? 'operator_user' : 'seller_user';
  const needed = NEEDED[team === null ? 'operator' : 'seller'];
  const { rows } = await sql<HeldSeat>`
    select t.ended_at is not null as "hasEnded", t.role, t.person_id as "personId",
           (select count(*) from (${active(table)}) a where a.role = ${needed} and a.id <> t.id) as "othersNeeded"
      from ${sql.table(table)} t
     where t.id = ${seatId}::uuid and ${team === null ? sql`true` : sql`t.seller_id = ${team}::uuid`}`.execute(
    tx,
  );
  return rows[0] ?? null;
}

function isLast(team: TeamOf, { role, othersNeeded }: HeldSeat): boolean {
  return role === NEEDED[team === null ? 'operator' : 'seller'] && othersNeeded === 0;
}

/** Gives a seat another role. It holds from the person's next request on. */
export async function changeRole(
  tx: Transaction<DB>,
  team: TeamOf,
  seatId: string,
  role: string,
  change: TeamChange,
): Promise<SeatChange> {
  if (!isRoleOf(team, role)) return 'no-such-role';
  const held = await holdSeat(tx, team, seatId);
  if (held === null || held.hasEnded) return 'no-such-seat';
  if (held.role === role) return 'unchanged';
  if (isLast(team, held)) return 'last-of-its-kind';
  if (team === null) {
    const same = await tx
      .selectFrom('operator_user')
      .select('id')
      .where('person_id', '=', held.personId)
      .where('role', '=', role as OperatorRole)
      .where('ended_at', 'is', null)
      .executeTakeFirst();
    if (same !== undefined) return 'unchanged';
    await tx
      .updateTable('operator_user')
      .set({ role: role as OperatorRole })
      .where('id', '=', seatId)
      .execute();
  } else {
    await tx
      .updateTable('seller_user')
      .set({ role: role as SellerRole })
      .where('id', '=', seatId)
      .execute();
  }
  await traceChange(tx, team, change, 'team.role-changed', seatId, [held.role, role]);
  return 'done';
}

/** Takes a seat away and ends the sessions in it. What its person wrote stays theirs. */
export async function endSeat(
  tx: Transaction<DB>,
  team: TeamOf,
  seatId: string,
  change: TeamChange,
): Promise<SeatChange> {
  const held = await holdSeat(tx, team, seatId);
  if (held === null) return 'no-such-seat';
  if (held.hasEnded) return 'unchanged';
  if (isLast(team, held)) return 'last-of-its-kind';
  await tx
    .updateTable(team === null ? 'operator_user' : 'seller_user')
    .set({ ended_at: change.at })
    .where('id', '=', seatId)
    .execute();
  await endSessions(tx, { by: 'seat', seatId }, 'deactivated', change.at);
  await traceChange(tx, team, change, 'team.deactivated', seatId, [held.role, null]);
  return 'done';
}

/** A member of a team by their seat; null where the team has none such. */
export async function findMember(db: Kysely<DB>, team: TeamOf, seatId: string): Promise<TeamMember | null> {
  return (await listTeam(db, team)).find(({ id }) => id === seatId) ?? null;
}

/** Whose team a seat is in, also one that has ended; undefined where there is no such seat. */
export async function teamOfSeat(db: Kysely<DB>, seatId: string): Promise<TeamOf | undefined> {
  const seller = await db
    .selectFrom('seller_user')
    .select('seller_id')
    .where('id', '=', seatId)
    .executeTakeFirst();
  if (seller !== undefined) return seller.seller_id;
  const operator = await db
    .selectFrom('operator_user')
    .select('id')
    .where('id', '=', seatId)
    .executeTakeFirst();
  return operator === undefined ? undefined : null;
}
