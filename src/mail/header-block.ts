import { decodeCharset } from './charset.ts';
import type { Complaints } from './mime-complaints.ts';
import { Unreadable } from './mime-complaints.ts';
import { asBuffer } from './mime-transfer.ts';
import type { MailLimits } from './received-mail.ts';

/** A header field before anything in it is interpreted. */
export interface RawField {
  /** Lower case. */
  readonly name: string;
  /** What stands behind the colon: octets read as UTF-8 or windows-1252, folds still in it, trimmed. */
  readonly body: string;
  /** The whole field as it came, without the line end that closes it. */
  readonly raw: string;
}

export interface HeaderBlock {
  readonly fields: readonly RawField[];
  readonly bodyStart: number;
}

export interface HeaderRegion {
  readonly octets: Uint8Array;
  readonly start: number;
  readonly end: number;
  /** True where a line that starts with `--` ends the part, so that no header runs on into the next. */
  isDelimiter(lineStart: number, lineEnd: number): boolean;
}

interface Line {
  readonly start: number;
  /** Without the line end. */
  readonly end: number;
  readonly next: number;
}

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const HYPHEN = 0x2d;

const PLAIN_FIELD = /^[\x21-\x39\x3b-\x7e]+[ \t]*:/u;
/** The envelope line of an mbox file, also with mbox's own escape. */
const MBOX_LINE = /^>?From [^:\s]/u;
/** Fields whose loss would give the message another author or another structure. */
const DECISIVE_FIELD = /^(?:from|content-type|content-transfer-encoding)[ \t]*:/imu;
const NOT_IN_A_NAME = /[^\x21-\x39\x3b-\x7e]/gu;

/**
 * Reads one header block, from `start` to the empty line (RFC 5322 §2.2). Lines end in CRLF or LF.
 *
 * Throws `Unreadable`: `header-too-large`, `too-many-headers` (threats T9), `ambiguous`.
 */
export function readHeaderBlock(
  region: HeaderRegion,
  limits: MailLimits,
  complaints: Complaints,
): HeaderBlock {
  const fields: RawField[] = [];
  let position = region.start;
  while (position < region.end) {
    const line = lineAt(region, position);
    if (isEnd(region, line)) return { fields, bodyStart: isEmpty(line) ? line.next : line.start };
    const logical = unfold(region, line, limits);
    if (logical.end - region.start > limits.headerBytes)
      throw new Unreadable('header-too-large', `header over ${limits.headerBytes} octets`);
    const raw = textOf(region.octets, logical.start, logical.end);
    const field = readField(raw);
    if (field !== null) {
      if (field.name !== raw.slice(0, field.name.length).toLowerCase())
        complaints.add('odd-field-name', field.name);
      fields.push(field);
      if (fields.length > limits.fields)
        throw new Unreadable('too-many-headers', `over ${limits.fields} fields`);
    } else if (!MBOX_LINE.test(raw)) {
      endWithoutEmptyLine(region, logical, limits, complaints);
      return { fields, bodyStart: logical.start };
    }
    position = logical.next;
  }
  return { fields, bodyStart: region.end };
}

function lineAt(region: HeaderRegion, start: number): Line {
  const feed = asBuffer(region.octets).indexOf(LINE_FEED, start);
  if (feed === -1 || feed >= region.end) return { start, end: region.end, next: region.end };
  const end = feed > start && region.octets[feed - 1] === CARRIAGE_RETURN ? feed - 1 : feed;
  return { start, end, next: feed + 1 };
}

function isEmpty(line: Line): boolean {
  return line.start === line.end;
}

function isEnd(region: HeaderRegion, line: Line): boolean {
  if (isEmpty(line)) return true;
  const { octets } = region;
  return (
    octets[line.start] === HYPHEN &&
    octets[line.start + 1] === HYPHEN &&
    region.isDelimiter(line.start, line.end)
  );
}

/** Joins the lines of one field (RFC 5322 §2.2.3). The fold stays in the text. */
function unfold(region: HeaderRegion, first: Line, limits: MailLimits): Line {
  let last = first;
  while (last.next < region.end && isBlank(region.octets[last.next])) {
    const line = lineAt(region, last.next);
    // RFC 5322 §4.2 lets a fold be nothing but white space; others end the header with such a line.
    if (isWhite(region, line) && !goesOn(region, line.next)) break;
    last = line;
    if (last.end - first.start > limits.fieldBytes) break;
  }
  if (last.end - first.start > limits.fieldBytes)
    throw new Unreadable('header-too-large', `field over ${limits.fieldBytes} octets`);
  return { start: first.start, end: last.end, next: last.next };
}

function isBlank(octet: number | undefined): boolean {
  return octet === 0x20 || octet === 0x09;
}

function isWhite(region: HeaderRegion, line: Line): boolean {
  return region.octets.subarray(line.start, line.end).every(isBlank);
}

function goesOn(region: HeaderRegion, start: number): boolean {
  if (start >= region.end || isBlank(region.octets[start])) return true;
  const line = lineAt(region, start);
  return isEmpty(line) || PLAIN_FIELD.test(textOf(region.octets, line.start, line.end));
}

/**
 * The text of octets: most header lines are ASCII, so that case goes the quick way. Others are UTF-8
 * (RFC 6532) or what windows-1252 makes of them.
 */
function textOf(octets: Uint8Array, start: number, end: number): string {
  const text = asBuffer(octets).toString('latin1', start, end);
  return /[\u0080-\u00ff]/u.test(text) ? decodeCharset(octets.subarray(start, end), null).text : text;
}

function readField(raw: string): RawField | null {
  const colon = raw.indexOf(':');
  if (colon === -1 || MBOX_LINE.test(raw)) return null;
  // SECURITY: white space, folds, NUL or U+00A0 in or around the name don't hide a field: `From :` and
  // ` From:` count as From fields, because some reader shows them as such (threats I1).
  const name = raw.slice(0, colon).replace(NOT_IN_A_NAME, '').toLowerCase();
  return { name, body: raw.slice(colon + 1).trim(), raw };
}

/**
 * A line without a colon: the empty line was forgotten and the body starts here, as mail servers have it.
 * SECURITY: other readers skip the line and go on with the header. Where that would give another author or
 * another structure nobody can say which was meant (threats C1, I1).
 */
function endWithoutEmptyLine(
  region: HeaderRegion,
  line: Line,
  limits: MailLimits,
  complaints: Complaints,
): void {
  complaints.add('header-without-end');
  let end = line.next;
  while (end < region.end && end - line.start < limits.headerBytes) {
    const next = lineAt(region, end);
    if (isEnd(region, next)) break;
    end = next.next;
  }
  if (DECISIVE_FIELD.test(textOf(region.octets, line.start, end)))
    throw new Unreadable('ambiguous', 'fields below a line that is no field');
}
