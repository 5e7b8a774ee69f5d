import type { Log } from '#src/log.ts';
import { classifyDatabaseError } from '#store/database-error.ts';
import type { SmtpReply } from '#mail/smtp-reply.ts';

import type { MailDoor } from './mail-door.ts';
import type { Clock } from './ports.ts';
import { STORAGE_FULL, STORAGE_UNAVAILABLE } from './replies.ts';

/** How long after a failure new clients are asked to come later, before the database is tried again. */
const PAUSE_MS = 2000;

/** Remembers that the database was away a moment ago, so that clients aren't let in only to be disappointed. */
export class StorageWatch {
  readonly #clock: Clock;
  #downUntil = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  isDown(): boolean {
    return this.#clock.now().getTime() < this.#downUntil;
  }

  wentDown(): void {
    this.#downUntil = this.#clock.now().getTime() + PAUSE_MS;
  }
}

/** 4yz where the store can't write: never a false 250, and the client's queue keeps the message meanwhile. */
export function withStorageReplies<Recipient>(
  door: MailDoor<Recipient>,
  watch: StorageWatch,
  log: Log,
): MailDoor<Recipient> {
  const replyTo = (error: unknown): SmtpReply => {
    switch (classifyDatabaseError(error)) {
      case 'disk-full':
        log.error('database.unavailable', error);
        watch.wentDown();
        return STORAGE_FULL;
      case 'unavailable':
        log.error('database.unavailable', error);
        watch.wentDown();
        return STORAGE_UNAVAILABLE;
      case 'conflict':
        return STORAGE_UNAVAILABLE;
      case 'fault':
        // Not the store's: the SMTP server answers 451 and logs it.
        throw error;
    }
  };
  return {
    admitClient: (clientAddress) => door.admitClient(clientAddress),
    admitRecipient: async (client, forwardPath, accepted) => {
      try {
        return await door.admitRecipient(client, forwardPath, accepted);
      } catch (error) {
        return { reply: replyTo(error), recipient: null };
      }
    },
    takeMessage: async (client, recipients, raw) => {
      try {
        return await door.takeMessage(client, recipients, raw);
      } catch (error) {
        return replyTo(error);
      }
    },
  };
}
