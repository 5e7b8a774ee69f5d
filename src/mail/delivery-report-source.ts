import { decodeHTML } from 'entities';

import { fieldBlocks } from './delivery-report-fields.ts';
import type { MailPart, ReceivedMail } from './received-mail.ts';

/** A report as texts, whatever its MIME form. */
export interface ReportSource {
  readonly subject: string;
  /** The From fields' values: reports often have none that parses. */
  readonly from: string;
  readonly header: (name: string) => string | null;
  /** What the report says in prose, line ends `\n`. */
  readonly text: string;
  /** Bodies of message/delivery-status parts (RFC 3464 §2.1). */
  readonly statuses: readonly string[];
  readonly feedbacks: readonly string[];
  readonly dispositions: readonly string[];
  /** Header of the returned message, or the message itself. */
  readonly returned: string | null;
}

/** Texts longer than this are cut: no report says anything new so far down (C10). */
const TEXT_LENGTH = 200_000;

const utf8 = new TextDecoder('utf-8', { fatal: true });
const latin1 = new TextDecoder('latin1');

function decoded(bytes: Uint8Array): string {
  const start = bytes.subarray(0, TEXT_LENGTH);
  try {
    return utf8.decode(start);
  } catch {
    return latin1.decode(start);
  }
}

const withLineFeeds = (text: string): string => text.replaceAll(/\r\n?/gu, '\n');

/** Words of HTML, a line per block; for reading reports only, never for showing. */
function textOfHtml(html: string): string {
  const lines = html
    .slice(0, TEXT_LENGTH)
    .replaceAll(/<(?:style|script|head)\b[^>]{0,1000}>[^<]{0,20000}/giu, '')
    .replaceAll(/<(?:br|\/?p|\/?div|\/?tr|\/?li|\/?h\d|\/?table|hr)\b[^<>]{0,2000}>/giu, '\n')
    .replaceAll(/<[^<>@]{0,2000}>|<\/?[a-z][^<>]{0,2000}>/giu, ' ');
  return decodeHTML(lines);
}

function partsOf(mail: ReceivedMail, types: ReadonlySet<string>): MailPart[] {
  return mail.parts.filter(({ mediaType }) => types.has(mediaType));
}

const STATUS_TYPES = new Set(['message/delivery-status', 'message/global-delivery-status']);
const FEEDBACK_TYPES = new Set(['message/feedback-report']);
const DISPOSITION_TYPES = new Set([
  'message/disposition-notification',
  'message/global-disposition-notification',
]);
const RETURNED_TYPES = new Set([
  'message/rfc822',
  'message/rfc822-headers',
  'message/global',
  'message/global-headers',
  'text/rfc822-headers',
  'text/rfc822-header',
  'text/rfc822',
]);

/** The parts that speak for the report: none of those that belong to the returned message. */
function ownParts(mail: ReceivedMail): MailPart[] {
  const attached = partsOf(mail, RETURNED_TYPES).map(({ path }) => `${path}.`);
  return mail.parts.filter(({ path }) => !attached.some((prefix) => path.startsWith(prefix)));
}

export function reportSource(mail: ReceivedMail): ReportSource {
  const own = { ...mail, parts: ownParts(mail) };
  const texts = (types: ReadonlySet<string>): string[] =>
    partsOf(own, types).map(({ bytes }) => withLineFeeds(decoded(bytes)));
  const body = mail.text !== null && mail.text.trim() !== '' ? mail.text : textOfHtml(mail.html ?? '');
  const prose = [body, ...texts(new Set(['text/plain']))].join('\n\n').slice(0, TEXT_LENGTH);
  return {
    subject: mail.subject,
    from: mail.headers
      .filter(({ name }) => name === 'from')
      .map(({ value }) => value)
      .join(' '),
    header: (name) => mail.headers.find((field) => field.name === name)?.value ?? null,
    text: withLineFeeds(prose),
    statuses: texts(STATUS_TYPES),
    feedbacks: texts(FEEDBACK_TYPES),
    dispositions: texts(DISPOSITION_TYPES),
    returned: texts(RETURNED_TYPES)[0] ?? null,
  };
}

/**
 * The source of a report whose MIME structure can't be read for certain. Nothing of it is sent on, so a rough
 * reading does no harm: the header ends at the first blank line, all else is prose.
 */
export function reportSourceOfOctets(raw: Uint8Array): ReportSource {
  const text = withLineFeeds(decoded(raw));
  const end = text.indexOf('\n\n');
  const fields = fieldBlocks(end === -1 ? text : text.slice(0, end))[0] ?? new Map<string, string>();
  return {
    subject: fields.get('subject') ?? '',
    from: fields.get('from') ?? '',
    header: (name) => fields.get(name) ?? null,
    text: end === -1 ? '' : text.slice(end + 2),
    statuses: [],
    feedbacks: [],
    dispositions: [],
    returned: null,
  };
}
