import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

import type { SellerRole } from '#market/role.ts';
import type { TeamMember } from '#store/seat.ts';

import { get, submit } from './api.ts';
import type { Wire } from './wire.ts';

/** Somebody of the seller's people. */
export type Member = Wire<TeamMember>;

export interface Invitation {
  readonly name: string;
  readonly address: string;
  readonly language: string;
  readonly role: SellerRole;
}

export function useTeam() {
  return useQuery({
    queryKey: ['team'],
    queryFn: async ({ signal }) => (await get<{ items: readonly Member[] }>('/team', signal)).items,
  });
}

type TeamWish =
  | { readonly kind: 'invite'; readonly invitation: Invitation }
  | { readonly kind: 'role'; readonly id: string; readonly role: SellerRole }
  | { readonly kind: 'end'; readonly id: string }
  | { readonly kind: 'invite-again'; readonly id: string };

/** Invites somebody, changes what they may, or ends their seat. */
export function useChangeTeam() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (wish: TeamWish) => {
      switch (wish.kind) {
        case 'invite':
          return submit('POST', '/team', wish.invitation);
        case 'role':
          return submit('PUT', `/team/${wish.id}/role`, { role: wish.role });
        case 'end':
          return submit('DELETE', `/team/${wish.id}`);
        case 'invite-again':
          return submit('POST', `/team/${wish.id}/invitation`);
      }
    },
    onSuccess: () => client.invalidateQueries({ queryKey: ['team'] }),
  });
}
