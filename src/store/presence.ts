import type { Pool } from 'pg';

import { run, statement } from './statement.ts';

/** Somebody of the seller's who has a conversation open. */
export interface Presence {
  readonly sellerId: string;
  readonly conversationId: string;
  readonly holderId: string;
  readonly name: string;
  readonly isWriting: boolean;
}

const NOTE = statement(
  'note-presence',
  `insert into presence (conversation_id, holder_id, seller_id, name, is_writing, seen_at)
   values ($1, $2, $3, $4, $5, now())
   on conflict (conversation_id, holder_id)
   do update set name = excluded.name, is_writing = excluded.is_writing, seen_at = excluded.seen_at`,
);

/** Notes that somebody is there; by the database's clock, so that all nodes mean the same. */
export async function notePresence(
  pool: Pool,
  { conversationId, holderId, sellerId, name, isWriting }: Presence,
): Promise<void> {
  await run(pool, NOTE, [conversationId, holderId, sellerId, name, isWriting]);
}

interface PresenceRow {
  readonly conversation_id: string;
  readonly holder_id: string;
  readonly seller_id: string;
  readonly name: string;
  readonly is_writing: boolean;
  readonly until: string;
}

const RECENT = statement<PresenceRow>(
  'recent-presence',
  `select conversation_id, holder_id, seller_id, name, is_writing, seen_at::text as until
     from presence where seen_at > coalesce($1::timestamptz, now() - interval '20 seconds') order by seen_at limit 1000`,
);

/** Who was noted since, and the instant to ask from next time; what commits late is noted again ten seconds later. */
export async function recentPresence(
  pool: Pool,
  since: string | null,
): Promise<{ readonly present: readonly Presence[]; readonly until: string | null }> {
  const rows = await run(pool, RECENT, [since]);
  return {
    until: rows.at(-1)?.until ?? since,
    present: rows.map((row) => ({
      sellerId: row.seller_id,
      conversationId: row.conversation_id,
      holderId: row.holder_id,
      name: row.name,
      isWriting: row.is_writing,
    })),
  };
}

const FORGET = statement(
  'forget-presence',
  `delete from presence where seen_at < now() - interval '10 minutes'`,
);

/** Removes what is long over. */
export async function forgetPresence(pool: Pool): Promise<void> {
  await run(pool, FORGET, []);
}
