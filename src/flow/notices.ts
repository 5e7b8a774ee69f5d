import type { ContentNoteCode } from '#mail/authored-content.ts';
import type { Notice } from '#market/message.ts';
import type { Relationship } from '#market/relationship.ts';
import type { Verdict } from '#market/verdict.ts';

import type { Submission } from './submission.ts';

/** Changes that the author has to know of: what they wrote isn't what arrived. The rest is in the message centre. */
const TOLD_BY_MAIL: ReadonlySet<ContentNoteCode> = new Set(['address-replaced', 'outsiders-copied']);

/** A refused message always gets its own notice (relay paper, section 13). Null where nothing was refused. */
export function refusalNotice(
  submission: Submission,
  verdict: Verdict,
  orderId: string | null,
): Notice | null {
  if (verdict.kind !== 'refuse' && verdict.kind !== 'hold') return null;
  return {
    ...about(submission, orderId),
    kind: verdict.kind === 'refuse' ? 'refused' : 'held',
    reasons: verdict.reasons.map(({ code, detail }) => ({ code: `refusal.${code}`, detail })),
  };
}

/** ALIAS 3: a buyer whose address was replaced in their text is told. Null where there is nothing to tell. */
export function changeNotice(submission: Submission, orderId: string | null): Notice | null {
  const told = submission.content.notes.filter(({ code }) => TOLD_BY_MAIL.has(code));
  if (told.length === 0) return null;
  return {
    ...about(submission, orderId),
    kind: 'changed',
    reasons: told.map(({ code, detail }) => ({ code: `note.${code}`, detail })),
  };
}

export function languageOf({ seller, buyer }: Relationship, side: Submission['author']): string {
  return side === 'buyer' ? buyer.language : seller.language;
}

function about(submission: Submission, orderId: string | null): Omit<Notice, 'kind' | 'reasons'> {
  return {
    language: languageOf(submission.relationship, submission.author),
    orderId,
    subject: submission.subject,
    sentAt: submission.receivedAt.toISOString(),
    answersRfcId: submission.authorRfcId,
    values: {},
  };
}
