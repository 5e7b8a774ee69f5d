import { causeOf, isHardFailure } from './delivery-report-cause.ts';
import { fieldAddress, fieldBlocks, withoutType } from './delivery-report-fields.ts';
import type { FieldBlock } from './delivery-report-fields.ts';
import { BOUNCE_SUBJECTS, BOUNCE_WORDS, VACATION_SUBJECTS } from './delivery-report-phrases.ts';
import { proseRecipients, proseSections, splitProse } from './delivery-report-prose.ts';
import { reportSource, reportSourceOfOctets } from './delivery-report-source.ts';
import type { ReportSource } from './delivery-report-source.ts';
import { enhancedStatuses, isVague, oneLine, replyCodes, stageOf } from './delivery-report-words.ts';
import type { Stage } from './delivery-report-words.ts';
import type { DeliveryReport, ReportReading } from './delivery-report.ts';
import { readFeedback } from './feedback-report.ts';
import type { ReceivedMail } from './received-mail.ts';

/** What the words of a report give for one recipient. */
interface Words {
  readonly diagnostic: string;
  readonly around: string;
}

function pickStatus(candidates: readonly string[]): string | null {
  return candidates.find((status) => !isVague(status)) ?? candidates[0] ?? null;
}

/** The stage that the remote's words name, or else the last before them, or the first after. */
function stageIn({ diagnostic, around }: Words): Stage {
  const own = stageOf(diagnostic);
  if (own !== 'none') return own;
  const place = around.indexOf(diagnostic.slice(0, 40));
  if (place === -1 || diagnostic === '') return stageOf(around);
  const before = stageOf(around.slice(0, place));
  return before === 'none' ? stageOf(around.slice(place)) : before;
}

/** A line that begins something new: a command, another reply, an address, a blank line. */
const NEXT_ITEM = /^\s*$|^(?:>>>|<<<|\.\.\.|-{2,}|[245]\d\d[ -])|^\s*<?\S{1,200}@\S{1,200}>?:?$/u;

/** The remote's reply among the lines: the first with a reply code, and what continues it. */
function replyIn(lines: readonly string[]): string {
  const index = lines.findIndex((line) => line.length < 4000 && replyCodes(line).length > 0);
  if (index === -1) return '';
  const first = lines[index] ?? '';
  const code = replyCodes(first)[0] ?? 0;
  const following = lines.slice(index + 1, index + 8);
  const end = following.findIndex((line) => NEXT_ITEM.test(line) && !line.startsWith(`${code}`));
  return [first, ...following.slice(0, end === -1 ? following.length : end)].join('\n');
}

const DELAY =
  /will (?:keep|continue|be retried|try)|keep trying|no action is required|(?:has|have) not (?:yet )?been delivered|not yet (?:been )?delivered|delivery .{0,30}(?:is|was|has been) delayed|warning[ :]|still trying|noch nicht zugestellt|wird weiter versucht/iu;
const GIVEN_UP = /given up|giving up|permanent|fatal|not going to try again|failed|could not be delivered/iu;

function reportOf(
  words: Words,
  facts: { kind: DeliveryReport['kind']; status: string | null; finalRecipient: string | null },
): DeliveryReport {
  const { kind, finalRecipient } = facts;
  const candidates = [
    ...(facts.status === null ? [] : [facts.status]),
    ...enhancedStatuses(words.diagnostic),
    ...(words.diagnostic === '' || replyCodes(words.diagnostic).length === 0
      ? enhancedStatuses(words.around)
      : []),
  ];
  const status = pickStatus(candidates);
  const replyCode = replyCodes(words.diagnostic)[0] ?? replyCodes(words.around)[0] ?? null;
  const failure = { ...words, status, replyCode, stage: stageIn(words) };
  const succeeded = kind === 'delivered' || kind === 'relayed';
  const cause = succeeded ? 'unknown' : causeOf(failure);
  return {
    kind,
    status,
    replyCode,
    hard: kind === 'failed' && isHardFailure(cause, failure),
    cause,
    diagnostic: oneLine(words.diagnostic === '' ? words.around : words.diagnostic),
    finalRecipient,
  };
}

// ---------------------------------------------------------------- RFC 3464

const KINDS: ReadonlyMap<string, DeliveryReport['kind']> = new Map<string, DeliveryReport['kind']>([
  ['failed', 'failed'],
  ['failure', 'failed'],
  ['delayed', 'delayed'],
  ['delivered', 'delivered'],
  ['relayed', 'relayed'],
  ['expanded', 'delivered'],
]);

