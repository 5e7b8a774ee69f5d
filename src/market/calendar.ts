// Days as people of a marketplace count them: from one midnight of its zone to the next, whatever summer time does
// to their length. A "day n after an event" is the date of the event plus n.

const DAY = 86_400_000;
/** No zone is further from UTC than this. */
const FARTHEST_OFFSET = 15 * 3_600_000;

/** A date of the calendar, without a time or a zone: `2026-03-29`. */
export type CalendarDate = string & { readonly __brand: 'CalendarDate' };

const DATE = /^(\d{4})-(\d{2})-(\d{2})$/u;

/** A date in the form `2026-03-29`; null where it is none or doesn't exist. */
export function parseCalendarDate(text: string): CalendarDate | null {
  if (!DATE.test(text)) return null;
  const at = new Date(`${text}T00:00:00Z`);
  // The engine reads 30 February as 2 March.
  return Number.isNaN(at.getTime()) || at.toISOString().slice(0, 10) !== text ? null : (text as CalendarDate);
}

/** The date `days` later; negative ones earlier. */
export function addDays(date: CalendarDate, days: number): CalendarDate {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY).toISOString().slice(0, 10) as CalendarDate;
}

/** Days from `from` to `to`: negative where `to` is the earlier one. */
export function daysBetween(from: CalendarDate, to: CalendarDate): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY);
}

/** Whether this is the name of a zone in the IANA list. */
export function isTimeZone(name: string): boolean {
  try {
    formatOf(name);
    return true;
  } catch {
    return false;
  }
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en', {
      timeZone,
      calendar: 'iso8601',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
    formats.set(timeZone, format);
  }
  return format;
}

export interface LocalTime {
  readonly date: CalendarDate;
  /** After midnight by the wall clock, 0 to 1439. */
  readonly minute: number;
}

// The same few instants are asked for again and again: now, and the dates of one order, for each contact reason.
const remembered = new Map<string, Map<number, LocalTime>>();
const MOST_REMEMBERED = 1000;

function readLocalTime(at: Date, timeZone: string): LocalTime {
  const parts = new Map(
    formatOf(timeZone)
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  );
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.get(type) ?? '';
  const date = `${part('year').padStart(4, '0')}-${part('month')}-${part('day')}`;
  return { date: date as CalendarDate, minute: Number(part('hour')) * 60 + Number(part('minute')) };
}

/** What calendar and wall clock in a zone show at an instant. Throws a RangeError for a zone that doesn't exist. */
export function localTime(at: Date, timeZone: string): LocalTime {
  let ofZone = remembered.get(timeZone);
  if (ofZone === undefined || ofZone.size >= MOST_REMEMBERED) {
    ofZone = new Map();
    remembered.set(timeZone, ofZone);
  }
  let local = ofZone.get(at.getTime());
  if (local === undefined) {
    local = readLocalTime(at, timeZone);
    ofZone.set(at.getTime(), local);
  }
  return local;
}

/** The date in a zone at an instant. */
export function localDate(at: Date, timeZone: string): CalendarDate {
  return localTime(at, timeZone).date;
}

/** The first instant at which `reached` holds, between two that differ in it; exact to the millisecond. */
function firstInstant(from: number, to: number, reached: (at: Date) => boolean): Date {
  let before = from;
  let after = to;
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (reached(new Date(middle))) after = middle;
    else before = middle;
  }
  return new Date(after);
}

/** How far the wall clock is ahead of universal time, to the minute. */
function offsetAt(at: number, timeZone: string): number {
  const { date, minute } = localTime(new Date(at), timeZone);
  return Date.parse(`${date}T00:00:00Z`) + minute * 60_000 - Math.floor(at / 60_000) * 60_000;
}

/**
 * The first instant of a date in a zone. Where its midnight falls into a gap of summer time, that is the instant
 * after the gap; of a date that a zone left out, the first instant of the next one.
 */
export function startOfDay(date: CalendarDate, timeZone: string): Date {
  const midnight = Date.parse(`${date}T00:00:00Z`);
  const begins = (at: number): boolean =>
    localDate(new Date(at), timeZone) === date && localDate(new Date(at - 1), timeZone) < date;
  // On most days the offset of the evening before holds at midnight too; the rest is searched for.
  const likely = midnight - offsetAt(midnight - FARTHEST_OFFSET, timeZone);
  if (begins(likely)) return new Date(likely);
  return firstInstant(
    midnight - FARTHEST_OFFSET,
    // A date line moved by a whole day leaves one out.
    midnight + FARTHEST_OFFSET + DAY,
    (at) => localDate(at, timeZone) >= date,
  );
}

/** The instant at which the wall clock first shows `minute` on a date, or has passed it in a gap of summer time. */
export function instantOf({ date, minute }: LocalTime, timeZone: string): Date {
  const start = startOfDay(date, timeZone).getTime();
  const end = startOfDay(addDays(date, 1), timeZone).getTime();
  if (minute >= 1440) return new Date(end);
  const wall = (at: number): LocalTime => localTime(new Date(at), timeZone);
  const shown = wall(start).minute;
  if (minute <= shown) return new Date(start);
  // By the clock that the day begins with, and by the one that it ends with.
  const asBegun = start + (minute - shown) * 60_000;
  if (wall(asBegun).minute === minute) return new Date(asBegun);
  const asEnded = end - (1440 - minute) * 60_000;
  if (wall(asEnded).minute === minute) return new Date(asEnded);
  return firstInstant(Math.min(asBegun, asEnded), Math.max(asBegun, asEnded), (at) => {
    const local = localTime(at, timeZone);
    return local.date > date || local.minute >= minute;
  });
}
