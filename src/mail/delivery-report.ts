/** What one bounce, delay note or complaint says of one recipient (RFC 3464, RFC 5965, or free text). */
export interface DeliveryReport {
  readonly kind: 'failed' | 'delayed' | 'relayed' | 'delivered' | 'complaint';
  /** Enhanced status `5.1.1`, from the field or else from the text; null if none is to be had. */
  readonly status: string | null;
  /** SMTP reply code, if one is quoted. */
  readonly replyCode: number | null;
  /** A failure that trying again won't mend. */
  readonly hard: boolean;
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