function recipientOf(block: FieldBlock): string | null {
  for (const name of ['original-recipient', 'final-recipient', 'x-actual-recipient']) {
    const address = fieldAddress(block.get(name));
    if (address?.includes('@') === true) return address;
  }
  return fieldAddress(block.get('final-recipient'));
}

function kindOf(block: FieldBlock, status: string | null): DeliveryReport['kind'] {
  const action = /^[a-z]+/iu.exec(block.get('action') ?? '')?.[0].toLowerCase() ?? '';
  const kind = KINDS.get(action);
  if (kind !== undefined) return kind;
  return status?.startsWith('2') === true ? 'delivered' : 'failed';
}

const isRecipientBlock = (block: FieldBlock): boolean =>
  block.has('final-recipient') ||
  block.has('original-recipient') ||
  (block.has('status') && block.has('action'));

/** PowerMTA adds its own judgement of the reply. */
function judgementOf(block: FieldBlock): string[] {
  return block.get('x-powermta-bouncecategory') === 'bad-mailbox'
    ? ['no such mailbox (in reply to RCPT TO)']
    : [];
}

/** A report that is found twice in the same mail counts once. */
function withoutRepeats(blocks: readonly FieldBlock[]): FieldBlock[] {
  const byKey = new Map<string, FieldBlock>();
  for (const block of blocks) {
    const key = JSON.stringify([recipientOf(block), block.get('action'), block.get('status')]);
    if (!byKey.has(key)) byKey.set(key, block);
  }
  return [...byKey.values()];
}

function readBlocks(blocks: readonly FieldBlock[], lines: readonly string[]): DeliveryReport[] {
  const own = withoutRepeats(blocks.filter(isRecipientBlock));
  const recipients = own.flatMap((block) => recipientOf(block)?.toLowerCase() ?? []);
  const sections = proseSections(lines, recipients);
  return own.map((block) => {
    const finalRecipient = recipientOf(block);
    const section = sections.get(finalRecipient?.toLowerCase() ?? '') ?? (own.length === 1 ? lines : []);
    const status = /[245]\.\d{1,3}\.\d{1,3}/u.exec(block.get('status') ?? '')?.[0] ?? null;
    const diagnostic = withoutType(block.get('diagnostic-code') ?? '');
    const words = {
      diagnostic: diagnostic === '' ? replyIn(section) : diagnostic,
      around: [...section, ...judgementOf(block)].join('\n'),
    };
    return reportOf(words, { kind: kindOf(block, status), status, finalRecipient });
  });
}

// ---------------------------------------------------------------- free text

const matcher = (phrases: readonly string[]): RegExp => new RegExp(phrases.join('|'), 'u');
const BOUNCE_SUBJECT = matcher(BOUNCE_SUBJECTS);
const BOUNCE_WORD = matcher(BOUNCE_WORDS);
const VACATION_SUBJECT = matcher(VACATION_SUBJECTS);
/** More recipients than a report about one message of ours can have. */
const MOST_RECIPIENTS = 200;

const AGENT =
  /mailer-?daemon|post_?master|mail[ ._-]?(?:delivery|deliver|system|administrator|router)|delivery[ ._-]?(?:system|subsystem)|system administrator|^<?>?$|mda?emon|bounce/iu;

function isBounce(source: ReportSource, lines: readonly string[], hasReturned: boolean): boolean {
  const subject = source.subject.toLowerCase();
  const words = lines.join(' ').slice(0, 4000).toLowerCase();
  const signs = [
    AGENT.test(source.from),
    /^<?(?:(?:mailer-daemon|double-bounce)(?:@.*)?)?>?$/iu.test(source.header('return-path')?.trim() ?? '-'),
    BOUNCE_SUBJECT.test(subject),
    BOUNCE_WORD.test(words),
    source.header('x-failed-recipients') !== null,
    hasReturned,
  ];
  return signs.filter(Boolean).length >= 3 && (BOUNCE_WORD.test(words) || BOUNCE_SUBJECT.test(subject));
}

/** Addresses of ours: the report is addressed to them, or comes from them. */
type IsOther = (address: string) => boolean;

function proseAddresses(source: ReportSource, isOther: IsOther, lines: readonly string[]): string[] {
  const named = source.header('x-failed-recipients');
  if (named === null) return proseRecipients(lines, isOther).slice(0, MOST_RECIPIENTS);
  const addresses = named.toLowerCase().split(/[\s,]+/u);
  return [...new Set(addresses.filter((part) => part.includes('@')))].slice(0, MOST_RECIPIENTS);
}

