const two = (value: number): string => String(value).padStart(2, '0');

/** The day of a moment in the browser's time zone, as a date input has it: `2026-11-22`. */
export function localDay(at: Date): string {
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

/** A moment of a day that somebody chose, as ISO 8601: now, where it is today, else its noon. */
export function momentOfDay(day: string, now: Date): string {
  return day === localDay(now) ? now.toISOString() : new Date(`${day}T12:00:00`).toISOString();
}
