import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

import type { ReportReason } from '#market/report.ts';
import type { ReviewDecision } from '#market/review.ts';
import type { StoredReport } from '#store/report.ts';
import type { StoredReview } from '#store/review.ts';
import type { ReviewNames } from '#views/review-names.ts';

import { get, submit } from './api.ts';
import type { Message } from './conversations.ts';
import type { Wire } from './wire.ts';

/** A case as the queue lists it. */
export type Review = Wire<Omit<StoredReview, 'key' | 'before'>> & {
  readonly marketplace: string;
  readonly names: ReviewNames | null;
  /** What can be decided of it, in the order of its keys. */
  readonly decisions: readonly ReviewDecision[];
  /** The reader claimed it; the claim may have run out. */
  readonly isMine: boolean;
};

export type Report = Wire<Omit<StoredReport, 'reason'>> & { readonly reason: ReportReason };

/** A case with what it is decided on. */
export type ReviewCase = Review & {
  readonly reports: readonly Report[];
  /** Null where it is about conduct. */
  readonly message: Message | null;
};

/** A decision that its maker can still take back. */
export interface MadeDecision {
  readonly id: string;
  readonly name: string;
  readonly decision: ReviewDecision;
  readonly undoUntil: string;
}

export type QueueState = 'open' | 'decided';

/** What is sent with a decision; what isn't asked for stays away. */
export interface DecisionBody {
  readonly decision: ReviewDecision;
  readonly facts: string;
  readonly note: string | null;
  readonly rules: readonly string[];
  readonly amended: { readonly subject: string; readonly text: string } | null;
  /** `none`: it doesn't count against the seller; null: as usual. */
  readonly breach: 'none' | null;
}

/** How often is asked what others claimed and decided. */
const REFRESH_MS = 10_000;
/** The most that the server gives at once. */
const MOST_CASES = 200;

/** Open cases, those first that wait longest; or decided ones, the newest first. */
export function useReviews(state: QueueState) {
  return useQuery({
    queryKey: ['reviews', state],
    queryFn: async ({ signal }) =>
      (await get<{ items: readonly Review[] }>(`/reviews?state=${state}&limit=${MOST_CASES}`, signal)).items,
    refetchInterval: REFRESH_MS,
  });
}

/** One case. */
export function useReview(id: string) {
  return useQuery({
    queryKey: ['review', id],
    queryFn: ({ signal }) => get<ReviewCase>(`/reviews/${id}`, signal),
    refetchInterval: REFRESH_MS,
  });
}

/** Asks the queue and its cases anew, whatever became of it: a refusal says that they changed. */
function useRefresh(): () => Promise<unknown> {
  const client = useQueryClient();
  return () =>
    Promise.all([
      client.invalidateQueries({ queryKey: ['reviews'] }),
      client.invalidateQueries({ queryKey: ['review'] }),
      client.invalidateQueries({ queryKey: ['messages'] }),
    ]);
}

/** Claims a case, or gives it back. */
export function useClaim(id: string) {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (kind: 'claim' | 'release') => submit('POST', `/reviews/${id}/${kind}`),
    onSettled: refresh,
  });
}

/** Decides a claimed case; gives the instant until which that can be undone. */
export function useDecide(id: string) {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (body: DecisionBody) =>
      submit<{ readonly undoUntil: string }>('POST', `/reviews/${id}/decide`, body),
    onSettled: refresh,
  });
}

/** Takes the decision on a case back. */
export function useUndoReview() {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (id: string) => submit('POST', `/reviews/${id}/undo`),
    onSettled: refresh,
  });
}
