import { RETURNED_MARKS } from './delivery-report-phrases.ts';
import { ADDRESS } from './delivery-report-words.ts';

/** What a report says in prose, apart from the message it returns. */
export interface Prose {
  readonly lines: readonly string[];
  /** The returned message or its header, if it follows in the same text. */
  readonly returned: string | null;
}

const RETURNED = new RegExp(`^(?:${RETURNED_MARKS.join('|')})$`, 'u');
const HEADER_LINE = /^[!-9;-~]{1,76}:(?:\s|$)/u;
const TRACE_LINE = /^(?:received|return-path|message-id|delivered-to|x-originating-ip|mime-version):/iu;

/** More lines than the prose of any report has. */
const MOST_LINES = 2000;

function isReturnedMark(line: string): boolean {
  if (line.length > 160) return false;
  const framed = /^\s*[-=*_>#~+]{2,}/u.test(line);
  const words = line
    .toLowerCase()
    .replaceAll(/[-=*_>#~+.:()[\]]+/gu, ' ')
    .replaceAll(/\s+/gu, ' ')
    .trim();
  // Without rules around it, only a line of its own that announces something.
  const announces = framed || /[:.]\s*$/u.test(line) || /follows/iu.test(line);
  return (
    announces &&
    words !== '' &&
    RETURNED.test(
      words
        .replace(/^(?:this is|here is|below this line is|included is|the following is) /u, '')
        .replace(/ the header$/u, ''),
    )
  );
}

/** Whether a header of a message begins here: lines of fields with a trace field or an id among the first. */
function isHeaderRun(lines: readonly string[], index: number): boolean {
  if (!HEADER_LINE.test(lines[index] ?? '')) return false;
  let fields = 0;
  let traces = 0;
  for (const line of lines.slice(index, index + 12)) {
    if (/^\s+\S/u.test(line)) continue;
    if (!HEADER_LINE.test(line)) break;
    fields += 1;
    if (TRACE_LINE.test(line)) traces += 1;
  }
  return fields >= 3 && traces >= 1;
}

export function splitProse(text: string): Prose {
  const lines = text.split('\n', MOST_LINES * 4);
  const end = lines.findIndex(
    (line, index) => index > 0 && (isReturnedMark(line) || isHeaderRun(lines, index)),
  );
  if (end === -1) return { lines: lines.slice(0, MOST_LINES), returned: null };
  return { lines: lines.slice(0, Math.min(end, MOST_LINES)), returned: lines.slice(end).join('\n') };
}

const AGENT = /^(?:postmaster|mailer-daemon|mailerdaemon|mail-daemon|abuse|noreply|no-reply|support|help)@/iu;
/** Labels before addresses that aren't the failing one. */
const OTHER_LABEL =
  /(?:^|\s)(?:from|sender|reply-to|return-path|cc|mail from|message-id|contact|reporting-mta|envelope-from|x-\S{1,40})\b[:\s]{0,3}<?$/iu;

/** Where on the line an address stands tells how likely it is the one that failed. */
function weightOf(line: string, place: { index: number; length: number }): number {
  const before = line.slice(0, place.index);
  const after = line.slice(place.index + place.length);
  if (OTHER_LABEL.test(before)) return 0;
  // Sendmail's transcript: "550 <address>... User unknown".
  if (/^\s*[45]\d\d [<"]?$/u.test(before) && /^[>"]?\.\.\./u.test(after)) return 3;
  if (/^[\s>*•–<"'([-]*$/u.test(before) && /^[>"')\]]*\s*(?:$|[:;([,]|\.\.\.|on\s|-\s|<|\s{2})/iu.test(after))
    return 3;
  if (
    /(?:[:：]|\bto|-->?)\s*["'<(]*$/iu.test(before) &&
    /^[>"')\].,]*\s*(?:$|\(|:|[a-z]* ?(?:failed|because))/iu.test(after)
  )
    return 2;
  return 1;
}

/** The addresses that the prose reports of, in order; the best placed ones alone. */
export function proseRecipients(lines: readonly string[], isOther: (address: string) => boolean): string[] {
  const weights = new Map<string, number>();
  for (const line of lines) {
    if (line.length > 2000) continue;
    for (const match of line.matchAll(ADDRESS)) {
      const address = match[0];
      const key = address.toLowerCase();
      if (AGENT.test(address) || isOther(key)) continue;
      const weight = weightOf(line, { index: match.index, length: address.length });
      if (weight > (weights.get(key) ?? 0)) weights.set(key, weight);
    }
  }
  const best = Math.max(0, ...weights.values());
  return [...weights].filter(([, weight]) => weight === best && weight > 0).map(([address]) => address);
}

/** A transcript names the recipient last: "while talking to HOST", commands and replies, "550 <address>... …". */
const TRANSCRIPT_OPENS = /^\s*(?:\.\.\. ?)?while talking to/iu;

/** The lines that speak of each recipient: from where it is named to where the next one is. */
export function proseSections(
  lines: readonly string[],
  recipients: readonly string[],
): ReadonlyMap<string, readonly string[]> {
  if (recipients.length === 1) return new Map([[recipients[0] ?? '', lines]]);
  const sections = new Map<string, string[]>(recipients.map((recipient) => [recipient, []]));
  let open: string[] | undefined;
  let isNamed = false;
  for (const line of lines) {
    const lower = line.slice(0, 2000).toLowerCase();
    const section = sections.get(recipients.find((recipient) => lower.includes(recipient)) ?? '');
    if (section !== undefined && section !== open) {
      // What was collected without a name belongs to the one that is named now.
      if (!isNamed) section.push(...(open ?? []));
      open = section;
      isNamed = true;
    } else if (TRANSCRIPT_OPENS.test(line)) {
      open = [];
      isNamed = false;
    }
    open?.push(line);
  }
  return sections;
}
