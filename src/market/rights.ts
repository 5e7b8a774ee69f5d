import type { ApiScope, TokenOwnerKind } from './api-scope.ts';
import { SCOPES_OF } from './api-scope.ts';
import type { Role } from './role.ts';

/** What a reader may see through an endpoint: their own things, everybody's, or nothing. */
type Reach = 'own' | 'any' | 'none';

export interface EndpointRights extends Readonly<Record<TokenOwnerKind, Reach>> {
  /** The scope that a token, or the role behind a session, needs here. */
  readonly scope: ApiScope;
  /**
   * Also open to a session by a link in a mail: the guard makes sure that the conversation or message in the path is
   * its own, and lists and orders are read through `readerOf`.
   */
  readonly byLink?: true;
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

const byLink = (rights: EndpointRights): EndpointRights => ({ ...rights, byLink: true });

/**
 * Every endpoint with who may use it for what: the one place where rights are written down. `public` needs no
 * token and shows nothing of anybody; `signed-in` is about the one who asks, whoever it is. A route without a row here
 * can't be registered.
 */
export const RIGHTS = {
  'GET /health': 'public',
  'GET /ready': 'public',
  'GET /metrics': forOperators('metrics:read'),

  'POST /api/v1/conversations/changes': forSellersAlone('messages:write'),
  'GET /api/v1/conversations/:id/notes': forSellersAlone('messages:read'),
  'POST /api/v1/conversations/:id/notes': forSellersAlone('messages:write'),
  'DELETE /api/v1/conversations/:id/notes/:note': forSellersAlone('messages:write'),
  'PUT /api/v1/conversations/:id/presence': forSellersAlone('messages:read'),
  'GET /api/v1/conversations/:id/draft': byLink(forParties('messages:write')),
  'PUT /api/v1/conversations/:id/draft': byLink(forParties('messages:write')),
  'GET /api/v1/inbox-views': forSellersAlone('messages:read'),
  'POST /api/v1/inbox-views': forSellersAlone('messages:read'),
  'DELETE /api/v1/inbox-views/:id': forSellersAlone('messages:read'),
  'GET /api/v1/conversations/:id/clock': forSellers('messages:read'),
  'POST /api/v1/conversations/:id/no-answer-needed': forSellersAlone('messages:write'),
  'DELETE /api/v1/conversations/:id/no-answer-needed': forSellersAlone('messages:write'),
  'POST /api/v1/conversations/:id/move': forSellers('messages:write'),
  'POST /api/v1/conversations/:id/merge': forSellers('messages:write'),
  'POST /api/v1/messages/:id/clock-dispute': forSellersAlone('standing:write'),
  'POST /api/v1/messages/:id/clock-correction': forOperators('moderation:write'),
  'GET /api/v1/clock-disputes': forOperators('moderation:read'),
  'GET /api/v1/sellers/:seller/response-times': forSellers('standing:read'),
  'GET /api/v1/sellers/:seller/response-waits': forSellers('standing:read'),
  'GET /api/v1/sellers/:seller/response-times.csv': forSellers('standing:read'),
  'GET /api/v1/conversations': byLink(reading('messages:read')),
  'GET /api/v1/conversations/:id': byLink(reading('messages:read')),
  'GET /api/v1/conversations/:id/messages': byLink(reading('messages:read')),
  'POST /api/v1/conversations/:id/read': byLink(forParties('messages:write')),
  'DELETE /api/v1/conversations/:id/answer-links': byLink(forBuyers('messages:write')),
  'GET /api/v1/messages/:id': byLink(reading('messages:read')),
  'GET /api/v1/messages/:id/files/:position': byLink(reading('messages:read')),
  'GET /api/v1/messages/:id/deliveries': forOperators('queue:read'),

  'POST /api/v1/lint': forSellers('messages:write'),
  'POST /api/v1/orders/:marketplace/:id/messages': forParties('messages:write'),
  'POST /api/v1/orders/:marketplace/:id/messages/preview': forParties('messages:write'),
  'POST /api/v1/conversations/:id/messages': byLink(forParties('messages:write')),
  'POST /api/v1/conversations/:id/messages/preview': byLink(forParties('messages:write')),
  'GET /api/v1/questions/place': { scope: 'messages:write', seller: 'none', buyer: 'own', operator: 'none' },
  'POST /api/v1/questions': { scope: 'messages:write', seller: 'none', buyer: 'own', operator: 'none' },

  'GET /api/v1/carriers': reading('orders:read'),
  'GET /api/v1/orders': reading('orders:read'),
  'GET /api/v1/orders/:marketplace/:id': byLink(reading('orders:read')),
  'GET /api/v1/orders/:marketplace/:id/reasons': forSellers('messages:read'),
  'POST /api/v1/orders/import': forOperators('orders:write'),
  'POST /api/v1/orders/:marketplace/:id/shipments': forSellers('orders:confirm'),
  'POST /api/v1/orders/:marketplace/:id/adjustments': forSellers('orders:confirm'),
  'POST /api/v1/orders/:marketplace/:id/cancellation': reading('messages:write'),
  'GET /api/v1/sellers/:seller/duties': forSellers('orders:read'),
  'POST /api/v1/sellers/:seller/feeds': forSellers('orders:confirm'),
  'GET /api/v1/sellers/:seller/feeds': forSellers('orders:confirm'),
  'GET /api/v1/feeds/:id': forSellers('orders:confirm'),
  'GET /api/v1/feeds/:id/lines': forSellers('orders:confirm'),
  'GET /api/v1/feeds/:id/report': forSellers('orders:confirm'),

  'GET /api/v1/sellers/:seller/notifications': forSellers('permissions:read'),
  'PUT /api/v1/sellers/:seller/notifications': forSellers('permissions:write'),
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

  'GET /api/v1/sellers/:seller/suppressions': forSellers('preferences:read'),
  'POST /api/v1/sellers/:seller/suppressions': forSellers('preferences:write'),
  'POST /api/v1/sellers/:seller/suppressions/import': forSellers('preferences:write'),
  'DELETE /api/v1/sellers/:seller/suppressions/:address': forSellers('preferences:write'),

  'POST /api/v1/sellers/:seller/review-requests': forSellers('messages:write'),
  'GET /api/v1/sellers/:seller/templates': forSellers('messages:read'),
  'POST /api/v1/sellers/:seller/templates': forSellers('messages:write'),
  'GET /api/v1/sellers/:seller/templates/:id': forSellers('messages:read'),
  'PUT /api/v1/sellers/:seller/templates/:id': forSellers('messages:write'),
  'DELETE /api/v1/sellers/:seller/templates/:id': forSellers('messages:write'),
  'POST /api/v1/sellers/:seller/templates/:id/fill': forSellers('messages:read'),
  'GET /api/v1/applications': forOperators('applications:read'),
  'POST /api/v1/applications': forOperators('applications:write'),
  'POST /api/v1/applications/:id/rotate': forOperators('applications:write'),
  'POST /api/v1/applications/:id/withdraw': forOperators('applications:write'),
  'GET /api/v1/sellers/:seller/applications': forSellers('applications:read'),
  'PUT /api/v1/sellers/:seller/applications/:application': forSellers('applications:write'),
  'DELETE /api/v1/sellers/:seller/applications/:application': forSellers('applications:write'),

  'GET /api/v1/events': reading('events:read'),
  'GET /api/v1/events/stream': byLink(reading('events:read')),
  'GET /api/v1/webhooks': forSellers('webhooks:read'),
  'POST /api/v1/webhooks': forSellers('webhooks:write'),
  'GET /api/v1/webhooks/:id': forSellers('webhooks:read'),
  'PUT /api/v1/webhooks/:id': forSellers('webhooks:write'),
  'DELETE /api/v1/webhooks/:id': forSellers('webhooks:write'),
  'POST /api/v1/webhooks/:id/secret': forSellers('webhooks:write'),
  'POST /api/v1/webhooks/:id/disable': forSellers('webhooks:write'),
  'POST /api/v1/webhooks/:id/enable': forSellers('webhooks:write'),
  'POST /api/v1/webhooks/:id/replay': forSellers('webhooks:write'),
  'GET /api/v1/webhooks/:id/deliveries': forSellers('webhooks:read'),
  'GET /api/v1/webhooks/:id/deliveries/:delivery': forSellers('webhooks:read'),
  'POST /api/v1/webhooks/:id/deliveries/:delivery/redeliver': forSellers('webhooks:write'),

  'GET /api/v1/queue': forOperators('queue:read'),
  'GET /api/v1/queue/:id': forOperators('queue:read'),
  'POST /api/v1/queue/:id/retry': forOperators('queue:write'),
  'POST /api/v1/queue/:id/cancel': forOperators('queue:write'),

  'POST /api/v1/messages/:id/reports': byLink(forParties('reports:write')),
  'POST /api/v1/conversations/:id/reports': byLink(forParties('reports:write')),
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

  'GET /api/v1/me': 'signed-in',
  'GET /api/v1/session': 'signed-in',
  'DELETE /api/v1/session': 'signed-in',
  'PUT /api/v1/session/seat': 'signed-in',
  'GET /api/v1/me/sessions': 'signed-in',
  'DELETE /api/v1/me/sessions': 'signed-in',
  'DELETE /api/v1/me/sessions/:id': 'signed-in',
  'GET /api/v1/team': forSellers('team:read'),
  'POST /api/v1/team': forSellers('team:write'),
  'PUT /api/v1/team/:id/role': forSellers('team:write'),
  'POST /api/v1/team/:id/invitation': forSellers('team:write'),
  'DELETE /api/v1/team/:id': forSellers('team:write'),

  'GET /': 'public',
  'GET /sign-in': 'public',
  'POST /sign-in': 'public',
  'POST /sign-in/password': 'public',
  'POST /sign-in/sample': 'public',
  'GET /sign-in/hand-off': 'public',
  'POST /sign-in/hand-off': 'public',
  'POST /sign-out': 'public',
  'GET /invitation/:link': 'public',
  'POST /invitation/:link': 'public',
  'GET /answer/:link': 'public',
  'POST /answer/:link': 'public',
  'GET /unsubscribe/:link': 'public',
  'POST /unsubscribe/:link': 'public',
  // It asks for a session itself, and sends who has none to sign in and back.
  'GET /apps/authorize/consent': 'public',
  'POST /apps/authorize/consent': 'public',
  'GET /style.css': 'public',
  'GET /assets/:name': 'public',
  // One page that asks /api/v1 for everything that it shows; without a session it is the sign-in page.
  'GET /inbox/*': 'public',
  'GET /orders/*': 'public',
  'GET /returns/*': 'public',
  'GET /notifications/*': 'public',
  'GET /preferences/*': 'public',
  'GET /ask/*': 'public',
  'GET /permissions/*': 'public',
  'GET /templates/*': 'public',
  'GET /suppression/*': 'public',
  'GET /response-time/*': 'public',
  'GET /team/*': 'public',
  'GET /standing/*': 'public',
  'GET /reviews/*': 'public',
  'GET /objections/*': 'public',
  'GET /deliveries/*': 'public',
  'GET /sellers/*': 'public',
  'GET /api/v1/openapi.json': 'public',
  'GET /docs/api': 'public',
  'GET /rules': 'public',
  'GET /rules/:rule': 'public',
  'GET /conversations/:id': byLink(reading('messages:read')),
  'GET /messages/:id/body': byLink(reading('messages:read')),
  'GET /messages/:id/files/:position': byLink(reading('messages:read')),
} as const satisfies Readonly<Record<string, EndpointRights | 'public' | 'signed-in'>>;

export type Endpoint = keyof typeof RIGHTS;

/**
 * What each role may do, in the words of the table above: a session of a person has the scopes of its seat's role.
 *
 * SECURITY: least privilege (MOD 1). Who keeps the people and the machine doesn't read conversations, who answers
 * questions decides nothing but what a buyer asks for themselves, and nobody who decides about messages makes users. An owner has all that a selling
 * account has.
 */
export const SCOPES_OF_ROLE: Readonly<Record<Role, readonly ApiScope[]>> = {
  owner: SCOPES_OF.seller,
  agent: [
    'messages:read',
    'messages:write',
    'orders:read',
    'orders:confirm',
    'permissions:read',
    'preferences:read',
    'preferences:write',
    'events:read',
    'reports:write',
    'standing:read',
    'team:read',
  ],
  reader: [
    'messages:read',
    'orders:read',
    'permissions:read',
    'preferences:read',
    'events:read',
    'standing:read',
    'team:read',
  ],
  administrator: [
    'orders:read',
    'orders:write',
    'orders:confirm',
    'permissions:read',
    'permissions:write',
    'applications:read',
    'applications:write',
    'events:read',
    'webhooks:read',
    'webhooks:write',
    'queue:read',
    'queue:write',
    'standing:read',
    'team:read',
    'team:write',
    'metrics:read',
  ],
  moderator: [
    'messages:read',
    'messages:write',
    'orders:read',
    'permissions:read',
    'preferences:read',
    'events:read',
    'queue:read',
    'standing:read',
    'standing:write',
    'moderation:read',
    'moderation:write',
    'enforcement:write',
    'reports:write',
  ],
  support: [
    'messages:read',
    'orders:read',
    'permissions:read',
    'preferences:read',
    'preferences:write',
    'events:read',
    'queue:read',
    'standing:read',
    'moderation:read',
  ],
};

/** What a session by a link in a mail may do: read and answer, in that conversation. */
export const LINK_SCOPES: readonly ApiScope[] = [
  'messages:read',
  'messages:write',
  'orders:read',
  'events:read',
  'reports:write',
];

/** What a session by a link in a mail opens: one conversation. */
export interface LinkBounds {
  readonly marketplaceId: string;
  readonly sellerId: string;
  readonly conversationId: string;
}

/** The person behind a session. */
export interface PrincipalUser {
  readonly personId: string;
  /** How the person's own side calls them; the other side sees the seller's name alone. */
  readonly name: string;
  readonly seatId: string;
  readonly role: Role;
}

/** Whoever a request comes from, once its token or session is known. */
export interface Principal {
  /** Null for a session. */
  readonly tokenId: string | null;
  /** Null for a token. */
  readonly sessionId: string | null;
  /** Set where a person signed in; buyers and programs have none. */
  readonly user: PrincipalUser | null;
  readonly label: string;
  readonly kind: TokenOwnerKind;
  /** Seller or buyer id; null for the operator. */
  readonly ownerId: string | null;
  readonly scopes: readonly string[];
  /** Set for a session by a link in a mail: what lies outside of this conversation isn't there. */
  readonly within: LinkBounds | null;
}

export type RightsVerdict = 'allowed' | 'wrong-role' | 'scope-missing';

/** May this principal use the endpoint at all? Whose things it finds there is the view's matter. */
export function mayUse(endpoint: Endpoint, principal: Principal): RightsVerdict {
  const rights: EndpointRights | 'public' | 'signed-in' = RIGHTS[endpoint];
  if (rights === 'public' || rights === 'signed-in') return 'allowed';
  if (rights[principal.kind] === 'none') return 'wrong-role';
  if (principal.within !== null && rights.byLink !== true) return 'wrong-role';
  return principal.scopes.includes(rights.scope) ? 'allowed' : 'scope-missing';
}

/** The endpoints of the API that this principal may use at all, so that pages show no button that would be refused. */
export function allowedEndpoints(principal: Principal): Endpoint[] {
  return (Object.keys(RIGHTS) as Endpoint[]).filter(
    (endpoint) => endpoint.includes(' /api/v1/') && mayUse(endpoint, principal) === 'allowed',
  );
}
