import { setTimeout as delay } from 'node:timers/promises';

import { readMail } from '#mail/read-mail.ts';
import { smtpReply } from '#mail/smtp-reply.ts';
import { SMTP_LIMITS } from '#smtp/server/options.ts';
import { createSmtpServer } from '#smtp/server/smtp-server.ts';
import { silentLog } from '#src/log.ts';

/** One copy of a numbered message at the recipient's provider. */
export interface Copy {
  readonly messageId: string | null;
  readonly at: number;
}

/** The provider of all recipients: takes everything, and notes which numbered message came when under which id. */
export interface CountingProvider {
  readonly port: number;
  readonly copies: ReadonlyMap<number, readonly Copy[]>;
  /** Mails without a number: none is due. */
  readonly strangers: readonly string[];
  /** Mails that it holds and hasn't answered yet. */
  readonly inFlight: () => number;
  stop(): Promise<void>;
}

/** The line of a numbered message that survives the relay. */
export function numberLine(number: number): string {
  return `This is message number ${number} of the crash rounds.`;
}

/** @param pauseMs how long it thinks before it says 250 to a mail. */
export async function startCountingProvider(pauseMs: () => number): Promise<CountingProvider> {
  const copies = new Map<number, Copy[]>();
  const strangers: string[] = [];
  let inFlight = 0;
  const server = createSmtpServer<string>(
    { hostName: 'provider.example', tls: null, proxyPeers: [], limits: SMTP_LIMITS },
    {
      admitClient: () => null,
      admitRecipient: (_client, forwardPath) =>
        Promise.resolve({ reply: smtpReply(250, '2.1.5', 'ok'), recipient: forwardPath }),
      takeMessage: async (_client, _recipients, raw) => {
        const read = readMail(raw);
        const [, number] = /message number (\d+) of the crash rounds/u.exec(
          read.kind === 'mail' ? (read.mail.text ?? '') : '',
        ) ?? [null, null];
        // Taken from here on, whether the client hears our answer or not.
        if (number === null || read.kind !== 'mail') strangers.push(Buffer.from(raw).toString('latin1'));
        else {
          const copy = { messageId: read.mail.messageId, at: performance.now() };
          copies.set(Number(number), [...(copies.get(Number(number)) ?? []), copy]);
        }
        inFlight += 1;
        await delay(pauseMs());
        inFlight -= 1;
        return smtpReply(250, '2.0.0', 'taken');
      },
    },
    silentLog,
  );
  const { port } = await server.listen(0, '127.0.0.1');
  return { port, copies, strangers, inFlight: () => inFlight, stop: () => server.stop(1000) };
}
