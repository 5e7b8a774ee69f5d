/**
 * Why a message was not taken, as far as the report says. The first four say that the address itself is no good:
 * only they make a failure hard.
 */
export type FailureCause =
  | 'unknown-recipient'
  | 'unknown-host'
  | 'moved'
  | 'takes-no-mail' // the host or domain accepts none at all (RFC 7504, RFC 7505)
  | 'mailbox-full'
  | 'mailbox-closed' // disabled, suspended, inactive: may come back
  | 'too-large'
  | 'content' // spam, virus, form of the message
  | 'sender' // reputation, authentication, policy towards us
  | 'rate'
  | 'unreachable'
  | 'expired' // given up after many attempts
  | 'system'
  | 'unknown';

/** What one bounce, delay note or complaint says of one recipient (RFC 3464, RFC 5965, or free text). */
export interface DeliveryReport {
  readonly kind: 'failed' | 'delayed' | 'relayed' | 'delivered' | 'complaint';
  /** Enhanced status `5.1.1`, from the field or else from the text; null if none is to be had. */
  readonly status: string | null;
  /** SMTP reply code, if one is quoted. */
  readonly replyCode: number | null;
  /** A failure of the address itself, which trying again won't mend. */
  readonly hard: boolean;
  readonly cause: FailureCause;
  /** The remote's words, one line, at most 500 characters: for the operator alone. */
  readonly diagnostic: string;
  /** Names the recipient; for matching alone, never shown. */
  readonly finalRecipient: string | null;
}

export interface ReportReading {
  readonly kind: 'bounce' | 'feedback' | 'vacation' | 'receipt' | 'other';
  readonly reports: readonly DeliveryReport[];
  /** Message-ID of the returned message, if the report holds its header. */
  readonly originalMessageId: string | null;
  /** RFC 3461 ENVID, if the report names it. */
  readonly originalEnvelopeId: string | null;
}
