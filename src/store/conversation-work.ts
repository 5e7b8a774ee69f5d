import type { Transaction } from 'kysely';
import { sql } from 'kysely';

import type { DB } from './schema.gen.ts';

/** What a seller's person does with conversations, one or many. */
export type ConversationChange =
  | { readonly kind: 'assign'; readonly assigneeId: string | null }
  | { readonly kind: 'resolve' | 'reopen' | 'mark-unread' };

export interface ConversationWork {
  readonly sellerId: string;
  readonly conversationIds: readonly string[];
  readonly change: ConversationChange;
  readonly at: Date;
}

/** A conversation that was changed, with who answered it before: what undoing takes. */
export interface ChangedConversation {
  readonly id: string;
  readonly assignee: string | null;
}

/** Changes those of the conversations that are the seller's and aren't so already, with an event each; gives them. */
export async function changeConversations(
  tx: Transaction<DB>,
  { sellerId, conversationIds, change, at }: ConversationWork,
): Promise<readonly ChangedConversation[]> {
  const { set, differs, event } = termsOf(change, at);
  const { rows } = await sql<ChangedConversation>`
    with before as materialized (
      select c.marketplace_id, c.seller_id, c.id, c.buyer_id, c.assignee_id
        from conversation c
       where c.id = any (${conversationIds}::uuid[]) and c.seller_id = ${sellerId}::uuid and ${differs}
       order by c.id for update),
    changed as (
      update conversation c set ${set} from before b
       where (c.marketplace_id, c.seller_id, c.id) = (b.marketplace_id, b.seller_id, b.id)
      returning c.id),
    log as (
      insert into event (at, kind, marketplace_id, seller_id, buyer_id, conversation_id)
      select ${at}::timestamptz, ${event}, marketplace_id, seller_id, buyer_id, id from before)
    select b.id, b.assignee_id as assignee from before b join changed using (id) order by b.id`.execute(tx);
  return rows;
}

function termsOf(change: ConversationChange, at: Date) {
  switch (change.kind) {
    case 'assign':
      return {
        set: sql`assignee_id = ${change.assigneeId}::uuid`,
        differs: sql`c.assignee_id is distinct from ${change.assigneeId}::uuid`,
        event: 'conversation.assigned',
      };
    case 'resolve':
      return {
        set: sql`resolved_at = greatest(${at}::timestamptz, c.asked_at)`,
        differs: sql`(c.resolved_at is null or c.asked_at > c.resolved_at)`,
        event: 'conversation.resolved',
      };
    case 'reopen':
      return {
        set: sql`resolved_at = null`,
        differs: sql`c.resolved_at is not null`,
        event: 'conversation.reopened',
      };
    case 'mark-unread':
      return {
        set: sql`kept_unread = true`,
        differs: sql`not c.kept_unread and c.unread_seller = 0`,
        event: 'conversation.marked-unread',
      };
  }
}
