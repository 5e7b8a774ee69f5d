import type { Kysely, Transaction } from 'kysely';
import { sql } from 'kysely';

import type { EventType } from '#market/event.ts';
import { OLD_SECRET_MS } from '#market/webhook.ts';

import type { Trace } from './application.ts';
import { writeAudit } from './audit.ts';
import type { EventPosition } from './event-log.ts';
import type { DB } from './schema.gen.ts';
import type { Sealed } from './seal.ts';
import { seal, unseal } from './seal.ts';
import type { SealingKeys } from './seal-keys.ts';

/** Whose endpoints: a seller's, or the operator's where it is null. */
export type WebhookOwner = string | null;

export interface WebhookEndpoint {
  readonly id: string;
  readonly sellerId: WebhookOwner;
  readonly url: string;
  /** Empty: all. */
  readonly types: readonly EventType[];
  readonly description: string;
  readonly version: number;
  readonly createdAt: Date;
  /** Since when nothing was taken; null: the last attempt was. */
  readonly failingSince: Date | null;
  readonly disabledAt: Date | null;
  readonly disabledBecause: 'owner' | 'failing' | 'gone' | null;
  /** Whether events of the past are being sent once more. */
  readonly replays: boolean;
}

const COLUMNS = [
  'id',
  'seller_id as sellerId',
  'url',
  'types',
  'description',
  'version',
  'created_at as createdAt',
  'failing_since as failingSince',
  'disabled_at as disabledAt',
  'disabled_because as disabledBecause',
  sql<boolean>`replay_xid is not null`.as('replays'),
] as const;

/** Which endpoints may be seen: one owner's, or all. */
export type WebhookReach = { readonly owner: WebhookOwner } | 'all';

function endpoints(db: Kysely<DB>, reach: WebhookReach) {
  const rows = db.selectFrom('webhook_endpoint').select(COLUMNS).$castTo<WebhookEndpoint>();
  if (reach === 'all') return rows;
  return reach.owner === null
    ? rows.where('seller_id', 'is', null)
    : rows.where('seller_id', '=', reach.owner);
}

/** The endpoints within reach, oldest first. */
export async function listWebhooks(db: Kysely<DB>, reach: WebhookReach): Promise<WebhookEndpoint[]> {
  return endpoints(db, reach).orderBy('created_at').orderBy('id').execute();
}

export async function findWebhook(
  db: Kysely<DB>,
  id: string,
  reach: WebhookReach,
): Promise<WebhookEndpoint | null> {
  return (await endpoints(db, reach).where('id', '=', id).executeTakeFirst()) ?? null;
}

export interface WebhookWish {
  readonly url: string;
  readonly types: readonly EventType[];
  readonly description: string;
}

/** What seals secrets, and gives random bytes to do it. */
export interface Sealing {
  readonly keys: SealingKeys;
  readonly random: (length: number) => Uint8Array;
}

function sealSecret({ keys, random }: Sealing, id: string, secret: string): Sealed {
  return seal(keys, Buffer.from(secret), ['webhook_endpoint', id], random);
}

/** Adds an endpoint unless its owner has `most` already. */
export async function addWebhook(
  tx: Transaction<DB>,
  {
    id,
    owner,
    secret,
    most,
    ...wish
  }: WebhookWish & {
    readonly id: string;
    readonly owner: WebhookOwner;
    readonly secret: string;
    readonly most: number;
  },
  trace: Trace,
  sealing: Sealing,
): Promise<'added' | 'too-many-webhooks'> {
  // Two at once count one after the other.
  await sql`select pg_advisory_xact_lock(hashtextextended(${`webhooks of ${owner ?? 'the operator'}`}, 0))`.execute(
    tx,
  );
  if ((await listWebhooks(tx, { owner })).length >= most) return 'too-many-webhooks';
  const { sealed, sealedBy } = sealSecret(sealing, id, secret);
  await tx
    .insertInto('webhook_endpoint')
    .values({
      id,
      seller_id: owner,
      url: wish.url,
      types: [...wish.types],
      description: wish.description,
      secret: Buffer.from(sealed),
      sealed_by: sealedBy,
      created_at: trace.at,
    })
    .execute();
  await audit(tx, trace, { id, sellerId: owner }, 'webhook.added', wish.url);
  return 'added';
}

async function audit(
  tx: Transaction<DB>,
  { at, actor, auditId }: Trace,
  { id, sellerId }: Pick<WebhookEndpoint, 'id' | 'sellerId'>,
  action: string,
  to: string | null = null,
): Promise<void> {
  await writeAudit(tx, { id: auditId, at, sellerId, actor, action, subject: id, from: null, to });
}

/** Changes an endpoint that is still as its reader saw it. */
export async function changeWebhook(
  tx: Transaction<DB>,
  endpoint: WebhookEndpoint,
  version: number,
  { url, types, description }: WebhookWish,
  trace: Trace,
): Promise<'changed' | 'changed-meanwhile'> {
  const row = await tx
    .updateTable('webhook_endpoint')
    .set((is) => ({ url, types: [...types], description, version: is('version', '+', 1) }))
    .where('id', '=', endpoint.id)
    .where('version', '=', version)
    .returning('id')
    .executeTakeFirst();
  if (row === undefined) return 'changed-meanwhile';
  await audit(tx, trace, endpoint, 'webhook.changed', url);
  return 'changed';
}

