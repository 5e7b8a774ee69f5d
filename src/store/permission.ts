import type { Kysely, Transaction } from 'kysely';

import { canonicalAddress, formatAddress, parseAddress } from '#mail/address.ts';
import { ERASED } from '#market/erasure.ts';
import type { Actor } from '#market/party.ts';
import type { PermissionChange, PermissionRow, PermissionState } from '#market/permission.ts';
import { changePermission as decide, erasedForm, isListedAs } from '#market/permission.ts';

import { writeAudit } from './audit.ts';
import { findSellerOwner } from './party.ts';
import type { DB } from './schema.gen.ts';

/** A row of the page Messaging permissions (PERM 3). */
export interface ListedPermission {
  readonly address: string;
  readonly state: PermissionState;
  /** PERM 6: once true, the row can be switched but not removed. */
  readonly everDecided: boolean;
  readonly attemptCount: number;
  readonly firstAttemptAt: Date | null;
  readonly lastAttemptAt: Date | null;
  readonly changedAt: Date;
}

/** A seller's approved, blocked and pending addresses in one table, by address. */
export async function listPermissions(db: Kysely<DB>, sellerId: string): Promise<ListedPermission[]> {
  const rows = await db
    .selectFrom('address_permission')
    .selectAll()
    .where('seller_id', '=', sellerId)
    .orderBy('address_canonical')
    .execute();
  return rows.map((row) => ({
    address: row.address,
    state: row.state,
    everDecided: row.ever_decided,
    attemptCount: row.attempt_count,
    firstAttemptAt: row.first_attempt_at,
    lastAttemptAt: row.last_attempt_at,
    changedAt: row.changed_at,
  }));
}

export interface PermissionRequest {
  readonly sellerId: string;
  /** As typed. */
  readonly address: string;
  readonly change: PermissionChange;
  /** True for "+ Add an e-mail address" (PERM 4): an address that was decided already is a duplicate. */
  readonly isNew: boolean;
  readonly actor: Actor;
  readonly at: Date;
  /** Id of the audit entry. */
  readonly auditId: string;
}

type PermissionRefusal =
  | 'no-such-seller'
  | 'not-an-address'
  | 'address-of-ours'
  | 'listed-already'
  | 'decided-cannot-be-removed'
  | 'not-listed';

export type PermissionResult =
  | { readonly kind: 'changed' | 'unchanged' | 'removed'; readonly address: string }
  /** `address`: how it is listed, where it is; else as it was typed. */
  | { readonly kind: 'refused'; readonly reason: PermissionRefusal; readonly address: string };

interface FoundRow extends PermissionRow {
  readonly address: string;
}

interface Wanted {
  readonly sellerId: string;
  readonly address: string;
  readonly canonical: string;
}

/**
 * Approves, blocks or removes an address for a seller, with its audit entry. Addresses are compared in
 * canonical form: another spelling of a decided address (case, IDN, sub-address) is a duplicate (PERM 7).
 * Nothing here looks at other sellers, so no answer tells whether an address is known elsewhere.
 */
export async function changePermission(
  tx: Transaction<DB>,
  request: PermissionRequest,
): Promise<PermissionResult> {
  const { sellerId } = request;
  const parsed = parseAddress(request.address.trim());
  if (parsed === null) return refused('not-an-address', request.address);
  const address = formatAddress(parsed);
  if (!(await lockSeller(tx, sellerId))) return refused('no-such-seller', address);
  if (await isDomainOfOurs(tx, parsed.domain)) return refused('address-of-ours', address);
  const wanted = { sellerId, address, canonical: canonicalAddress(parsed) };
  return changeRow(tx, await findRow(tx, wanted), wanted, request);
}

function refused(reason: PermissionRefusal, address: string): PermissionResult {
  return { kind: 'refused', reason, address };
}

async function changeRow(
  tx: Transaction<DB>,
  row: FoundRow | null,
  wanted: Wanted,
  request: PermissionRequest,
): Promise<PermissionResult> {
  const { address, state: from } = row ?? { address: wanted.address, state: null };
  if (row !== null && isDuplicate(row, wanted.address, request)) return refused('listed-already', address);
  const outcome = decide(row, request.change);
  switch (outcome.kind) {
    case 'refused':
      return refused(outcome.reason, address);
    case 'unchanged':
      return { kind: 'unchanged', address };
    case 'removed':
      await removeRow(tx, wanted);
      await audit(tx, request, address, from, null);
      return { kind: 'removed', address };
    case 'changed':
      await writeRow(tx, { ...wanted, address }, outcome.row.state, request.at);
      await audit(tx, request, address, from, outcome.row.state);
      return { kind: 'changed', address };
  }
}

