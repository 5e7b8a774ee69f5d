import { sessionLife } from '#market/web-session.ts';
import { findPerson } from '#store/person.ts';
import { listSeats } from '#store/seat.ts';
import { beginSession, endSessions, makeSessionSecret } from '#store/web-session.ts';

import type { BegunSession, Browser } from './begin-session.ts';
import { beginPersonSession } from './begin-session.ts';
import type { AccountPorts } from './ports.ts';

/** Somebody of the demo whom a visitor can be with one click. */
export interface SamplePerson {
  /** What the button says. */
  readonly label: string;
  readonly who:
    | { readonly kind: 'person'; readonly personId: string; readonly seatId: string }
    | { readonly kind: 'buyer'; readonly buyerId: string };
}

/** Signs in as one of the demo's people, without any proof: nothing but the demo has such people. */
export async function signInAsSample(
  ports: AccountPorts,
  { who }: SamplePerson,
  browser: Browser,
): Promise<BegunSession> {
  const { db } = ports.database;
  return db.transaction().execute(async (tx) => {
    if (who.kind === 'person') {
      const person = await findPerson(tx, who.personId);
      const seat = (await listSeats(tx, who.personId)).find(({ id }) => id === who.seatId);
      if (person === null || seat === undefined) throw new Error('a sample person has lost their seat');
      return beginPersonSession(tx, ports, { person, seat, proof: 'demo', browser });
    }
    const at = ports.clock.now();
    const id = ports.ids.uuid();
    const secret = makeSessionSecret((length) => ports.ids.random(length));
    if (browser.oldSecret !== null)
      await endSessions(tx, { by: 'secret', secret: browser.oldSecret }, 'replaced', at);
    const owner = { kind: 'buyer', buyerId: who.buyerId, link: null } as const;
    const life = sessionLife('buyer', 'demo');
    await beginSession(tx, { id, secret, owner, proof: 'demo', device: browser.device, life, at });
    return { id, secret, personId: null };
  });
}
