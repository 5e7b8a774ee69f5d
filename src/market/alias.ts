import type { AliasAddress } from '#mail/address.ts';
import { encodeBase32 } from '#mail/base32.ts';

import type { Side } from './party.ts';

/** Random bytes that an alias is made of: 136 bits, one whole base32 character over the 128 that must be. */
export const ALIAS_RANDOM_BYTES = 17;

/**
 * The local part of a new alias: lower-case base32 of the random bytes, 28 characters. It says nothing of
 * person, seller or order (ALIAS 2), and holds no `+` or `=` that mail programs mangle.
 */
export function aliasLocalPart(random: Uint8Array): string {
  return encodeBase32(random);
}

/** True where the local part has the shape of an alias: anything else needs no look-up. */
export function looksLikeAlias(localPart: string): boolean {
  return /^[a-z2-7]{26,32}$/u.test(localPart);
}

export function aliasAddress(localPart: string, domain: string): AliasAddress {
  return `${localPart}@${domain}` as AliasAddress;
}

/** The two aliases of a relationship, by whom they stand for. */
export type AliasPair = Readonly<Record<Side, AliasAddress>>;
