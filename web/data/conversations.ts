import type { QueryClient } from '@tanstack/react-query';
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

import type { ConversationView } from '#views/conversations.ts';
import type { MessageView } from '#views/messages.ts';

import { get, queryText, submit } from './api.ts';
import type { ConversationFilter } from './inbox-filter.ts';
import { refetchInterval } from './live.ts';
import type { Wire } from './wire.ts';

/** With the instant until which the buyer has to be answered, where one waits. */
export type Conversation = Wire<ConversationView & { readonly answerDueAt: Date | null }>;

/** A note, reason or finding comes with its sentence in the reader's language. */
interface Said {
  readonly text: string;
}

export interface Message extends Omit<Wire<MessageView>, 'notes' | 'reasons' | 'findings'> {
  readonly notes: readonly (Wire<MessageView>['notes'][number] & Said)[];
  readonly reasons: readonly (Wire<MessageView>['reasons'][number] & Said)[];
  readonly findings: readonly (Wire<MessageView>['findings'][number] & Said)[];
}

interface Page<T> {
  readonly items: readonly T[];
  /** Null: this was the last page. */
  readonly next: string | null;
}

const PAGE_SIZE = 100;
const MESSAGES_AT_ONCE = 200;

/** The reader's conversations, page after page as they scroll. */
export function useConversationList(filter: ConversationFilter) {
  return useInfiniteQuery({
    queryKey: ['conversations', filter],
    queryFn: ({ pageParam, signal }) =>
      get<Page<Conversation>>(
        `/conversations${queryText({ ...filter, limit: PAGE_SIZE, after: pageParam })}`,
        signal,
      ),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    select: ({ pages }) => pages.flatMap(({ items }) => items),
    refetchInterval,
  });
}

/** One conversation. */
export function useConversation(id: string) {
  return useQuery({
    queryKey: ['conversation', id],
    queryFn: ({ signal }) => get<Conversation>(`/conversations/${id}`, signal),
    refetchInterval,
  });
}

/** All messages of a conversation, oldest first. */
export function useMessages(id: string) {
  return useQuery({
    queryKey: ['messages', id],
    queryFn: ({ signal }) => allMessages(id, signal),
    refetchInterval,
  });
}

async function allMessages(id: string, signal: AbortSignal): Promise<readonly Message[]> {
  const messages: Message[] = [];
  let after: string | null = null;
  do {
    const page: Page<Message> = await get(
      `/conversations/${id}/messages${queryText({ limit: MESSAGES_AT_ONCE, after })}`,
      signal,
    );
    messages.push(...page.items);
    after = page.next;
  } while (after !== null);
  return messages;
}

/** Says that the reader has read up to a message; the list shows it at once. */
export function useMarkRead(conversationId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (upTo: string) => submit('POST', `/conversations/${conversationId}/read`, { upTo }),
    onSuccess: () => refreshConversation(client, conversationId),
  });
}

/** Says that the buyer needs no answer, or with true that they do after all. */
export function useNoAnswerNeeded(conversationId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (isNeeded: boolean) =>
      submit(isNeeded ? 'DELETE' : 'POST', `/conversations/${conversationId}/no-answer-needed`),
    onSuccess: () => refreshConversation(client, conversationId),
  });
}

/** Asks anew for whatever shows this conversation. */
export async function refreshConversation(client: QueryClient, id: string): Promise<void> {
  await Promise.all([
    client.invalidateQueries({ queryKey: ['conversations'] }),
    client.invalidateQueries({ queryKey: ['conversation', id] }),
    client.invalidateQueries({ queryKey: ['messages', id] }),
  ]);
}

/** Asks anew for every list and whatever conversation is open. */
export async function refreshLists(client: QueryClient): Promise<void> {
  await Promise.all([
    client.invalidateQueries({ queryKey: ['conversations'] }),
    client.invalidateQueries({ queryKey: ['conversation'] }),
  ]);
}
