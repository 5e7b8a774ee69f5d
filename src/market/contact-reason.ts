import type { Fulfilment, OrderStatus } from './order.ts';

/**
 * What a message for a contact reason is: `critical` passes an opt-out (REASON 4), `permitted` doesn't, and of
 * `solicitation` an order gets one (ORDER 6).
 */
export const REASON_KINDS = ['critical', 'permitted', 'solicitation'] as const;
export type ReasonKind = (typeof REASON_KINDS)[number];

/** What must be true of an order before a reason is offered; null asks for nothing. */
export interface ReasonConditions {
  readonly orderStatus: readonly OrderStatus[] | null;
  readonly fulfilment: readonly Fulfilment[] | null;
  /** A product of the order is in one of them. */
  readonly categories: readonly string[] | null;
  readonly openReturn: boolean;
  /** The whole order's amount was given back because the order can't be fulfilled (ORDER 1). */
  readonly adjustedInFull: boolean;
  readonly notCompleted: boolean;
  /** Days after completion; the pack's own number holds where this is null (ORDER 5). */
  readonly daysAfterCompletion: number | null;
  readonly atMostPerOrder: number | null;
}

/** What a seller has to give for a reason's template. */
export type ReasonInput =
  | { readonly id: string; readonly kind: 'text'; readonly required: boolean; readonly maxLength: number }
  | { readonly id: string; readonly kind: 'date'; readonly required: boolean }
  | {
      readonly id: string;
      readonly kind: 'files';
      readonly required: boolean;
      readonly min: number;
      readonly max: number;
    };

/** Kinds of files that a reason may carry. */
export const ATTACHMENT_KINDS = ['design', 'label', 'invoice', 'warranty', 'instructions', 'legal'] as const;
export type AttachmentKind = (typeof ATTACHMENT_KINDS)[number];

/** Message types of the selling-partner API that a pack's reasons may answer to (its paper, sections 2 and 3). */
export const API_MESSAGE_TYPES = [
  'confirmCustomizationDetails',
  'confirmDeliveryDetails',
  'legalDisclosure',
  'confirmOrderDetails',
  'confirmServiceDetails',
  'warranty',
  'digitalAccessKey',
  'unexpectedProblem',
  'invoice',
  'negativeFeedbackRemoval',
  'amazonMotors',
  'productReviewAndSellerFeedback',
] as const;
export type ApiMessageType = (typeof API_MESSAGE_TYPES)[number];

/** The words for reasons that the policy engine's messages use (requirements 12.7). */
export const REASON_LABELS = [
  'order-problem',
  'information-needed',
  'delivery-appointment',
  'custom-design',
  'return-question',
  'invoice',
  'review-request',
  'other',
] as const;
export type ReasonLabel = (typeof REASON_LABELS)[number];

/** Why a seller writes (REASON 2): one of the closed list of the marketplace's pack. */
export interface ContactReason {
  readonly id: string;
  readonly kind: ReasonKind;
  readonly conditions: ReasonConditions;
  readonly inputs: readonly ReasonInput[];
  readonly attachments: readonly AttachmentKind[];
  readonly api: readonly ApiMessageType[];
  readonly label: ReasonLabel;
}

/** Whether a seller can send something for this reason without words of their own. */
export function hasTemplateAlone({ inputs }: ContactReason): boolean {
  return inputs.every((input) => input.kind !== 'text' || !input.required);
}
