import type { AdjustmentReason } from '#market/adjustment.ts';

/** Written so that the compiler knows when one is missing. */
const REASONS: Readonly<Record<AdjustmentReason, true>> = {
  NoInventory: true,
  CustomerReturn: true,
  GeneralAdjustment: true,
  CouldNotShip: true,
  DifferentItem: true,
  Abandoned: true,
  CustomerCancel: true,
  PriceError: true,
  ProductOutofStock: true,
  CustomerAddressIncorrect: true,
  Exchange: true,
  Other: true,
  CarrierCreditDecision: true,
  RiskAssessmentInformationNotValid: true,
  CarrierCoverageFailure: true,
  TransactionRecord: true,
  Undeliverable: true,
  RefusedDelivery: true,
};

/** Why money goes back: all reasons there are. */
export const ADJUSTMENT_REASONS = Object.keys(REASONS) as readonly AdjustmentReason[];
