import type { Kysely, Selectable, Transaction } from 'kysely';
import { sql } from 'kysely';

import type { Actor } from '#market/party.ts';

import { writeAudit } from './audit.ts';
import type { DB } from './schema.gen.ts';

/** A text that a seller's people start an answer or a message from. */
export interface MessageTemplate {
  readonly id: string;
  readonly name: string;
  /** For messages of this contact reason; null: for answers. */
  readonly contactReason: string | null;
  /** By language. */
  readonly texts: Readonly<Record<string, string>>;
  /** Grows with each change. */
  readonly version: number;
  readonly changedBy: Actor;
  readonly changedAt: Date;
}

export type TemplateWish = Pick<MessageTemplate, 'name' | 'contactReason' | 'texts'>;

export interface TemplateChange {
  readonly sellerId: string;
  readonly id: string;
  readonly actor: Actor;
  readonly at: Date;
  readonly auditId: string;
}

/** More than this a seller doesn't find again. */
export const MOST_TEMPLATES = 500;

function toTemplate(row: Selectable<DB['message_template']>): MessageTemplate {
  return {
    id: row.id,
    name: row.name,
    contactReason: row.contact_reason,
    texts: row.texts as Readonly<Record<string, string>>,
    version: row.version,
    changedBy: row.changed_by as Actor,
    changedAt: row.changed_at,
  };
}

/** All templates of a seller, by name; there are at most `MOST_TEMPLATES`. */
export async function listTemplates(db: Kysely<DB>, sellerId: string): Promise<MessageTemplate[]> {
  const rows = await db
    .selectFrom('message_template')
    .selectAll()
    .where('seller_id', '=', sellerId)
    .orderBy(sql`lower(name)`)
    .execute();
  return rows.map(toTemplate);
}

/** One template of the seller; null where it isn't there. */
export async function findTemplate(
  db: Kysely<DB>,
  sellerId: string,
  id: string,
): Promise<MessageTemplate | null> {
  const row = await db
    .selectFrom('message_template')
    .selectAll()
    .where('seller_id', '=', sellerId)
    .where('id', '=', id)
    .executeTakeFirst();
  return row === undefined ? null : toTemplate(row);
}

async function isNameTaken(
  tx: Transaction<DB>,
  { sellerId, id }: TemplateChange,
  name: string,
): Promise<boolean> {
  const row = await tx
    .selectFrom('message_template')
    .select('id')
    .where('seller_id', '=', sellerId)
    .where(sql`lower(name)`, '=', sql`lower(${name})`)
    .where('id', '<>', id)
    .executeTakeFirst();
  return row !== undefined;
}

/** Keeps a new template. Two that are made with one name at one moment: the second one fails at the index. */
export async function createTemplate(
  tx: Transaction<DB>,
  change: TemplateChange,
  { name, contactReason, texts }: TemplateWish,
): Promise<'created' | 'name-taken' | 'too-many-templates'> {
  const { sellerId, id, actor, at } = change;
  if (await isNameTaken(tx, change, name)) return 'name-taken';
  const { count } = await tx
    .selectFrom('message_template')
    .select((row) => row.fn.countAll<string>().as('count'))
    .where('seller_id', '=', sellerId)
    .executeTakeFirstOrThrow();
  if (Number(count) >= MOST_TEMPLATES) return 'too-many-templates';
  await tx
    .insertInto('message_template')
    .values({
      seller_id: sellerId,
      id,
      name,
      contact_reason: contactReason,
      texts: JSON.stringify(texts),
      version: 1,
      changed_by: JSON.stringify(actor),
      changed_at: at,
    })
    .execute();
  await trace(tx, change, null, name);
  return 'created';
}

/** Changes a template that still is as its author saw it (`version`). */
export async function changeTemplate(
  tx: Transaction<DB>,
  change: TemplateChange,
  version: number,
  { name, contactReason, texts }: TemplateWish,
): Promise<'changed' | 'not-found' | 'changed-meanwhile' | 'name-taken'> {
  const { sellerId, id, actor, at } = change;
  const before = await lock(tx, change);
  if (before === null) return 'not-found';
  if (before.version !== version) return 'changed-meanwhile';
  if (await isNameTaken(tx, change, name)) return 'name-taken';
  await tx
    .updateTable('message_template')
    .set({
      name,
      contact_reason: contactReason,
      texts: JSON.stringify(texts),
      version: version + 1,
      changed_by: JSON.stringify(actor),
      changed_at: at,
    })
    .where('seller_id', '=', sellerId)
    .where('id', '=', id)
    .execute();
  await trace(tx, change, before.name, name);
  return 'changed';
}

/** Removes a template that still is as whoever removes it saw it. */
export async function removeTemplate(
  tx: Transaction<DB>,
  change: TemplateChange,
  version: number,
): Promise<'removed' | 'not-found' | 'changed-meanwhile'> {
  const before = await lock(tx, change);
  if (before === null) return 'not-found';
  if (before.version !== version) return 'changed-meanwhile';
  await tx
    .deleteFrom('message_template')
    .where('seller_id', '=', change.sellerId)
    .where('id', '=', change.id)
    .execute();
  await trace(tx, change, before.name, null);
  return 'removed';
}

async function lock(
  tx: Transaction<DB>,
  { sellerId, id }: TemplateChange,
): Promise<{ readonly version: number; readonly name: string } | null> {
  const row = await tx
    .selectFrom('message_template')
    .select(['version', 'name'])
    .where('seller_id', '=', sellerId)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  return row ?? null;
}

async function trace(
  tx: Transaction<DB>,
  { sellerId, id, actor, at, auditId }: TemplateChange,
  from: string | null,
  to: string | null,
): Promise<void> {
  await writeAudit(tx, {
    id: auditId,
    at,
    sellerId,
    actor,
    action: 'template.changed',
    subject: id,
    from,
    to,
  });
}
