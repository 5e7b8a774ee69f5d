import type { Pool } from 'pg';

import { PrivateAddress } from '#mail/private-address.ts';
import { aliasAddress } from '#market/alias.ts';
import type { StepKind } from '#market/enforcement.ts';
import type { RelationshipKey, Side } from '#market/party.ts';
import type { PermissionState } from '#market/permission.ts';
import type { Relationship } from '#market/relationship.ts';

import { run, statement } from './statement.ts';
import { storable } from './storable.ts';

/** What `RELATIONSHIP_COLUMNS` select. */
export interface RelationshipRow {
  readonly marketplace_id: string;
  readonly seller_id: string;
  readonly buyer_id: string;
  readonly marketplace_name: string;
  readonly country: string;
  readonly pack: string;
  readonly languages: string[];
  readonly time_zone: string;
  readonly alias_domain: string;
  readonly bounce_domain: string;
  readonly notice_domain: string;
  readonly seller_name: string;
  readonly seller_language: string;
  readonly message_address: string | null;
  readonly buyer_name: string;
  readonly buyer_language: string;
  readonly buyer_address: string;
  readonly buyer_phone: string | null;
  readonly buyer_address_works: boolean;
  /** Null where they are revoked. */
  readonly aliases: { local_part: string; domain: string; stands_for: Side }[] | null;
  readonly permissions: { address: string; canonical: string; state: PermissionState }[];
  readonly user_addresses: string[];
  readonly steps: { id: string; kind: StepKind; begins_at: string; ends_at: string | null }[];
}

interface AliasRow {
  readonly place: number;
  readonly found: RelationshipRow & { readonly stands_for: Side };
}

/** Columns of a relationship `r` with its parties and aliases; shared by whatever composes or attributes. */
export const RELATIONSHIP_COLUMNS = `
  r.marketplace_id, r.seller_id, r.buyer_id,
  m.name as marketplace_name, m.country, 
  coalesce(m.pack, case m.country when 'GB' then 'uk' else lower(m.country) end) as pack, m.languages, m.time_zone, m.alias_domain, m.bounce_domain, m.notice_domain,
  s.name as seller_name, s.language as seller_language, s.message_address,
  b.name as buyer_name, b.language as buyer_language, b.address as buyer_address, b.phone as buyer_phone,
  b.address_state = 'working' as buyer_address_works,
  (select jsonb_agg(jsonb_build_object('local_part', x.local_part, 'domain', x.domain, 'stands_for', x.stands_for))
     from alias x
    where (x.marketplace_id, x.seller_id, x.buyer_id) = (r.marketplace_id, r.seller_id, r.buyer_id)
      and x.revoked_at is null) as aliases,
  (select coalesce(jsonb_agg(jsonb_build_object(
            'address', p.address, 'canonical', p.address_canonical, 'state', p.state)), '[]')
     from address_permission p
    where p.seller_id = r.seller_id and p.state <> 'pending') as permissions,
  array(select u.address from seller_user u where u.seller_id = r.seller_id) as user_addresses,
  (select coalesce(jsonb_agg(jsonb_build_object(
            'id', e.id, 'kind', e.kind, 'begins_at', e.begins_at, 'ends_at', e.ends_at)), '[]')
     from enforcement_step e
    where e.seller_id = r.seller_id and e.marketplace_id = r.marketplace_id and e.lifted_at is null) as steps`;

export const RELATIONSHIP_JOINS = `
  join marketplace m on m.id = r.marketplace_id
  join seller s on s.id = r.seller_id
  join buyer b on b.id = r.buyer_id`;

// One column: a client reads the description of every column for every answer. `lateral` with an offset keeps
// the plan of one look-up, by the primary key, whatever the tables held when it was made. JSON and not arrays: of an
// array PostgreSQL knows the length, and would make a new plan (3 ms) each time because two names cost less than ten.
const FIND_ALIASES = statement<AliasRow>(
  'find-aliases',
  `select asked.place, found.it as found
     from jsonb_to_recordset($1::jsonb) as asked (place int, local_part text, domain text)
    cross join lateral (
      select to_jsonb(one) as it from (
        select a.stands_for, ${RELATIONSHIP_COLUMNS}
          from alias a
          join relationship r using (marketplace_id, seller_id, buyer_id) ${RELATIONSHIP_JOINS}
         where a.local_part = asked.local_part and a.domain = asked.domain and a.revoked_at is null
        offset 0) one) found`,
);

