/** What the SMTP server may be told. All times in milliseconds, all sizes in octets. */
export interface SmtpServerOptions {
  /** The host name in the greeting and in the reply to EHLO. */
  readonly hostName: string;
  /** PEM; null: STARTTLS isn't offered. */
  readonly tls: { readonly key: string; readonly certificate: string } | null;
  /** Addresses or networks (`10.0.0.0/8`) whose connections begin with a PROXY header; all others may not. */
  readonly proxyPeers: readonly string[];
  readonly limits: SmtpLimits;
}

export interface SmtpLimits {
  /** A message as it comes over the wire, header and transfer encoding included (RFC 1870). */
  readonly messageBytes: number;
  /** Memory for all messages that are being received or judged at one time. */
  readonly messageMemory: number;
  /** A command line with its CRLF. RFC 5321 §4.5.3.1.4 asks for 512, more with extensions. */
  readonly commandLine: number;
  /**
   * A line of the message with its CRLF. RFC 5321 §4.5.3.1.6 says 1000; real mail has HTML in single lines of
   * several thousand, so that is put up with. Beyond this bound it is refused.
   */
  readonly dataLine: number;
  /** Recipients of one transaction; RFC 5321 §4.5.3.1.8 asks for 100 at least. */
  readonly recipients: number;
  readonly connections: number;
  /** Connections of one client: an IPv4 address, or an IPv6 /64. */
  readonly connectionsPerClient: number;
  /** Replies 5xx to commands in one session, refused recipients included, before it is ended. */
  readonly errors: number;
  /** Commands between two messages that move nothing (NOOP, RSET, VRFY, EHLO, HELP). */
  readonly idleCommands: number;
  /** From one command to the next. RFC 5321 §4.5.3.2.7 asks for five minutes. */
  readonly commandMs: number;
  /** The same while four fifths of all connections are in use (Postfix's "stress"). */
  readonly stressedCommandMs: number;
  /** From MAIL FROM to the end of the message, however it trickles (threats T8). */
  readonly transactionMs: number;
  /** A session without an open transaction, at most. */
  readonly sessionMs: number;
  /** The rate at which a message must come is looked at in windows of this length. */
  readonly rateWindowMs: number;
  /** Octets of a message that must come in each window. */
  readonly rateWindowBytes: number;
}

/** Chosen for one machine; what each is for is said above. */
export const SMTP_LIMITS: SmtpLimits = {
  messageBytes: 25 * 1024 * 1024,
  messageMemory: 256 * 1024 * 1024,
  commandLine: 2048,
  dataLine: 16 * 1024,
  recipients: 100,
  connections: 1000,
  connectionsPerClient: 50,
  errors: 20,
  idleCommands: 100,
  commandMs: 300_000,
  stressedCommandMs: 10_000,
  transactionMs: 600_000,
  sessionMs: 3_600_000,
  rateWindowMs: 30_000,
  rateWindowBytes: 15_000,
};
