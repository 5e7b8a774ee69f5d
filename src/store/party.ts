import type { Kysely, Transaction } from 'kysely';

import { formatAddress, parseAddress } from '#mail/address.ts';
import type { SellerRole } from '#market/role.ts';

import type { AuditEntry } from './audit.ts';
import { writeAudit } from './audit.ts';
import type { DB } from './schema.gen.ts';
import { isLanguageTag } from './marketplace.ts';
import { ensurePerson } from './person.ts';

export interface NewSeller {
  readonly id: string;
  /** How the marketplace's shop calls it; imports may name it so. */
  readonly shopId: string | null;
  /** Shown to buyers. */
  readonly name: string;
  readonly language: string;
  /** Where buyers' messages go; null until the seller switches them on (INBOX 1). */
  readonly messageAddress: string | null;
}

export interface NewSellerUser {
  readonly id: string;
  readonly sellerId: string;
  readonly name: string;
  readonly address: string;
  readonly language: string;
  readonly role: SellerRole;
}

export type PartyOutcome =
  | { readonly kind: 'created' | 'changed' }
  | { readonly kind: 'refused'; readonly field: string; readonly reason: string };

const refused = (field: string, reason: string): PartyOutcome => ({ kind: 'refused', field, reason });

/** The address in its written form, or why it can't be the mailbox of a person or party. */
export async function checkAddress(
  tx: Transaction<DB>,
  field: string,
  text: string,
): Promise<{ readonly kind: 'address'; readonly address: string } | PartyOutcome> {
  const parsed = parseAddress(text.trim());
  if (parsed === null) return refused(field, 'is not an e-mail address');
  const ours = await tx
    .selectFrom('mail_domain')
    .select('domain')
    .where('domain', '=', parsed.domain)
    .executeTakeFirst();
  // Mail to an address of ours would go round in a circle.
  return ours === undefined
    ? { kind: 'address', address: formatAddress(parsed) }
    : refused(field, 'is an address of this marketplace, not of a person');
}

