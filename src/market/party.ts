/** The two sides of a relationship. */
export type Side = 'buyer' | 'seller';

export function otherSide(side: Side): Side {
  return side === 'buyer' ? 'seller' : 'buyer';
}

export type Language = string;

/** Whose conversation it is: the key that leads every row of it. */
export interface RelationshipKey {
  readonly marketplaceId: string;
  readonly sellerId: string;
  readonly buyerId: string;
}

/** Who did something, as the audit log and events name it. */
export interface Actor {
  readonly kind: 'seller-user' | 'buyer' | 'operator' | 'application' | 'command-line' | 'system';
  readonly id: string | null;
  readonly label: string;
}

export const SYSTEM_ACTOR: Actor = { kind: 'system', id: null, label: 'Parley' };
