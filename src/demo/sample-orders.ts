import type { SampleBuyer, SampleMarketplace, SampleSeller } from './sample-market.ts';
import { BUYERS, MARKETPLACES, NAMED_BUYERS, SELLERS } from './sample-market.ts';

const DAY = 86_400_000;
/** In every state, within the last two months; those beyond are settled and lie as far back as a year. */
const LATELY = 300;

/** A small generator of fixed numbers: the demo's orders are the same on every machine (Park–Miller). */
export function fixedNumbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
}

/** A state that an order can be in, with how its dates lie: in days before now. */
interface OrderState {
  readonly status: string;
  readonly fulfilment: 'seller' | 'marketplace';
  readonly placed: number;
  /** Days after placing; null: open. */
  readonly completed: number | null;
  readonly returned: string | null;
}

const STATES: readonly OrderState[] = [
  { status: 'pending', fulfilment: 'seller', placed: 0, completed: null, returned: null },
  { status: 'unshipped', fulfilment: 'seller', placed: 1, completed: null, returned: null },
  { status: 'unshipped', fulfilment: 'seller', placed: 6, completed: null, returned: null },
  { status: 'partially_shipped', fulfilment: 'seller', placed: 4, completed: null, returned: null },
  { status: 'shipped', fulfilment: 'seller', placed: 8, completed: 3, returned: null },
  { status: 'shipped', fulfilment: 'marketplace', placed: 9, completed: 2, returned: null },
  { status: 'shipped', fulfilment: 'seller', placed: 20, completed: 4, returned: 'requested' },
  { status: 'shipped', fulfilment: 'seller', placed: 28, completed: 4, returned: 'authorised' },
  { status: 'shipped', fulfilment: 'seller', placed: 33, completed: 3, returned: 'received' },
  { status: 'shipped', fulfilment: 'marketplace', placed: 35, completed: 5, returned: 'refunded' },
  { status: 'shipped', fulfilment: 'seller', placed: 45, completed: 4, returned: 'closed' },
  // Late contact: completed more than 30 days ago (ORDER 5).
  { status: 'shipped', fulfilment: 'seller', placed: 60, completed: 5, returned: null },
  { status: 'cancelled', fulfilment: 'seller', placed: 12, completed: 1, returned: null },
  { status: 'unfulfillable', fulfilment: 'marketplace', placed: 3, completed: null, returned: null },
];

const SETTLED = STATES.filter(({ completed, returned }) => completed !== null && returned === null);

function marketplaceOf(buyer: SampleBuyer): SampleMarketplace {
  const marketplace = MARKETPLACES.find(({ id }) => id === buyer.marketplace);
  if (marketplace === undefined) throw new Error(`${buyer.shopId} buys in no marketplace of the sample`);
  return marketplace;
}

function sellersIn({ id }: SampleMarketplace): SampleSeller[] {
  return SELLERS.filter(({ marketplaces }) => marketplaces.includes(id));
}

const PREFIX: Readonly<Record<string, string>> = { de: '302', nl: '404', uk: '203' };

function orderId(marketplace: SampleMarketplace, number: number): string {
  const tail = String((number * 7_654_321 + 1_234_567) % 10_000_000).padStart(7, '0');
  return `${PREFIX[marketplace.id] ?? '100'}-${String(1_000_000 + number)}-${tail}`;
}

function instant(time: number): string {
  return new Date(time).toISOString();
}

function choose<T>(list: readonly T[], number: number): T {
  const item = list[number % list.length];
  if (item === undefined) throw new Error('nothing to choose from');
  return item;
}

function orderRecords(number: number, now: number, next: (below: number) => number): object[] {
  const buyers = number <= LATELY ? NAMED_BUYERS : BUYERS;
  const buyer = choose(buyers, number);
  const states = number <= LATELY ? STATES : SETTLED;
  const state = choose(states, Math.floor(number / buyers.length) + next(states.length));
  const marketplace = marketplaceOf(buyer);
  const seller = choose(sellersIn(marketplace), next(1000));
  const product = choose(seller.products, next(1000));
  const before = number <= LATELY ? 0 : 30 + next(300);
  const placedAt = now - (state.placed + before) * DAY - next(DAY / 1000) * 1000;
  const completedAt = state.completed === null ? null : placedAt + state.completed * DAY;
  const id = orderId(marketplace, number);
  const quantity = 1 + next(3);
  const order = {
    type: 'order',
    marketplace: marketplace.id,
    seller: seller.shopId,
    id,
    status: state.status,
    fulfilment: state.fulfilment,
    placedAt: instant(placedAt),
    earliestDeliveryAt: instant(placedAt + 2 * DAY),
    latestDeliveryAt: instant(placedAt + 5 * DAY),
    ...(completedAt === null ? {} : { completedAt: instant(completedAt) }),
    buyer: {
      id: buyer.shopId,
      name: buyer.name,
      language: buyer.language,
      address: buyer.address,
      ...(buyer.phone === null ? {} : { phone: buyer.phone }),
    },
    lines: [
      {
        product: product.id,
        title: product.title,
        quantity,
        amount: ((product.priceMinor * quantity) / 100).toFixed(2),
        currency: marketplace.currency,
      },
    ],
  };
  if (state.returned === null || completedAt === null) return [order];
  const isClosed = state.returned === 'closed' || state.returned === 'refunded';
  const openedAt = completedAt + 2 * DAY;
  return [
    order,
    {
      type: 'return',
      marketplace: marketplace.id,
      seller: seller.shopId,
      id: `R-${number}`,
      order: id,
      status: state.returned,
      reason: 'no longer wanted',
      openedAt: instant(openedAt),
      ...(isClosed ? { closedAt: instant(openedAt + 5 * DAY) } : {}),
    },
  ];
}

/** The records that `parley order import` takes: products, then orders, 300 of them in every state, and returns. */
export function sampleRecords(now: Date, count = LATELY): object[] {
  const next = fixedNumbers(20_260_301);
  const products = SELLERS.flatMap((seller) =>
    seller.marketplaces.flatMap((marketplace) =>
      seller.products.map(({ id, title, categories }) => ({
        type: 'product',
        marketplace,
        seller: seller.shopId,
        id,
        title,
        categories,
      })),
    ),
  );
  const orders = Array.from({ length: count }, (_, index) => orderRecords(index + 1, now.getTime(), next));
  return [...products, ...orders.flat()];
}