async function audit(
  tx: Transaction<DB>,
  { auditId, at, sellerId, actor }: PermissionRequest,
  subject: string,
  from: PermissionState | null,
  to: PermissionState | null,
): Promise<void> {
  const action = to === null ? 'permission.removed' : 'permission.changed';
  await writeAudit(tx, { id: auditId, at, sellerId, actor, action, subject, from, to });
}

/** A pending row is nobody's decision yet: deciding it is never a duplicate, however it is spelled. */
function isDuplicate(row: FoundRow, address: string, { isNew, change }: PermissionRequest): boolean {
  return row.everDecided && change !== 'remove' && (isNew || row.address !== address);
}

async function findRow(tx: Transaction<DB>, wanted: Wanted): Promise<FoundRow | null> {
  const { sellerId, canonical } = wanted;
  await nameAgain(tx, wanted);
  const row = await tx
    .selectFrom('address_permission')
    .select(['address', 'state', 'ever_decided'])
    .where('seller_id', '=', sellerId)
    .where('address_canonical', '=', canonical)
    .executeTakeFirst();
  return row === undefined ? null : { address: row.address, state: row.state, everDecided: row.ever_decided };
}

/** An erased address that somebody enters again gets its row back, with what was decided about it (PERM 6). */
async function nameAgain(tx: Transaction<DB>, { sellerId, canonical, address }: Wanted): Promise<void> {
  const erased = await tx
    .selectFrom('address_permission')
    .select('address_canonical')
    .where('seller_id', '=', sellerId)
    .where('address', '=', ERASED)
    .execute();
  const form = erased.find((row) => isListedAs(row.address_canonical, canonical))?.address_canonical;
  if (form === undefined) return;
  await tx
    .updateTable('address_permission')
    .set({ address, address_canonical: canonical })
    .where('seller_id', '=', sellerId)
    .where('address_canonical', '=', form)
    .execute();
}

export type AddressErasure = 'erased' | 'not-listed' | 'block-it-first';

/**
 * Erases a blocked address from a seller's list (OPS 4): a salted hash stays, so that it can't come back unblocked
 * (PERM 6, requirements 12.8). A pending one is removed. What is approved may still write, so it has to be blocked first.
 */
export async function eraseAddress(
  tx: Transaction<DB>,
  request: Pick<PermissionRequest, 'sellerId' | 'address' | 'actor' | 'at' | 'auditId'>,
  salt: Uint8Array,
): Promise<AddressErasure> {
  const { sellerId } = request;
  const parsed = parseAddress(request.address.trim());
  if (parsed === null || !(await lockSeller(tx, sellerId))) return 'not-listed';
  const canonical = canonicalAddress(parsed);
  const row = await tx
    .selectFrom('address_permission')
    .select(['state', 'ever_decided'])
    .where('seller_id', '=', sellerId)
    .where('address_canonical', '=', canonical)
    .executeTakeFirst();
  if (row === undefined) return 'not-listed';
  if (row.state === 'approved') return 'block-it-first';
  if (row.ever_decided)
    await tx
      .updateTable('address_permission')
      .set({ address: ERASED, address_canonical: erasedForm(canonical, salt), changed_at: request.at })
      .where('seller_id', '=', sellerId)
      .where('address_canonical', '=', canonical)
      .execute();
  else await removeRow(tx, { sellerId, canonical, address: '' });
  await writeAudit(tx, {
    id: request.auditId,
    at: request.at,
    sellerId,
    actor: request.actor,
    action: 'permission.erased',
    subject: ERASED,
    from: row.state,
    to: null,
  });
  return 'erased';
}

async function removeRow(tx: Transaction<DB>, { sellerId, canonical }: Wanted): Promise<void> {
  await tx
    .deleteFrom('address_permission')
    .where('seller_id', '=', sellerId)
    .where('address_canonical', '=', canonical)
    .execute();
}

async function writeRow(
  tx: Transaction<DB>,
  { sellerId, canonical, address }: Wanted,
  state: PermissionState,
  at: Date,
): Promise<void> {
  const decided = { state, ever_decided: true, changed_at: at };
  await tx
    .insertInto('address_permission')
    .values({ seller_id: sellerId, address_canonical: canonical, address, ...decided })
    .onConflict((conflict) => conflict.columns(['seller_id', 'address_canonical']).doUpdateSet(decided))
    .execute();
}

/** Changes of one seller's list come one after the other; mail that is being accepted doesn't wait for it. */
async function lockSeller(tx: Transaction<DB>, sellerId: string): Promise<boolean> {
  const row = await tx
    .selectFrom('seller')
    .select('id')
    .where('id', '=', sellerId)
    .forNoKeyUpdate()
    .executeTakeFirst();
  return row !== undefined;
}

