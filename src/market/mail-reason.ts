import { threadTopic } from '#mail/subject.ts';

import type { ContactReason } from './contact-reason.ts';
import { findCriticalMarker } from './critical-marker.ts';
import { findOrderIds } from './order-id.ts';
import type { Pack, ReasonTexts } from './pack.ts';
import type { CriticalClaim } from './sending.ts';

/** What a mail's subject tells of why it is written. */
export interface SubjectReading {
  readonly reason: ContactReason | null;
  readonly claim: CriticalClaim | null;
}

const asTopic = (text: string): string => threadTopic(text.normalize('NFKC'));

/**
 * A subject without its order id and the signs around it: what the marketplace's own subjects have in common,
 * whatever the order.
 */
function bare(topic: string): string {
  const words = findOrderIds(topic).reduce((text, id) => text.replaceAll(id, ' '), topic);
  return words
    .replace(/\[[^[\]]{0,80}\]|\{[^{}]{0,80}\}/gu, ' ')
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim();
}

function bears(topic: string, { name, subject }: ReasonTexts): boolean {
  return topic === bare(asTopic(subject)) || topic === bare(asTopic(name));
}

/**
 * Reads the contact reason off the subject of a seller's mail: one of the pack's fixed subjects or a reason's name, in
 * any of its languages, with or without the order id (REASON 5 and 7). Anything less sure gives no reason: then the
 * message is held for one that completing the order doesn't need.
 */
export function readSubject(subject: string, pack: Pack): SubjectReading {
  const marker = findCriticalMarker(subject, pack);
  const topic = bare(asTopic(subject));
  const reason = topic === '' ? null : findReasonBySubject(topic, pack);
  if (marker !== null) {
    const information = pack.reasons.find(({ id }) => id === FIXED_SUBJECT_REASON) ?? null;
    return marker.kind === 'fixed-subject'
      ? { reason: reason ?? information, claim: 'fixed-subject' }
      : { reason, claim: 'word' };
  }
  return { reason, claim: reason?.kind === 'critical' ? 'reason' : null };
}

/** The contact reason whose subject passes an opt-out as the word does. */
const FIXED_SUBJECT_REASON = 'additional-information';

function findReasonBySubject(topic: string, pack: Pack): ContactReason | null {
  for (const reason of pack.reasons)
    for (const { reasons } of pack.texts.values()) {
      const texts = reasons.get(reason.id);
      if (texts !== undefined && bears(topic, texts)) return reason;
    }
  return null;
}
