import assert from 'node:assert/strict';
import { test } from 'node:test';

import { obstacleText } from '#locales/obstacle.ts';
import { LANGUAGES } from '#locales/catalogue.ts';
import { ENFORCEMENT_STATES } from '#market/enforcement.ts';
import { OBSTACLE_CODES } from '#market/obstacle.ts';
import type { Obstacle } from '#market/obstacle.ts';
import type { ReasonDecision, SendingSituation } from '#market/offered-reasons.ts';
import { decideSending, offerReasons } from '#market/offered-reasons.ts';
import type { BuyerPreference } from '#market/opt-out.ts';
import { THREAD_POSITIONS } from '#market/opt-out.ts';
import { ORDER_STATUSES } from '#market/order.ts';
import type { Pack } from '#market/pack.ts';
import type { OrderSituation } from '#market/precondition.ts';
import { shippedPacks } from '#test/support/packs.ts';
import { orderSituation } from '#test/support/sample-order.ts';

// Every cell of reason × status × category × order's history × preference × thread position × door × enforcement that
// the packs define. Nobody has to trust prose: what the requirements say of cells is held against each of them, by
// sentences that don't read the packs' conditions.

const DOORS = ['mail', 'web', 'api'] as const;
const NOW = new Date('2026-11-22T12:00:00Z');
const daysAgo = (days: number): Date => new Date(NOW.getTime() - days * 86_400_000);

const PREFERENCES: readonly BuyerPreference[] = [
  { declines: false, mutesSeller: false },
  { declines: true, mutesSeller: false },
  { declines: false, mutesSeller: true },
];

interface History {
  readonly order: Partial<OrderSituation>;
  readonly suppressed: boolean;
  readonly adjusted: boolean;
  readonly late: boolean;
}

/** What may have happened to an order: each row turns a precondition on or off. */
const HISTORIES: readonly History[] = [
  { order: {}, suppressed: false, adjusted: false, late: false },
  {
    order: {
      adjustments: [{ reason: 'NoInventory', amountMinor: 5000, at: daysAgo(1) }],
      hasOpenReturn: true,
      latestDeliveryAt: daysAgo(4),
    },
    suppressed: false,
    adjusted: true,
    late: false,
  },
  {
    order: { completedAt: daysAgo(30), latestDeliveryAt: daysAgo(30), hasOpenReturn: true },
    suppressed: false,
    adjusted: false,
    late: false,
  },
  {
    order: {
      completedAt: daysAgo(31),
      latestDeliveryAt: daysAgo(31),
      fulfilment: 'marketplace',
      adjustments: [{ reason: 'CouldNotShip', amountMinor: 4999, at: daysAgo(1) }],
    },
    suppressed: false,
    adjusted: false,
    late: true,
  },
  {
    order: { completedAt: daysAgo(10), latestDeliveryAt: daysAgo(10), solicitations: 1 },
    suppressed: true,
    adjusted: false,
    late: false,
  },
];

/** Every category that a pack names, and one that it doesn't. */
function categoriesOf(pack: Pack): string[] {
  const named = pack.reasons.flatMap(({ conditions }) => conditions.categories ?? []);
  return [...new Set([...named, ...pack.optOut.exemptCategories, 'something-else'])];
}

interface Cell {
  readonly decision: ReasonDecision;
  readonly situation: SendingSituation;
  readonly history: History;
}

function* cellsOf(pack: Pack): Generator<Cell> {
  for (const history of HISTORIES)
    for (const status of ORDER_STATUSES)
      for (const category of categoriesOf(pack)) {
        const order = orderSituation({ ...history.order, status, categories: [category] });
        for (const preference of PREFERENCES)
          for (const position of THREAD_POSITIONS)
            for (const door of DOORS)
              for (const enforcement of ENFORCEMENT_STATES) {
                const situation: SendingSituation = {
                  pack,
                  order,
                  preference,
                  position,
                  door,
                  enforcement,
                  isSuppressed: history.suppressed,
                  now: NOW,
                };
                for (const reason of pack.reasons)
                  yield { decision: decideSending(reason, situation), situation, history };
              }
      }
}

const isReply = ({ situation }: Cell): boolean => situation.position === 'answers-buyer';
const declines = ({ preference }: SendingSituation): boolean => preference.declines || preference.mutesSeller;
const has = ({ decision }: Cell, code: Obstacle['code']): boolean =>
  decision.obstacles.some((found) => found.code === code);

