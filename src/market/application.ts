/** What an application may be let do: the names under which sellers' tools know it. */
export const APPLICATION_ROLES = [
  'Buyer Communication',
  'Buyer Solicitation',
  'Product Listing',
  'Inventory and Order Tracking',
  'Direct-to-Consumer Delivery',
  'Selling Partner Insights',
] as const;
export type ApplicationRole = (typeof APPLICATION_ROLES)[number];

/** What an application may do for itself, without any seller: scopes of client credentials. */
export const GRANTLESS_SCOPES = [
  'sellingpartnerapi::notifications',
  'sellingpartnerapi::client_credential:rotation',
] as const;
export type GrantlessScope = (typeof GRANTLESS_SCOPES)[number];

/** The roles behind the words, all without any, or the first word that is none. */
export function readApplicationRoles(
  words: readonly string[],
): { readonly roles: readonly ApplicationRole[] } | { readonly unknown: string } {
  if (words.length === 0) return { roles: APPLICATION_ROLES };
  const isMeant = (role: string, word: string): boolean => role.toLowerCase() === word.trim().toLowerCase();
  const unknown = words.find((word) => !APPLICATION_ROLES.some((role) => isMeant(role, word)));
  if (unknown !== undefined) return { unknown };
  return { roles: APPLICATION_ROLES.filter((role) => words.some((word) => isMeant(role, word))) };
}

/** What a token is for; its beginning says so, and makes one that leaks recognisable to scanners for secrets. */
export type ApplicationTokenKind = 'code' | 'refresh' | 'access' | 'restricted';

const PREFIXES: Readonly<Record<ApplicationTokenKind, string>> = {
  code: 'ANpar',
  refresh: 'Atzr|',
  access: 'Atza|',
  restricted: 'Atz.sprdt|',
};

const SECRET_BYTES = 32;

function randomText(random: (length: number) => Uint8Array): string {
  return Buffer.from(random(SECRET_BYTES)).toString('base64url');
}

/** 256 random bits as text: shown once, and kept as a hash alone. */
export function makeApplicationToken(
  kind: ApplicationTokenKind,
  random: (length: number) => Uint8Array,
): string {
  return `${PREFIXES[kind]}${randomText(random)}`;
}

/** What kind of token the text is by its form; null where it is none of ours. */
export function applicationTokenKind(text: string): ApplicationTokenKind | null {
  if (text.length > 100) return null;
  const kinds = Object.keys(PREFIXES) as ApplicationTokenKind[];
  const found = kinds.find((kind) => text.startsWith(PREFIXES[kind]));
  if (found === undefined) return null;
  return /^[A-Za-z0-9_-]{43}$/u.test(text.slice(PREFIXES[found].length)) ? found : null;
}

/** The public name and the secret of an application, as tools expect them to look. */
export function makeClientCredentials(random: (length: number) => Uint8Array): {
  readonly clientId: string;
  readonly clientSecret: string;
} {
  const name = Buffer.from(random(16)).toString('hex');
  return { clientId: `amzn1.application-oa2-client.${name}`, clientSecret: makeClientSecret(random) };
}

export function makeClientSecret(random: (length: number) => Uint8Array): string {
  return `amzn1.oa2-cs.v1.${Buffer.from(random(SECRET_BYTES)).toString('hex')}`;
}

/** How long each lives, in seconds; a refresh token lives as long as the seller's grant. */
export const TOKEN_SECONDS = { code: 300, access: 3600, restricted: 3600 } as const;

/** A secret that was replaced stays good for so long, so that the application can be changed without a break. */
export const OLD_SECRET_DAYS = 7;

/** True for an address that a seller's agreement may be sent to: https, or this machine itself. */
export function isRedirectUri(text: string): boolean {
  const url = URL.parse(text);
  if (url === null || url.hash !== '' || url.username !== '' || text.length > 2000) return false;
  const isLocal = url.hostname === 'localhost' || url.hostname === '127.0.0.1' || url.hostname === '[::1]';
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLocal);
}

/** A call that a restricted data token opens, and the personal data it shows. */
export interface RestrictedResource {
  readonly method: string;
  /** Of one resource, or with `{orderId}` of all. */
  readonly path: string;
  readonly dataElements: readonly string[];
}
