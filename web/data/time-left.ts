/** How much of the time for an answer is left, as a list shows it. */
export interface TimeLeft {
  readonly isLate: boolean;
  readonly unit: 'minutes' | 'hours' | 'days';
  /** Whole units until then, or since. */
  readonly count: number;
  /** From 1, all of it, to 0. */
  readonly share: number;
  readonly urgency: 'calm' | 'soon' | 'urgent' | 'late';
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const SOON_MS = 6 * HOUR;

/** Hours up to two days, then days: who has to answer within a day thinks in hours. */
export function timeLeft(since: Date, due: Date, now: Date): TimeLeft {
  const left = due.getTime() - now.getTime();
  const size = Math.abs(left);
  const isLate = left < 0;
  const [unit, length] =
    size < HOUR
      ? (['minutes', MINUTE] as const)
      : size < 2 * DAY
        ? (['hours', HOUR] as const)
        : (['days', DAY] as const);
  const whole = due.getTime() - since.getTime();
  return {
    isLate,
    unit,
    count: Math.floor(size / length),
    share: whole <= 0 ? 0 : Math.max(0, Math.min(1, left / whole)),
    urgency: isLate ? 'late' : urgencyOf(left),
  };
}

function urgencyOf(left: number): 'calm' | 'soon' | 'urgent' {
  if (left < HOUR) return 'urgent';
  return left < SOON_MS ? 'soon' : 'calm';
}