/** Sets up a selling account; marketplaces are joined by its first order or product in them. */
export async function createSeller(tx: Transaction<DB>, seller: NewSeller, at: Date): Promise<PartyOutcome> {
  if (seller.name.trim() === '') return refused('name', 'must not be empty');
  if (!isLanguageTag(seller.language)) return refused('language', 'must be a language tag such as de');
  const checked =
    seller.messageAddress === null ? null : await checkAddress(tx, 'messageAddress', seller.messageAddress);
  if (checked !== null && checked.kind !== 'address') return checked;
  const result = await tx
    .insertInto('seller')
    .values({
      id: seller.id,
      shop_id: seller.shopId,
      name: seller.name,
      language: seller.language,
      message_address: checked?.address ?? null,
      created_at: at,
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n
    ? { kind: 'created' }
    : refused('shopId', 'is taken by another seller');
}

/** Gives a selling account a user, who can be invited to sign in; an account's first owner gets its notices. */
export async function addSellerUser(
  tx: Transaction<DB>,
  user: NewSellerUser,
  at: Date,
): Promise<PartyOutcome> {
  if (user.name.trim() === '') return refused('name', 'must not be empty');
  if (!isLanguageTag(user.language)) return refused('language', 'must be a language tag such as de');
  const checked = await checkAddress(tx, 'address', user.address);
  if (checked.kind !== 'address') return checked;
  if (!(await sellerExists(tx, user.sellerId))) return refused('sellerId', 'is no seller here');
  const personId = await ensurePerson(tx, { ...user, address: checked.address }, at);
  const known = await tx
    .selectFrom('seller_user')
    .select('id')
    .where('seller_id', '=', user.sellerId)
    .where('person_id', '=', personId)
    .where('ended_at', 'is', null)
    .executeTakeFirst();
  if (known !== undefined) return refused('address', 'is a user of this seller already');
  await tx
    .insertInto('seller_user')
    .values({
      seller_id: user.sellerId,
      id: user.id,
      name: user.name,
      address: checked.address,
      language: user.language,
      role: user.role,
      person_id: personId,
      created_at: at,
    })
    .execute();
  return { kind: 'created' };
}

/** Where buyers' messages go, and whether the mailbox takes them. */
export interface MessageSetting {
  /** Null: they are off. */
  readonly buyerMessages: string | null;
  readonly addressState: 'working' | 'failing';
}

/** The setting of one seller; null where there is none. */
export async function findMessageSetting(db: Kysely<DB>, sellerId: string): Promise<MessageSetting | null> {
  const row = await db
    .selectFrom('seller')
    .select(['message_address', 'address_state'])
    .where('id', '=', sellerId)
    .executeTakeFirst();
  return row === undefined
    ? null
    : {
        buyerMessages: row.message_address,
        addressState: row.address_state === 'failing' ? 'failing' : 'working',
      };
}

export type MessageAddressOutcome =
  | { readonly kind: 'changed' | 'unchanged' }
  | { readonly kind: 'refused'; readonly code: 'not-an-address' | 'address-of-ours' | 'not-found' };

/** Switches buyers' messages on, to this address, or off (INBOX 1), with its audit entry. */
export async function setMessageAddress(
  tx: Transaction<DB>,
  sellerId: string,
  address: string | null,
  trace: Pick<AuditEntry, 'id' | 'at' | 'actor'>,
): Promise<MessageAddressOutcome> {
  const before = await tx
    .selectFrom('seller')
    .select('message_address')
    .where('id', '=', sellerId)
    .forUpdate()
    .executeTakeFirst();
  if (before === undefined) return { kind: 'refused', code: 'not-found' };
  const checked = address === null ? null : await checkAddress(tx, 'messageAddress', address);
  if (checked !== null && checked.kind !== 'address') return { kind: 'refused', code: codeOf(address ?? '') };
  const [from, to] = [before.message_address, checked?.address ?? null];
  // Set again it counts as working: whoever mended their mailbox says so by saving it.
  await tx
    .updateTable('seller')
    .set({ message_address: to, address_state: 'working' })
    .where('id', '=', sellerId)
    .execute();
  if (from === to) return { kind: 'unchanged' };
  const action = 'notifications.changed';
  await writeAudit(tx, { ...trace, sellerId, action, subject: to ?? from ?? '', from, to });
  return { kind: 'changed' };
}

/** Of the two things that an address may lack. */
function codeOf(refusedAddress: string): 'not-an-address' | 'address-of-ours' {
  return parseAddress(refusedAddress.trim()) === null ? 'not-an-address' : 'address-of-ours';
}

export async function sellerExists(db: Kysely<DB>, sellerId: string): Promise<boolean> {
  const row = await db.selectFrom('seller').select('id').where('id', '=', sellerId).executeTakeFirst();
  return row !== undefined;
}

export async function buyerExists(db: Kysely<DB>, buyerId: string): Promise<boolean> {
  const row = await db.selectFrom('buyer').select('id').where('id', '=', buyerId).executeTakeFirst();
  return row !== undefined;
}

/** The name that buyers read. Throws where there is no such seller. */
export async function findSellerName(db: Kysely<DB>, sellerId: string): Promise<string> {
  const query = db.selectFrom('seller').select('name').where('id', '=', sellerId);
  return (await query.executeTakeFirstOrThrow()).name;
}

/** Who hears of what concerns a selling account as a whole: its first owner; null without one. */
export async function findSellerOwner(
  db: Kysely<DB>,
  sellerId: string,
): Promise<{ readonly address: string; readonly language: string } | null> {
  const owner = await db
    .selectFrom('seller_user')
    .select(['address', 'language'])
    .where('seller_id', '=', sellerId)
    .where('role', '=', 'owner')
    .where('ended_at', 'is', null)
    .orderBy('created_at')
    .orderBy('id')
    .executeTakeFirst();
  return owner ?? null;
}

/** All sellers, by name, for the command line. */
export async function listSellers(
  db: Kysely<DB>,
): Promise<{ id: string; shopId: string | null; name: string; messageAddress: string | null }[]> {
  return db
    .selectFrom('seller')
    .select(['id', 'shop_id as shopId', 'name', 'message_address as messageAddress'])
    .orderBy('name')
    .orderBy('id')
    .execute();
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/iu;

/** Our id of the seller that is named by it or by the shop's number; null where there is none. */
export async function findSellerId(db: Kysely<DB>, name: string): Promise<string | null> {
  const column = UUID.test(name) ? 'id' : 'shop_id';
  const row = await db.selectFrom('seller').select('id').where(column, '=', name).executeTakeFirst();
  return row?.id ?? null;
}

/** Our id of the buyer that is named by it or by the shop's number; null where there is none. */
export async function findBuyerId(db: Kysely<DB>, name: string): Promise<string | null> {
  const column = UUID.test(name) ? 'id' : 'shop_id';
  const row = await db.selectFrom('buyer').select('id').where(column, '=', name).executeTakeFirst();
  return row?.id ?? null;
}
