// The clock of INBOX 4: how long a buyer waits for an answer, conversation by conversation. It is a ledger: every
// event gives an entry with what it added to the time that counts, so that the total can be read off the trace.

import { businessTimeBetween } from './business-hours.ts';
import type { BusinessHours, Pack } from './pack.ts';

/** Why an event neither starts nor stops the clock, or why a wait doesn't count. */
export const EXCLUSIONS = [
  /** An absence note or a program's message, of either side (ALIAS 6). */
  'automatic',
  /** Thanks without a question. */
  'thanks',
  'spam',
  /** Held or refused: it never reached the other side. */
  'not-delivered',
  /** A seller's message when nobody waits. */
  'nothing-open',
  /** A mark that was taken back. */
  'undone',
  /** The operator has set it right, with a reason. */
  'corrected',
] as const;
export type Exclusion = (typeof EXCLUSIONS)[number];

/** What happened in a conversation, as far as the clock asks. */
export type ClockEvent =
  | {
      readonly kind: 'message';
      readonly at: Date;
      readonly messageId: string;
      readonly author: 'buyer' | 'seller';
      /** What keeps it from counting; null for a message that counts. */
      readonly exclusion: Exclude<Exclusion, 'corrected' | 'nothing-open' | 'undone'> | null;
    }
  /** The seller says that the last message of the buyer needs no answer. Taken back, the wait goes on as it began. */
  | {
      readonly kind: 'no-answer-needed';
      readonly at: Date;
      readonly by: string;
      readonly undone: { readonly at: Date; readonly by: string } | null;
    }
  /** The operator's decision about the wait that a message began, disputed by the seller or not. */
  | {
      readonly kind: 'correction';
      readonly at: Date;
      readonly messageId: string;
      readonly outcome: 'in-time' | 'excluded';
      readonly reason: string;
      readonly by: string;
    };

/** A buyer's wait for an answer to one message. */
export interface Wait {
  readonly messageId: string;
  readonly startedAt: Date;
  /** Null while it lasts. */
  readonly endedAt: Date | null;
  readonly elapsedMs: number;
  /**
   * `open` and `overdue` last; `superseded`: the buyer wrote again in time, and their follow-up began a wait of its
   * own; `settled`: no answer was needed; the rest says itself.
   */
  readonly outcome: 'in-time' | 'late' | 'open' | 'overdue' | 'superseded' | 'settled' | 'excluded';
}

/** One line of the explanation. */
export interface ClockEntry {
  readonly at: Date;
  readonly what:
    | 'started'
    | 'restarted'
    | 'answered'
    | 'no-answer-needed'
    | 'still-open'
    | 'left-out'
    | 'corrected';
  /** The message that the entry is about; null for a mark by hand when nobody waits. */
  readonly messageId: string | null;
  readonly exclusion: Exclusion | null;
  /** What this entry adds to the time that counts; a correction takes off. */
  readonly countedMs: number;
  /** Who set the mark or made the correction. */
  readonly by: string | null;
  /** The reason of a correction. */
  readonly reason: string | null;
}

export interface ClockRules {
  /** Time for an answer, in milliseconds. */
  readonly limitMs: number;
  /** How much of the clock passes between two instants: all of it, or business hours. */
  readonly elapsed: (from: Date, to: Date) => number;
}

interface ClockState {
  /** The wait that lasts. */
  readonly running: { readonly messageId: string; readonly startedAt: Date } | null;
  readonly waits: readonly Wait[];
  readonly trace: readonly ClockEntry[];
}

const IDLE: ClockState = { running: null, waits: [], trace: [] };

function note(state: ClockState, entry: ClockEntry, changes: Partial<ClockState> = {}): ClockState {
  return { ...state, ...changes, trace: [...state.trace, entry] };
}

const entry = (at: Date, what: ClockEntry['what'], messageId: string | null): ClockEntry => ({
  at,
  what,
  messageId,
  exclusion: null,
  countedMs: 0,
  by: null,
  reason: null,
});

function leftOut(state: ClockState, at: Date, messageId: string | null, exclusion: Exclusion): ClockState {
  return note(state, { ...entry(at, 'left-out', messageId), exclusion });
}

/** The wait that ends at `at`: late where it took too long, whatever ends it. */
function endWait(
  running: NonNullable<ClockState['running']>,
  at: Date,
  whenInTime: Wait['outcome'],
  rules: ClockRules,
): Wait {
  const elapsedMs = rules.elapsed(running.startedAt, at);
  const outcome = elapsedMs > rules.limitMs ? 'late' : whenInTime;
  return { ...running, endedAt: at, elapsedMs, outcome };
}

type MessageEvent = Extract<ClockEvent, { kind: 'message' }>;

