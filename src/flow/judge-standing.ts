import { formatCalendarDate } from '#locales/obstacle.ts';
import type { Filing } from '#market/conversation.ts';
import { effectOf } from '#market/enforcement.ts';
import type { Sending } from '#market/sending.ts';
import type { Verdict } from '#market/verdict.ts';
import { PERMIT } from '#market/verdict.ts';

import type { Submission } from './submission.ts';

/**
 * What the marketplace's steps do to a message, whatever the way in (MOD 2): a seller whose messages are suspended
 * reaches no buyer, one with templates only may answer. What comes by mail is words of the seller's own. Automatic
 * mail of a suspended seller doesn't pass either, and gets no notice.
 */
export function judgeStanding(
  { author, door, relationship, receivedAt }: Submission,
  { isReply }: Pick<Filing, 'isReply'>,
  sending: Sending | null,
): Verdict {
  if (author !== 'seller' || door === 'system') return PERMIT;
  const { seller, marketplace } = relationship;
  const { state, until } = effectOf(seller.steps, receivedAt);
  // A template without words of the seller's own passes at the doors that have templates.
  const mayAnswer =
    sending === null ? isReply : !sending.obstacles.some(({ code }) => code === 'templates-only');
  if (state !== 'messaging-suspended' && (state !== 'templates-only' || mayAnswer)) return PERMIT;
  const day =
    until === null
      ? ''
      : new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeZone: marketplace.timeZone }).format(
          until,
        );
  const detail = day === '' ? '' : ` (→ ${formatCalendarDate(seller.language, day)})`;
  return { kind: 'refuse', reasons: [{ code: state, detail }] };
}

/** Nothing passes in a conversation that the operator closed (MOD 1), from neither side. */
export function judgeConversation(isBlocked: boolean): Verdict {
  return isBlocked ? { kind: 'refuse', reasons: [{ code: 'conversation-blocked', detail: '' }] } : PERMIT;
}
