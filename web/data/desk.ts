import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

import type { InboxView } from '#store/inbox-view.ts';
import type { ConversationNote } from '#store/conversation-note.ts';
import type { ChangedConversation } from '#store/conversation-work.ts';
import type { TeamMember } from '#store/seat.ts';

import { get, submit } from './api.ts';
import { refreshLists } from './conversations.ts';
import type { Wire } from './wire.ts';

export type Note = Wire<ConversationNote>;

interface Items<T> {
  readonly items: readonly T[];
}

/** What the reader keeps of filters under a name. */
export function useInboxViews() {
  return useQuery({
    queryKey: ['inbox-views'],
    queryFn: async ({ signal }) => (await get<Items<InboxView>>('/inbox-views', signal)).items,
  });
}

export function useKeepView() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (view: Omit<InboxView, 'id'>) => submit('POST', '/inbox-views', view),
    onSuccess: () => client.invalidateQueries({ queryKey: ['inbox-views'] }),
  });
}

export function useRemoveView() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => submit('DELETE', `/inbox-views/${id}`),
    onSuccess: () => client.invalidateQueries({ queryKey: ['inbox-views'] }),
  });
}

/** The seller's people who can be given work. */
export function useTeam() {
  return useQuery({
    queryKey: ['team'],
    queryFn: async ({ signal }) =>
      (await get<Items<Wire<TeamMember>>>('/team', signal)).items.filter(
        ({ state }) => state !== 'deactivated',
      ),
    staleTime: 300_000,
  });
}

/** What is done with conversations, one or many. */
export type DeskChange =
  | { readonly change: 'assign'; readonly assignee: string | null }
  | {
      readonly change:
        | 'resolve'
        | 'reopen'
        | 'mark-unread'
        | 'mark-read'
        | 'no-answer-needed'
        | 'answer-needed';
    };

/** What takes a change back; reading can't be taken back as it was, and isn't. */
const BACK = {
  resolve: 'reopen',
  reopen: 'resolve',
  'mark-unread': 'mark-read',
  'mark-read': 'mark-unread',
  'no-answer-needed': 'answer-needed',
  'answer-needed': 'no-answer-needed',
} as const;

export interface DoneChange {
  readonly count: number;
  /** Everything as it was. */
  readonly undo: () => Promise<void>;
}

/** Changes conversations, and says how many were changed and how to take it back. */
export function useDeskChange() {
  const client = useQueryClient();
  const send = async (conversations: readonly string[], change: DeskChange) =>
    (
      await submit<{ changed: readonly ChangedConversation[] }>('POST', '/conversations/changes', {
        conversations,
        ...change,
      })
    ).changed;
  return useMutation({
    mutationFn: async ({
      conversations,
      ...wish
    }: DeskChange & { readonly conversations: readonly string[] }): Promise<DoneChange> => {
      const changed = await send(conversations, wish);
      const undo = async (): Promise<void> => {
        if (wish.change === 'assign')
          for (const [assignee, ids] of Map.groupBy(changed, (item) => item.assignee))
            // oxlint-disable-next-line no-await-in-loop -- a handful of people at most
            await send(
              ids.map(({ id }) => id),
              { change: 'assign', assignee },
            );
        else
          await send(
            changed.map(({ id }) => id),
            { change: BACK[wish.change] },
          );
        await refreshLists(client);
      };
      return { count: changed.length, undo };
    },
    onSuccess: () => refreshLists(client),
  });
}

/** What the seller's people told each other about a conversation. */
export function useNotes(conversationId: string): readonly Note[] {
  const { data } = useQuery({
    queryKey: ['notes', conversationId],
    queryFn: async ({ signal }) =>
      (await get<Items<Note>>(`/conversations/${conversationId}/notes`, signal)).items,
  });
  return data ?? [];
}

export function useWriteNote(conversationId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (note: { readonly text: string; readonly mentions: readonly string[] }) =>
      submit<{ id: string }>('POST', `/conversations/${conversationId}/notes`, note),
    onSuccess: () => client.invalidateQueries({ queryKey: ['notes', conversationId] }),
  });
}

export function useRemoveNote(conversationId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => submit('DELETE', `/conversations/${conversationId}/notes/${id}`),
    onSuccess: () => client.invalidateQueries({ queryKey: ['notes', conversationId] }),
  });
}