/** REASON 7 names them; what a pack adds isn't in this list. */
const NAMED_CRITICAL: ReadonlySet<string> = new Set([
  'customisation',
  'schedule-delivery',
  'address-problem',
  'additional-information',
  'problem-with-order',
]);
/** Likewise what isn't critical, and what a pack may not make critical without anybody noticing. */
const NAMED_ORDINARY: ReadonlySet<string> = new Set([
  'review-request',
  'other',
  'invoice',
  'warranty',
  'return-follow-up',
]);
/** OPT 3. */
const EXEMPT: ReadonlySet<string> = new Set(['handmade', 'wine', 'custom']);
const OPEN: ReadonlySet<string> = new Set(['unshipped', 'partially_shipped']);

/** What must hold in each cell: a sentence of the requirements, and the question. */
const INVARIANTS: readonly (readonly [sentence: string, holds: (cell: Cell) => boolean])[] = [
  [
    'a reason that is not offered always says why, and one that is offered has nothing against it',
    ({ decision }) => decision.offered === (decision.obstacles.length === 0),
  ],
  [
    'OPT 2, 3: of those who decline, only critical messages, replies and orders with exempt products reach them',
    (cell) => {
      const { decision, situation } = cell;
      const passes =
        decision.reason.kind === 'critical' ||
        (isReply(cell) && decision.reason.kind !== 'solicitation') ||
        situation.order.categories.some((category) => EXEMPT.has(category));
      return has(cell, 'opted-out') === (declines(situation) && !passes);
    },
  ],
  [
    'REASON 4: a critical message is never stopped by an opt-out',
    (cell) => !(NAMED_CRITICAL.has(cell.decision.reason.id) && has(cell, 'opted-out')),
  ],
  [
    'REASON 7: what is named as not critical is not',
    ({ decision }) => !NAMED_ORDINARY.has(decision.reason.id) || decision.reason.kind !== 'critical',
  ],
  [
    'OPT 2: a solicitation is judged the same in every position of the thread',
    (cell) => {
      const { decision, situation } = cell;
      if (decision.reason.kind !== 'solicitation' || situation.position !== 'answers-buyer') return true;
      const asNew = decideSending(decision.reason, { ...situation, position: 'new' });
      return (
        asNew.obstacles.map(({ code }) => code).join() === decision.obstacles.map(({ code }) => code).join()
      );
    },
  ],
  [
    'ORDER 1: a problem with the order is offered only after its full adjustment',
    (cell) =>
      cell.decision.reason.id !== 'problem-with-order' ||
      has(cell, 'not-adjusted') === !cell.history.adjusted,
  ],
  [
    'ORDER 4: a follow-up on a return is offered only with an open return',
    (cell) =>
      cell.decision.reason.id !== 'return-follow-up' ||
      has(cell, 'no-open-return') === !cell.situation.order.hasOpenReturn,
  ],
  [
    'ORDER 5: day 31 is too late for all that a seller sends of their own accord, day 30 is not; answers never are',
    (cell) =>
      has(cell, 'completed-too-long-ago') ===
      (cell.history.late && !isReply(cell) && cell.decision.reason.kind !== 'solicitation'),
  ],
  [
    'ORDER 6: an order that was solicited is not solicited again',
    (cell) =>
      cell.decision.reason.kind !== 'solicitation' ||
      has(cell, 'solicited-already') === cell.situation.order.solicitations > 0,
  ],
  [
    'OPT 7: solicitations to suppressed buyers are not sent, everything else is',
    (cell) =>
      has(cell, 'suppressed') === (cell.history.suppressed && cell.decision.reason.kind === 'solicitation'),
  ],
  [
    'MOD 2: while messaging is suspended nothing is offered',
    ({ decision, situation }) =>
      situation.enforcement !== 'messaging-suspended' ||
      (!decision.offered && decision.obstacles[0]?.code === 'messaging-suspended'),
  ],
  [
    'MOD 2: a warning changes nothing',
    ({ decision, situation }) =>
      situation.enforcement !== 'warned' ||
      decideSending(decision.reason, { ...situation, enforcement: 'none' }).offered === decision.offered,
  ],
  [
    'MOD 2: templates only stops words of the seller’s own, but not in answers',
    (cell) => {
      const { decision, situation } = cell;
      if (situation.enforcement !== 'templates-only') return !has(cell, 'templates-only');
      if (isReply(cell) && decision.reason.kind !== 'solicitation') return !has(cell, 'templates-only');
      return situation.door !== 'mail' || has(cell, 'templates-only');
    },
  ],
  [
    'one decision for every door, where no step stands against the seller',
    ({ decision, situation }) =>
      situation.enforcement === 'templates-only' ||
      situation.door === 'web' ||
      decideSending(decision.reason, { ...situation, door: 'web' }).offered === decision.offered,
  ],
  [
    'REASON 2: what has to be settled before shipping is not offered afterwards',
    (cell) =>
      !['order-details', 'additional-information', 'customisation', 'delay', 'fitment-check'].includes(
        cell.decision.reason.id,
      ) || has(cell, 'order-status') === !OPEN.has(cell.situation.order.status),
  ],
  [
    'OPT 6: whether a reason would pass an opt-out is the same, whatever the buyer has said',
    ({ decision, situation }) =>
      !declines(situation) || decision.wouldPassOptOut === (decision.stoppedByOptOut === false),
  ],
];

