import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

import { get, queryText, submit } from './api.ts';
import type { Attachment } from './attachments.ts';
import { encodeFiles } from './attachments.ts';

/** Whom a question before any order goes to, and what it is about. */
export interface QuestionPlace {
  readonly marketplace: { readonly id: string; readonly name: string };
  readonly seller: { readonly id: string; readonly name: string };
  readonly product: { readonly id: string; readonly title: string } | null;
  /** False: this seller takes no messages (INBOX 1). */
  readonly isReachable: boolean;
}

/** The place that a link of the shop's names; `seller`: ours or the shop's id. */
export function useQuestionPlace(named: {
  readonly marketplace: string;
  readonly seller: string;
  readonly product: string | null;
}) {
  return useQuery({
    queryKey: ['question-place', named],
    queryFn: ({ signal }) => get<QuestionPlace>(`/questions/place${queryText(named)}`, signal),
  });
}

/** What a question is about: an order, or a seller's product. */
export type QuestionAbout =
  | { readonly marketplace: string; readonly order: string }
  | { readonly marketplace: string; readonly seller: string; readonly product: string | null };

interface Asked {
  readonly message: { readonly conversationId: string };
}

/** Sends a buyer's question; gives the conversation that it stands in. */
export function useAsk(about: QuestionAbout) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({
      text,
      files,
      key,
    }: {
      readonly text: string;
      readonly files: readonly Attachment[];
      readonly key: string;
    }) => {
      const words = { text, files: await encodeFiles(files) };
      const headers = { 'idempotency-key': key };
      const { message } =
        'order' in about
          ? await submit<Asked>(
              'POST',
              `/orders/${about.marketplace}/${about.order}/messages`,
              words,
              headers,
            )
          : await submit<Asked>('POST', '/questions', { ...about, ...words }, headers);
      return message.conversationId;
    },
    onSuccess: () => client.invalidateQueries({ queryKey: ['conversations'] }),
  });
}
