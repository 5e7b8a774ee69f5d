import { useNotes } from '#web/data/desk.ts';
import { ConversationWork } from '#web/pages/conversation/conversation-work.tsx';
import { NoteArticle } from '#web/pages/conversation/note-article.tsx';
import { Bulk } from '#web/pages/inbox/bulk.tsx';
import type { Desk } from '#web/pages/inbox/desk.tsx';
import { Chips, Filters } from '#web/pages/inbox/filters.tsx';

/** What a seller's people have in the inbox beside what everybody has. */
export const SELLER_DESK: Desk = { Filters, Chips, Bulk, Work: ConversationWork, useNotes, NoteArticle };
