import type { Kysely } from 'kysely';

import type {
  ClockEntry,
  ClockReading,
  ClockRules,
  LeftOut,
  MarketClocks,
  ResponseFigures,
  Wait,
} from '#market/response-clock.ts';
import { FIGURE_PERIODS, readClock, responseFigures } from '#market/response-clock.ts';
import type { ClockDispute, ConversationClock } from '#store/response-clock.ts';
import { clockEvents, disputesOf, sellerClocks } from '#store/response-clock.ts';
import type { DB } from '#store/schema.gen.ts';

import { csvLine } from './csv.ts';
import type { Reader } from './reader.ts';

/** A clock as its reader sees it: what counts, and why. */
export interface ClockView {
  /** Time for an answer, in milliseconds of this clock. */
  readonly limitMs: number;
  readonly totalMs: number;
  readonly waits: readonly Wait[];
  readonly trace: readonly ClockEntry[];
}

export interface ConversationClockView {
  readonly conversationId: string;
  readonly marketplace: string;
  /** Since when somebody waits, and until when they have to be answered; null where nobody waits. */
  readonly waitingSince: Date | null;
  readonly answerDueAt: Date | null;
  readonly clock: ClockView;
  /** Null where the marketplace names no business hours. */
  readonly businessClock: ClockView | null;
  readonly disputes: readonly Omit<ClockDispute, 'marketplace' | 'seller' | 'conversationId'>[];
}

function clockView(reading: ClockReading, { limitMs }: ClockRules, reader: Reader): ClockView {
  const { waits, totalMs } = reading;
  // SECURITY: who of the operator's people decided is nothing for the seller.
  const trace =
    reader.kind === 'operator'
      ? reading.trace
      : reading.trace.map((entry) => (entry.what === 'corrected' ? { ...entry, by: null } : entry));
  return { limitMs, totalMs, waits, trace };
}

/**
 * The clock of a conversation with the trace that explains it; null where it isn't there or not this reader's.
 * SECURITY: it is the seller's and the operator's alone.
 */
export async function findConversationClock(
  db: Kysely<DB>,
  reader: Reader,
  conversationId: string,
  { clocksOf, now }: { readonly clocksOf: (marketplaceId: string) => MarketClocks; readonly now: Date },
): Promise<ConversationClockView | null> {
  if (reader.kind === 'buyer') return null;
  const row = await db
    .selectFrom('conversation')
    .select(['marketplace_id', 'seller_id'])
    .where('id', '=', conversationId)
    .executeTakeFirst();
  if (row === undefined || (reader.kind === 'seller' && row.seller_id !== reader.sellerId)) return null;
  const key = { marketplaceId: row.marketplace_id, sellerId: row.seller_id, conversationId };
  const events = await clockEvents(db, key);
  const { marketplace, business } = clocksOf(key.marketplaceId);
  const reading = readClock(events, marketplace, now);
  const waitingSince = reading.waits.find(({ endedAt }) => endedAt === null)?.startedAt ?? null;
  const disputes = await disputesOf(db, key);
  return {
    conversationId,
    marketplace: key.marketplaceId,
    waitingSince,
    answerDueAt: waitingSince === null ? null : new Date(waitingSince.getTime() + marketplace.limitMs),
    clock: clockView(reading, marketplace, reader),
    businessClock: business === null ? null : clockView(readClock(events, business, now), business, reader),
    disputes: disputes.map(({ messageId, reason, disputedAt, outcome, decidedAt }) => ({
      messageId,
      reason,
      disputedAt,
      outcome,
      decidedAt,
    })),
  };
}

export interface ResponseTimesQuery {
  readonly sellerId: string;
  readonly marketplaces: readonly string[];
  readonly clocksOf: (marketplaceId: string) => MarketClocks;
  readonly now: Date;
}

export interface ResponseTimesView {
  readonly marketplace: string;
  readonly limitHours: number;
  readonly figures: readonly ResponseFigures[];
  /** By business hours; null where the marketplace names none. */
  readonly businessFigures: readonly ResponseFigures[] | null;
}

const LONGEST_PERIOD_MS = Math.max(...FIGURE_PERIODS) * 86_400_000;

/** Waits and what was left out of many conversations, by one clock. */
class Tally {
  readonly #rules: ClockRules;
  readonly #now: Date;
  readonly #waits: Wait[] = [];
  readonly #leftOut: LeftOut[] = [];

  constructor(rules: ClockRules, now: Date) {
    this.#rules = rules;
    this.#now = now;
  }

