import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

import type { MessageSetting } from '#store/party.ts';

import { get, submit } from './api.ts';
import type { Wire } from './wire.ts';

/** Where a seller's buyer messages go. */
export type Notifications = Wire<MessageSetting>;

export function useNotifications(seller: string, isOn = true) {
  return useQuery({
    queryKey: ['notifications', seller],
    queryFn: ({ signal }) => get<Notifications>(`/sellers/${seller}/notifications`, signal),
    enabled: isOn,
  });
}

/** Switches buyers' messages on, to an address, or with null off (INBOX 1). */
export function useChangeNotifications(seller: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (buyerMessages: string | null) =>
      submit<Notifications>('PUT', `/sellers/${seller}/notifications`, { buyerMessages }),
    onSuccess: (kept) => client.setQueryData(['notifications', seller], kept),
  });
}
