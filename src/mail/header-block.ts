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
/**
 * Fields that give the message its author, its structure or its place, and others that programs alone write. The
 * words of a person who quotes a header (To, Subject, Date) are not among them.
 */
const DECISIVE_FIELD =
  /^(?:from|mime-version|content-[a-z-]+|message-id|in-reply-to|references|received|x-[a-z0-9-]+|list-[a-z-]+|arc-[a-z-]+|dkim-signature|return-path)[ \t]*:/iu;
const NOT_IN_A_NAME = /[^\x21-\x39\x3b-\x7e]/gu;

/** A parameter on a line of its own whose indentation got lost; a field that is longer has no more of them. */
const LONGEST_WITH_LOST_FOLDS = 2000;
const LOST_FOLD = /^[a-z0-9*-]{1,40}=(?:"|[^\s:]*$)/iu;

/**
 * Reads one header block, from `start` to the empty line (RFC 5322 §2.2). Lines end in CRLF or LF.
 *
 * Throws `Unreadable`: `header-too-large`, `too-many-headers` (threats T9).
 */
export function readHeaderBlock(
  region: HeaderRegion,
  limits: MailLimits,
  complaints: Complaints,
): HeaderBlock {
  const fields: RawField[] = [];
  let lastDecisive: number | null = null;
  let position = region.start;
  while (position < region.end) {
    const line = lineAt(region, position);
    if (isEnd(region, line)) return { fields, bodyStart: isEmpty(line) ? line.next : line.start };
    if (isWhite(region, line) && !goesOn(region, line.next)) return { fields, bodyStart: line.next };
    const logical = unfold(region, line, limits);
    if (logical.end - region.start > limits.headerBytes)
      throw new Unreadable('header-too-large', `header over ${limits.headerBytes} octets`);
    const raw = textOf(region.octets, logical.start, logical.end);
    const kind = takeField(raw, fields, complaints);
    if (fields.length > limits.fields)
      throw new Unreadable('too-many-headers', `over ${limits.fields} fields`);
    if (kind === 'no field') {
      // A line without a colon. Most programs hold that the empty line was forgotten and the body starts here;
      // others skip it. SECURITY: where fields below it decide about author or structure it is skipped, so that
      // a second From hidden there is counted and a second Content-Type compared (threats C1, I1).
      lastDecisive ??= placeOfLastDecisive(region, logical, limits);
      complaints.add('header-line-malformed');
      if (logical.start >= lastDecisive) return { fields, bodyStart: logical.start };
    }
    position = logical.next;
  }
  return { fields, bodyStart: region.end };
}

/** Adds the field, or what a lost fold cut off one; `mbox` for the envelope line of an mbox file. */
function takeField(raw: string, fields: RawField[], complaints: Complaints): 'field' | 'mbox' | 'no field' {
  const last = fields.at(-1);
  if (
    last !== undefined &&
    last.raw.length < LONGEST_WITH_LOST_FOLDS &&
    last.body.endsWith(';') &&
    LOST_FOLD.test(raw)
  ) {
    complaints.add('fold-lost', last.name);
    fields[fields.length - 1] = { ...last, body: `${last.body} ${raw.trim()}`, raw: `${last.raw}\r\n${raw}` };
    return 'field';
  }
  if (MBOX_LINE.test(raw)) return 'mbox';
  const colon = raw.indexOf(':');
  if (colon === -1) return 'no field';
  // SECURITY: white space, folds, NUL or U+00A0 in or around the name don't hide a field: `From :` and
  // ` From:` count as From fields, because some reader shows them as such (threats I1).
  const written = raw.slice(0, colon);
  const name = written.replace(NOT_IN_A_NAME, '').toLowerCase();
  if (name.length !== written.length) complaints.add('field-name-malformed', name);
  fields.push({ name, body: raw.slice(colon + 1).trim(), raw });
  return 'field';
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

/** Start of the last field below `line`, up to the empty line, whose loss would matter; -1 if there is none. */
function placeOfLastDecisive(region: HeaderRegion, line: Line, limits: MailLimits): number {
  let last = -1;
  let start = line.next;
  while (start < region.end && start - region.start < limits.headerBytes) {
    const next = lineAt(region, start);
    if (isEnd(region, next)) break;
    if (DECISIVE_FIELD.test(textOf(region.octets, next.start, next.end))) last = next.start;
    start = next.next;
  }
  return last;
}
