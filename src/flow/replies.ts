import type { UnreadableReason } from '#mail/received-mail.ts';
import type { SmtpReply } from '#mail/smtp-reply.ts';
import { smtpReply } from '#mail/smtp-reply.ts';

/**
 * What the peer hears at the mail door: the closed list (relay paper, section 13). ASCII, one line, and none
 * of it tells whether an address is known elsewhere. Enhanced codes: RFC 3463, RFC 7372.
 */

/** Never was, revoked, expired, somebody else's: one text for all, so that guessing learns nothing (T11). */
export const UNKNOWN_RECIPIENT = smtpReply(550, '5.1.1', 'No such address here');

export const RECIPIENT_OK = smtpReply(250, '2.1.5', 'Recipient ok');

export const OTHER_RELATIONSHIP = smtpReply(
  452,
  '4.5.3',
  'One conversation per message: send this recipient a copy of its own',
);

export const TOO_MANY_GUESSES = smtpReply(
  421,
  '4.7.0',
  'Too many addresses that do not exist: try again later',
);

export const BUSY = smtpReply(451, '4.3.2', 'Busy: try again in a few minutes');
export const BUSY_AT_CONNECT = smtpReply(421, '4.3.2', 'Busy: try again in a few minutes');
export const STORAGE_UNAVAILABLE = smtpReply(
  451,
  '4.3.0',
  'The message could not be stored: try again later',
);
export const STORAGE_FULL = smtpReply(452, '4.3.1', 'Out of space: try again later');

export const LOOP = smtpReply(554, '5.4.6', 'Mail loop: this message has been here before');

export const NOT_ONE_AUTHOR = smtpReply(
  550,
  '5.7.1',
  'The From field has to hold exactly one address, that of the author (RFC 5322 3.6.2)',
);

export const FROM_OURSELVES = smtpReply(
  550,
  '5.7.1',
  'Mail from an alias or an address of ours is not taken from outside',
);

export const AUTHENTICATION_LATER = smtpReply(
  451,
  '4.7.24',
  'The author could not be authenticated now, because a DNS look-up failed: try again later',
);

export const NOT_A_PARTICIPANT = smtpReply(
  550,
  '5.7.1',
  'This address is not registered for the conversation: write from the registered mailbox, to the other side alone',
);

export const OWN_ALIAS_ONLY = smtpReply(
  550,
  '5.1.1',
  'This alias stands for yourself: write to the one of the other side',
);

export const AUTOMATIC_OPENS_NOTHING = smtpReply(550, '5.7.1', 'Automatic mail can not open a conversation');

export const REPORT_TO_ALIAS = smtpReply(
  550,
  '5.7.1',
  'Delivery reports belong to the return path, not to this address',
);

export const SELLER_SWITCHED_OFF = smtpReply(
  550,
  '5.2.1',
  'This seller can not be reached by message; use the help page of your order on the marketplace',
);

export const TOO_MANY_MESSAGES = smtpReply(
  451,
  '4.7.1',
  'Very many messages in this conversation within minutes: try again later',
);

/** RFC 1047: the client didn't hear the first answer and sent again. */
export const TAKEN_BEFORE = smtpReply(250, '2.0.0', 'Taken before');

export const REPORT_TAKEN = smtpReply(250, '2.0.0', 'Report taken');

export function accepted(messageId: string): SmtpReply {
  return smtpReply(250, '2.0.0', `Taken as ${messageId}`);
}

/** Says what is missing, so that whoever runs the author's mail can mend it. */
export function notAuthenticated(domain: string, spf: string, dkim: string, dmarc: string): SmtpReply {
  return smtpReply(
    550,
    '5.7.26',
    `${domain} does not vouch for this message (SPF ${spf}, DKIM ${dkim}, DMARC ${dmarc}): ` +
      'an aligned SPF or DKIM pass is needed',
  );
}

export function addressNotApproved(blocked: boolean): SmtpReply {
  return smtpReply(
    550,
    '5.7.1',
    blocked
      ? 'This address is blocked for the seller account: see the page "Messaging permissions"'
      : 'This address is not approved for the seller account: approve it on the page "Messaging permissions", then send again',
  );
}

/** Requirements 12.5: the way in for a buyer who writes from another mailbox. */
export function otherMailboxOfBuyer(maskedAddress: string): SmtpReply {
  return smtpReply(
    550,
    '5.7.1',
    `Write from the mailbox registered with the marketplace (${maskedAddress}): a link to answer on the web was sent to it today`,
  );
}

const UNREADABLE: Readonly<Record<UnreadableReason, SmtpReply>> = {
  'too-deep': smtpReply(554, '5.6.0', 'The message is nested too deeply to be read'),
  'too-many-parts': smtpReply(554, '5.6.0', 'The message has too many parts'),
  'header-too-large': smtpReply(552, '5.3.4', 'The header of the message is too large'),
  'too-many-headers': smtpReply(552, '5.3.4', 'The message has too many header fields'),
  partial: smtpReply(554, '5.6.1', 'Partial messages and references to outside bodies are not taken'),
  ambiguous: smtpReply(554, '5.6.0', 'The structure of the message can be read in two ways'),
  malformed: smtpReply(554, '5.6.0', 'The message can not be read'),
  'too-slow': smtpReply(554, '5.6.0', 'The message takes too long to read: send it in a simpler form'),
};

export function unreadable(reason: UnreadableReason): SmtpReply {
  return UNREADABLE[reason];
}
