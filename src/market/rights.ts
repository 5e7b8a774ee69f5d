import type { ApiScope, TokenOwnerKind } from './api-scope.ts';

/** What a reader may see through an endpoint: their own things, everybody's, or nothing. */
type Reach = 'own' | 'any' | 'none';

export interface EndpointRights extends Readonly<Record<TokenOwnerKind, Reach>> {
  /** The scope that a token needs here. */
  readonly scope: ApiScope;
}

const reading = (scope: ApiScope): EndpointRights => ({
  scope,
  seller: 'own',
  buyer: 'own',
  operator: 'any',
});
const forSellers = (scope: ApiScope): EndpointRights => ({
  scope,
  seller: 'own',
  buyer: 'none',
  operator: 'any',
});
const forParties = (scope: ApiScope): EndpointRights => ({
  scope,
  seller: 'own',
  buyer: 'own',
  operator: 'none',
});
const forBuyers = (scope: ApiScope): EndpointRights => ({
  scope,
  seller: 'none',
  buyer: 'own',
  operator: 'any',
});
const forSellersAlone = (scope: ApiScope): EndpointRights => ({
  scope,
  seller: 'own',
  buyer: 'none',
  operator: 'none',
});
const forOperators = (scope: ApiScope): EndpointRights => ({
  scope,
  seller: 'none',
  buyer: 'none',
  operator: 'any',
});

/**
 * Every endpoint with who may use it for what: the one place where rights are written down. `public` needs no
 * token and shows nothing of anybody. A route without a row here can't be registered.
 */