/** Removes an endpoint with its log; what was on its way is not sent again. */
export async function removeWebhook(
  tx: Transaction<DB>,
  endpoint: WebhookEndpoint,
  trace: Trace,
): Promise<void> {
  await tx.deleteFrom('webhook_endpoint').where('id', '=', endpoint.id).execute();
  await audit(tx, trace, endpoint, 'webhook.removed', endpoint.url);
}

/** A new secret; the one before it signs too for a day. */
export async function rotateWebhookSecret(
  tx: Transaction<DB>,
  endpoint: WebhookEndpoint,
  secret: string,
  trace: Trace,
  sealing: Sealing,
): Promise<void> {
  const { sealed, sealedBy } = sealSecret(sealing, endpoint.id, secret);
  await tx
    .updateTable('webhook_endpoint')
    .set((is) => ({
      old_secret: is.ref('secret'),
      old_sealed_by: is.ref('sealed_by'),
      old_secret_until: new Date(trace.at.getTime() + OLD_SECRET_MS),
      secret: Buffer.from(sealed),
      sealed_by: sealedBy,
    }))
    .where('id', '=', endpoint.id)
    .execute();
  await audit(tx, trace, endpoint, 'webhook.secret-rotated');
}

/** Where an endpoint goes, and what signs for it now, the newest secret first. Null where it is gone or disabled. */
export async function webhookTarget(
  db: Kysely<DB>,
  id: string,
  keys: SealingKeys,
  now: Date,
): Promise<{ readonly url: string; readonly secrets: readonly string[] } | null> {
  const row = await db
    .selectFrom('webhook_endpoint')
    .select(['url', 'secret', 'sealed_by', 'old_secret', 'old_sealed_by', 'old_secret_until'])
    .where('id', '=', id)
    .where('disabled_at', 'is', null)
    .executeTakeFirst();
  if (row === undefined) return null;
  const open = (sealed: Uint8Array, sealedBy: string): string =>
    Buffer.from(unseal(keys, { sealed, sealedBy }, ['webhook_endpoint', id])).toString();
  const { old_secret: old, old_sealed_by: oldBy, old_secret_until: until } = row;
  const isOldGood = old !== null && oldBy !== null && until !== null && until > now;
  return {
    url: row.url,
    secrets: [open(row.secret, row.sealed_by), ...(isOldGood ? [open(old, oldBy)] : [])],
  };
}

/** Sends nothing more to an endpoint; what is queued for it is cancelled. False where it was disabled before. */
export async function disableWebhook(
  tx: Transaction<DB>,
  endpoint: Pick<WebhookEndpoint, 'id' | 'sellerId'>,
  because: NonNullable<WebhookEndpoint['disabledBecause']>,
  trace: Trace,
): Promise<boolean> {
  const row = await tx
    .updateTable('webhook_endpoint')
    .set({ disabled_at: trace.at, disabled_because: because, replay_xid: null, replay_seq: null })
    .where('id', '=', endpoint.id)
    .where('disabled_at', 'is', null)
    .returning('id')
    .executeTakeFirst();
  if (row === undefined) return false;
  await tx
    .updateTable('webhook_delivery')
    .set({ state: 'cancelled', settled_at: trace.at, lease_token: null })
    .where('endpoint_id', '=', endpoint.id)
    .where('state', '=', 'queued')
    .execute();
  await audit(tx, trace, endpoint, 'webhook.disabled', because);
  await tx
    .insertInto('event')
    .values({
      at: trace.at,
      kind: 'webhook.disabled',
      seller_id: endpoint.sellerId,
      data: JSON.stringify({ webhook: endpoint.id, because }),
    })
    .execute();
  return true;
}

/** Sends to a disabled endpoint again, what happens from now on; `replayWebhook` brings what it missed. */
export async function enableWebhook(
  tx: Transaction<DB>,
  endpoint: WebhookEndpoint,
  trace: Trace,
): Promise<boolean> {
  const row = await tx
    .updateTable('webhook_endpoint')
    .set({ disabled_at: null, disabled_because: null, failing_since: null })
    .where('id', '=', endpoint.id)
    .where('disabled_at', 'is not', null)
    .returning('id')
    .executeTakeFirst();
  if (row !== undefined) await audit(tx, trace, endpoint, 'webhook.enabled');
  return row !== undefined;
}

/** Has the events behind a place of the log sent once more; a replay that is under way begins anew from there. */
export async function replayWebhook(
  tx: Transaction<DB>,
  endpoint: WebhookEndpoint,
  after: EventPosition,
  trace: Trace,
): Promise<void> {
  await sql`
    update webhook_endpoint e
       set replay_xid = ${after.xid}::xid8, replay_seq = ${after.seq}, replay_until_xid = f.xid, replay_until_seq = f.seq
      from webhook_fan_out f
     where e.id = ${endpoint.id}::uuid`.execute(tx);
  await audit(tx, trace, endpoint, 'webhook.replayed', `${after.xid} ${after.seq}`);
}