function takeMessage(state: ClockState, event: MessageEvent, rules: ClockRules): ClockState {
  const { at, messageId, author, exclusion } = event;
  if (exclusion !== null) return leftOut(state, at, messageId, exclusion);
  const { running, waits } = state;
  if (author === 'seller') {
    if (running === null) return leftOut(state, at, messageId, 'nothing-open');
    const wait = endWait(running, at, 'in-time', rules);
    const answered = { ...entry(at, 'answered', messageId), countedMs: wait.elapsedMs };
    return note(state, answered, { running: null, waits: [...waits, wait] });
  }
  const next = { messageId, startedAt: at };
  if (running === null) return note(state, entry(at, 'started', messageId), { running: next });
  const wait = endWait(running, at, 'superseded', rules);
  const restarted = { ...entry(at, 'restarted', messageId), countedMs: wait.elapsedMs };
  return note(state, restarted, { running: next, waits: [...waits, wait] });
}

function takeMark(
  state: ClockState,
  { at, by, undone }: Extract<ClockEvent, { kind: 'no-answer-needed' }>,
  rules: ClockRules,
): ClockState {
  const { running, waits } = state;
  if (undone !== null) {
    return note(state, { ...entry(at, 'left-out', null), exclusion: 'undone', by });
  }
  if (running === null) return leftOut(state, at, null, 'nothing-open');
  const wait = endWait(running, at, 'settled', rules);
  const marked = { ...entry(at, 'no-answer-needed', running.messageId), countedMs: wait.elapsedMs, by };
  return note(state, marked, { running: null, waits: [...waits, wait] });
}

function takeCorrection(
  state: ClockState,
  { at, messageId, outcome, reason, by }: Extract<ClockEvent, { kind: 'correction' }>,
): ClockState {
  const wait = state.waits.find((other) => other.messageId === messageId);
  const corrected: ClockEntry = { ...entry(at, 'corrected', messageId), exclusion: 'corrected', by, reason };
  if (wait === undefined) {
    // A wait that lasts and is taken out ends without counting.
    const ends = outcome === 'excluded' && state.running?.messageId === messageId;
    if (!ends || state.running === null) return note(state, corrected);
    const excluded: Wait = { ...state.running, endedAt: at, elapsedMs: 0, outcome };
    return note(state, corrected, { running: null, waits: [...state.waits, excluded] });
  }
  const elapsedMs = outcome === 'excluded' ? 0 : wait.elapsedMs;
  const waits = state.waits.map((other) => (other === wait ? { ...wait, elapsedMs, outcome } : other));
  return note(state, { ...corrected, countedMs: elapsedMs - wait.elapsedMs }, { waits });
}

function take(state: ClockState, event: ClockEvent, rules: ClockRules): ClockState {
  switch (event.kind) {
    case 'message':
      return takeMessage(state, event, rules);
    case 'no-answer-needed':
      return takeMark(state, event, rules);
    case 'correction':
      return takeCorrection(state, event);
  }
}

export interface ClockReading {
  readonly waits: readonly Wait[];
  readonly trace: readonly ClockEntry[];
  /** All waits together; the sum of the trace's `countedMs`. */
  readonly totalMs: number;
}

/** Of two events of one instant: nobody answers before they were asked, and a decision is about what is there. */
function rank(event: ClockEvent): number {
  if (event.kind === 'correction') return 2;
  return event.kind === 'message' && event.author === 'buyer' ? 0 : 1;
}

/**
 * Reads the clock of one conversation at `now` from its events, in any order. A buyer's message starts it; while it
 * runs, another one restarts it, and what ran over the limit until then stays late. A seller's message by any door
 * stops it, unless no person wrote it or it never arrived.
 */
export function readClock(events: readonly ClockEvent[], rules: ClockRules, now: Date): ClockReading {
  const inOrder = events.toSorted((a, b) => a.at.getTime() - b.at.getTime() || rank(a) - rank(b));
  let state = IDLE;
  for (const event of inOrder) state = take(state, event, rules);
  const { running } = state;
  if (running !== null) {
    const elapsedMs = rules.elapsed(running.startedAt, now);
    const outcome = elapsedMs > rules.limitMs ? 'overdue' : 'open';
    const wait: Wait = { ...running, endedAt: null, elapsedMs, outcome };
    const open = { ...entry(now, 'still-open', running.messageId), countedMs: elapsedMs };
    state = note(state, open, { waits: [...state.waits, wait] });
  }
  return {
    waits: state.waits,
    trace: state.trace,
    totalMs: state.waits.reduce((sum, w) => sum + w.elapsedMs, 0),
  };
}

