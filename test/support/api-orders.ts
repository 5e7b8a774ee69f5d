import assert from 'node:assert/strict';

import { failureByHand, takeByHand } from '#flow/claim-by-hand.ts';
import type { ApiMessageType } from '#market/contact-reason.ts';
import { readRecord } from '#market/order-import.ts';
import { createSystemIds } from '#src/system-ports.ts';
import { importRecords } from '#store/order-import.ts';

import type { FreshDatabase } from './database.ts';
import { MARKET_AT } from './sample-market.ts';

const ids = createSystemIds();

/** What an order is like that offers a message type; types that aren't named need nothing but an order. */
interface Wanted {
  readonly status: 'unshipped' | 'shipped';
  readonly category?: string;
  readonly delivered?: true;
  readonly failed?: true;
}

const WANTED: Readonly<Record<Exclude<ApiMessageType, 'negativeFeedbackRemoval'>, Wanted>> = {
  confirmCustomizationDetails: { status: 'unshipped', category: 'custom' },
  confirmDeliveryDetails: { status: 'unshipped', category: 'large' },
  legalDisclosure: { status: 'unshipped' },
  confirmOrderDetails: { status: 'unshipped' },
  confirmServiceDetails: { status: 'unshipped', category: 'service' },
  warranty: { status: 'shipped' },
  digitalAccessKey: { status: 'shipped', category: 'digital' },
  unexpectedProblem: { status: 'unshipped', failed: true },
  invoice: { status: 'shipped' },
  amazonMotors: { status: 'unshipped', category: 'automotive' },
  productReviewAndSellerFeedback: { status: 'shipped', delivered: true },
};

export type OfferedType = keyof typeof WANTED;
export const OFFERED_TYPES = Object.keys(WANTED) as readonly OfferedType[];

async function importAll(database: FreshDatabase, records: readonly object[]): Promise<void> {
  await importRecords(
    database.db,
    records.map((record, index) => ({ line: index + 1, reading: readRecord(record) })),
    { ids, now: () => MARKET_AT },
    ({ result, ...rest }) => assert.ok(result === 'created' || result === 'unchanged', JSON.stringify(rest)),
  );
}

/** The id of a seller's order number `number`. */
export function apiOrderId(number: number): string {
  return `305-0000000-${String(number).padStart(7, '0')}`;
}

let made = 0;

/** An order of Jan at a seller that offers the message type; another one with each call. */
export async function orderOffering(
  database: FreshDatabase,
  sellerId: string,
  type: OfferedType,
): Promise<string> {
  const { status, category, delivered, failed }: Wanted = WANTED[type];
  made += 1;
  const id = apiOrderId(made);
  const product = `API-${made}`;
  await importAll(database, [
    {
      type: 'product',
      marketplace: 'de',
      seller: sellerId,
      id: product,
      title: 'Lamp',
      categories: category === undefined ? [] : [category],
      pictures: [],
    },
    {
      type: 'order',
      marketplace: 'de',
      seller: sellerId,
      id,
      status,
      fulfilment: 'seller',
      placedAt: '2026-10-05T08:00:00Z',
      ...(delivered === true
        ? { earliestDeliveryAt: '2026-10-12T08:00:00Z', latestDeliveryAt: '2026-10-14T08:00:00Z' }
        : {}),
      buyer: {
        id: 'C-Jan',
        name: 'Jan',
        language: 'nl',
        address: 'Jan@private.example',
        phone: '+31 6 12345678',
      },
      lines: [{ product, title: 'Lamp', quantity: 2, amount: '39.80', currency: 'EUR' }],
    },
  ]);
  if (failed === true) {
    const failure = failureByHand(id, ['1'], 'NoInventory');
    assert.equal(failure.kind, 'claim');
    const actor = { kind: 'command-line', id: null, label: 'test' } as const;
    const ports = { db: database.db, ids, clock: { now: () => MARKET_AT }, wake: () => undefined };
    const { result } = await takeByHand(failure.claim, { sellerId, marketplaceId: 'de', actor }, ports);
    assert.equal(result, 'taken');
  }
  return id;
}

/** Words for a type's text, in the buyer's language. */
export const GOOD_TEXT = 'Welke kleur wilt u voor uw bestelling?';
