import type { EnforcementStep, StepKind } from './enforcement.ts';
import { phaseOf } from './enforcement.ts';

/** What counts as a breach. Trying to write to a buyer who declines messages never does (OPT 4). */
export const BREACH_CAUSES = ['refused-on-review', 'blocked', 'conduct', 'critical-misuse'] as const;
export type BreachCause = (typeof BREACH_CAUSES)[number];

/** One line of the published schedule: so many breaches within so many days lead to this step. */
export interface ScheduleRung {
  readonly step: StepKind;
  readonly breaches: number;
  readonly withinDays: number;
  /** How long the step lasts; null: until it is lifted. */
  readonly forDays: number | null;
}

/** Where a seller can turn after the marketplace's own answer. */
export interface Redress {
  /** Mediators whom the marketplace is willing to engage (Regulation (EU) 2019/1150, Article 12). */
  readonly mediators: readonly string[];
  /** Where certified bodies for settlement out of court are listed (Regulation (EU) 2022/2065, Article 21). */
  readonly disputeBodies: string;
  readonly court: string;
}

/** A marketplace's rules of moderation: `enforcement.json` in its pack. */
export interface EnforcementRules {
  /** Named by every statement that rests on it. */
  readonly version: string;
  /** Which breaches the schedule counts. */
  readonly counts: readonly BreachCause[];
  /** From the lightest step to the gravest. */
  readonly schedule: readonly ScheduleRung[];
  readonly objectionDays: number;
  /** How long a decision can be undone; until then nothing leaves. */
  readonly undoMinutes: number;
  /** How long a claimed case is kept for who claimed it. */
  readonly claimMinutes: number;
  /** How long a message waits for a person at most; then its author hears that it isn't delivered. */
  readonly heldHours: number;
  /** How long before that the queue reminds of it. */
  readonly heldReminderHours: number;
  /** The terms that the guidelines are part of, for statements of reasons. */
  readonly terms: string;
  readonly redress: Redress;
}

export interface Breach {
  readonly id: string;
  readonly cause: BreachCause;
  readonly at: Date;
  /** The decision behind it was undone or reversed. */
  readonly withdrawnAt: Date | null;
}

export interface DueStep {
  readonly rung: ScheduleRung;
  readonly endsAt: Date | null;
  /** What was counted, oldest first. */
  readonly breachIds: readonly string[];
}

const DAY_MS = 86_400_000;

const GRAVITY: Readonly<Record<StepKind, number>> = {
  warned: 1,
  'templates-only': 2,
  'messaging-suspended': 3,
  'selling-suspended': 4,
};

/**
 * The step that the schedule asks for at a moment, or null: the gravest rung that the counted breaches reach, unless
 * a step at least as grave stands or is about to begin. Breaches are counted from `now - withinDays` on.
 */
export function dueStep(
  { counts, schedule }: Pick<EnforcementRules, 'counts' | 'schedule'>,
  breaches: readonly Breach[],
  steps: readonly EnforcementStep[],
  now: Date,
): DueStep | null {
  const standing = steps.filter((step) => ['ahead', 'in-force'].includes(phaseOf(step, now)));
  const held = Math.max(0, ...standing.map(({ kind }) => GRAVITY[kind]));
  const counted = breaches
    .filter(({ cause, at, withdrawnAt }) => counts.includes(cause) && withdrawnAt === null && at <= now)
    .sort((a, b) => a.at.getTime() - b.at.getTime() || (a.id < b.id ? -1 : 1));
  let due: DueStep | null = null;
  for (const rung of schedule) {
    const since = now.getTime() - rung.withinDays * DAY_MS;
    const within = counted.filter(({ at }) => at.getTime() >= since);
    if (within.length < rung.breaches || GRAVITY[rung.step] <= held) continue;
    if (due !== null && GRAVITY[due.rung.step] >= GRAVITY[rung.step]) continue;
    const endsAt = rung.forDays === null ? null : new Date(now.getTime() + rung.forDays * DAY_MS);
    due = { rung, endsAt, breachIds: within.map(({ id }) => id) };
  }
  return due;
}
