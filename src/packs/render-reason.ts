import { fillIcuText } from '#locales/icu-text.ts';
import type { ContactReason } from '#market/contact-reason.ts';
import type { Pack } from '#market/pack.ts';
import { packLanguage } from '#market/pack.ts';

export interface RenderedReason {
  /** The pack's language that was taken. */
  readonly language: string;
  readonly subject: string;
  readonly text: string;
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
  const taken = packLanguage(pack, language);
  const texts = pack.texts.get(taken)?.reasons.get(reason.id);
  if (texts === undefined) throw new Error(`the pack ${pack.id} has no texts of ${reason.id} in ${taken}`);
  const optional = reason.inputs.map(({ id }) => [id, ''] as const);
  const given = { ...Object.fromEntries(optional), ...values };
  return {
    language: taken,
    subject: fillIcuText(taken, texts.subject, given),
    text: fillIcuText(taken, texts.template, given).replace(/\n{3,}/gu, '\n\n'),
  };
}
