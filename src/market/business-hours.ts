import type { CalendarDate } from './calendar.ts';
import { addDays, instantOf, localDate } from './calendar.ts';
import type { BusinessHours } from './pack.ts';
import { WEEKDAYS } from './pack.ts';

interface OpenHours {
  readonly from: number;
  readonly to: number;
}

// Finding the instants of a wall clock takes a while, and the waits of a marketplace go over the same days.
const remembered = new WeakMap<BusinessHours, Map<string, OpenHours | null>>();
const MOST_REMEMBERED = 5000;

function readHours(date: CalendarDate, hours: BusinessHours, timeZone: string): OpenHours | null {
  const weekday = WEEKDAYS[new Date(`${date}T00:00:00Z`).getUTCDay()];
  if (weekday === undefined || !hours.days.includes(weekday)) return null;
  return {
    from: instantOf({ date, minute: hours.fromMinute }, timeZone).getTime(),
    to: instantOf({ date, minute: hours.toMinute }, timeZone).getTime(),
  };
}

/** The hours of one date as instants; null on a day off. */
function hoursOf(date: CalendarDate, hours: BusinessHours, timeZone: string): OpenHours | null {
  let days = remembered.get(hours);
  if (days === undefined || days.size >= MOST_REMEMBERED) {
    days = new Map();
    remembered.set(hours, days);
  }
  const key = `${timeZone} ${date}`;
  let open = days.get(key);
  if (open === undefined) {
    open = readHours(date, hours, timeZone);
    days.set(key, open);
  }
  return open;
}

/** Nobody waits longer for an answer than the data are kept. */
const MOST_DAYS = 3660;

/** The business hours between two instants, in milliseconds; 0 where `to` isn't later. */
export function businessTimeBetween(from: Date, to: Date, hours: BusinessHours, timeZone: string): number {
  let sum = 0;
  let date = localDate(from, timeZone);
  const last = localDate(to, timeZone);
  for (let days = 0; date <= last && days < MOST_DAYS; days += 1, date = addDays(date, 1)) {
    const open = hoursOf(date, hours, timeZone);
    if (open !== null)
      sum += Math.max(0, Math.min(open.to, to.getTime()) - Math.max(open.from, from.getTime()));
  }
  return sum;
}