for (const [id, pack] of shippedPacks())
  test(`every cell of the pack ${id} keeps to the requirements`, (t) => {
    let cells = 0;
    let offered = 0;
    const seen = new Map<string, Obstacle>();
    for (const cell of cellsOf(pack)) {
      cells += 1;
      if (cell.decision.offered) offered += 1;
      for (const found of cell.decision.obstacles) if (!seen.has(found.code)) seen.set(found.code, found);
      for (const [sentence, holds] of INVARIANTS)
        if (!holds(cell)) {
          const { decision, situation, history } = cell;
          const { pack: _pack, ...facts } = situation;
          assert.fail(`${sentence}: ${JSON.stringify({ decision, facts, history }, null, 1)}`);
        }
    }
    t.diagnostic(`${id}: ${cells} cells, ${offered} offered, ${INVARIANTS.length} invariants each`);
    assert.equal(
      cells,
      HISTORIES.length * 6 * categoriesOf(pack).length * 3 * 3 * 3 * 5 * pack.reasons.length,
    );
    assert.ok(offered > 0);
    // Every obstacle that the packs can make comes up, and has a sentence for its reader.
    // `order-unknown` is of mail that names no order: every cell has one.
    const rare: ReadonlySet<string> = new Set(['sent-already', 'window-unknown', 'order-unknown']);
    assert.deepEqual(
      OBSTACLE_CODES.filter((code) => !seen.has(code) && !rare.has(code)),
      [],
    );
    for (const found of seen.values())
      for (const language of LANGUAGES) {
        const sentence = obstacleText(language, found);
        assert.ok(sentence.length > 20 && !/[{}]|undefined|\d{4}-\d\d-\d\d/u.test(sentence), sentence);
      }
  });

test('OPT 6: where the operator hides preferences, what is offered does not tell who declines', () => {
  for (const pack of shippedPacks().values())
    for (const history of HISTORIES)
      for (const status of ORDER_STATUSES)
        for (const category of categoriesOf(pack)) {
          const order = orderSituation({ ...history.order, status, categories: [category] });
          const offers = PREFERENCES.map((preference) =>
            JSON.stringify(
              offerReasons({
                pack,
                order,
                preference,
                isSuppressed: history.suppressed,
                position: 'new',
                door: 'web',
                enforcement: 'none',
                now: NOW,
              }),
            ),
          );
          const tells = offers.some((offer) => offer !== offers[0]);
          assert.equal(
            tells,
            !pack.optOut.hidesPreference && offers.some((offer) => offer.includes('opted-out')),
          );
        }
});

test('each decision is quick: the mean is printed', (t) => {
  const [pack] = shippedPacks().values();
  assert.ok(pack !== undefined);
  const started = process.hrtime.bigint();
  const rounds = 2000;
  for (let round = 0; round < rounds; round += 1)
    offerReasons({
      pack,
      order: orderSituation({ completedAt: daysAgo(3) }),
      preference: { declines: true, mutesSeller: false },
      isSuppressed: false,
      position: 'new',
      door: 'web',
      enforcement: 'none',
      now: NOW,
    });
  const micros = Number(process.hrtime.bigint() - started) / 1000 / rounds;
  t.diagnostic(`${pack.reasons.length} reasons of an order in ${micros.toFixed(0)} µs`);
  assert.ok(rounds > 0);
});
