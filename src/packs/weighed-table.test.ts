import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { ContactReason } from '#market/contact-reason.ts';
import { ENFORCEMENT_STATES } from '#market/enforcement.ts';
import type { BuyerPreference } from '#market/opt-out.ts';
import { THREAD_POSITIONS } from '#market/opt-out.ts';
import { ORDER_STATUSES } from '#market/order.ts';
import type { Pack } from '#market/pack.ts';
import type { OrderSituation } from '#market/precondition.ts';
import type { SendingFacts } from '#market/sending.ts';
import { weighSending } from '#market/sending.ts';
import { shippedPacks } from '#test/support/packs.ts';
import { orderSituation } from '#test/support/sample-order.ts';

// The decision that every door takes, cell by cell, against one written a second time: which obstacles exactly, which
// kind, whether an opt-out would stop it. The second one reads the packs' data and calls nothing that decides.

const NOW = new Date('2026-11-22T12:00:00Z');
const daysAgo = (days: number): Date => new Date(NOW.getTime() - days * 86_400_000);
const WORDS_SAY_NOTHING = { solicits: false, lacksStock: false, isUncritical: false };

interface History {
  /** Days since completion and since the promised delivery, which are one day; null: not completed, nothing promised. */
  readonly daysSince: number | null;
  readonly adjusted: boolean;
  readonly suppressed: boolean;
  readonly order: Partial<OrderSituation>;
}

const HISTORIES: readonly History[] = [
  { daysSince: null, adjusted: false, suppressed: false, order: {} },
  {
    daysSince: 30,
    adjusted: true,
    suppressed: true,
    order: {
      adjustments: [{ reason: 'CouldNotShip', amountMinor: 5000, at: daysAgo(1) }],
      hasOpenReturn: true,
    },
  },
  {
    daysSince: 31,
    adjusted: false,
    suppressed: false,
    order: { fulfilment: 'marketplace', solicitations: 1 },
  },
];

const PREFERENCES: readonly BuyerPreference[] = [
  { declines: false, mutesSeller: false },
  { declines: true, mutesSeller: false },
  { declines: false, mutesSeller: true },
];

/** By which door, and whether its subject bears the critical word. */
const WAYS = [
  { door: 'mail', claim: 'word' },
  { door: 'mail', claim: null },
  { door: 'web', claim: null },
  { door: 'api', claim: null },
] as const;

interface Cell {
  /** Null: it bears none. */
  readonly reason: ContactReason | null;
  readonly claim: 'word' | null;
  readonly facts: SendingFacts;
  readonly order: OrderSituation;
  readonly history: History;
}

/** The pack's kinds of categories: those that some reason asks for, the exempt ones, and one of neither. */
function categoriesOf(pack: Pack): string[] {
  const asked = pack.reasons.flatMap(({ conditions }) => conditions.categories ?? []);
  return [...new Set([...asked, ...pack.optOut.exemptCategories, 'something-else'])];
}

function* cellsOf(pack: Pack): Generator<Cell> {
  for (const history of HISTORIES)
    for (const status of ORDER_STATUSES)
      for (const category of categoriesOf(pack)) {
        const at = history.daysSince === null ? null : daysAgo(history.daysSince);
        const dates = { completedAt: at, earliestDeliveryAt: at, latestDeliveryAt: at };
        const order = orderSituation({ ...history.order, ...dates, status, categories: [category] });
        for (const preference of PREFERENCES)
          for (const position of THREAD_POSITIONS)
            for (const enforcement of ENFORCEMENT_STATES)
              for (const { door, claim } of WAYS) {
                const isSuppressed = history.suppressed;
                const facts = {
                  pack,
                  order,
                  preference,
                  isSuppressed,
                  position,
                  door,
                  enforcement,
                  now: NOW,
                };
                for (const reason of [null, ...pack.reasons]) yield { reason, claim, facts, order, history };
              }
      }
}

interface Expected {
  readonly kind: string;
  readonly obstacles: string;
  readonly yields: boolean;
}

const written = (obstacles: readonly string[]): string => obstacles.toSorted().join(' ');

