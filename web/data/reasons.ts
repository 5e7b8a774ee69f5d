import { useQuery } from '@tanstack/react-query';

import type { AttachmentKind, ReasonInput, ReasonKind } from '#market/contact-reason.ts';

import { get } from './api.ts';
import type { OrderKey } from './orders.ts';
import { orderPath } from './orders.ts';

/** A contact reason for an order. */
export interface Reason {
  readonly id: string;
  readonly name: string;
  readonly kind: ReasonKind;
  /** What stands against it, the gravest first. */
  readonly obstacles: readonly { readonly code: string; readonly sentence: string }[];
  readonly optOut: {
    /** Whether it reaches a buyer who declines what isn't needed. */
    readonly passes: boolean;
    /** Whether this buyer's choice stops it; null where the marketplace doesn't say (OPT 6). */
    readonly stops: boolean | null;
  };
  /** As the buyer will read it. */
  readonly subject: string;
  /** Of the subject and the template. */
  readonly language: string;
  readonly inputs: readonly ReasonInput[];
  readonly attachments: readonly AttachmentKind[];
}

export interface Reasons {
  /** Masked. */
  readonly buyer: string;
  readonly buyerLanguage: string;
  readonly offered: readonly Reason[];
  readonly notOffered: readonly Reason[];
}

/** What a seller may write about an order, and what not and why (REASON 1, OPT 6). */
export function useReasons({ marketplace, id }: OrderKey) {
  return useQuery({
    queryKey: ['reasons', marketplace, id],
    queryFn: ({ signal }) => get<Reasons>(`${orderPath({ marketplace, id })}/reasons`, signal),
  });
}
