import { obstacleText } from '#locales/obstacle.ts';
import type { AttachmentKind, ReasonInput, ReasonKind } from '#market/contact-reason.ts';
import type { ReasonDecision } from '#market/offered-reasons.ts';
import type { Pack } from '#market/pack.ts';
import { packLanguage } from '#market/pack.ts';

import { renderSubject } from './render-reason.ts';

/** A contact reason for an order as its reader sees it before anything is written. */
export interface ReasonView {
  readonly id: string;
  /** In the reader's language. */
  readonly name: string;
  readonly kind: ReasonKind;
  readonly offered: boolean;
  /** What stands against it, the gravest first, in the reader's language. */
  readonly obstacles: readonly { readonly code: string; readonly sentence: string }[];
  readonly optOut: {
    /** Whether a message for this reason reaches a buyer who declines what isn't needed. */
    readonly passes: boolean;
    /** Whether it stops it for this very buyer; null where the marketplace doesn't say beforehand (OPT 6). */
    readonly stops: boolean | null;
  };
  /** As the buyer will read it; the seller can't change it (REASON 3). */
  readonly subject: string;
  /** Of subject and template: the buyer's, as far as the pack has it. */
  readonly language: string;
  readonly inputs: readonly ReasonInput[];
  readonly attachments: readonly AttachmentKind[];
}

/** What has to be known of an order for its subjects. */
export interface SubjectValues {
  readonly orderId: string;
  readonly seller: string;
  readonly marketplace: string;
  readonly buyerLanguage: string;
}

export function reasonView(
  pack: Pack,
  { reason, offered, obstacles, wouldPassOptOut, stoppedByOptOut }: ReasonDecision,
  readerLanguage: string,
  { buyerLanguage, ...values }: SubjectValues,
): ReasonView {
  const { language, subject } = renderSubject(pack, reason, buyerLanguage, values);
  return {
    id: reason.id,
    name: pack.texts.get(packLanguage(pack, readerLanguage))?.reasons.get(reason.id)?.name ?? reason.id,
    kind: reason.kind,
    offered,
    obstacles: obstacles.map((found) => ({
      code: found.code,
      sentence: obstacleText(readerLanguage, found),
    })),
    optOut: { passes: wouldPassOptOut, stops: stoppedByOptOut },
    subject,
    language,
    inputs: reason.inputs,
    attachments: reason.attachments,
  };
}
