/** What a person may be at a selling account. */
export const SELLER_ROLES = ['owner', 'agent', 'reader'] as const;
export type SellerRole = (typeof SELLER_ROLES)[number];

/** What a person may be at the operator; a person who is two things has two seats. */
export const OPERATOR_ROLES = ['administrator', 'moderator', 'support'] as const;
export type OperatorRole = (typeof OPERATOR_ROLES)[number];

export type Role = SellerRole | OperatorRole;

/** A person's place at a selling account, or at the operator: a session acts from one of them. */
export type Seat =
  | { readonly id: string; readonly kind: 'seller'; readonly sellerId: string; readonly role: SellerRole }
  | { readonly id: string; readonly kind: 'operator'; readonly sellerId: null; readonly role: OperatorRole };

export function isSellerRole(text: string): text is SellerRole {
  return SELLER_ROLES.some((role) => role === text);
}

export function isOperatorRole(text: string): text is OperatorRole {
  return OPERATOR_ROLES.some((role) => role === text);
}
