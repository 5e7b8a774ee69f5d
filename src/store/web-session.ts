import { createHash } from 'node:crypto';

import type { Kysely, Transaction } from 'kysely';
import { sql } from 'kysely';
import type { Pool } from 'pg';

import type { LinkBounds, Principal } from '#market/rights.ts';
import { LINK_SCOPES, SCOPES_OF_ROLE } from '#market/rights.ts';
import { SCOPES_OF } from '#market/api-scope.ts';
import type { Role } from '#market/role.ts';
import type { SessionEndCause, SessionLife, SessionProof } from '#market/web-session.ts';

import type { DB } from './schema.gen.ts';
import { run, statement } from './statement.ts';

const SECRET_BYTES = 32;
const SECRET = /^[A-Za-z0-9_-]{43}$/u;

/** 256 random bits as text, for a cookie: kept as a hash alone. */
export function makeSessionSecret(random: (length: number) => Uint8Array): string {
  return Buffer.from(random(SECRET_BYTES)).toString('base64url');
}

/** How secrets of cookies are looked up: see `readToken` on why by their hash. */
export function secretHash(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

/** The link in a mail that a session began by: what it opens, and when it was made. */
interface SessionLink extends LinkBounds {
  readonly madeAt: Date;
}

/** Whose session it is. */
export type SessionOwner =
  | { readonly kind: 'person'; readonly personId: string; readonly seatId: string }
  | {
      readonly kind: 'buyer';
      readonly buyerId: string;
      /** Set where a link in a mail began it. */
      readonly link: SessionLink | null;
    };

export interface NewSession {
  readonly id: string;
  readonly secret: string;
  readonly owner: SessionOwner;
  readonly proof: SessionProof;
  readonly device: string;
  readonly life: SessionLife;
  readonly at: Date;
}

function after(at: Date, seconds: number): Date {
  return new Date(at.getTime() + seconds * 1000);
}

function linkColumns({ marketplaceId, sellerId, conversationId, madeAt }: SessionLink) {
  return {
    marketplace_id: marketplaceId,
    seller_id: sellerId,
    conversation_id: conversationId,
    link_made_at: madeAt,
  };
}

/** Begins a session. */
export async function beginSession(tx: Transaction<DB>, session: NewSession): Promise<void> {
  const { owner, at, life } = session;
  await tx
    .insertInto('web_session')
    .values({
      id: session.id,
      secret_hash: secretHash(session.secret),
      person_id: owner.kind === 'person' ? owner.personId : null,
      seat_id: owner.kind === 'person' ? owner.seatId : null,
      buyer_id: owner.kind === 'buyer' ? owner.buyerId : null,
      ...(owner.kind === 'buyer' && owner.link !== null ? linkColumns(owner.link) : {}),
      proof: session.proof,
      device: session.device,
      began_at: at,
      seen_at: at,
      idle_seconds: life.idleSeconds,
      idle_ends_at: after(at, life.idleSeconds),
      ends_at: after(at, life.seconds),
    })
    .execute();
}

/** Which sessions to end: one of a cookie, one or all of a person or buyer, those in a seat. */
export type SessionChoice =
  | { readonly by: 'secret'; readonly secret: string }
  | { readonly by: 'id'; readonly id: string; readonly owner: { personId: string } | { buyerId: string } }
  | {
      readonly by: 'owner';
      readonly owner: { personId: string } | { buyerId: string };
      /** This one goes on. */
      readonly butNot: string | null;
    }
  | { readonly by: 'seat'; readonly seatId: string };

/** Ends sessions at once: the next request of each is nobody's. Gives how many were going on. */
export async function endSessions(
  db: Kysely<DB>,
  choice: SessionChoice,
  cause: SessionEndCause,
  at: Date,
): Promise<number> {
  let update = db
    .updateTable('web_session')
    .set({ ended_at: at, end_cause: cause })
    .where('ended_at', 'is', null);
  const ofOwner = (owner: { personId: string } | { buyerId: string }): void => {
    update =
      'personId' in owner
        ? update.where('person_id', '=', owner.personId)
        : update.where('buyer_id', '=', owner.buyerId);
  };
  switch (choice.by) {
    case 'secret':
      update = update.where('secret_hash', '=', secretHash(choice.secret));
      break;
    case 'seat':
      update = update.where('seat_id', '=', choice.seatId);
      break;
    case 'id':
      update = update.where('id', '=', choice.id);
      ofOwner(choice.owner);
      break;
    case 'owner':
      ofOwner(choice.owner);
      if (choice.butNot !== null) update = update.where('id', '<>', choice.butNot);
      break;
  }
  const { numUpdatedRows } = await update
    .where('idle_ends_at', '>', at)
    .where('ends_at', '>', at)
    .executeTakeFirst();
  return Number(numUpdatedRows);
}

export interface ListedSession {
  readonly id: string;
  readonly device: string;
  readonly proof: SessionProof;
  readonly beganAt: Date;
  readonly seenAt: Date;
  readonly endsAt: Date;
}

/** The sessions of a person or buyer that are going on, the last used first. */
export async function listSessions(
  db: Kysely<DB>,
  owner: { readonly personId: string } | { readonly buyerId: string },
  now: Date,
): Promise<ListedSession[]> {
  return db
    .selectFrom('web_session')
    .select([
      'id',
      'device',
      'proof',
      'began_at as beganAt',
      'seen_at as seenAt',
      sql<Date>`least(idle_ends_at, ends_at)`.as('endsAt'),
    ])
    .where(
      'personId' in owner ? 'person_id' : 'buyer_id',
      '=',
      'personId' in owner ? owner.personId : owner.buyerId,
    )
    .where('ended_at', 'is', null)
    .where('idle_ends_at', '>', now)
    .where('ends_at', '>', now)
    .orderBy('seen_at', 'desc')
    .orderBy('id', 'desc')
    .limit(200)
    .execute();
}

/** Lets a session act from another seat of its person. False where the seat isn't theirs. */
export async function changeSeat(
  db: Kysely<DB>,
  change: {
    readonly sessionId: string;
    readonly personId: string;
    readonly seatId: string;
    readonly life: SessionLife;
    readonly at: Date;
  },
): Promise<boolean> {
  const { life, at } = change;
  const result = await db
    .updateTable('web_session')
    .set({
      seat_id: change.seatId,
      idle_seconds: life.idleSeconds,
      idle_ends_at: after(at, life.idleSeconds),
      // A seat that asks for signing in more often than the last one doesn't get its longer end.
      ends_at: sql<Date>`least(ends_at, began_at + make_interval(secs => ${life.seconds}))`,
    })
    .where('id', '=', change.sessionId)
    .where('person_id', '=', change.personId)
    .where('ended_at', 'is', null)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

interface SessionRow {
  readonly id: string;
  readonly person_id: string | null;
  readonly buyer_id: string | null;
  readonly marketplace_id: string | null;
  readonly seller_id: string | null;
  readonly conversation_id: string | null;
  readonly seen_at: Date;
  readonly idle_seconds: number;
  readonly is_good: boolean;
  readonly seat_id: string | null;
  readonly seat_seller_id: string | null;
  readonly role: Role | null;
  readonly person_name: string | null;
  readonly buyer_name: string | null;
}

// Who somebody is, what they may do and whether they still may is looked up with each request: a role that is taken
// away is gone at once.
const FIND_SESSION = statement<SessionRow>(
  'find-session',
  `select w.id, w.person_id, w.buyer_id, w.marketplace_id, w.seller_id, w.conversation_id, w.seen_at, w.idle_seconds, w.seat_id,
          u.seller_id as seat_seller_id, coalesce(u.role, o.role) as role, coalesce(u.name, p.name) as person_name,
          b.name as buyer_name,
          w.ended_at is null and w.idle_ends_at > $2 and w.ends_at > $2
            and (w.person_id is null or (p.deactivated_at is null and coalesce(u.role, o.role) is not null))
            as is_good
     from web_session w
     left join person p on p.id = w.person_id
     left join seller_user u on u.id = w.seat_id and u.person_id = w.person_id and u.ended_at is null
     left join operator_user o on o.id = w.seat_id and o.person_id = w.person_id and o.ended_at is null
     left join buyer b on b.id = w.buyer_id
    where w.secret_hash = $1`,
);

/** How exact the time of last use is: a write per request would make every read a write. */
const SEEN_STEP_MS = 60_000;

export type SessionReading =
  | { readonly kind: 'valid'; readonly principal: Principal }
  | { readonly kind: 'ended' };

/** Who the session of a cookie speaks for; `ended` for one that never was, too: nobody but its holder can tell. */
export async function readSession(pool: Pool, secret: string, now: Date): Promise<SessionReading> {
  if (!SECRET.test(secret)) return { kind: 'ended' };
  const [row] = await run(pool, FIND_SESSION, [secretHash(secret), now]);
  if (row === undefined || !row.is_good) return { kind: 'ended' };
  const principal = toPrincipal(row);
  if (principal === null) return { kind: 'ended' };
  if (now.getTime() - row.seen_at.getTime() >= SEEN_STEP_MS)
    await pool.query(
      'update web_session set seen_at = $2, idle_ends_at = $3 where id = $1 and ended_at is null',
      [row.id, now, after(now, row.idle_seconds)],
    );
  return { kind: 'valid', principal };
}

function boundsOf(row: SessionRow): LinkBounds | null {
  const { marketplace_id: marketplaceId, seller_id: sellerId, conversation_id: conversationId } = row;
  return marketplaceId === null || sellerId === null || conversationId === null
    ? null
    : { marketplaceId, sellerId, conversationId };
}

function toPrincipal(row: SessionRow): Principal | null {
  const common = { tokenId: null, sessionId: row.id };
  if (row.buyer_id !== null) {
    const within = boundsOf(row);
    return {
      ...common,
      user: null,
      label: row.buyer_name ?? '',
      kind: 'buyer',
      ownerId: row.buyer_id,
      scopes: within === null ? SCOPES_OF.buyer : LINK_SCOPES,
      within,
    };
  }
  if (row.person_id === null || row.seat_id === null || row.role === null) return null;
  return {
    ...common,
    user: { personId: row.person_id, name: row.person_name ?? '', seatId: row.seat_id, role: row.role },
    label: row.person_name ?? '',
    kind: row.seat_seller_id === null ? 'operator' : 'seller',
    ownerId: row.seat_seller_id,
    scopes: SCOPES_OF_ROLE[row.role],
    within: null,
  };
}
