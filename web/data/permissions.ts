import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

import type { AuditEntry } from '#store/audit.ts';
import type { ListedPermission } from '#store/permission.ts';

import { get, submit } from './api.ts';
import type { Wire } from './wire.ts';

export type Permission = Wire<ListedPermission>;
export type PermissionEntry = Wire<AuditEntry>;

/** What can be asked for an address (PERM 4 to 6). */
export interface PermissionWish {
  readonly address: string;
  readonly change: 'approved' | 'blocked' | 'remove';
  /** From the row at the foot: an address that is in the list already is refused. */
  readonly isNew: boolean;
}

/** A seller's approved, blocked and pending addresses. */
export function usePermissions(seller: string) {
  return useQuery({
    queryKey: ['permissions', seller],
    queryFn: async ({ signal }) =>
      (await get<{ items: readonly Permission[] }>(`/sellers/${seller}/permissions`, signal)).items,
  });
}

const MOST_ENTRIES = 100;

/** Who changed which address, the newest first. */
export function usePermissionHistory(seller: string) {
  return useQuery({
    queryKey: ['permission-history', seller],
    queryFn: async ({ signal }) => {
      const path = `/sellers/${seller}/audit?limit=${MOST_ENTRIES}`;
      const { items } = await get<{ items: readonly PermissionEntry[] }>(path, signal);
      return items.filter(({ action }) => action.startsWith('permission.'));
    },
  });
}

/** Adds, switches or removes an address. */
export function useChangePermission(seller: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ address, change, isNew }: PermissionWish) => {
      const path = `/sellers/${seller}/permissions`;
      if (isNew) return submit('POST', path, { address, state: change });
      const one = `${path}/${encodeURIComponent(address)}`;
      return change === 'remove' ? submit('DELETE', one) : submit('PUT', one, { state: change });
    },
    onSuccess: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: ['permissions', seller] }),
        client.invalidateQueries({ queryKey: ['permission-history', seller] }),
      ]),
  });
}
