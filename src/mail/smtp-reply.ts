/** One reply of an SMTP server: code, enhanced status (RFC 3463) and a text that a person can act on. */
export interface SmtpReply {
  readonly code: number;
  /** `5.7.1` */
  readonly enhanced: string;
  /** One line of ASCII, without code and status. */
  readonly text: string;
}

export function smtpReply(code: number, enhanced: string, text: string): SmtpReply {
  return { code, enhanced, text };
}

export function isPositive(reply: SmtpReply): boolean {
  return reply.code < 400;
}
