import { smtpReply } from '#mail/smtp-reply.ts';
import type { SmtpReply } from '#mail/smtp-reply.ts';
import type { Expired } from './deadlines.ts';
import type { SmtpLimits } from './options.ts';
import type { WireFault } from './wire-reader.ts';

/** What the server says by itself; all else is the door's. */
export const replies = {
  senderTaken: smtpReply(250, '2.1.0', 'Sender taken'),
  nestedMail: smtpReply(503, '5.5.1', 'A transaction is open; RSET ends it'),
  needMail: smtpReply(503, '5.5.1', 'Send MAIL FROM first'),
  needRecipient: smtpReply(503, '5.5.1', 'Send RCPT TO first; no recipient was taken'),
  noRecipientPath: smtpReply(501, '5.1.3', 'A recipient needs an address'),
  recipientParameter: smtpReply(555, '5.5.4', 'RCPT TO takes no parameters here'),
  dataParameter: smtpReply(501, '5.5.4', 'DATA takes no parameters'),
  needsSmtpUtf8: smtpReply(553, '5.6.7', 'An address beyond ASCII needs the SMTPUTF8 parameter'),
  tooManyRecipients: smtpReply(452, '4.5.3', 'Too many recipients, send the message again for the others'),
  noMemory: smtpReply(452, '4.3.1', 'Too many messages at once, try again later'),
  fault: smtpReply(451, '4.3.0', 'Something went wrong here, try again later'),
  noAdmission: smtpReply(421, '4.3.0', 'Something went wrong here, try again later'),
  notOffered: smtpReply(502, '5.5.1', 'Not offered here'),
  notTrusted: smtpReply(550, '5.7.0', 'Not from this peer'),
  notUtf8: smtpReply(500, '5.5.2', 'A command is ASCII or UTF-8'),
  earlyTalker: smtpReply(554, '5.5.1', 'You talk before the greeting'),
  stopping: smtpReply(421, '4.3.2', 'The server is stopping, try again later'),
  tooManyErrors: smtpReply(421, '4.7.0', 'Too many errors'),
  tooManyCommands: smtpReply(421, '4.7.0', 'Too many commands without a message'),
  tooManyConnections: smtpReply(421, '4.3.2', 'Too many connections, try again later'),
  tooManyOfClient: smtpReply(421, '4.7.0', 'Too many connections from your address, try again later'),
  badProxyHeader: smtpReply(421, '4.3.5', 'The proxy sends no PROXY header'),

  /** RFC 1870 §6.1 and §6.3. */
  tooLarge: ({ messageBytes }: SmtpLimits): SmtpReply =>
    smtpReply(552, '5.3.4', `The message is larger than the ${messageBytes} octets taken here`),

  wireFault: (fault: WireFault, inMessage: boolean): SmtpReply => {
    const text = WIRE_FAULTS[fault];
    const tooLong = fault === 'command-too-long' || fault === 'data-line-too-long';
    return smtpReply(inMessage && !tooLong ? 554 : 500, inMessage ? '5.6.0' : '5.5.2', text);
  },

  late: (expired: Expired): SmtpReply => smtpReply(421, '4.4.2', LATE[expired]),
} as const;

const WIRE_FAULTS: Readonly<Record<WireFault, string>> = {
  'bare-cr': 'A CR without LF is not SMTP (RFC 5321 section 2.3.8)',
  'bare-lf': 'An LF without CR is not SMTP (RFC 5321 section 2.3.8)',
  nul: 'A NUL octet is not taken',
  'command-too-long': 'Line too long',
  'data-line-too-long': 'Line too long',
};

const LATE: Readonly<Record<Expired, string>> = {
  command: 'No command for too long',
  transaction: 'The transaction takes too long',
  session: 'The session takes too long',
  'data-rate': 'The message comes too slowly',
};

/** RFC 5321 §4.5.3.1.5: a reply line has at most 512 octets, so a long text goes on several. */
export function foldReply(text: string): string[] {
  const lines: string[] = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1) ?? '';
    if (line !== '' && line.length + 1 + word.length > LONGEST_TEXT) lines.push(word.slice(0, LONGEST_TEXT));
    else lines[lines.length - 1] = (line === '' ? word : `${line} ${word}`).slice(0, LONGEST_TEXT);
  }
  return lines;
}

const LONGEST_TEXT = 480;
