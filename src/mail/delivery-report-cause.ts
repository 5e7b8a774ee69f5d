import type { FailureCause } from './delivery-report.ts';
import { CAUSE_PHRASES } from './delivery-report-phrases.ts';
import { isVague } from './delivery-report-words.ts';
import type { Stage } from './delivery-report-words.ts';

/** The causes that condemn the address (relay paper, section 7: mark it, ask in the app). */
const ADDRESS_CAUSES: ReadonlySet<FailureCause> = new Set([
  'unknown-recipient',
  'unknown-host',
  'moved',
  'takes-no-mail',
]);

/**
 * Enhanced status codes that say enough by themselves, without their class (RFC 3463, RFC 7505 §6, RFC 7372 and
 * the registry). Codes that are used for everything (x.0.0, x.7.1, x.4.1, x.5.0) are left to the text.
 */
const CAUSE_OF_STATUS: ReadonlyMap<string, FailureCause> = new Map<string, FailureCause>([
  ['1.1', 'unknown-recipient'],
  ['1.2', 'unknown-host'],
  ['1.3', 'unknown-recipient'],
  ['1.4', 'unknown-recipient'],
  ['1.6', 'moved'],
  ['1.7', 'sender'],
  ['1.8', 'sender'],
  ['2.2', 'mailbox-full'],
  ['2.3', 'too-large'],
  ['3.1', 'system'],
  ['3.4', 'too-large'],
  ['4.4', 'unknown-host'],
  ['4.6', 'unreachable'],
  ['4.7', 'expired'],
  ['6.1', 'content'],
  ['6.2', 'content'],
  ['6.3', 'content'],
  ['6.6', 'content'],
  ['7.20', 'sender'],
  ['7.21', 'sender'],
  ['7.22', 'sender'],
  ['7.23', 'sender'],
  ['7.24', 'sender'],
  ['7.25', 'sender'],
  ['7.26', 'sender'],
  ['7.27', 'sender'],
]);

/** What a subject or detail of a status means where neither the table nor the text knows better. */
const CAUSE_OF_SUBJECT: ReadonlyMap<string, FailureCause> = new Map<string, FailureCause>([
  ['1', 'unknown-recipient'],
  ['2', 'mailbox-closed'],
  ['3', 'system'],
  ['4', 'unreachable'],
  ['5', 'system'],
  ['6', 'content'],
  ['7', 'sender'],
]);

const EXPRESSIONS: readonly (readonly [FailureCause, RegExp])[] = CAUSE_PHRASES.map(([cause, phrases]) => [
  cause,
  new RegExp(phrases.join('|'), 'u'),
]);

/** Longest text that is searched for phrases. */
const TEXT_LENGTH = 3000;

/** The cause that a server's words name, or null. */
function causeOfText(text: string): FailureCause | null {
  const lower = text.slice(0, TEXT_LENGTH).toLowerCase().replaceAll(/\s+/gu, ' ');
  return EXPRESSIONS.find(([, expression]) => expression.test(lower))?.[0] ?? null;
}

export interface FailureFacts {
  readonly status: string | null;
  readonly replyCode: number | null;
  readonly stage: Stage;
  /** The remote's words. */
  readonly diagnostic: string;
  /** All that the report says of this recipient. */
  readonly around: string;
}

function causeOfStatus(status: string | null): FailureCause | null {
  return status === null ? null : (CAUSE_OF_STATUS.get(status.slice(2)) ?? null);
}

/**
 * Finds the cause of a failure: a status that says it all, then the remote's words, then the report's, then the
 * rest of the status. What was refused at MAIL FROM is the sender.
 */
export function causeOf(facts: FailureFacts): FailureCause {
  const cause = causeOfWords(facts) ?? causeOfReply(facts);
  return facts.stage === 'mail' && ADDRESS_CAUSES.has(cause) ? 'sender' : cause;
}