export const RIGHTS = {
  'GET /health': 'public',
  'GET /ready': 'public',
  'GET /metrics': forOperators('metrics:read'),

  'GET /api/v1/conversations': reading('messages:read'),
  'GET /api/v1/conversations/:id': reading('messages:read'),
  'GET /api/v1/conversations/:id/messages': reading('messages:read'),
  'POST /api/v1/conversations/:id/read': forParties('messages:write'),
  'GET /api/v1/conversations/:id/clock': forSellers('messages:read'),
  'POST /api/v1/conversations/:id/no-answer-needed': forSellersAlone('messages:write'),
  'DELETE /api/v1/conversations/:id/no-answer-needed': forSellersAlone('messages:write'),
  'POST /api/v1/messages/:id/clock-dispute': forSellersAlone('standing:write'),
  'POST /api/v1/messages/:id/clock-correction': forOperators('moderation:write'),
  'GET /api/v1/clock-disputes': forOperators('moderation:read'),
  'GET /api/v1/sellers/:seller/response-times': forSellers('standing:read'),
  'GET /api/v1/sellers/:seller/response-times.csv': forSellers('standing:read'),
  'GET /api/v1/messages/:id': reading('messages:read'),
  'GET /api/v1/messages/:id/files/:position': reading('messages:read'),
  'GET /api/v1/messages/:id/deliveries': forOperators('queue:read'),

  'GET /api/v1/orders': reading('orders:read'),
  'GET /api/v1/orders/:marketplace/:id': reading('orders:read'),
  'GET /api/v1/orders/:marketplace/:id/reasons': forSellers('messages:read'),
  'POST /api/v1/orders/import': forOperators('orders:write'),
  'POST /api/v1/orders/:marketplace/:id/shipments': forSellers('orders:confirm'),
  'POST /api/v1/orders/:marketplace/:id/adjustments': forSellers('orders:confirm'),
  'POST /api/v1/sellers/:seller/feeds': forSellers('orders:confirm'),
  'GET /api/v1/sellers/:seller/feeds': forSellers('orders:confirm'),
  'GET /api/v1/feeds/:id': forSellers('orders:confirm'),
  'GET /api/v1/feeds/:id/lines': forSellers('orders:confirm'),
  'GET /api/v1/feeds/:id/report': forSellers('orders:confirm'),

  'GET /api/v1/sellers/:seller/permissions': forSellers('permissions:read'),
  'POST /api/v1/sellers/:seller/permissions': forSellers('permissions:write'),
  'PUT /api/v1/sellers/:seller/permissions/:address': forSellers('permissions:write'),
  'DELETE /api/v1/sellers/:seller/permissions/:address': forSellers('permissions:write'),
  'GET /api/v1/sellers/:seller/audit': forSellers('permissions:read'),

  'GET /api/v1/buyers/:buyer/preferences': forBuyers('preferences:read'),
  'GET /api/v1/buyers/:buyer/preferences/changes': forBuyers('preferences:read'),
  'PUT /api/v1/buyers/:buyer/preferences/:marketplace': forBuyers('preferences:write'),
  'PUT /api/v1/buyers/:buyer/preferences/:marketplace/sellers/:seller': forBuyers('preferences:write'),
  'PUT /api/v1/buyers/:buyer/language': forBuyers('preferences:write'),

  'GET /api/v1/queue': forOperators('queue:read'),
  'GET /api/v1/queue/:id': forOperators('queue:read'),
  'POST /api/v1/queue/:id/retry': forOperators('queue:write'),
  'POST /api/v1/queue/:id/cancel': forOperators('queue:write'),

  'POST /api/v1/messages/:id/reports': forParties('reports:write'),
  'POST /api/v1/conversations/:id/reports': forParties('reports:write'),
  'GET /api/v1/statements': reading('standing:read'),
  'GET /api/v1/statements/:id': reading('standing:read'),
  'POST /api/v1/statements/:id/objection': forParties('standing:write'),
  'GET /api/v1/sellers/:seller/standing': forSellers('standing:read'),
  'GET /api/v1/reviews': forOperators('moderation:read'),
  'GET /api/v1/reviews/:id': forOperators('moderation:read'),
  'POST /api/v1/reviews/:id/claim': forOperators('moderation:write'),
  'POST /api/v1/reviews/:id/release': forOperators('moderation:write'),
  'POST /api/v1/reviews/:id/decide': forOperators('moderation:write'),
  'POST /api/v1/reviews/:id/undo': forOperators('moderation:write'),
  'POST /api/v1/messages/:id/block': forOperators('moderation:write'),
  'POST /api/v1/conversations/:id/block': forOperators('moderation:write'),
  'POST /api/v1/conversations/:id/unblock': forOperators('moderation:write'),
  'POST /api/v1/conversations/:id/join': forOperators('moderation:write'),
  'POST /api/v1/sellers/:seller/steps': forOperators('enforcement:write'),
  'POST /api/v1/steps/:id/lift': forOperators('enforcement:write'),
  'GET /api/v1/objections': forOperators('moderation:read'),
  'POST /api/v1/objections/:id/decide': forOperators('enforcement:write'),
  'GET /api/v1/audit/check': forOperators('moderation:read'),

  'GET /': 'public',
  'POST /sign-in': 'public',
  'POST /sign-out': 'public',
  'GET /style.css': 'public',
  'GET /assets/:name': 'public',
  // One page that asks /api/v1 for everything that it shows; without a session it is the sign-in page.
  'GET /inbox/*': 'public',
  'GET /orders/*': 'public',
  'GET /permissions/*': 'public',
  'GET /standing/*': 'public',
  'GET /reviews/*': 'public',
  'GET /objections/*': 'public',
  'GET /deliveries/*': 'public',
  'GET /sellers/*': 'public',
  'GET /rules': 'public',
  'GET /rules/:rule': 'public',
  'GET /conversations/:id': reading('messages:read'),
  'GET /messages/:id/body': reading('messages:read'),
  'GET /messages/:id/files/:position': reading('messages:read'),
} as const satisfies Readonly<Record<string, EndpointRights | 'public'>>;

export type Endpoint = keyof typeof RIGHTS;

/** Whoever a request comes from, once its token is known. */
export interface Principal {
  readonly tokenId: string;
  readonly label: string;
  readonly kind: TokenOwnerKind;
  /** Seller or buyer id; null for the operator. */
  readonly ownerId: string | null;
  readonly scopes: readonly string[];
}

export type RightsVerdict = 'allowed' | 'wrong-role' | 'scope-missing';

/** May this principal use the endpoint at all? Whose things it finds there is the view's matter. */
export function mayUse(endpoint: Endpoint, principal: Principal): RightsVerdict {
  const rights = RIGHTS[endpoint];
  if (rights === 'public') return 'allowed';
  if (rights[principal.kind] === 'none') return 'wrong-role';
  return principal.scopes.includes(rights.scope) ? 'allowed' : 'scope-missing';
}
