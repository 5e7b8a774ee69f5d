import { createHmac } from 'node:crypto';

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

/** Listed in an erased address's place: `erased:SALT:HASH`. No address has a colon before its `@` unquoted. */
const ERASED_FORM = /^erased:([\w-]+):([\w-]+)$/u;

function hashed(canonical: string, salt: string): string {
  return createHmac('sha256', salt).update(canonical).digest('base64url');
}

/** What is kept of an address that was erased, so that what was decided about it holds (PERM 6, requirements 12.8). */
export function erasedForm(canonical: string, salt: Uint8Array): string {
  const text = Buffer.from(salt).toString('base64url');
  return `erased:${text}:${hashed(canonical, text)}`;
}

/** Is the listed address, which may be erased, this one in canonical form? */
export function isListedAs(listed: string, canonical: string): boolean {
  if (listed === canonical) return true;
  const [, salt, hash] = ERASED_FORM.exec(listed) ?? [];
  return salt !== undefined && hashed(canonical, salt) === hash;
}
