import { dayOf, makeToken, readToken } from './signed-token.ts';

/** Days for which a bounce may still come back (relay paper, section 4). */
const BOUNCE_ADDRESS_DAYS = 14;

/** What was sent: `message` to a party, or a `notice` of our own. */
type BounceType = 'message' | 'notice';

const LETTER_OF_TYPE = { message: 'm', notice: 'n' } as const satisfies Record<BounceType, string>;
const TYPE_OF_LETTER: ReadonlyMap<string, BounceType> = new Map([
  ['m', 'message'],
  ['n', 'notice'],
]);

export interface BounceAddress {
  readonly type: BounceType;
  /** UUID of the delivery. */
  readonly deliveryId: string;
}

/**
 * What an address that came back says. `expired`: made by us, more than 14 days ago. `unknown`: not made by
 * us, or dated in the future. The SMTP answer to both is the same (550 5.1.1).
 */
export type BounceAddressReading =
  | ({ readonly kind: 'genuine' } & BounceAddress)
  | { readonly kind: 'expired' }
  | { readonly kind: 'unknown' };

// SECURITY: type and domain are signed too, so one marketplace's addresses say nothing at another's domain.
function purposeOf(letter: string, domain: string): string {
  return `bounce ${letter} ${domain.toLowerCase()}`;
}

/**
 * The reverse-path of a delivery that leaves at `now`: type, day, delivery id and a 96-bit MAC in 49
 * characters of lower-case base32 (RFC 5321 §4.5.3.1.1 allows 64). The address tells nothing of the parties.
 */
export function makeBounceAddress(bounce: BounceAddress, domain: string, key: Uint8Array, now: Date): string {
  const letter = LETTER_OF_TYPE[bounce.type];
  const token = makeToken({ deliveryId: bounce.deliveryId, day: dayOf(now) }, purposeOf(letter, domain), key);
  return `${letter}${token}@${domain}`;
}

/**
 * Reads the local part and domain of a recipient that may be a bounce address of ours. `keys` are all keys
 * in use, so that addresses made with the one before last still count. Case doesn't matter: servers fold it.
 */
export function readBounceAddress(
  localPart: string,
  domain: string,
  keys: readonly Uint8Array[],
  now: Date,
): BounceAddressReading {
  const letter = localPart.slice(0, 1).toLowerCase();
  const type = TYPE_OF_LETTER.get(letter);
  if (type === undefined) return { kind: 'unknown' };
  const token = readToken(localPart.slice(1), purposeOf(letter, domain), keys);
  if (token === null) return { kind: 'unknown' };
  const age = dayOf(now) - token.day;
  if (age < 0) return { kind: 'unknown' };
  return age > BOUNCE_ADDRESS_DAYS
    ? { kind: 'expired' }
    : { kind: 'genuine', type, deliveryId: token.deliveryId };
}