/** What the order itself has to be for the reason (ORDER 1–4), whoever wrote last. */
function misfits({ reason, order, history }: Cell): string[] {
  if (reason === null) return [];
  const { conditions } = reason;
  const found: string[] = [];
  if (conditions.orderStatus?.includes(order.status) === false) found.push('order-status');
  if (conditions.fulfilment?.includes(order.fulfilment) === false) found.push('fulfilment');
  if (conditions.categories?.includes(order.categories[0] ?? '') === false) found.push('category');
  if (conditions.openReturn && !order.hasOpenReturn) found.push('no-open-return');
  if (conditions.adjustedInFull && !history.adjusted) found.push('not-adjusted');
  if (conditions.notCompleted && history.daysSince !== null) found.push('completed');
  return found;
}

/** ORDER 6, OPT 7. */
function againstSoliciting({ order, history, facts: { pack } }: Cell): string[] {
  const { opensAfterDays, closesAfterDays } = pack.solicitation;
  const found: string[] = [];
  if (history.daysSince === null) found.push('window-unknown');
  else if (history.daysSince < opensAfterDays) found.push('before-window');
  else if (history.daysSince > closesAfterDays) found.push('after-window');
  if (order.solicitations > 0) found.push('solicited-already');
  if (history.suppressed) found.push('suppressed');
  return found;
}

function expectedOf(cell: Cell): Expected {
  const { reason, claim, order, history, facts } = cell;
  const { pack, preference, position, door, enforcement } = facts;
  const solicits = reason?.kind === 'solicitation';
  const critical =
    reason?.kind === 'critical' || (claim === 'word' && !solicits && pack.critical.wordSuffices);
  const answers = position === 'answers-buyer' && !solicits;
  const yields = !critical && !answers && !pack.optOut.exemptCategories.includes(order.categories[0] ?? '');
  const found = misfits(cell);
  if (solicits) found.push(...againstSoliciting(cell));
  const days = reason?.conditions.daysAfterCompletion ?? pack.preconditions.daysAfterCompletion;
  if (!solicits && !answers && (history.daysSince ?? 0) > days) found.push('completed-too-long-ago');
  if (yields && (preference.declines || preference.mutesSeller)) found.push('opted-out');
  if (enforcement === 'messaging-suspended') found.push('messaging-suspended');
  const ownWords = reason === null || reason.inputs.some(({ kind, required }) => kind === 'text' && required);
  if (enforcement === 'templates-only' && !answers && (door === 'mail' || ownWords))
    found.push('templates-only');
  const kind = solicits ? 'solicitation' : critical ? 'critical' : 'permitted';
  return { kind, obstacles: written(found), yields };
}

for (const [id, pack] of shippedPacks())
  test(`the decision in every cell of the pack ${id} is the one written a second time`, (t) => {
    let cells = 0;
    let sendable = 0;
    for (const cell of cellsOf(pack)) {
      cells += 1;
      const { reason, claim, facts } = cell;
      const purpose = { reason, isGuess: false, claim, says: WORDS_SAY_NOTHING };
      const { kind, obstacles, yieldsFrom } = weighSending(purpose, facts);
      const codes = written(obstacles.map(({ code }) => code));
      const expected = expectedOf(cell);
      if (codes === '') sendable += 1;
      if (
        kind !== expected.kind ||
        codes !== expected.obstacles ||
        (yieldsFrom !== null) !== expected.yields
      ) {
        const { pack: _pack, ...situation } = facts;
        const got = { kind, obstacles: codes, yields: yieldsFrom !== null };
        assert.deepEqual(
          got,
          expected,
          JSON.stringify({ reason: reason?.id ?? null, claim, situation }, null, 1),
        );
      }
    }
    t.diagnostic(`${id}: ${cells} cells, ${sendable} of them may be sent`);
    const situations = HISTORIES.length * ORDER_STATUSES.length * categoriesOf(pack).length;
    const ways = PREFERENCES.length * THREAD_POSITIONS.length * ENFORCEMENT_STATES.length * WAYS.length;
    assert.equal(cells, situations * ways * (pack.reasons.length + 1));
    assert.ok(sendable > 0 && sendable < cells);
  });
