const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** RFC 5322 §4.3; the military letters say nothing, as RFC 822 had their signs wrong. */
const ZONES: ReadonlyMap<string, number> = new Map([
  ['ut', 0],
  ['utc', 0],
  ['gmt', 0],
  ['z', 0],
  ['est', -300],
  ['edt', -240],
  ['cst', -360],
  ['cdt', -300],
  ['mst', -420],
  ['mdt', -360],
  ['pst', -480],
  ['pdt', -420],
]);

const LONGEST_DATE = 200;
const DATE =
  /^(?:[a-z]{3,9}\.?,?\s+)?(\d{1,2})[\s-]+([a-z]{3})[a-z]{0,6}[\s-]+(\d{2,4})(?:\s+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d{1,6})?)?)?(?:\s+([+-]\d{4}|[a-z]{1,5}))?\b/iu;

/** Reads a Date field (RFC 5322 §3.3 and §4.3); null where it names no possible moment. */
export function parseDate(text: string): Date | null {
  const plain = text
    .slice(0, LONGEST_DATE)
    .replace(/\([^()]*\)/gu, ' ')
    .replace(/\s+/gu, ' ')
    .trim();
  const match = DATE.exec(plain);
  if (match === null) return null;
  const midnight = midnightOf(match[1] ?? '', match[2] ?? '', match[3] ?? '');
  const minutes = minutesOf(match[4] ?? '0', match[5] ?? '0', match[6] ?? '0');
  const offset = offsetOf((match[7] ?? '').toLowerCase());
  if (midnight === null || minutes === null || offset === null) return null;
  return new Date(midnight.getTime() + (minutes - offset) * 60_000);
}

function midnightOf(day: string, month: string, year: string): Date | null {
  const monthIndex = MONTHS.indexOf(month.toLowerCase());
  const midnight = new Date(Date.UTC(fullYear(year), monthIndex, Number(day)));
  // 31 February would roll over into March.
  return midnight.getUTCMonth() === monthIndex && midnight.getUTCDate() === Number(day) ? midnight : null;
}

/** Minutes since midnight; a leap second is the next minute's first. */
function minutesOf(hour: string, minute: string, second: string): number | null {
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 60) return null;
  return Number(hour) * 60 + Number(minute) + Number(second) / 60;
}

/** RFC 5322 §4.3: two digits below 50 are 2000 and later; three digits count from 1900. */
function fullYear(text: string): number {
  const year = Number(text);
  if (text.length === 2) return year < 50 ? 2000 + year : 1900 + year;
  return text.length === 3 ? 1900 + year : year;
}

/** Minutes east of Greenwich; an unknown name means `-0000` (RFC 5322 §4.3). */
function offsetOf(zone: string): number | null {
  if (!/^[+-]\d{4}$/u.test(zone)) return ZONES.get(zone) ?? 0;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(3));
  if (hours > 23 || minutes > 59) return null;
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
}
