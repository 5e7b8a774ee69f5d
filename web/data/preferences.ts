import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

import type { MarketplacePreference, PreferenceTrace } from '#views/preferences.ts';

import { get, submit } from './api.ts';
import type { Wire } from './wire.ts';

/** What reaches a buyer who declines what isn't needed. */
interface StillComes {
  readonly reasons: readonly { readonly id: string; readonly name: string }[];
  readonly categories: readonly string[];
  /** ISO 8601 day; null: in force. */
  readonly inForceFrom: string | null;
}

export type Preference = Wire<Omit<MarketplacePreference, 'pack'>> & { readonly stillComes: StillComes };
export type PreferenceChange = Wire<PreferenceTrace>;

interface Preferences {
  readonly language: string;
  readonly languageChosen: boolean;
  /** That can be chosen. */
  readonly languages: readonly string[];
  readonly marketplaces: readonly Preference[];
}

/** What a buyer declines, and their language. */
export function usePreferences(buyer: string) {
  return useQuery({
    queryKey: ['preferences', buyer],
    queryFn: ({ signal }) => get<Preferences>(`/buyers/${buyer}/preferences`, signal),
  });
}

const MOST_CHANGES = 50;

/** What was changed of it, the newest first. */
export function usePreferenceChanges(buyer: string) {
  return useQuery({
    queryKey: ['preference-changes', buyer],
    queryFn: async ({ signal }) => {
      const path = `/buyers/${buyer}/preferences/changes?limit=${MOST_CHANGES}`;
      return (await get<{ items: readonly PreferenceChange[] }>(path, signal)).items;
    },
  });
}

/** What a buyer wants from now on. */
export type PreferenceWish =
  | {
      readonly marketplace: string;
      /** Null: all of them. */
      readonly seller: string | null;
      readonly declines: boolean;
    }
  | { readonly language: string };

/** Keeps a wish; it holds at once, also for what waits to be sent. */
export function useChangePreference(buyer: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (wish: PreferenceWish) => {
      const path = `/buyers/${buyer}`;
      if ('language' in wish) return submit('PUT', `${path}/language`, wish);
      const { marketplace, seller, declines } = wish;
      const of = `${path}/preferences/${marketplace}`;
      return submit('PUT', seller === null ? of : `${of}/sellers/${seller}`, { declines });
    },
    onSuccess: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: ['preferences', buyer] }),
        client.invalidateQueries({ queryKey: ['preference-changes', buyer] }),
      ]),
  });
}

/** Makes the links in all mails about the seller of a conversation worthless. */
export function useStopLinks(conversationId: string) {
  return useMutation({
    mutationFn: () => submit<undefined>('DELETE', `/conversations/${conversationId}/answer-links`),
  });
}
