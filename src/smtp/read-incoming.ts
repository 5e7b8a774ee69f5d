import type { MailFactsResult, MailReading, MailReadRequest } from '#flow/ports.ts';
import type { PrivateValues } from '#mail/authored-content.ts';
import { authorContent } from '#mail/author-content.ts';
import { soleAuthor } from '#mail/author.ts';
import { recogniseAutomatic } from '#mail/automatic.ts';
import type { ReportReading } from '#mail/delivery-report.ts';
import { readReport, readUnreadableReport } from '#mail/delivery-report-reader.ts';
import { HOP_MARKER_FIELD } from '#mail/hop-marker.ts';
import { readMail } from '#mail/read-mail.ts';
import type { ReceivedMail, UnreadableReason } from '#mail/received-mail.ts';
import { createScrubber } from '#mail/scrub.ts';
import { authenticate, NOT_AUTHENTICATED } from './authenticate.ts';
import type { Dns } from './dns.ts';

export interface ReadingOptions {
  readonly receivingHost: string;
  readonly trustedSealers: readonly string[];
}

/** What is said of a message that can't be read; nobody is asked about its author. */
export function unreadable(reason: UnreadableReason, detail: string): MailReading {
  return {
    read: { kind: 'unreadable', reason, detail },
    authentication: NOT_AUTHENTICATED,
    automatic: null,
    content: null,
    report: null,
  };
}

/** Makes of a message's octets all that the flow wants to know. Computes first, then asks DNS. */
export async function readIncoming(
  request: MailReadRequest,
  dns: Dns,
  now: Date,
  options: ReadingOptions,
): Promise<MailReading> {
  const read = readMail(request.raw);
  if (read.kind === 'unreadable') {
    const isBounce = request.client.reversePath === '';
    return {
      ...unreadable(read.reason, read.detail),
      report: isBounce ? aboutDelivery(readUnreadableReport(request.raw)) : null,
    };
  }
  const { mail } = read;
  const author = soleAuthor(mail);
  const nullReversePath = request.client.reversePath === '';
  const automatic = recogniseAutomatic(mail, { nullReversePath });
  const report = automatic === null && !isFormalReport(mail) ? null : reportIn(mail);
  const isReport = report !== null && (nullReversePath || isFormalReport(mail));
  const privateValues = privateValuesOf(mail, request.privateValues);
  return {
    read: factsOf(mail, author, createScrubber(privateValues).scrub(mail.subject).text),
    automatic,
    report,
    content: isReport ? null : contentOf(mail, { ...request, privateValues }),
    authentication: await authenticate(request.raw, request.client, dns, {
      ...options,
      authorDomain: author.kind === 'author' ? author.mailbox.address.domain : null,
      now,
    }),
  };
}

function isFormalReport(mail: ReceivedMail): boolean {
  return (
    mail.kind === 'delivery-report' || mail.kind === 'feedback-report' || mail.kind === 'disposition-report'
  );
}

/** Null for what speaks of no delivery: absence notes, and what only looks automatic. */
function reportIn(mail: ReceivedMail): ReportReading | null {
  return aboutDelivery(readReport(mail));
}

function aboutDelivery(report: ReportReading): ReportReading | null {
  return report.kind === 'vacation' || report.kind === 'other' ? null : report;
}

/**
 * SECURITY: beside the names of the accounts the one that the author's program puts before their address: it
 * stands in every quote of an earlier mail of theirs (ALIAS 3).
 */
function privateValuesOf({ from }: ReceivedMail, values: PrivateValues): PrivateValues {
  const names = from.map(({ displayName }) => displayName).filter((name) => name !== '');
  return { ...values, names: [...values.names, ...names] };
}

function contentOf(mail: ReceivedMail, request: MailReadRequest): MailReading['content'] {
  const ours = new Set(request.ourDomains);
  return authorContent(mail, request.privateValues, {
    maxFileBytes: request.maxFileBytes,
    isOurs: (domain) => ours.has(domain.toLowerCase()),
    words: request.words,
  });
}

function factsOf(
  mail: ReceivedMail,
  author: ReturnType<typeof soleAuthor>,
  subject: string,
): MailFactsResult {
  const hopMarkerField = HOP_MARKER_FIELD.toLowerCase();
  return {
    kind: 'mail',
    facts: {
      kind: mail.kind,
      author,
      subject,
      messageId: mail.messageId,
      inReplyTo: mail.inReplyTo,
      references: mail.references,
      date: mail.date,
      hopCount: mail.hopCount,
      hopMarkers: mail.headers.filter(({ name }) => name === hopMarkerField).map(({ value }) => value),
      complaints: mail.complaints,
    },
  };
}
