import { generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';

import type { Kysely, Selectable, Transaction } from 'kysely';

import { normalDomain } from '#mail/address-domain.ts';

import type { DB } from './schema.gen.ts';
import type { Sealed } from './seal.ts';

export interface NewMarketplace {
  /** `de`: stands in addresses of pages and in imports, never in mail. */
  readonly id: string;
  readonly name: string;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  /** Folder of the policy pack whose guidelines judge its sellers. */
  readonly pack: string;
  /** BCP 47; the first is the default. */
  readonly languages: readonly string[];
  /** IANA name. */
  readonly timeZone: string;
  readonly aliasDomain: string;
  readonly bounceDomain: string;
  readonly noticeDomain: string;
}

export type MarketplaceOutcome =
  | { readonly kind: 'created' }
  | { readonly kind: 'refused'; readonly field: keyof NewMarketplace; readonly reason: string };

const refused = (field: keyof NewMarketplace, reason: string): MarketplaceOutcome => ({
  kind: 'refused',
  field,
  reason,
});

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/** True for a language tag by BCP 47. */
export function isLanguageTag(text: string): boolean {
  try {
    return Intl.getCanonicalLocales(text).length === 1;
  } catch {
    return false;
  }
}

const DOMAIN_FIELDS = ['aliasDomain', 'bounceDomain', 'noticeDomain'] as const;

function checkMarketplace(marketplace: NewMarketplace): MarketplaceOutcome | null {
  const { id, name, country, pack, languages, timeZone } = marketplace;
  if (!/^[a-z][a-z0-9-]{0,15}$/u.test(id))
    return refused('id', 'must be 1 to 16 lower-case letters, digits and hyphens');
  if (name.trim() === '') return refused('name', 'must not be empty');
  if (!/^[a-z][a-z0-9-]{0,31}$/u.test(pack)) return refused('pack', 'must be the name of a pack such as de');
  if (!/^[A-Z]{2}$/u.test(country)) return refused('country', 'must be two capital letters such as DE');
  if (languages.length === 0 || !languages.every(isLanguageTag))
    return refused('languages', 'must be language tags such as de or en-GB');
  if (!isTimeZone(timeZone)) return refused('timeZone', 'must be an IANA name such as Europe/Berlin');
  for (const field of DOMAIN_FIELDS)
    if (normalDomain(marketplace[field]) !== marketplace[field])
      return refused(field, 'must be a domain in lower-case A-labels');
  return new Set(DOMAIN_FIELDS.map((field) => marketplace[field])).size < DOMAIN_FIELDS.length
    ? refused('bounceDomain', 'must be three different domains for aliases, bounces and notices')
    : null;
}

/** Sets up a storefront and the domains whose mail Parley takes for it. */
export async function createMarketplace(
  tx: Transaction<DB>,
  marketplace: NewMarketplace,
  at: Date,
): Promise<MarketplaceOutcome> {
  const complaint = checkMarketplace(marketplace);
  if (complaint !== null) return complaint;
  const taken = await takenDomain(tx, marketplace);
  if (taken !== null) return refused(taken, `is in use already (${marketplace[taken]})`);
  const created = await tx
    .insertInto('marketplace')
    .values({
      id: marketplace.id,
      name: marketplace.name,
      country: marketplace.country,
      pack: marketplace.pack,
      languages: [...marketplace.languages],
      time_zone: marketplace.timeZone,
      alias_domain: marketplace.aliasDomain,
      bounce_domain: marketplace.bounceDomain,
      notice_domain: marketplace.noticeDomain,
      created_at: at,
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  if (created.numInsertedOrUpdatedRows !== 1n) return refused('id', 'is taken by another marketplace');
  const mailDomain = (field: (typeof DOMAIN_FIELDS)[number], purpose: 'alias' | 'bounce' | 'notice') => ({
    domain: marketplace[field],
    marketplace_id: marketplace.id,
    purpose,
    created_at: at,
  });
  await tx
    .insertInto('mail_domain')
    .values([
      mailDomain('aliasDomain', 'alias'),
      mailDomain('bounceDomain', 'bounce'),
      mailDomain('noticeDomain', 'notice'),
    ])
    .execute();
  return { kind: 'created' };
}

async function takenDomain(
  tx: Transaction<DB>,
  marketplace: NewMarketplace,
): Promise<(typeof DOMAIN_FIELDS)[number] | null> {
  const taken = await tx
    .selectFrom('mail_domain')
    .select('domain')
    .where(
      'domain',
      'in',
      DOMAIN_FIELDS.map((field) => marketplace[field]),
    )
    .executeTakeFirst();
  return DOMAIN_FIELDS.find((field) => marketplace[field] === taken?.domain) ?? null;
}

/** The pack of a marketplace that names none (ISO 3166-1 alpha-2): the folder that is called as people call the country. */
export function packOfCountry(country: string): string {
  return country === 'GB' ? 'uk' : country.toLowerCase();
}

type MarketplaceRow = Selectable<DB['marketplace']>;

function toMarketplace(row: MarketplaceRow): NewMarketplace {
  return {
    id: row.id,
    name: row.name,
    country: row.country,
    pack: row.pack ?? packOfCountry(row.country),
    languages: row.languages,
    timeZone: row.time_zone,
    aliasDomain: row.alias_domain,
    bounceDomain: row.bounce_domain,
    noticeDomain: row.notice_domain,
  };
}

/** All marketplaces, by id. */
export async function listMarketplaces(db: Kysely<DB>): Promise<NewMarketplace[]> {
  const rows = await db.selectFrom('marketplace').selectAll().orderBy('id').execute();
  return rows.map(toMarketplace);
}

/** The marketplace with this id; null where there is none. */
export async function findMarketplace(db: Kysely<DB>, id: string): Promise<NewMarketplace | null> {
  const row = await db.selectFrom('marketplace').selectAll().where('id', '=', id).executeTakeFirst();
  return row === undefined ? null : toMarketplace(row);
}

const generateKeyPairAsync = promisify(generateKeyPair);

/** RFC 8301 §3.2: at least 1,024 bits, should be 2,048. */
const RSA_BITS = 2048;

export interface DkimKey {
  readonly domain: string;
  readonly selector: string;
  /** SubjectPublicKeyInfo in base64: the `p=` of the DNS record (RFC 6376 §3.6.1). */
  readonly publicKey: string;
}

/**
 * Makes the key that signs what leaves from `domain` and keeps it sealed. Null where the domain has a key
 * under this selector already. `sealFor` seals for the row that the words name.
 */
export async function createDkimKey(
  tx: Transaction<DB>,
  key: { readonly domain: string; readonly selector: string; readonly at: Date },
  sealFor: (plain: Uint8Array, row: readonly string[]) => Sealed,
): Promise<DkimKey | null> {
  const { domain, selector, at } = key;
  const pair = await generateKeyPairAsync('rsa', {
    modulusLength: RSA_BITS,
    publicKeyEncoding: { type: 'spki', format: 'der' },
    privateKeyEncoding: { type: 'pkcs8', format: 'der' },
  });
  const { sealed, sealedBy } = sealFor(pair.privateKey, dkimKeyRow(domain, selector));
  const publicKey = pair.publicKey.toString('base64');
  const result = await tx
    .insertInto('dkim_key')
    .values({
      domain,
      selector,
      algorithm: 'rsa-sha256',
      public_key: publicKey,
      private_key_sealed: sealed,
      sealed_by: sealedBy,
      created_at: at,
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n ? { domain, selector, publicKey } : null;
}

/** The row that a DKIM key is sealed for: what `unseal` has to be told. */
export function dkimKeyRow(domain: string, selector: string): readonly string[] {
  return ['dkim_key', domain, selector];
}

/** The public halves of all keys in use, for the DNS. */
export async function listDkimKeys(db: Kysely<DB>): Promise<DkimKey[]> {
  const rows = await db
    .selectFrom('dkim_key')
    .select(['domain', 'selector', 'public_key'])
    .where('retired_at', 'is', null)
    .orderBy('domain')
    .orderBy('selector')
    .execute();
  return rows.map(({ domain, selector, public_key }) => ({ domain, selector, publicKey: public_key }));
}
