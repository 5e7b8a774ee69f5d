import { canonicalAddress, parseAddress } from '#mail/address.ts';
import { smtpReply } from '#mail/smtp-reply.ts';
import type { MailDoor } from '#flow/mail-door.ts';

import type { Mailboxes } from './mailboxes.ts';

/** The sample people's mail server: takes what is for them, as a provider would, and refuses the rest. */
export function createCatcherDoor(mailboxes: Mailboxes): MailDoor<string> {
  return {
    admitClient: () => null,
    admitRecipient: (_client, forwardPath) => {
      const parsed = parseAddress(forwardPath);
      const address = parsed === null ? null : canonicalAddress(parsed);
      return Promise.resolve(
        address === null || !mailboxes.has(address)
          ? { reply: smtpReply(550, '5.1.1', 'No such mailbox among the sample people'), recipient: null }
          : { reply: smtpReply(250, '2.1.5', 'Recipient ok'), recipient: address },
      );
    },
    takeMessage: async (_client, recipients, raw) => {
      for (const address of recipients) await mailboxes.deliver(address, raw);
      return smtpReply(250, '2.0.0', 'Caught');
    },
  };
}
