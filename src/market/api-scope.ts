/** Whose data a token opens. */
export type TokenOwnerKind = 'seller' | 'buyer' | 'operator';

/** What a token may be good for: the closed list. */
export const API_SCOPES = [
  'messages:read',
  'messages:write',
  'orders:read',
  'orders:write',
  'orders:confirm',
  'permissions:read',
  'permissions:write',
  'preferences:read',
  'preferences:write',
  'applications:read',
  'applications:write',
  'events:read',
  'webhooks:read',
  'webhooks:write',
  'queue:read',
  'queue:write',
  'reports:write',
  'standing:read',
  'standing:write',
  'moderation:read',
  'moderation:write',
  'enforcement:write',
  'team:read',
  'team:write',
  'metrics:read',
] as const;
export type ApiScope = (typeof API_SCOPES)[number];

/** Which scopes a token of each kind may have; one without a wish of its own gets them all. */
export const SCOPES_OF: Readonly<Record<TokenOwnerKind, readonly ApiScope[]>> = {
  buyer: [
    'messages:read',
    'messages:write',
    'orders:read',
    'preferences:read',
    'preferences:write',
    'events:read',
    'reports:write',
    'standing:read',
    'standing:write',
  ],
  seller: [
    'messages:read',
    'messages:write',
    'orders:read',
    'orders:confirm',
    'permissions:read',
    'permissions:write',
    'preferences:read',
    'preferences:write',
    'applications:read',
    'applications:write',
    'events:read',
    'webhooks:read',
    'webhooks:write',
    'reports:write',
    'standing:read',
    'standing:write',
    'team:read',
    'team:write',
  ],
  operator: API_SCOPES,
};

/** The scopes behind the words, or the first word that is none for this kind of token. */
export function readScopes(
  kind: TokenOwnerKind,
  words: readonly string[],
): { readonly scopes: readonly ApiScope[] } | { readonly unknown: string } {
  if (words.length === 0) return { scopes: SCOPES_OF[kind] };
  const scopes = SCOPES_OF[kind].filter((scope) => words.includes(scope));
  const unknown = words.find((word) => !scopes.some((scope) => scope === word));
  return unknown === undefined ? { scopes } : { unknown };
}
