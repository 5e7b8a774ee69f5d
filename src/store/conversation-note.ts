import type { Kysely, Transaction } from 'kysely';
import { sql } from 'kysely';

import type { Actor } from '#market/party.ts';

import type { DB } from './schema.gen.ts';

/** What a seller's people tell each other about a conversation. */
export interface ConversationNote {
  readonly id: string;
  readonly text: string;
  /** Seats that it is meant for. */
  readonly mentions: readonly string[];
  readonly by: string;
  readonly at: Date;
}

export interface NewNote extends Omit<ConversationNote, 'by'> {
  readonly sellerId: string;
  readonly conversationId: string;
  readonly actor: Actor;
}

const EVENT = sql`insert into event (at, kind, marketplace_id, seller_id, buyer_id, conversation_id)`;

/** The notes of one of the seller's conversations, oldest first; null where there is no such conversation. */
export async function listNotes(
  db: Kysely<DB>,
  sellerId: string,
  conversationId: string,
): Promise<readonly ConversationNote[] | null> {
  const { rows } = await sql<{ notes: ConversationNote[] }>`
    select (select coalesce(jsonb_agg(jsonb_build_object('id', n.id, 'text', n.body, 'mentions', n.mentions,
                     'by', n.written_by ->> 'label', 'at', n.written_at) order by n.written_at, n.id), '[]')
              from conversation_note n
             where (n.marketplace_id, n.seller_id, n.conversation_id) = (c.marketplace_id, c.seller_id, c.id)
               and n.removed_at is null) as notes
      from conversation c where c.id = ${conversationId}::uuid and c.seller_id = ${sellerId}::uuid`.execute(
    db,
  );
  return rows[0]?.notes.map((note) => ({ ...note, at: new Date(note.at) })) ?? null;
}

/** Writes a note; mentions of seats that aren't the seller's are left out. False where there is no such conversation. */
export async function writeNote(tx: Transaction<DB>, note: NewNote): Promise<boolean> {
  const { rows } = await sql`
    with thread as (
      select * from conversation where id = ${note.conversationId}::uuid and seller_id = ${note.sellerId}::uuid),
    written as (
      insert into conversation_note
             (marketplace_id, seller_id, id, conversation_id, body, mentions, written_by, written_at)
      select marketplace_id, seller_id, ${note.id}::uuid, id, ${note.text},
             array(select u.id from seller_user u
                    where u.seller_id = ${note.sellerId}::uuid and u.id = any (${note.mentions}::uuid[])),
             ${JSON.stringify(note.actor)}::jsonb, ${note.at}::timestamptz
        from thread)
    ${EVENT}
    select ${note.at}::timestamptz, 'conversation.noted', marketplace_id, seller_id, buyer_id, id from thread
    returning seq`.execute(tx);
  return rows.length > 0;
}

/** Takes a note back; false where it isn't there. */
export async function removeNote(
  tx: Transaction<DB>,
  { sellerId, conversationId, id, at }: Pick<NewNote, 'sellerId' | 'conversationId' | 'id' | 'at'>,
): Promise<boolean> {
  const { rows } = await sql`
    with gone as (
      update conversation_note set removed_at = ${at}::timestamptz
       where seller_id = ${sellerId}::uuid and conversation_id = ${conversationId}::uuid and id = ${id}::uuid
         and removed_at is null
      returning marketplace_id, seller_id, conversation_id)
    ${EVENT}
    select ${at}::timestamptz, 'conversation.noted', c.marketplace_id, c.seller_id, c.buyer_id, c.id
      from gone g
      join conversation c on (c.marketplace_id, c.seller_id, c.id) = (g.marketplace_id, g.seller_id, g.conversation_id)
    returning seq`.execute(tx);
  return rows.length > 0;
}
