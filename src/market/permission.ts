/**
 * Messaging permissions (PERM): which addresses may write for a seller. A pure machine of (state, change)
 * → state; the store keeps rows, the flow asks `mayWrite`.
 */
export type PermissionState = 'approved' | 'blocked' | 'pending';

/** What the page's radio buttons, the API and the command line can ask for. */
export type PermissionChange = 'approve' | 'block' | 'remove';

export interface PermissionRow {
  readonly state: PermissionState;
  /** PERM 6: a row that was ever approved or blocked can only be switched. */
  readonly everDecided: boolean;
}

export type PermissionOutcome =
  | { readonly kind: 'changed'; readonly row: PermissionRow }
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'removed' }
  | { readonly kind: 'refused'; readonly reason: 'decided-cannot-be-removed' | 'not-listed' };

const DECIDED: Readonly<Record<'approve' | 'block', PermissionRow>> = {
  approve: { state: 'approved', everDecided: true },
  block: { state: 'blocked', everDecided: true },
};

export function changePermission(row: PermissionRow | null, change: PermissionChange): PermissionOutcome {
  if (change === 'remove') {
    if (row === null) return { kind: 'refused', reason: 'not-listed' };
    return row.everDecided ? { kind: 'refused', reason: 'decided-cannot-be-removed' } : { kind: 'removed' };
  }
  const wanted = DECIDED[change];
  return row?.state === wanted.state ? { kind: 'unchanged' } : { kind: 'changed', row: wanted };
}

export type WritePermission = 'allowed' | 'blocked' | 'unknown';

/**
 * May this address write for the seller? The address registered for buyer messages may without being listed
 * (PERM 1); an explicit block wins even over it, since somebody asked for it.
 */
export function mayWrite(state: PermissionState | null, isRegisteredAddress: boolean): WritePermission {
  if (state === 'blocked') return 'blocked';
  return state === 'approved' || isRegisteredAddress ? 'allowed' : 'unknown';
}
