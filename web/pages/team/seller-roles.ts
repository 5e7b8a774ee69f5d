import type { SellerRole } from '#market/role.ts';

/** What somebody may be, the one with the least rights first. */
export const SELLER_ROLES = ['reader', 'agent', 'owner'] as const satisfies readonly SellerRole[];

export function readRole(text: string): SellerRole {
  return SELLER_ROLES.find((role) => role === text) ?? 'reader';
}
