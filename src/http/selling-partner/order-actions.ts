import { orderReasons } from '#flow/order-reasons.ts';
import type { OrderReasons } from '#flow/order-reasons.ts';
import type { ApiMessageType } from '#market/contact-reason.ts';
import type { ReasonDecision } from '#market/offered-reasons.ts';
import { isOrderId } from '#market/order-id.ts';
import type { Pack } from '#market/pack.ts';
import { reasonOfApiType } from '#market/pack.ts';
import type { ApiMarketplace } from '#store/api-marketplace.ts';
import { findApiMarketplace } from '#store/api-marketplace.ts';

import { NOT_FOUND, invalid } from './api-answer.ts';
import type { ApiCall, CallReading } from './call.ts';
import { answer, readMarketplaceId, requireSeller, value } from './call.ts';
import type { SellingPartnerPorts } from './ports.ts';

/** The order of a call with what it offers at this moment. */
export interface OrderActions {
  readonly marketplace: ApiMarketplace;
  readonly pack: Pack;
  readonly reasons: OrderReasons;
}

/** SECURITY: an order of another seller is answered like one that isn't there. */
export async function readOrderActions(
  call: ApiCall,
  { database, clock, packFor }: SellingPartnerPorts,
): Promise<CallReading<OrderActions>> {
  const marketplaceId = readMarketplaceId(call);
  if (marketplaceId.kind === 'answer') return marketplaceId;
  const orderId = call.parameters['amazonOrderId'] ?? '';
  if (!isOrderId(orderId)) return answer(invalid('amazonOrderId: Invalid order id.'));
  const marketplace = await findApiMarketplace(database.db, marketplaceId.value);
  if (marketplace === null) return answer(invalid('marketplaceIds: Unknown marketplace.'));
  const pack = packFor(marketplace);
  const question = { pack, marketplaceId: marketplace.id, orderId, door: 'api' as const, now: clock.now() };
  const reasons = await orderReasons(database, question);
  if (reasons === null || reasons.key.sellerId !== requireSeller(call)) return answer(NOT_FOUND);
  return value({ marketplace, pack, reasons });
}

/** What was decided of a message type for the order; null where the marketplace's pack has no reason for it. */
export function decisionOf({ pack, reasons }: OrderActions, type: ApiMessageType): ReasonDecision | null {
  const reason = reasonOfApiType(pack, type);
  return reason === null ? null : (reasons.decisions.find((found) => found.reason.id === reason.id) ?? null);
}
