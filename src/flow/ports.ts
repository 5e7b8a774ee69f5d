import type { ContentWords } from '#mail/author-content-parts.ts';
import type { AuthoredContent, PrivateValues, WrittenContent } from '#mail/authored-content.ts';
import type { Written } from '#mail/written-content.ts';
import type { Authentication } from '#mail/authentication.ts';
import type { AutomaticMail } from '#mail/automatic.ts';
import type { ReportReading } from '#mail/delivery-report.ts';
import type { Envelope, OutgoingMail, SigningKey } from '#mail/outgoing-mail.ts';
import type { PrivateAddress } from '#mail/private-address.ts';
import type { SoleAuthor } from '#mail/author.ts';
import type { MailComplaint, MailKind, UnreadableReason } from '#mail/received-mail.ts';

export interface Clock {
  now(): Date;
}

export interface Ids {
  /** UUIDv7 (RFC 9562 §5.7). */
  uuid(): string;
  /** `length` random bytes from the system's generator. */
  random(length: number): Uint8Array;
}

/** The SMTP session's facts that SPF and the trace need. */
export interface SmtpClientFacts {
  readonly address: string;
  readonly helo: string;
  /** Empty for the null reverse-path. */
  readonly reversePath: string;
}

export interface MailReadRequest {
  readonly raw: Uint8Array;
  readonly client: SmtpClientFacts;
  readonly privateValues: PrivateValues;
  /** Decoded bytes of all files together. */
  readonly maxFileBytes: number;
  /** Every mail domain of ours, in lower case: addresses there are aliases, others in copy are outsiders. */
  readonly ourDomains: readonly string[];
  /** In the language of the one who will read it. */
  readonly words: ContentWords;
}

/** The facts of a message that deciding needs; bodies and parts stay in the worker. */
export interface MailFacts {
  readonly kind: MailKind;
  /** `soleAuthor` of the message (threats I1). */
  readonly author: SoleAuthor;
  readonly subject: string;
  readonly messageId: string | null;
  readonly inReplyTo: readonly string[];
  readonly references: readonly string[];
  readonly date: Date | null;
  readonly hopCount: number;
  /** Values of `X-Parley-Hop` fields: our own mail that came back (threats M1). */
  readonly hopMarkers: readonly string[];
  readonly complaints: readonly MailComplaint[];
}

export type MailFactsResult =
  | { readonly kind: 'mail'; readonly facts: MailFacts }
  | { readonly kind: 'unreadable'; readonly reason: UnreadableReason; readonly detail: string };

/** All that is made of a message's bytes before anything is decided; made in a worker, once. */
export interface MailReading {
  readonly read: MailFactsResult;
  readonly authentication: Authentication;
  readonly automatic: AutomaticMail | null;
  /** Null where the message is unreadable or a report. */
  readonly content: AuthoredContent | null;
  /** Set where the message is a bounce, complaint or receipt. */
  readonly report: ReportReading | null;
}

/** Reads mail under limits of time and memory, off the main thread (threats C10). Never throws for bad mail. */
export interface MailReader {
  read(request: MailReadRequest): Promise<MailReading>;
}

export interface WrittenRequest {
  readonly written: Written;
  readonly privateValues: PrivateValues;
  readonly maxFileBytes: number;
  readonly words: ContentWords;
}

/** Cleans what was written at a door that isn't mail, under the same limits. Never throws for bad files. */
export interface WrittenCleaner {
  clean(request: WrittenRequest): Promise<WrittenContent>;
}

/** Composes and signs; what it gives is byte for byte what goes on the wire. */
export interface MailWriter {
  write(mail: OutgoingMail, key: SigningKey): Promise<Uint8Array>;
}

export interface TransmitRequest {
  readonly reversePath: Envelope['reversePath'];
  readonly forwardPath: PrivateAddress;
  readonly envelopeId: Envelope['envelopeId'];
  readonly bytes: Uint8Array;
}

/** What became of one attempt. Never thrown: a connection that fails is `deferred`. */
export interface TransmitOutcome {
  readonly kind: 'handed-over' | 'deferred' | 'refused';
  readonly host: string | null;
  readonly code: number | null;
  readonly enhanced: string | null;
  /** The remote's words, one line: for the operator alone. */
  readonly answer: string;
}

export interface Transport {
  transmit(request: TransmitRequest): Promise<TransmitOutcome>;
}
