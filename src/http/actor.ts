import type { Actor } from '#market/party.ts';
import type { Principal } from '#market/rights.ts';

/** How the audit log and events name who acts: the person or buyer behind a session, else the token's program. */
export function actorOf({ kind, ownerId, tokenId, label, user }: Principal): Actor {
  if (user !== null)
    return { kind: kind === 'operator' ? 'operator' : 'seller-user', id: user.personId, label: user.name };
  if (tokenId === null) return { kind: 'buyer', id: ownerId, label };
  return { kind: kind === 'operator' ? 'operator' : 'application', id: tokenId, label };
}
