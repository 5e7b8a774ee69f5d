/** Why money goes back to the buyer: the closed list of the order adjustment feed. */
export const ADJUSTMENT_REASONS = [
  'NoInventory',
  'CustomerReturn',
  'GeneralAdjustment',
  'CouldNotShip',
  'DifferentItem',
  'Abandoned',
  'CustomerCancel',
  'PriceError',
  'ProductOutofStock',
  'CustomerAddressIncorrect',
  'Exchange',
  'Other',
  'CarrierCreditDecision',
  'RiskAssessmentInformationNotValid',
  'CarrierCoverageFailure',
  'TransactionRecord',
  'Undeliverable',
  'RefusedDelivery',
] as const;
export type AdjustmentReason = (typeof ADJUSTMENT_REASONS)[number];

/** ORDER 1: only these say that the order can't be fulfilled. */
export type UnfulfillableReason = Extract<AdjustmentReason, 'NoInventory' | 'CouldNotShip'>;

/** One adjusted line of an order, as far as preconditions ask for it (table `adjustment_item`). */
export interface AdjustmentFact {
  readonly reason: AdjustmentReason;
  /** Net credit to the buyer, in minor units; may be negative where a fee is taken off. */
  readonly amountMinor: number;
  readonly at: Date;
}

export type AdjustedInFull =
  | {
      readonly kind: 'in-full';
      /** Of the last adjustment for lack of stock or because it can't be shipped: what the message confirms. */
      readonly reason: UnfulfillableReason;
      readonly at: Date;
    }
  | {
      readonly kind: 'not-in-full';
      /** What such adjustments still lack, in minor units; more than 0. */
      readonly missingMinor: number;
    };

function saysUnfulfillable(reason: AdjustmentReason): reason is UnfulfillableReason {
  return reason === 'NoInventory' || reason === 'CouldNotShip';
}

/**
 * ORDER 1: was the full order amount adjusted with reason NoInventory or CouldNotShip? What had gone back to the
 * buyer for other reasons before the first such adjustment can't go back twice, so it is taken off the amount; what
 * goes back for other reasons afterwards doesn't count. An order without an amount needs one such adjustment.
 * `amountMinor` is the sum of the order's lines, in minor units; all amounts are in the order's currency.
 */
export function adjustedInFull(
  { amountMinor }: { readonly amountMinor: number },
  adjustments: readonly AdjustmentFact[],
): AdjustedInFull {
  const inOrder = adjustments.toSorted((a, b) => a.at.getTime() - b.at.getTime());
  let owed = amountMinor;
  let last: { readonly reason: UnfulfillableReason; readonly at: Date } | null = null;
  for (const { reason, amountMinor: credit, at } of inOrder) {
    if (saysUnfulfillable(reason)) last = { reason, at };
    else if (last !== null) continue;
    owed -= credit;
  }
  return last !== null && owed <= 0
    ? { kind: 'in-full', ...last }
    : { kind: 'not-in-full', missingMinor: Math.max(1, owed) };
}