async function isDomainOfOurs(tx: Transaction<DB>, domain: string): Promise<boolean> {
  const row = await tx
    .selectFrom('mail_domain')
    .select('domain')
    .where('domain', '=', domain)
    .executeTakeFirst();
  return row !== undefined;
}

/** PERM 7, "at a limited rate": how many new addresses may become pending. */
export const PENDING_LIMITS = { newPerDay: 50, inAll: 500 } as const;

export interface PendingAttempt {
  readonly address: string;
  readonly canonical: string;
}

export interface PendingNote {
  /** False where a limit is reached: then nothing was written. */
  readonly noted: boolean;
  /** The owner's mailbox and language where a notice is due now; null where one went out today or nobody owns it. */
  readonly tell: { readonly address: string; readonly language: string } | null;
}

/**
 * Notes that an authenticated author who is neither approved nor blocked wrote for a seller (PERM 3, 7), and
 * claims today's notice to the account's owner: whoever gets `tell` has to send it, in this transaction.
 * The day is counted in UTC.
 */
export async function notePendingAttempt(
  tx: Transaction<DB>,
  sellerId: string,
  attempt: PendingAttempt,
  at: Date,
): Promise<PendingNote> {
  const noted = (await countAgain(tx, sellerId, attempt, at)) || (await noteNew(tx, sellerId, attempt, at));
  return { noted, tell: noted ? await claimNotice(tx, sellerId, at) : null };
}

async function countAgain(
  tx: Transaction<DB>,
  sellerId: string,
  { canonical }: PendingAttempt,
  at: Date,
): Promise<boolean> {
  const result = await tx
    .updateTable('address_permission')
    .set((row) => ({
      attempt_count: row('attempt_count', '+', 1),
      last_attempt_at: at,
      first_attempt_at: row.fn.coalesce('first_attempt_at', row.val(at)),
    }))
    .where('seller_id', '=', sellerId)
    .where('address_canonical', '=', canonical)
    .where('state', '=', 'pending')
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

async function noteNew(
  tx: Transaction<DB>,
  sellerId: string,
  { address, canonical }: PendingAttempt,
  at: Date,
): Promise<boolean> {
  // The lock makes the count exact: many first attempts at once don't pass the limit together.
  if (!(await lockSeller(tx, sellerId))) return false;
  const counts = await tx
    .selectFrom('address_permission')
    .select(({ fn }) => [
      fn.countAll<number>().as('in_all'),
      fn.countAll<number>().filterWhere('first_attempt_at', '>=', startOfDay(at)).as('today'),
    ])
    .where('seller_id', '=', sellerId)
    .where('state', '=', 'pending')
    .executeTakeFirstOrThrow();
  if (counts.in_all >= PENDING_LIMITS.inAll || counts.today >= PENDING_LIMITS.newPerDay) return false;
  const result = await tx
    .insertInto('address_permission')
    .values({
      seller_id: sellerId,
      address_canonical: canonical,
      address,
      state: 'pending',
      ever_decided: false,
      attempt_count: 1,
      first_attempt_at: at,
      last_attempt_at: at,
      changed_at: at,
    })
    .onConflict((conflict) =>
      conflict
        .columns(['seller_id', 'address_canonical'])
        .doUpdateSet((row) => ({
          attempt_count: row('address_permission.attempt_count', '+', 1),
          last_attempt_at: at,
        }))
        .where('address_permission.state', '=', 'pending'),
    )
    .executeTakeFirst();
  return (result.numInsertedOrUpdatedRows ?? 0n) > 0n;
}

function startOfDay(at: Date): Date {
  return new Date(`${at.toISOString().slice(0, 10)}T00:00:00.000Z`);
}

/** Relay paper, sections 6 and 13: once a day, and to a registered address alone. */
async function claimNotice(tx: Transaction<DB>, sellerId: string, at: Date): Promise<PendingNote['tell']> {
  const owner = await findSellerOwner(tx, sellerId);
  const parsed = owner === null ? null : parseAddress(owner.address);
  if (owner === null || parsed === null) return null;
  const claimed = await tx
    .insertInto('notice_sent')
    .values({
      recipient_canonical: canonicalAddress(parsed),
      // An agency's one mailbox hears of each of its accounts.
      kind: `pending:${sellerId}`,
      day: at.toISOString().slice(0, 10),
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return (claimed.numInsertedOrUpdatedRows ?? 0n) > 0n ? owner : null;
}
