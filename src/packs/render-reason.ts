import { fillIcuText } from '#locales/icu-text.ts';
import type { ContactReason } from '#market/contact-reason.ts';
import type { Pack, ReasonTexts } from '#market/pack.ts';
import { packLanguage } from '#market/pack.ts';
import type { Language } from '#market/party.ts';

export interface RenderedReason {
  /** The pack's language that was taken. */
  readonly language: string;
  readonly subject: string;
  readonly text: string;
}

function textsOf(
  pack: Pack,
  reason: ContactReason,
  language: string,
): { readonly taken: Language; readonly texts: ReasonTexts } {
  const taken = packLanguage(pack, language);
  const texts = pack.texts.get(taken)?.reasons.get(reason.id);
  if (texts === undefined) throw new Error(`the pack ${pack.id} has no texts of ${reason.id} in ${taken}`);
  return { taken, texts };
}

/** The subject alone, which needs nothing that the seller gives: what a page shows before anything is written. */
export function renderSubject(
  pack: Pack,
  reason: ContactReason,
  language: string,
  values: { readonly orderId: string; readonly seller: string; readonly marketplace: string },
): Pick<RenderedReason, 'language' | 'subject'> {
  const { taken, texts } = textsOf(pack, reason, language);
  return { language: taken, subject: fillIcuText(taken, texts.subject, values) };
}

/**
 * Subject and text of a message from the marketplace's template, in the buyer's language or the pack's first one
 * (REASON 3 and 9). `values` are those that the pack's check names; an optional one that isn't given leaves no gap.
 */
export function renderReason(
  pack: Pack,
  reason: ContactReason,
  language: string,
  values: Readonly<Record<string, string>>,
): RenderedReason {
  const { taken, texts } = textsOf(pack, reason, language);
  const optional = reason.inputs.map(({ id }) => [id, ''] as const);
  const given = { ...Object.fromEntries(optional), ...values };
  return {
    language: taken,
    subject: fillIcuText(taken, texts.subject, given),
    text: fillIcuText(taken, texts.template, given).replace(/\n{3,}/gu, '\n\n'),
  };
}
