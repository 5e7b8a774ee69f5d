import type { Kysely } from 'kysely';
import { sql } from 'kysely';

import type { DB } from '#store/schema.gen.ts';

import type { Reader } from './reader.ts';
import { ownRows, visibleMessages } from './reader.ts';

export interface FileContent {
  readonly name: string;
  readonly mediaType: string;
  readonly contentId: string | null;
  readonly bytes: Uint8Array;
}

/** A file of a message that the reader may see, or null. */
export async function findFile(
  db: Kysely<DB>,
  reader: Reader,
  messageId: string,
  position: number,
): Promise<FileContent | null> {
  const { rows } = await sql<FileContent>`
    select f.name, f.media_type as "mediaType", f.content_id as "contentId", f.bytes
      from message m
      join message_file f on (f.marketplace_id, f.seller_id, f.message_id) = (m.marketplace_id, m.seller_id, m.id)
     where m.id = ${messageId}::uuid and f.position = ${position}
       and ${ownRows(reader, 'm')} and ${visibleMessages(reader, 'm')}`.execute(db);
  return rows[0] ?? null;
}

export interface HtmlBody {
  readonly html: string;
  /** Pictures that the HTML shows, by their content id. */
  readonly pictures: readonly FileContent[];
}

/** The HTML of a message that the reader may see, with the pictures in it; null where there is none. */
export async function findHtmlBody(
  db: Kysely<DB>,
  reader: Reader,
  messageId: string,
): Promise<HtmlBody | null> {
  const { rows } = await sql<{ html: string; marketplace_id: string; seller_id: string }>`
    select m.body_html as html, m.marketplace_id, m.seller_id
      from message m
     where m.id = ${messageId}::uuid and m.body_html is not null
       and ${ownRows(reader, 'm')} and ${visibleMessages(reader, 'm')}`.execute(db);
  const [message] = rows;
  if (message === undefined) return null;
  const pictures = await db
    .selectFrom('message_file')
    .select(['name', 'media_type as mediaType', 'content_id as contentId', 'bytes'])
    .where('marketplace_id', '=', message.marketplace_id)
    .where('seller_id', '=', message.seller_id)
    .where('message_id', '=', messageId)
    .where('content_id', 'is not', null)
    .execute();
  return { html: message.html, pictures };
}
