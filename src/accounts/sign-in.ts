import { createHash } from 'node:crypto';

import { canonicalAddress, parseAddress } from '#mail/address.ts';
import type { Person } from '#store/person.ts';
import { findPersonByAddress } from '#store/person.ts';

import type { BegunSession, Browser } from './begin-session.ts';
import { beginPersonSession, seatToBeginIn } from './begin-session.ts';
import { verifyPassword } from './password.ts';
import type { AccountPorts } from './ports.ts';
import type { SignInLimits, SignInTry } from './sign-in-limits.ts';

export type PasswordOutcome =
  | { readonly kind: 'signed-in'; readonly session: BegunSession }
  /** Wrong address, wrong password, shut out, no seat left: nobody outside can tell which. */
  | { readonly kind: 'refused' }
  | { readonly kind: 'too-many' };

export interface PasswordTry {
  readonly address: string;
  readonly password: string;
  readonly clientAddress: string;
  /** The person that this browser signed in as before. */
  readonly knownDeviceOf: string | null;
  readonly browser: Browser;
}

/** How an account is counted: two writings of one mailbox are one account, and memory holds no addresses. */
function accountKey(address: string): string {
  const parsed = parseAddress(address.trim());
  const text = parsed === null ? address.trim().toLowerCase() : canonicalAddress(parsed);
  return createHash('sha256').update(text).digest('base64url');
}

/** Signs a person in by address and password. */
export async function signInWithPassword(
  ports: AccountPorts,
  limits: SignInLimits,
  { address, password, clientAddress, knownDeviceOf, browser }: PasswordTry,
): Promise<PasswordOutcome> {
  const { db } = ports.database;
  const person = await findPersonByAddress(db, address);
  const isKnown = person !== null && knownDeviceOf === person.id;
  const attempt: SignInTry = {
    clientAddress,
    account: accountKey(address),
    knownDeviceOf: isKnown ? knownDeviceOf : null,
  };
  if (limits.isCutOff(attempt, ports.clock.now())) return { kind: 'too-many' };
  // Counted before the work and not after it: tries at the same moment must not all pass the limit.
  limits.miss(attempt, ports.clock.now());
  // SECURITY: the work is the same for everybody, whether or not there is anything to compare with.
  const isRight = await verifyPassword(password, person?.password ?? null);
  if (person === null || !isRight || !person.isActive) return { kind: 'refused' };
  limits.forgive(attempt);
  return finish(ports, person, browser);
}

async function finish(ports: AccountPorts, person: Person, browser: Browser): Promise<PasswordOutcome> {
  const seat = await seatToBeginIn(ports, person.id);
  if (seat === null) return { kind: 'refused' };
  const session = await ports.database.db
    .transaction()
    .execute((tx) => beginPersonSession(tx, ports, { person, seat, proof: 'password', browser }));
  return { kind: 'signed-in', session };
}
