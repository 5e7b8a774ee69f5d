import type { Transaction } from 'kysely';

import type { Actor } from '#market/party.ts';
import type { Role } from '#market/role.ts';
import { makeSignedLink, readSignedLink } from '#market/signed-link.ts';
import type { AccountLink, AccountLinkKind } from '#store/account-link.ts';
import { findLink, openLink, takeLink } from '#store/account-link.ts';
import { isLanguageTag } from '#store/marketplace.ts';
import { checkAddress } from '#store/party.ts';
import type { Person } from '#store/person.ts';
import { ensurePerson, findPerson, setPassword } from '#store/person.ts';
import type { DB } from '#store/schema.gen.ts';
import { currentTokenKey, tokenKeys } from '#store/seal-keys.ts';
import type { TeamOf } from '#store/seat.ts';
import { addSeat, isRoleOf } from '#store/seat.ts';
import { endSessions } from '#store/web-session.ts';

import type { BegunSession, Browser } from './begin-session.ts';
import { beginPersonSession, seatToBeginIn } from './begin-session.ts';
import type { PasswordFault } from './password.ts';
import { hashPassword, passwordFault } from './password.ts';
import type { AccountPorts } from './ports.ts';

const DAY_MS = 86_400_000;
/** People are on holiday; what a link opens is chosen by whoever has the mailbox. */
const INVITATION_MS = 7 * DAY_MS;
const RESET_MS = DAY_MS / 24;

/** What a link needs: the verbs of the command line have no more. */
export type InvitePorts = Pick<AccountPorts, 'clock' | 'ids' | 'secrets' | 'publicUrl'>;

/** Where the holder of a link goes; null where nobody knows where the pages are. */
export function accountLinkUrl({ secrets, publicUrl }: InvitePorts, linkId: string): string | null {
  if (publicUrl === null) return null;
  return `${publicUrl}/invitation/${makeSignedLink('account', linkId, currentTokenKey(secrets))}`;
}

/** Makes a link for a person, and their earlier ones worthless. Gives its id. */
export async function makeAccountLink(
  tx: Transaction<DB>,
  { clock, ids }: InvitePorts,
  {
    personId,
    kind,
    madeBy,
  }: { readonly personId: string; readonly kind: AccountLinkKind; readonly madeBy: Actor },
): Promise<string> {
  const id = ids.uuid();
  const at = clock.now();
  const endsAt = new Date(at.getTime() + (kind === 'invitation' ? INVITATION_MS : RESET_MS));
  await openLink(tx, { id, kind, personId, madeBy, at, endsAt });
  return id;
}

export interface Invitation {
  readonly team: TeamOf;
  readonly name: string;
  readonly address: string;
  readonly language: string;
  readonly role: string;
}

export type InviteOutcome =
  | { readonly kind: 'invited'; readonly seatId: string; readonly personId: string; readonly linkId: string }
  /** They sign in already, as somebody of another seller: nothing to choose, they find the new seat there. */
  | { readonly kind: 'added'; readonly seatId: string; readonly personId: string }
  | { readonly kind: 'member-already' }
  | {
      readonly kind: 'refused';
      readonly field: 'name' | 'address' | 'language' | 'role';
      readonly reason: string;
    };

const refused = (field: 'name' | 'address' | 'language' | 'role', reason: string): InviteOutcome => ({
  kind: 'refused',
  field,
  reason,
});

/**
 * Gives a person a seat, and a link by which they come in. SECURITY: a person who has a password keeps it. Otherwise
 * whoever may invite at one seller could take over an agency's account at another.
 */
export async function invite(
  tx: Transaction<DB>,
  ports: InvitePorts,
  invitation: Invitation,
  actor: Actor,
): Promise<InviteOutcome> {
  const { team, role } = invitation;
  const name = invitation.name.trim();
  if (name === '' || name.length > 200) return refused('name', 'must be 1 to 200 characters');
  if (!isRoleOf(team, role)) return refused('role', 'is no role here');
  if (!isLanguageTag(invitation.language)) return refused('language', 'must be a language tag such as de');
  const checked = await checkAddress(tx, 'address', invitation.address);
  if (checked.kind !== 'address')
    return refused('address', checked.kind === 'refused' ? checked.reason : 'is not an e-mail address');
  const at = ports.clock.now();
  const { address } = checked;
  const { language } = invitation;
  const personId = await ensurePerson(tx, { id: ports.ids.uuid(), address, name, language }, at);
  if (personId === null) return refused('address', 'is not an e-mail address');
  const person = await findPerson(tx, personId);
  if (person?.isActive !== true) return refused('address', 'is of a person who was shut out');
  const seatId = ports.ids.uuid();
  const seat = { id: seatId, team, personId, name, address, language, role: role as Role };
  if (!(await addSeat(tx, seat, { at, actor, auditId: ports.ids.uuid() }))) return { kind: 'member-already' };
  if (person.password !== null) return { kind: 'added', seatId, personId };
  const linkId = await makeAccountLink(tx, ports, { personId, kind: 'invitation', madeBy: actor });
  return { kind: 'invited', seatId, personId, linkId };
}

/** Whose link it is, where it is good; changes nothing: scanners of mail open links too (threats M6). */
export async function readAccountLink(
  { database: { db }, clock, secrets }: AccountPorts,
  text: string,
): Promise<{ readonly link: AccountLink; readonly person: Person } | null> {
  const id = readSignedLink('account', text, tokenKeys(secrets));
  const link = id === null ? null : await findLink(db, id, clock.now());
  const person = link === null ? null : await findPerson(db, link.personId);
  return link === null || person === null ? null : { link, person };
}

export type AcceptOutcome =
  | { readonly kind: 'signed-in'; readonly session: BegunSession }
  | { readonly kind: 'not-good' }
  | { readonly kind: 'password'; readonly fault: PasswordFault };

/** The person behind the link chooses a password: every other session of theirs ends, and one begins. */
export async function acceptLink(
  ports: AccountPorts,
  text: string,
  password: string,
  browser: Browser,
): Promise<AcceptOutcome> {
  const read = await readAccountLink(ports, text);
  if (read === null) return { kind: 'not-good' };
  const { person, link } = read;
  const fault = passwordFault(password, [person.name, person.address]);
  if (fault !== null) return { kind: 'password', fault };
  const seat = await seatToBeginIn(ports, person.id);
  if (seat === null) return { kind: 'not-good' };
  const kept = await hashPassword(password, (length) => ports.ids.random(length));
  const at = ports.clock.now();
  return ports.database.db.transaction().execute(async (tx): Promise<AcceptOutcome> => {
    if ((await takeLink(tx, link.id, at)) === null) return { kind: 'not-good' };
    const actor: Actor = {
      kind: seat.kind === 'operator' ? 'operator' : 'seller-user',
      id: person.id,
      label: person.name,
    };
    await setPassword(tx, { personId: person.id, password: kept, at, actor, auditId: ports.ids.uuid() });
    await endSessions(
      tx,
      { by: 'owner', owner: { personId: person.id }, butNot: null },
      'password-changed',
      at,
    );
    return {
      kind: 'signed-in',
      session: await beginPersonSession(tx, ports, { person, seat, proof: 'invitation', browser }),
    };
  });
}
