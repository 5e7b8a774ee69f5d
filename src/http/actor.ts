import type { Actor } from '#market/party.ts';
import type { Principal } from '#market/rights.ts';

/** How the audit log names who acts with a token. */
export function actorOf({ kind, tokenId, label }: Principal): Actor {
  return { kind: kind === 'operator' ? 'operator' : 'application', id: tokenId, label };
}
