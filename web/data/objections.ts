import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

import type { ObjectionOutcome } from '#market/objection.ts';
import type { StoredStatement } from '#store/statement-of-reasons.ts';

import { get, submit } from './api.ts';
import type { Wire } from './wire.ts';

/** A decision that its addressee objected to, with what it rests on. */
export type ObjectedStatement = Wire<Omit<StoredStatement, 'facts'>>;

/** The answer to an objection. */
export interface ObjectionAnswer {
  readonly outcome: ObjectionOutcome;
  readonly reasons: string;
  /** Who decided answers too, because nobody else is there. */
  readonly nobodyElse: boolean;
}

/** Objections that nobody has answered, those first that wait longest. */
export function useObjections() {
  return useQuery({
    queryKey: ['objections'],
    queryFn: async ({ signal }) =>
      (await get<{ items: readonly ObjectedStatement[] }>('/objections', signal)).items,
  });
}

/** Answers an objection; it leaves the list. */
export function useObjectionAnswer(statement: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (answer: ObjectionAnswer) => submit('POST', `/objections/${statement}/decide`, answer),
    onSuccess: () => client.invalidateQueries({ queryKey: ['objections'] }),
  });
}