  add({ events }: ConversationClock): void {
    const { waits, trace } = readClock(events, this.#rules, this.#now);
    this.#waits.push(...waits);
    for (const { at, exclusion } of trace) if (exclusion !== null) this.#leftOut.push({ at, exclusion });
  }

  get figures(): readonly ResponseFigures[] {
    return responseFigures(this.#waits, this.#leftOut, this.#now);
  }
}

/** A seller's figures of the last 7, 30 and 90 days in each marketplace in which buyers wrote to them. */
export async function sellerResponseTimes(
  db: Kysely<DB>,
  { sellerId, marketplaces, clocksOf, now }: ResponseTimesQuery,
): Promise<readonly ResponseTimesView[]> {
  const since = new Date(now.getTime() - LONGEST_PERIOD_MS);
  const views: ResponseTimesView[] = [];
  for (const marketplaceId of marketplaces) {
    const { marketplace, business } = clocksOf(marketplaceId);
    const tally = new Tally(marketplace, now);
    const businessTally = business === null ? null : new Tally(business, now);
    let seen = 0;
    for await (const clock of sellerClocks(db, { sellerId, marketplaceId, since })) {
      seen += 1;
      tally.add(clock);
      businessTally?.add(clock);
    }
    if (seen > 0)
      views.push({
        marketplace: marketplaceId,
        limitHours: marketplace.limitMs / 3_600_000,
        figures: tally.figures,
        businessFigures: businessTally?.figures ?? null,
      });
  }
  return views;
}

/** A wait that wasn't answered in time, and what became of the seller's dispute about it. */
export interface MissedWaitView {
  readonly marketplace: string;
  readonly conversationId: string;
  readonly orderId: string | null;
  readonly messageId: string;
  readonly startedAt: Date;
  readonly endedAt: Date | null;
  readonly elapsedMs: number;
  readonly outcome: 'late' | 'overdue' | 'excluded';
  readonly dispute: { readonly disputedAt: Date; readonly outcome: ClockDispute['outcome'] } | null;
}

function isMissed({ outcome }: Wait): boolean {
  return outcome === 'late' || outcome === 'overdue' || outcome === 'excluded';
}

/** Of the waits that began in the last `days`, those that weren't answered in time or were taken out; newest first. */
export async function missedWaits(
  db: Kysely<DB>,
  { sellerId, marketplaces, clocksOf, now }: ResponseTimesQuery,
  { days, limit }: { readonly days: number; readonly limit: number },
): Promise<readonly MissedWaitView[]> {
  const since = new Date(now.getTime() - days * 86_400_000);
  let found: Omit<MissedWaitView, 'dispute'>[] = [];
  for (const marketplace of marketplaces) {
    const { marketplace: rules } = clocksOf(marketplace);
    for await (const { conversationId, orderId, events } of sellerClocks(db, {
      sellerId,
      marketplaceId: marketplace,
      since,
    })) {
      const missed = readClock(events, rules, now).waits.filter(
        (wait) => wait.startedAt > since && isMissed(wait),
      );
      found.push(
        ...missed.map(({ messageId, startedAt, endedAt, elapsedMs, outcome }) => ({
          marketplace,
          conversationId,
          orderId,
          messageId,
          startedAt,
          endedAt,
          elapsedMs,
          outcome: outcome as MissedWaitView['outcome'],
        })),
      );
      if (found.length > limit * 2) found = newest(found, limit);
    }
  }
  return Promise.all(
    newest(found, limit).map(async (wait) => ({ ...wait, dispute: await disputeOf(db, sellerId, wait) })),
  );
}

function newest<T extends Pick<MissedWaitView, 'startedAt'>>(waits: readonly T[], limit: number): T[] {
  return waits.toSorted((a, b) => b.startedAt.getTime() - a.startedAt.getTime()).slice(0, limit);
}

async function disputeOf(
  db: Kysely<DB>,
  sellerId: string,
  { marketplace: marketplaceId, conversationId, messageId }: Omit<MissedWaitView, 'dispute'>,
): Promise<MissedWaitView['dispute']> {
  const disputes = await disputesOf(db, { marketplaceId, sellerId, conversationId });
  const own = disputes.find((dispute) => dispute.messageId === messageId);
  return own === undefined ? null : { disputedAt: own.disputedAt, outcome: own.outcome };
}

const COLUMNS = [
  'marketplace',
  'conversation',
  'order',
  'message',
  'started',
  'ended',
  'minutes',
  'outcome',
  'business minutes',
  'business outcome',
  'correction',
];

const minutes = ({ elapsedMs }: Wait): number => Math.round(elapsedMs / 600) / 100;

/** Every wait that began in the last `days` as CSV, a line each; in no certain order of time. */
export async function* responseTimesCsv(
  db: Kysely<DB>,
  { sellerId, marketplaces, clocksOf, now }: ResponseTimesQuery,
  days: number,
): AsyncGenerator<string> {
  yield csvLine(COLUMNS);
  const since = new Date(now.getTime() - days * 86_400_000);
  for (const marketplaceId of marketplaces) {
    const { marketplace, business } = clocksOf(marketplaceId);
    for await (const { conversationId, orderId, events } of sellerClocks(db, {
      sellerId,
      marketplaceId,
      since,
    })) {
      const { waits, trace } = readClock(events, marketplace, now);
      const byBusiness = business === null ? [] : readClock(events, business, now).waits;
      for (const [index, wait] of waits.entries()) {
        if (wait.startedAt <= since) continue;
        const { messageId, startedAt, endedAt, outcome } = wait;
        const other = byBusiness[index];
        yield csvLine([
          marketplaceId,
          conversationId,
          orderId,
          messageId,
          startedAt,
          endedAt,
          minutes(wait),
          outcome,
          other === undefined ? null : minutes(other),
          other?.outcome ?? null,
          trace.find((entry) => entry.what === 'corrected' && entry.messageId === messageId)?.reason ?? null,
        ]);
      }
    }
  }
}
