import { effectOf } from '#market/enforcement.ts';
import { readSubject } from '#market/mail-reason.ts';
import type { Pack } from '#market/pack.ts';
import type { Purpose, Sending, WhatItSays } from '#market/sending.ts';
import { weighSending } from '#market/sending.ts';
import type { ThreadPosition } from '#market/opt-out.ts';

import type { Attributed } from './attribute.ts';
import type { GuidelineAnswer } from './guidelines.ts';
import type { Submission } from './submission.ts';

const SAYS_NOTHING: WhatItSays = { solicits: false, lacksStock: false, isUncritical: false };

/** Whether it is decided for a message if it may be sent at all: for what a seller wrote themselves. */
export function isWeighed({ author, automatic, door }: Submission): boolean {
  return author === 'seller' && automatic === null && door !== 'system';
}

export function positionOf({ filing }: Pick<Attributed, 'filing'>): ThreadPosition {
  if (filing.isReply) return 'answers-buyer';
  return filing.conversation === null ? 'new' : 'filed';
}

/** What a message is for, before anything is known of its order. By mail the subject says it, or nothing does. */
export function purposeOf(
  { door, reason, subject }: Pick<Submission, 'door' | 'reason' | 'subject'>,
  pack: Pack,
  says: WhatItSays = SAYS_NOTHING,
): Purpose {
  if (door === 'mail') return { ...readSubject(subject, pack), isGuess: true, says };
  return { reason, claim: reason?.kind === 'critical' ? 'reason' : null, isGuess: false, says };
}

/** May this message be sent at all? Null where that isn't asked: buyers' and automatic messages. */
export function weighMessage(
  submission: Submission,
  attributed: Attributed,
  pack: Pack,
  guidelines: GuidelineAnswer | null,
): Sending | null {
  const { door, receivedAt, relationship } = submission;
  if (!isWeighed(submission) || door === 'system') return null;
  const { thread, filing } = attributed;
  const says = guidelines?.kind === 'judged' ? guidelines.judgement.says : SAYS_NOTHING;
  return weighSending(purposeOf(submission, pack, says), {
    pack,
    order: thread.judged.get(filing.orderId ?? '')?.situation ?? null,
    preference: thread.preference,
    isSuppressed: thread.isSuppressed,
    position: positionOf(attributed),
    door,
    enforcement: effectOf(relationship.seller.steps, receivedAt).state,
    now: receivedAt,
  });
}
