import type { SmtpReply } from '#mail/smtp-reply.ts';

import type { MailDoor } from './mail-door.ts';

/** Something that the process counted since it started, as Prometheus names it. */
export interface Count {
  readonly name: string;
  readonly help: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

type Outcome = 'accepted' | 'deferred' | 'refused';

function outcomeOf({ code }: SmtpReply): Outcome {
  if (code < 400) return 'accepted';
  return code < 500 ? 'deferred' : 'refused';
}

/** Counts what the mail door answered to recipients and messages. */
export class DoorTally {
  readonly #counts = new Map<string, number>();

  watch<Recipient>(door: MailDoor<Recipient>): MailDoor<Recipient> {
    return {
      admitClient: (clientAddress) => door.admitClient(clientAddress),
      admitRecipient: async (client, forwardPath, accepted) => {
        const answer = await door.admitRecipient(client, forwardPath, accepted);
        this.#add('recipients', outcomeOf(answer.reply));
        return answer;
      },
      takeMessage: async (client, recipients, raw) => {
        const reply = await door.takeMessage(client, recipients, raw);
        this.#add('messages', outcomeOf(reply));
        return reply;
      },
    };
  }

  counts(): Count[] {
    return [...this.#counts].map(([key, value]) => {
      const [what = '', outcome = ''] = key.split(' ');
      return {
        name: `parley_door_${what}_total`,
        help: `What the mail door answered to ${what}.`,
        labels: { outcome },
        value,
      };
    });
  }

  #add(what: 'recipients' | 'messages', outcome: Outcome): void {
    const key = `${what} ${outcome}`;
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
  }
}
