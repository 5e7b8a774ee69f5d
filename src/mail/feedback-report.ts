import { fieldAddress, fieldBlocks } from './delivery-report-fields.ts';
import type { ReportSource } from './delivery-report-source.ts';
import { oneLine } from './delivery-report-words.ts';
import type { DeliveryReport } from './delivery-report.ts';

/** Complaints from providers that don't send RFC 5965 reports, and mail programs that unsubscribe by mail. */
const COMPLAINT_SUBJECT =
  /^complaint about message from|abuse report|feedback report|spam (?:report|complaint)/iu;
const UNSUBSCRIBE_BY_PROGRAM = /\bsent this (?:e-?mail|message) to unsubscribe from\b/iu;

function complaint(finalRecipient: string | null, diagnostic: string): DeliveryReport {
  return {
    kind: 'complaint',
    status: null,
    replyCode: null,
    hard: false,
    cause: 'unknown',
    diagnostic: oneLine(diagnostic),
    finalRecipient,
  };
}

/** RFC 5965 §3.2: Original-Rcpt-To may occur several times, which a block of first values hides. */
function complainants(report: string): string[] {
  const named = (field: RegExp): string[] => [
    ...new Set([...report.matchAll(field)].flatMap(([, value]) => fieldAddress(value) ?? [])),
  ];
  const addresses = named(/^original-rcpt-to:[ \t]*(\S{1,400})/gimu);
  return addresses.length > 0 ? addresses : named(/^removal-recipient:[ \t]*(\S{1,400})/gimu);
}

/**
 * Reads a complaint (RFC 5965): one report per complaining recipient that is named, or one without a name, for
 * many providers redact it.
 *
 * @returns null where the mail is no complaint
 */
export function readFeedback(source: ReportSource): DeliveryReport[] | null {
  if (source.feedbacks.length > 0) return source.feedbacks.flatMap(complaintsOf);
  const hasReturned = source.returned !== null;
  if (hasReturned && COMPLAINT_SUBJECT.test(source.subject) && source.statuses.length === 0)
    return [complaint(null, source.subject)];
  const unsubscribes =
    source.header('auto-submitted') !== null && UNSUBSCRIBE_BY_PROGRAM.test(source.text.slice(0, 2000));
  return unsubscribes ? [complaint(null, source.text)] : null;
}

function complaintsOf(report: string): DeliveryReport[] {
  const type = fieldBlocks(report)[0]?.get('feedback-type') ?? 'unknown';
  const addresses = complainants(report);
  const words = `feedback-type: ${type}`;
  return addresses.length === 0
    ? [complaint(null, words)]
    : addresses.map((address) => complaint(address, words));
}
