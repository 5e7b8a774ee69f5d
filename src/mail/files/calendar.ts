import { decodeTextFile } from './text-file.ts';

/** What a card shows of one event (RFC 5545 §3.6.1); no organiser, no attendees, no description, no alarms. */
export interface CalendarEvent {
  readonly summary: string;
  /** `2026-11-22 10:00 UTC`, `2026-11-22 10:00 (Europe/Amsterdam)`, `2026-11-22`; empty if not given. */
  readonly start: string;
  readonly end: string;
  readonly location: string;
  /** A day or a time was taken back (METHOD:CANCEL, STATUS:CANCELLED). */
  readonly cancelled: boolean;
}

const MOST_EVENTS = 10;
const LONGEST_TEXT = 300;

interface Line {
  readonly name: string;
  readonly parameters: ReadonlyMap<string, string>;
  readonly value: string;
}

/** RFC 5545 §3.1: lines are folded by a line end and a blank. */
function linesOf(source: string): Line[] {
  const lines: Line[] = [];
  for (const raw of source
    .replaceAll(/\r\n?/gu, '\n')
    .replaceAll(/\n[ \t]/gu, '')
    .split('\n')) {
    const match = /^([A-Z\d-]{1,60})((?:;[A-Z\d-]{1,60}=(?:"[^"]{0,500}"|[^";:]{0,500})){0,20}):(.*)$/iu.exec(
      raw,
    );
    if (match === null) continue;
    const parameters = new Map<string, string>();
    for (const [, name = '', value = ''] of (match[2] ?? '').matchAll(/;([^=;]+)=("[^"]*"|[^;]*)/gu))
      parameters.set(name.toUpperCase(), value.replaceAll('"', ''));
    lines.push({ name: (match[1] ?? '').toUpperCase(), parameters, value: match[3] ?? '' });
  }
  return lines;
}

/** §3.3.11: `\n`, `\,`, `\;`, `\\`. */
function plainText(value: string): string {
  return value
    .slice(0, LONGEST_TEXT * 2)
    .replaceAll(/\\([nN,;\\])/gu, (_, character: string) => (/n/iu.test(character) ? ' ' : character))
    .replaceAll(/\s+/gu, ' ')
    .trim()
    .slice(0, LONGEST_TEXT);
}

/** §3.3.4 and §3.3.5: a day, a time in UTC, in a named zone, or wherever one is. */
function readableTime({ parameters, value }: Line): string {
  const match = /^(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})\d{2}(Z?))?$/u.exec(value.trim());
  if (match === null) return '';
  const [, year, month, day, hour, minute, utc] = match;
  const date = `${year}-${month}-${day}`;
  if (hour === undefined) return date;
  const zone = parameters.get('TZID')?.split('/').slice(-2).join('/') ?? '';
  const shown = /^[A-Za-z\d ._+/()-]{1,60}$/u.test(zone) ? ` (${zone})` : '';
  return `${date} ${hour}:${minute}${utc === 'Z' ? ' UTC' : shown}`;
}

type OpenEvent = { -readonly [K in keyof CalendarEvent]: CalendarEvent[K] };

class CalendarReader {
  readonly events: CalendarEvent[] = [];
  #open: OpenEvent | null = null;
  #cancelled = false;
  /** Components around the line, the calendar and the event not counted: an alarm has texts of its own. */
  #inner = 0;

  line(line: Line): void {
    const component = line.value.trim().toUpperCase();
    if (line.name === 'METHOD') this.#cancelled = component === 'CANCEL';
    else if (line.name === 'BEGIN') this.#begin(component);
    else if (line.name === 'END') this.#end(component);
    else if (this.#open !== null && this.#inner === 0) takeProperty(this.#open, line);
  }

  #begin(component: string): void {
    if (component === 'VEVENT')
      this.#open = { summary: '', start: '', end: '', location: '', cancelled: this.#cancelled };
    else if (component !== 'VCALENDAR') this.#inner += 1;
  }

  #end(component: string): void {
    if (component === 'VEVENT') {
      if (this.#open !== null && this.events.length < MOST_EVENTS) this.events.push(this.#open);
      this.#open = null;
      this.#inner = 0;
    } else if (component !== 'VCALENDAR') this.#inner = Math.max(0, this.#inner - 1);
  }
}

/** The events of a calendar part, for the card that stands in its place (relay paper, section 10). */
export function readCalendar(bytes: Uint8Array, declared: string | undefined): readonly CalendarEvent[] {
  const reader = new CalendarReader();
  for (const line of linesOf(decodeTextFile(bytes, declared))) reader.line(line);
  return reader.events;
}

function takeProperty(event: OpenEvent, line: Line): void {
  switch (line.name) {
    case 'SUMMARY':
      event.summary = plainText(line.value);
      break;
    case 'LOCATION':
      event.location = plainText(line.value);
      break;
    case 'DTSTART':
      event.start = readableTime(line);
      break;
    case 'DTEND':
      event.end = readableTime(line);
      break;
    case 'STATUS':
      event.cancelled ||= line.value.trim().toUpperCase() === 'CANCELLED';
      break;
    default:
  }
}
