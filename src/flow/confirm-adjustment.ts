import { say, spokenLanguage } from '#locales/catalogue.ts';
import { adjustedInFull } from '#market/adjustment.ts';
import type { ContactReason } from '#market/contact-reason.ts';
import type { OrderSituation } from '#market/precondition.ts';
import type { Sending } from '#market/sending.ts';

import type { Attributed } from './attribute.ts';
import { UNFULFILLABLE_TEXTS } from './account-update.ts';
import type { Submission } from './submission.ts';

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

const needsAdjustment = (reason: ContactReason | null | undefined): boolean =>
  reason?.conditions.adjustedInFull === true;

function confirmationOf(
  { relationship: { buyer, marketplace } }: Submission,
  situation: OrderSituation,
): string | null {
  const adjusted = adjustedInFull(situation, situation.adjustments);
  if (adjusted.kind !== 'in-full') return null;
  const language = spokenLanguage(buyer.language);
  return say(language, 'account.confirmation', {
    market: marketplace.name,
    orderId: situation.id,
    reason: say(language, UNFULFILLABLE_TEXTS[adjusted.reason]),
  });
}

/**
 * ORDER 1: a message that says the goods are missing carries a confirmation of the adjustment that came first, with
 * its reason. The template of the contact reason has it in its text; to what a seller wrote in their own words, by mail
 * or as an answer, it is added here, in the buyer's language and as the marketplace's word. Gives the submission as it
 * is where the message isn't of that kind, or the order isn't adjusted (then it is refused).
 */
export function withConfirmation(
  submission: Submission,
  sending: Sending | null,
  { filing, thread }: Attributed,
): Submission {
  if (!needsAdjustment(sending?.reason) || needsAdjustment(submission.reason)) return submission;
  const situation = thread.judged.get(filing.orderId ?? '')?.situation;
  const confirmation = situation === undefined ? null : confirmationOf(submission, situation);
  if (confirmation === null) return submission;
  const { content } = submission;
  return {
    ...submission,
    content: {
      ...content,
      text: `${content.text.trimEnd()}\n\n${confirmation}\n`,
      html: content.html === null ? null : `${content.html}<p>${escaped(confirmation)}</p>`,
    },
  };
}
