import type { Transaction } from 'kysely';

import type { SessionProof } from '#market/web-session.ts';
import { sessionLife } from '#market/web-session.ts';
import { writeAudit } from '#store/audit.ts';
import type { Person } from '#store/person.ts';
import type { DB } from '#store/schema.gen.ts';
import type { NamedSeat } from '#store/seat.ts';
import { lastSeatOf, listSeats } from '#store/seat.ts';
import { beginSession, endSessions, makeSessionSecret } from '#store/web-session.ts';

import type { AccountPorts } from './ports.ts';

/** The browser that signs in. */
export interface Browser {
  /** As its owner would call it. */
  readonly device: string;
  /** The session that it had until now, if any. */
  readonly oldSecret: string | null;
}

export interface BegunSession {
  readonly id: string;
  /** For the cookie; shown nowhere else. */
  readonly secret: string;
  readonly personId: string | null;
}

/** The seat to begin in: where the person was last, else the first. Null for a person who has none. */
export async function seatToBeginIn(ports: AccountPorts, personId: string): Promise<NamedSeat | null> {
  const { db } = ports.database;
  const seats = await listSeats(db, personId);
  const last = await lastSeatOf(db, personId);
  return seats.find(({ id }) => id === last) ?? seats[0] ?? null;
}

/**
 * Begins a person's session with a secret of its own. SECURITY: whatever secret the browser brought is never used on,
 * and the session behind it ends: who planted it (session fixation) has nothing by it.
 */
export async function beginPersonSession(
  tx: Transaction<DB>,
  { clock, ids }: AccountPorts,
  {
    person,
    seat,
    proof,
    browser,
  }: {
    readonly person: Pick<Person, 'id' | 'name'>;
    readonly seat: NamedSeat;
    readonly proof: SessionProof;
    readonly browser: Browser;
  },
): Promise<BegunSession> {
  const at = clock.now();
  const id = ids.uuid();
  const secret = makeSessionSecret((length) => ids.random(length));
  if (browser.oldSecret !== null)
    await endSessions(tx, { by: 'secret', secret: browser.oldSecret }, 'replaced', at);
  await beginSession(tx, {
    id,
    secret,
    owner: { kind: 'person', personId: person.id, seatId: seat.id },
    proof,
    device: browser.device,
    life: sessionLife(seat.kind, proof),
    at,
  });
  await writeAudit(tx, {
    id: ids.uuid(),
    at,
    sellerId: seat.sellerId,
    actor: { kind: seat.kind === 'operator' ? 'operator' : 'seller-user', id: person.id, label: person.name },
    action: 'session.began',
    subject: id,
    from: null,
    to: proof,
  });
  return { id, secret, personId: person.id };
}