function readProse(source: ReportSource, isOther: IsOther, lines: readonly string[]): DeliveryReport[] {
  const recipients = proseAddresses(source, isOther, lines);
  const text = lines.join('\n').slice(0, 8000);
  const kind = DELAY.test(text) && !GIVEN_UP.test(text) ? 'delayed' : 'failed';
  const sections = proseSections(lines, recipients);
  const named: (string | null)[] = recipients.length === 0 ? [null] : recipients;
  return named.map((finalRecipient) => {
    const section = sections.get(finalRecipient ?? '') ?? lines;
    const words = { diagnostic: replyIn(section), around: section.join('\n') };
    return reportOf(words, { kind, status: null, finalRecipient });
  });
}

// ---------------------------------------------------------------- the whole

function isVacation(source: ReportSource): boolean {
  const automatic = source.header('auto-submitted') ?? '';
  return (
    /^auto-(?:replied|generated)/iu.test(automatic.trim()) ||
    source.header('x-autoreply') !== null ||
    source.header('x-autorespond') !== null ||
    /auto_reply/iu.test(source.header('precedence') ?? '') ||
    VACATION_SUBJECT.test(source.subject.toLowerCase())
  );
}

function messageIdIn(header: string | null): string | null {
  return /^message-id:\s{0,80}<([^<>\s]{1,500})>/imu.exec(header ?? '')?.[1] ?? null;
}

/** The report's fields: in a part of their own, or among the prose where a server forgot the MIME structure. */
function blocksOf(source: ReportSource): FieldBlock[] {
  if (source.statuses.length > 0) return source.statuses.flatMap((status) => fieldBlocks(status));
  return blocksWithin(source.text);
}

function blocksWithin(text: string): FieldBlock[] {
  const start = /^(?:reporting-mta|final-recipient|original-recipient): ?\S/imu.exec(text)?.index;
  return start === undefined ? [] : fieldBlocks(text.slice(start));
}

interface Contents {
  readonly kind: ReportReading['kind'];
  readonly reports: readonly DeliveryReport[];
}

function contentsOf(source: ReportSource, blocks: readonly FieldBlock[], isOther: IsOther): Contents {
  const complaints = readFeedback(source);
  if (complaints !== null) return { kind: 'feedback', reports: complaints };
  const { lines, returned } = splitProse(source.text);
  const reports = readBlocks(blocks, lines);
  if (reports.length > 0) return { kind: 'bounce', reports };
  if (source.dispositions.length > 0) return { kind: 'receipt', reports: [] };
  if (!isBounce(source, lines, source.returned !== null || returned !== null))
    return { kind: isVacation(source) ? 'vacation' : 'other', reports: [] };
  // A gateway has wrapped the report it got into one of its own.
  const inner = readBlocks(blocksWithin(source.returned ?? ''), lines);
  return { kind: 'bounce', reports: inner.length > 0 ? inner : readProse(source, isOther, lines) };
}

function readSource(source: ReportSource, isOther: IsOther, answersTo: string | null): ReportReading {
  const blocks = blocksOf(source);
  const envelopeId = blocks.find((block) => block.has('original-envelope-id'))?.get('original-envelope-id');
  const returned = source.returned ?? splitProse(source.text).returned;
  return {
    ...contentsOf(source, blocks, isOther),
    originalMessageId: messageIdIn(returned) ?? answersTo,
    originalEnvelopeId: envelopeId === undefined ? null : oneLine(envelopeId),
  };
}

/**
 * Reads what comes back for a message that left: a delivery status notification (RFC 3464), a complaint
 * (RFC 5965), a receipt (RFC 8098), an automatic answer (RFC 3834) or a bounce in prose, as the mail programs of
 * four decades and a dozen languages write them.
 *
 * SECURITY: anybody can write a report. It says nothing about who sent it: the caller believes it only if it came
 * to a bounce address with a valid token (threats M4), and takes the delivery from that token first, then from
 * the envelope id, the Message-ID and the recipient.
 */
export function readReport(mail: ReceivedMail): ReportReading {
  const own = [...mail.to, ...mail.from].map(({ address }) =>
    `${address.localPart}@${address.domain}`.toLowerCase(),
  );
  const ours = new Set(own);
  return readSource(reportSource(mail), (address) => ours.has(address), mail.inReplyTo[0] ?? null);
}

/**
 * The same for a mail that `readMail` calls unreadable: old gateways send reports with broken MIME, and a report
 * is only read, never sent on.
 */
export function readUnreadableReport(raw: Uint8Array): ReportReading {
  return readSource(reportSourceOfOctets(raw), () => false, null);
}
