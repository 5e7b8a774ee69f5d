import { SYSTEM_ACTOR } from '#market/party.ts';
import { changePreference } from '#store/buyer-preference.ts';
import type { ReturnTarget } from '#store/return-target.ts';

import type { ModerationPorts } from './moderation-ports.ts';
import { reportMessage } from './report-party.ts';

/**
 * A buyer's mail program called a seller's message spam (RFC 5965; relay paper, section 7). The first time this seller
 * may write to them only what is needed and answers; a complaint about what still came is a report, and the operator
 * looks at it. Complaints about notices and account updates change nothing: they are nobody's proactive mail.
 */
export async function noteComplaint(
  { recipient, relationship, message }: Pick<ReturnTarget, 'recipient' | 'relationship' | 'message'>,
  ports: ModerationPorts,
): Promise<'muted' | 'reported' | 'nothing'> {
  if (recipient !== 'buyer' || message?.author !== 'seller') return 'nothing';
  const { marketplaceId, sellerId, buyerId } = relationship.key;
  const wish = { id: ports.ids.uuid(), marketplaceId, buyerId, sellerId, declines: true };
  const outcome = await ports.db
    .transaction()
    .execute((tx) => changePreference(tx, { ...wish, actor: SYSTEM_ACTOR, at: ports.clock.now() }));
  if (outcome === 'changed') return 'muted';
  const reporter = { side: 'buyer', ownerId: buyerId, actor: SYSTEM_ACTOR } as const;
  const reported = await reportMessage(ports, message.id, reporter, 'spam', '');
  return reported.kind === 'done' ? 'reported' : 'nothing';
}
