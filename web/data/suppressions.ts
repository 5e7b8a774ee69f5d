import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';

import type { SuppressionView } from '#views/suppressions.ts';

import { get, queryText, submit, submitText } from './api.ts';
import type { ListedOrder } from './orders.ts';
import type { Wire } from './wire.ts';

/** A buyer who is never asked for a review. */
export type Suppression = Wire<SuppressionView>;

/** What became of a table of buyers. */
export interface SuppressionReport {
  readonly added: number;
  readonly unchanged: number;
  readonly refused: number;
  readonly lines: readonly { readonly line: number; readonly sentence: string | null }[];
}

const PAGE_SIZE = 100;

/** The seller's list, the newest first. */
export function useSuppressions(seller: string) {
  return useInfiniteQuery({
    queryKey: ['suppressions', seller],
    queryFn: ({ pageParam, signal }) =>
      get<{ items: readonly Suppression[]; next: string | null }>(
        `/sellers/${seller}/suppressions${queryText({ limit: PAGE_SIZE, after: pageParam })}`,
        signal,
      ),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    select: ({ pages }) => pages.flatMap(({ items }) => items),
  });
}

/** Puts a buyer on the list: by the number of an order of theirs, or by their anonymous address. */
export function useAddSuppression(seller: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (buyer: string) => {
      // A number says nothing of the marketplace; among the seller's own orders it can be found.
      const isNumber = /^[\d-]{3,19}$/u.test(buyer);
      const orders = isNumber
        ? await get<{ items: readonly ListedOrder[] }>(`/orders${queryText({ number: buyer, limit: 2 })}`)
        : null;
      const marketplace = orders?.items.length === 1 ? (orders.items[0]?.marketplace ?? null) : null;
      return submit<{ result: 'added' | 'unchanged' }>('POST', `/sellers/${seller}/suppressions`, {
        buyer,
        marketplace,
      });
    },
    onSuccess: () => client.invalidateQueries({ queryKey: ['suppressions', seller] }),
  });
}

/** Takes a buyer off the list. */
export function useRemoveSuppression(seller: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (address: string) =>
      submit('DELETE', `/sellers/${seller}/suppressions/${encodeURIComponent(address)}`),
    onSuccess: () => client.invalidateQueries({ queryKey: ['suppressions', seller] }),
  });
}

/** Puts the buyers of a table on the list: CSV with the columns `buyer` and `marketplace`. */
export function useImportSuppressions(seller: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (table: string) =>
      submitText<SuppressionReport>('POST', `/sellers/${seller}/suppressions/import`, table, 'text/csv'),
    onSuccess: () => client.invalidateQueries({ queryKey: ['suppressions', seller] }),
  });
}
