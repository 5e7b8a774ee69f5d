import { createHash } from 'node:crypto';

import type { Kysely } from 'kysely';
import { sql } from 'kysely';

import type { DB } from './schema.gen.ts';

export interface NewDocument {
  readonly id: string;
  readonly purpose: 'message-file' | 'feed';
  readonly applicationId: string;
  readonly sellerId: string;
  /** Of a message file: the operation that it is for. */
  readonly resource: string | null;
  /** Base64, where it was announced. */
  readonly contentMd5: string | null;
  readonly mediaType: string;
  readonly at: Date;
  /** From then on nobody may use it. */
  readonly endsAt: Date;
}

/** Documents that are swept away with each one that is announced: more than are announced, so none pile up. */
const SWEPT_AT_ONCE = 10;

/** Keeps a place for what a program is about to hand in, and sweeps away some that nobody may use any more. */
export async function openDocument(db: Kysely<DB>, document: NewDocument): Promise<void> {
  await sql`
    delete from api_document where id in (
      select id from api_document d where ends_at < ${document.at}::timestamptz
         and not exists (select from feed_request f
                          where f.document_id = d.id and f.state in ('in_queue', 'in_progress'))
       order by ends_at limit ${SWEPT_AT_ONCE} for update skip locked)`.execute(db);
  await db
    .insertInto('api_document')
    .values({
      id: document.id,
      purpose: document.purpose,
      application_id: document.applicationId,
      seller_id: document.sellerId,
      resource: document.resource,
      content_md5: document.contentMd5,
      media_type: document.mediaType,
      created_at: document.at,
      ends_at: document.endsAt,
    })
    .execute();
}

export type FillOutcome = 'filled' | 'not-found' | 'wrong-digest' | 'taken-already';

/** MD5 in base64: the protocol's word for "these are the bytes that I meant", no protection against anybody. */
export function md5Of(bytes: Uint8Array): string {
  return createHash('md5').update(bytes).digest('base64');
}

/** Puts the bytes in their place; again, as long as nothing has used them. */
export async function fillDocument(
  db: Kysely<DB>,
  { id, bytes, at }: { readonly id: string; readonly bytes: Buffer; readonly at: Date },
): Promise<FillOutcome> {
  return db.transaction().execute(async (tx): Promise<FillOutcome> => {
    const found = await tx
      .selectFrom('api_document')
      .select('content_md5')
      .where('id', '=', id)
      .where('ends_at', '>', at)
      .forUpdate()
      .executeTakeFirst();
    if (found === undefined) return 'not-found';
    if (found.content_md5 !== null && found.content_md5 !== md5Of(bytes)) return 'wrong-digest';
    const used = await tx
      .selectFrom('feed_request')
      .select('id')
      .where('document_id', '=', id)
      .executeTakeFirst();
    if (used !== undefined) return 'taken-already';
    await tx.updateTable('api_document').set({ bytes, filled_at: at }).where('id', '=', id).execute();
    return 'filled';
  });
}

export interface DocumentBytes {
  readonly mediaType: string;
  readonly bytes: Buffer;
}

/** What was put in a place; null where nothing was, or it is over. */
export async function readDocument(db: Kysely<DB>, id: string, now: Date): Promise<DocumentBytes | null> {
  const row = await db
    .selectFrom('api_document')
    .select(['media_type', 'bytes'])
    .where('id', '=', id)
    .where('ends_at', '>', now)
    .executeTakeFirst();
  return row === undefined || row.bytes === null ? null : { mediaType: row.media_type, bytes: row.bytes };
}

/** A message file as it was announced. */
export interface AnnouncedFile {
  readonly resource: string;
  readonly contentMd5: string | null;
  readonly mediaType: string;
  /** In bytes; null: nothing was put there. */
  readonly size: number | null;
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u;

/** The message files with these ids. SECURITY: only those that this application announced for this seller. */
export async function findUploads(
  db: Kysely<DB>,
  wanted: {
    readonly ids: readonly string[];
    readonly applicationId: string;
    readonly sellerId: string;
    readonly now: Date;
  },
): Promise<ReadonlyMap<string, AnnouncedFile>> {
  const ids = wanted.ids.filter((id) => UUID.test(id));
  if (ids.length === 0) return new Map();
  const { rows } = await sql<AnnouncedFile & { readonly id: string }>`
    select id, resource, content_md5 as "contentMd5", media_type as "mediaType", length(bytes) as size
      from api_document
     where id = any(${ids}::uuid[]) and purpose = 'message-file' and resource is not null
       and application_id = ${wanted.applicationId}::uuid and seller_id = ${wanted.sellerId}::uuid
       and ends_at > ${wanted.now}::timestamptz`.execute(db);
  return new Map(rows.map((row) => [row.id, row]));
}

/** The bytes of files that were found; the caller has made sure that they may be read. */
export async function readUploads(
  db: Kysely<DB>,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Buffer>> {
  const rows = await db
    .selectFrom('api_document')
    .select(['id', 'bytes'])
    .where('id', 'in', [...ids])
    .execute();
  return new Map(rows.map(({ id, bytes }) => [id, bytes ?? Buffer.alloc(0)]));
}

/** Whether this application handed in, for this seller, what a feed is made of. */
export async function hasFeedDocument(
  db: Kysely<DB>,
  wanted: {
    readonly id: string;
    readonly applicationId: string;
    readonly sellerId: string;
    readonly now: Date;
  },
): Promise<boolean> {
  const row = await db
    .selectFrom('api_document')
    .select('id')
    .where('id', '=', wanted.id)
    .where('purpose', '=', 'feed')
    .where('application_id', '=', wanted.applicationId)
    .where('seller_id', '=', wanted.sellerId)
    .where('filled_at', 'is not', null)
    .where('ends_at', '>', wanted.now)
    .executeTakeFirst();
  return row !== undefined;
}
