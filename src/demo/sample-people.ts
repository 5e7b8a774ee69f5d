import type { SamplePerson } from '#accounts/sample-people.ts';
import { invite } from '#accounts/invite.ts';
import { SYSTEM_ACTOR } from '#market/party.ts';
import type { Store, Surroundings } from '#src/server.ts';
import { findPersonByAddress } from '#store/person.ts';
import { listSeats } from '#store/seat.ts';

import { SELLERS } from './sample-market.ts';

/** The operator's moderator in the demo. */
const MODERATOR = { name: 'Nadia Brandt', address: 'nadia@linde.example', language: 'en' };

/** Whom a visitor of the demo can be with one click: a seller's Mia, one of its buyers, and a moderator. */
export async function samplePeople(
  { db, secrets }: Store,
  surroundings: Surroundings,
  trade: { readonly buyer_id: string; readonly buyer_name: string },
): Promise<readonly SamplePerson[]> {
  const [shop] = SELLERS;
  const [mia] = shop?.users ?? [];
  if (shop === undefined || mia === undefined) throw new Error('the sample market has lost its first seller');
  if ((await findPersonByAddress(db, MODERATOR.address)) === null) {
    const ports = { ...surroundings, secrets, publicUrl: null };
    const seat = { ...MODERATOR, team: null, role: 'moderator' };
    await db.transaction().execute((tx) => invite(tx, ports, seat, SYSTEM_ACTOR));
  }
  const inSeat = async (label: string, address: string): Promise<SamplePerson> => {
    const person = await findPersonByAddress(db, address);
    const [seat] = person === null ? [] : await listSeats(db, person.id);
    if (person === null || seat === undefined) throw new Error(`${address} has no seat in the sample market`);
    return { label, who: { kind: 'person', personId: person.id, seatId: seat.id } };
  };
  return [
    await inSeat(`${mia.name} (${shop.name})`, mia.address),
    { label: `${trade.buyer_name} (buyer)`, who: { kind: 'buyer', buyerId: trade.buyer_id } },
    await inSeat(`${MODERATOR.name} (moderator)`, MODERATOR.address),
  ];
}
