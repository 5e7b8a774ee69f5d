import type { PrivateAddress } from '#mail/private-address.ts';

import type { AliasPair } from './alias.ts';
import type { EnforcementStep } from './enforcement.ts';
import type { Language, RelationshipKey } from './party.ts';
import type { PermissionState } from './permission.ts';

export interface Marketplace {
  readonly id: string;
  readonly name: string;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  /** The policy pack whose guidelines judge its sellers. */
  readonly pack: string;
  /** The first is the default. */
  readonly languages: readonly Language[];
  readonly timeZone: string;
  readonly aliasDomain: string;
  readonly bounceDomain: string;
  readonly noticeDomain: string;
}

/** An address that may or may not write for the seller; its canonical form is what authors are compared with. */
export interface KnownAddress {
  readonly address: PrivateAddress;
  readonly canonical: string;
  readonly state: PermissionState;
}

export interface SellerProfile {
  readonly id: string;
  readonly name: string;
  readonly language: Language;
  /** Registered for buyers' messages; null until switched on (INBOX 1). */
  readonly messageAddress: PrivateAddress | null;
  /** Approved and blocked ones; pending ones are looked up when they write. */
  readonly addresses: readonly KnownAddress[];
  /** The mailboxes of its users: they must not travel, whether they may write or not. */
  readonly userAddresses: readonly PrivateAddress[];
  /** Steps against it in this marketplace that weren't lifted; those that are over among them (MOD 2). */
  readonly steps: readonly EnforcementStep[];
}

export interface BuyerProfile {
  readonly id: string;
  readonly name: string;
  readonly language: Language;
  readonly address: PrivateAddress;
  /** False after a bounce that says the mailbox is gone: then messages wait in the message centre. */
  readonly addressWorks: boolean;
  readonly phone: string | null;
}

/** One buyer and one seller in one marketplace, with everything that a message between them needs. */
export interface Relationship {
  readonly key: RelationshipKey;
  readonly marketplace: Marketplace;
  readonly seller: SellerProfile;
  readonly buyer: BuyerProfile;
  readonly aliases: AliasPair;
}
