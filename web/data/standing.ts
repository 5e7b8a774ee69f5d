import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

import type { EnforcementEffect } from '#market/enforcement.ts';
import type { StoredStep } from '#store/enforcement.ts';
import type { StoredStatement } from '#store/statement-of-reasons.ts';

import { get, submit } from './api.ts';
import type { Wire } from './wire.ts';

type InForce = Wire<EnforcementEffect> & { readonly marketplace: string };

export type Step = Wire<
  Pick<StoredStep, 'id' | 'kind' | 'automatic' | 'beginsAt' | 'endsAt' | 'liftedAt'>
> & { readonly marketplace: string };

export type Statement = Wire<Omit<StoredStatement, 'decidedBy' | 'facts' | 'reviewId'>>;

interface Standing {
  readonly inForce: readonly InForce[];
  readonly steps: readonly Step[];
}

/** What the marketplaces decided about a seller, and what of it holds. */
export function useStanding(seller: string) {
  return useQuery({
    queryKey: ['standing', seller],
    queryFn: ({ signal }) => get<Standing>(`/sellers/${seller}/standing`, signal),
  });
}

/** The statements of reasons that are addressed to the reader, the newest first. */
export function useStatements() {
  return useQuery({
    queryKey: ['statements'],
    queryFn: async ({ signal }) => (await get<{ items: readonly Statement[] }>('/statements', signal)).items,
  });
}

/** Objects to a decision. */
export function useObjection(statement: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (text: string) => submit('POST', `/statements/${statement}/objection`, { text }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['statements'] }),
  });
}
