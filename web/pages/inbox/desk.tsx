import type { ReactElement, ReactNode } from 'react';
import { createContext, use } from 'react';

import type { Conversation } from '#web/data/conversations.ts';
import type { Note } from '#web/data/desk.ts';

/** What only a seller's people have in the inbox: who doesn't, doesn't load it. */
export interface Desk {
  /** Beside the search field. */
  readonly Filters: () => ReactElement;
  /** Below it: what is filtered by, and the views that are kept. */
  readonly Chips: () => ReactElement | null;
  /** Below the list: what is done with the rows that are chosen. */
  readonly Bulk: (props: { readonly ids: readonly string[]; readonly onDone: () => void }) => ReactElement;
  /** At the head of a conversation. */
  readonly Work: (props: { readonly conversation: Conversation }) => ReactElement;
  readonly useNotes: (conversationId: string) => readonly Note[];
  readonly NoteArticle: (props: { readonly conversationId: string; readonly note: Note }) => ReactElement;
}

const DeskContext = createContext<Desk | null>(null);

export function DeskProvider({
  desk,
  children,
}: {
  readonly desk: Desk;
  readonly children: ReactNode;
}): ReactElement {
  return <DeskContext value={desk}>{children}</DeskContext>;
}

export const useDesk = (): Desk | null => use(DeskContext);