/** Without words that are known: what the codes mean by themselves. */
function causeOfReply({ status, replyCode, stage }: FailureFacts): FailureCause {
  // RFC 7504 §2: 521 for the host, 556 for the domain.
  if (replyCode === 521 || replyCode === 556) return 'takes-no-mail';
  const ofSubject = CAUSE_OF_SUBJECT.get(status?.slice(2, 3) ?? '');
  if (ofSubject !== undefined) return ofSubject;
  // RFC 5321 §4.2.2: 550 and 553 in answer to RCPT.
  return stage === 'rcpt' && (replyCode === 550 || replyCode === 553) ? 'unknown-recipient' : 'unknown';
}

function causeOfWords({ status, diagnostic, around }: FailureFacts): FailureCause | null {
  const ofStatus = causeOfStatus(status);
  const ofText = causeOfText(diagnostic);
  const known = ofStatus !== null && !isOverruled(ofStatus, ofText) ? ofStatus : ofText;
  if (known === null) return causeOfText(around);
  if (known !== 'unknown-recipient' || diagnostic === '') return known;
  // "User unknown", and the report adds that the mailbox is full or disabled: it knows more.
  const ofReport = causeOfText(around);
  return ofReport === 'mailbox-full' || ofReport === 'mailbox-closed' ? ofReport : known;
}

/** Causes that are more exact than "no such address" where a server gives that code with their words. */
const SAID_WITH_UNKNOWN: ReadonlySet<FailureCause> = new Set([
  'mailbox-full',
  'moved',
  'sender',
  'rate',
  'system',
]);

/** "550 5.1.1 … mailbox full", "5.4.4 … try again": the words are more exact than the code. */
function isOverruled(ofStatus: FailureCause, ofText: FailureCause | null): boolean {
  if (ofText === null) return false;
  if (ofStatus === 'unknown-recipient') return SAID_WITH_UNKNOWN.has(ofText);
  if (ofStatus === 'sender') return ofText === 'takes-no-mail';
  // Given up after many attempts (4.4.7): the last reply says of what kind.
  if (ofStatus === 'expired') return !ADDRESS_CAUSES.has(ofText);
  return ofStatus === 'unknown-host' && ofText === 'unreachable';
}

/** No excuse of a filter: a whole sentence speaks of the address. */
const SAYS_IT_OUTRIGHT =
  /does(?: not|n.t) (?:exist|have an? \S{1,80} account)|no longer exists|is not a (?:valid|known)|requested action not taken: mailbox unavailable|recipient address rejected: access denied/iu;

/**
 * RFC 5321 §4.2.1: class 4 is temporary. A vague 4.0.0 on a final failure is no promise, though: Google says so of
 * domains that don't exist.
 */
function isTemporary({ status, replyCode }: FailureFacts): boolean {
  const saysSo = status !== null && status.startsWith('4') && !isVague(status);
  return saysSo || (replyCode !== null && replyCode < 500);
}

/**
 * Whether trying again is no use because the address is no good.
 *
 * The words "user unknown" alone don't prove it where they came after DATA, or nobody knows when: a server that
 * had taken the recipient speaks of the message then, and filters of large providers hide behind these words. The
 * status 5.1.x, a refusal of RCPT, a whole sentence about the address, or a server that speaks for itself do.
 */
export function isHardFailure(cause: FailureCause, facts: FailureFacts): boolean {
  const { status, replyCode, stage, diagnostic } = facts;
  if (!ADDRESS_CAUSES.has(cause)) return false;
  // Given up after days of "450 4.1.1 user unknown": some servers never say 550.
  if (isTemporary(facts)) return status === '4.1.1' && stage === 'rcpt' && /unknown/iu.test(diagnostic);
  if (cause !== 'unknown-recipient' || SAYS_IT_OUTRIGHT.test(diagnostic)) return true;
  if (stage === 'rcpt' || status?.startsWith('5.1.') === true) return true;
  return replyCode === null && stage === 'none';
}
