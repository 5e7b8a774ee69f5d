import type { SmtpReply } from '#mail/smtp-reply.ts';
import type { SmtpClientFacts } from './ports.ts';

/**
 * What stands behind the SMTP server: three questions that it asks of the flow. The server itself owns the
 * protocol (syntax, limits, line ends, TLS, deadlines) and never looks into a message.
 */
export interface MailDoor<Recipient> {
  /** Before the greeting: null to go on, or the 421 that ends the connection (back-pressure, too many guesses). */
  admitClient(clientAddress: string): SmtpReply | null;

  /** RCPT TO. `accepted` holds the recipients that the transaction has so far. */
  admitRecipient(
    client: SmtpClientFacts,
    forwardPath: string,
    accepted: readonly Recipient[],
  ): Promise<{ readonly reply: SmtpReply; readonly recipient: Recipient | null }>;

  /** End of DATA. The reply is positive only after the commit. */
  takeMessage(client: SmtpClientFacts, recipients: readonly Recipient[], raw: Uint8Array): Promise<SmtpReply>;
}