export function toRelationship(row: RelationshipRow): Relationship {
  const addressOf = (side: Side): ReturnType<typeof aliasAddress> => {
    const alias = row.aliases?.find(({ stands_for }) => stands_for === side);
    if (alias === undefined) throw new Error(`relationship without a live alias for its ${side}`);
    return aliasAddress(alias.local_part, alias.domain);
  };
  return {
    key: { marketplaceId: row.marketplace_id, sellerId: row.seller_id, buyerId: row.buyer_id },
    marketplace: {
      id: row.marketplace_id,
      name: row.marketplace_name,
      country: row.country,
      pack: row.pack,
      languages: row.languages,
      timeZone: row.time_zone,
      aliasDomain: row.alias_domain,
      bounceDomain: row.bounce_domain,
      noticeDomain: row.notice_domain,
    },
    seller: {
      id: row.seller_id,
      name: row.seller_name,
      language: row.seller_language,
      messageAddress: row.message_address === null ? null : new PrivateAddress(row.message_address),
      addresses: row.permissions.map(({ address, canonical, state }) => ({
        address: new PrivateAddress(address),
        canonical,
        state,
      })),
      userAddresses: row.user_addresses.map((address) => new PrivateAddress(address)),
      steps: row.steps.map(({ id, kind, begins_at: begins, ends_at: ends }) => ({
        id,
        kind,
        beginsAt: new Date(begins),
        endsAt: ends === null ? null : new Date(ends),
        liftedAt: null,
      })),
    },
    buyer: {
      id: row.buyer_id,
      name: row.buyer_name,
      language: row.buyer_language,
      address: new PrivateAddress(row.buyer_address),
      addressWorks: row.buyer_address_works,
      phone: row.buyer_phone,
    },
    aliases: { buyer: addressOf('buyer'), seller: addressOf('seller') },
  };
}

export interface AliasTarget {
  /** Whom the alias stands for: mail to it goes there. */
  readonly standsFor: Side;
  readonly relationship: Relationship;
}

export interface AliasName {
  readonly localPart: string;
  readonly domain: string;
}

/**
 * Live aliases with their relationships, in the order asked; null for one that never was or is revoked: no difference
 * is told (T11).
 */
export async function findAliases(
  pool: Pool,
  names: readonly AliasName[],
): Promise<readonly (AliasTarget | null)[]> {
  const asked = names.map(({ localPart, domain }, place) => ({
    place,
    local_part: storable(localPart),
    domain,
  }));
  const rows = await run(pool, FIND_ALIASES, [JSON.stringify(asked)]);
  const targets: (AliasTarget | null)[] = names.map(() => null);
  for (const { place, found } of rows)
    targets[place] = { standsFor: found.stands_for, relationship: toRelationship(found) };
  return targets;
}

/** `findAliases` for one. */
export async function findAlias(pool: Pool, localPart: string, domain: string): Promise<AliasTarget | null> {
  return (await findAliases(pool, [{ localPart, domain }]))[0] ?? null;
}

const FIND_RELATIONSHIP = statement<RelationshipRow>(
  'find-relationship',
  `select ${RELATIONSHIP_COLUMNS}
     from relationship r ${RELATIONSHIP_JOINS}
    where r.marketplace_id = $1 and r.seller_id = $2 and r.buyer_id = $3`,
);

/** A relationship with its parties and aliases; null where the two don't know each other in this marketplace any more. */
export async function findRelationship(
  pool: Pool,
  { marketplaceId, sellerId, buyerId }: RelationshipKey,
): Promise<Relationship | null> {
  const [row] = await run(pool, FIND_RELATIONSHIP, [marketplaceId, sellerId, buyerId]);
  // An erased buyer has no alias any more: the relationship is over.
  return row?.aliases == null ? null : toRelationship(row);
}
