import { adjustmentByHand, failureByHand, shipmentByHand, takeByHand } from '#flow/claim-by-hand.ts';
import { faultSentence } from '#flow/feed-report.ts';
import { ADJUSTMENT_REASONS } from '#market/adjustment.ts';
import type { ClaimReading } from '#market/feed-message.ts';
import type { OrderView } from '#views/orders.ts';
import { findOrder } from '#views/orders.ts';

import type { OptionValues, SubVerb, VerbContext } from './verb.ts';
import { CALLED_WRONGLY, COMMAND_LINE, DONE, FAILED, optionText } from './verb.ts';

async function requireOrder(
  values: OptionValues,
  id: string,
  { db, err }: VerbContext,
): Promise<OrderView | null> {
  const order = await findOrder(db, { kind: 'operator' }, optionText(values, 'marketplace') ?? '', id);
  if (order === null) err('There is no such order in this marketplace.');
  return order;
}

/** The `CODE=VALUE` pairs of a repeated option. */
function pairsOf(
  values: OptionValues,
  name: string,
): { readonly item: string; readonly value: string | null }[] {
  const given = values[name];
  return (Array.isArray(given) ? given.map(String) : []).map((text) => {
    const [item = '', value = ''] = text.split('=', 2);
    return { item, value: value === '' ? null : value };
  });
}

async function take(reading: ClaimReading, order: OrderView, context: VerbContext): Promise<number> {
  const { db, ids, clock, out, err } = context;
  const scope = { sellerId: order.seller.id, marketplaceId: order.marketplace, actor: COMMAND_LINE };
  const outcome =
    reading.kind === 'refused'
      ? { result: 'refused', id: null, faults: reading.faults }
      : await takeByHand(reading.claim, scope, { db, ids, clock, wake: () => undefined });
  for (const fault of outcome.faults) err(faultSentence('en', fault));
  if (outcome.id !== null) out(outcome.id);
  return outcome.result === 'refused' ? FAILED : DONE;
}

/** `parley order ship …`: a shipment confirmed by hand (FEED 2). */
export const ship: SubVerb = {
  usage:
    'ORDER --marketplace ID [--carrier NAME] [--tracking NUMBER] [--date TIME] [--shipment-id ID] [--item CODE=QUANTITY …]',
  options: {
    marketplace: { type: 'string' },
    carrier: { type: 'string' },
    tracking: { type: 'string' },
    date: { type: 'string' },
    'shipment-id': { type: 'string' },
    item: { type: 'string', multiple: true },
  },
  words: ['ORDER'],
  async run({ values, words: [id = ''] }, context) {
    const items = pairsOf(values, 'item').map(({ item, value }) => ({ item, quantity: toCount(value) }));
    const order = await requireOrder(values, id, context);
    if (order === null) return FAILED;
    const reading = shipmentByHand({
      orderId: order.id,
      carrier: optionText(values, 'carrier'),
      trackingNumber: optionText(values, 'tracking'),
      shippedAt: optionText(values, 'date') ?? context.clock.now().toISOString(),
      shipmentId: optionText(values, 'shipment-id'),
      items,
    });
    return take(reading, order, context);
  },
};

/** Null where nothing was said; what is no count stays none, and is refused with a sentence when it is read. */
function toCount(value: string | null): number | null {
  return value === null ? null : Number(value);
}

/** `parley order adjust …`: money given back, or a whole order cancelled, by hand (FEED 3). */
export const adjust: SubVerb = {
  usage:
    'ORDER --marketplace ID --reason NoInventory [--item CODE=AMOUNT …] [--cancel CODE=QUANTITY …]      (neither: all of it is cancelled)',
  options: {
    marketplace: { type: 'string' },
    reason: { type: 'string' },
    item: { type: 'string', multiple: true },
    cancel: { type: 'string', multiple: true },
  },
  words: ['ORDER'],
  async run({ values, words: [id = ''] }, context) {
    const reason = ADJUSTMENT_REASONS.find((known) => known === optionText(values, 'reason'));
    if (reason === undefined) {
      context.err(`--reason takes one of ${ADJUSTMENT_REASONS.join(', ')}.`);
      return CALLED_WRONGLY;
    }
    const refunds = pairsOf(values, 'item').map(({ item, value }) => ({
      item,
      amount: value,
      quantityCancelled: null,
    }));
    const cancels = pairsOf(values, 'cancel').map(({ item, value }) => ({
      item,
      amount: null,
      quantityCancelled: toCount(value),
    }));
    const order = await requireOrder(values, id, context);
    if (order === null) return FAILED;
    const items = [...refunds, ...cancels].map((item) => ({ ...item, reason, adjustmentId: null }));
    const lines = order.lines.map(({ item }) => item);
    const reading =
      items.length === 0
        ? failureByHand(order.id, lines, reason)
        : adjustmentByHand({
            orderId: order.id,
            action: refunds.length > 0 ? 'refund' : 'cancel',
            currency: order.lines[0]?.currency ?? '',
            items,
          });
    return take(reading, order, context);
  },
};