/** What a conversation's row carries of its clock: somebody waits where `askedAt` is the later one. */
export interface ClockStanding {
  /** The newest message of the buyer that asks for an answer. */
  readonly askedAt: Date | null;
  /** The newest event that ended a wait, or would have. */
  readonly answeredAt: Date | null;
}

const newest = (dates: readonly Date[]): Date | null =>
  dates.reduce<Date | null>((last, at) => (last === null || at > last ? at : last), null);

/** What the row of a conversation with these events has to say, so that it agrees with `readClock`. */
export function clockStanding(events: readonly ClockEvent[]): ClockStanding {
  const { waits } = readClock(events, everyHour(0), new Date(0));
  const counting = events.filter(
    (event) => event.kind === 'message' && event.exclusion === null && event.author === 'buyer',
  );
  const ending = events.filter((event) => {
    if (event.kind === 'message') return event.exclusion === null && event.author === 'seller';
    if (event.kind === 'no-answer-needed') return event.undone === null;
    const { at, messageId, outcome } = event;
    // A wait that is taken out after it ended was ended by something else.
    const ended = waits.find((wait) => wait.messageId === messageId)?.endedAt;
    return outcome === 'excluded' && ended?.getTime() === at.getTime();
  });
  return { askedAt: newest(counting.map(({ at }) => at)), answeredAt: newest(ending.map(({ at }) => at)) };
}

/** The marketplace's clock: every hour of every day of the year. */
export function everyHour(hours: number): ClockRules {
  return {
    limitMs: hours * 3_600_000,
    elapsed: (from, to) => Math.max(0, to.getTime() - from.getTime()),
  };
}

/**
 * Business hours beside the marketplace's clock: the limit is the same share of a business day as the marketplace's is
 * of a whole one, so that 24 hours are the 8 of an office that is open from 9 to 17.
 */
export function inBusinessHours(limitHours: number, hours: BusinessHours, timeZone: string): ClockRules {
  const dayMs = (hours.toMinute - hours.fromMinute) * 60_000;
  return {
    limitMs: (limitHours / 24) * dayMs,
    elapsed: (from, to) => businessTimeBetween(from, to, hours, timeZone),
  };
}

/** The two clocks of a marketplace; the second where its pack names business hours. */
export interface MarketClocks {
  readonly marketplace: ClockRules;
  readonly business: ClockRules | null;
}

export function clocksOf({ response, timeZone }: Pick<Pack, 'response' | 'timeZone'>): MarketClocks {
  const { hours, businessHours } = response;
  return {
    marketplace: everyHour(hours),
    business: businessHours === null ? null : inBusinessHours(hours, businessHours, timeZone),
  };
}

export const FIGURE_PERIODS = [7, 30, 90] as const;

/** How often which cause left something out. */
export type ExclusionCounts = Readonly<Partial<Record<Exclusion, number>>>;

export interface ResponseFigures {
  readonly days: number;
  readonly inTime: number;
  readonly late: number;
  /** Not answered yet: within the limit, and beyond it. */
  readonly open: number;
  readonly overdue: number;
  /** Waits that don't count: superseded, settled or taken out. */
  readonly uncounted: number;
  /** Of those that count and aren't open: null where there are none. */
  readonly shareInTime: number | null;
  /** What neither started nor stopped the clock, or was taken off it. */
  readonly leftOut: ExclusionCounts;
}

/** An entry of a trace as far as figures need it. */
export type LeftOut = Pick<ClockEntry, 'at' | 'exclusion'>;

function countLeftOut(entries: readonly LeftOut[], since: number, now: Date): ExclusionCounts {
  const counts: Partial<Record<Exclusion, number>> = {};
  for (const { at, exclusion } of entries)
    if (exclusion !== null && at.getTime() > since && at <= now)
      counts[exclusion] = (counts[exclusion] ?? 0) + 1;
  return counts;
}

/** The figures of the last 7, 30 and 90 days, by the instant at which a wait began or something was left out. */
export function responseFigures(
  waits: readonly Wait[],
  leftOut: readonly LeftOut[],
  now: Date,
): readonly ResponseFigures[] {
  return FIGURE_PERIODS.map((days) => {
    const since = now.getTime() - days * 86_400_000;
    const begun = waits.filter(({ startedAt }) => startedAt.getTime() > since && startedAt <= now);
    const count = (...outcomes: readonly Wait['outcome'][]): number =>
      begun.filter(({ outcome }) => outcomes.includes(outcome)).length;
    const inTime = count('in-time');
    const late = count('late');
    const overdue = count('overdue');
    const decided = inTime + late + overdue;
    return {
      days,
      inTime,
      late,
      open: count('open'),
      overdue,
      uncounted: count('superseded', 'settled', 'excluded'),
      shareInTime: decided === 0 ? null : inTime / decided,
      leftOut: countLeftOut(leftOut, since, now),
    };
  });
}
