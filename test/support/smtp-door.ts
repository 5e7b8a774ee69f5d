import type { TestContext } from 'node:test';
import type { MailDoor } from '#flow/mail-door.ts';
import type { SmtpClientFacts } from '#flow/ports.ts';
import { smtpReply } from '#mail/smtp-reply.ts';
import { SMTP_LIMITS } from '#smtp/server/options.ts';
import type { SmtpLimits, SmtpServerOptions } from '#smtp/server/options.ts';
import { createSmtpServer } from '#smtp/server/smtp-server.ts';
import type { SmtpServer } from '#smtp/server/smtp-server.ts';
import { createLog } from '#src/log.ts';

export interface TakenMessage {
  readonly client: SmtpClientFacts;
  readonly recipients: readonly string[];
  /** The octets as Latin-1, so that they compare one by one. */
  readonly content: string;
}

export interface DoorUnderTest {
  readonly port: number;
  readonly server: SmtpServer;
  readonly taken: TakenMessage[];
  /** Forward-paths as they came to the door. */
  readonly asked: string[];
  readonly logged: { readonly event: string; readonly [field: string]: unknown }[];
}

/**
 * A server with a door that takes everything for `…@alias.example` and nothing else. A test gives what is to be
 * otherwise; the server is stopped after it.
 */
export async function openDoor(
  t: TestContext,
  options: Partial<Omit<SmtpServerOptions, 'limits'>> & { readonly limits?: Partial<SmtpLimits> } = {},
  door: Partial<MailDoor<string>> = {},
): Promise<DoorUnderTest> {
  const taken: TakenMessage[] = [];
  const asked: string[] = [];
  const logged: DoorUnderTest['logged'] = [];
  const log = createLog(
    (line) => logged.push(JSON.parse(line)),
    () => new Date(0),
  );
  const server = createSmtpServer<string>(
    {
      hostName: 'mx.parley.test',
      tls: null,
      proxyPeers: [],
      ...options,
      limits: { ...SMTP_LIMITS, ...options.limits },
    },
    {
      admitClient: () => null,
      admitRecipient: async (_client, forwardPath) => {
        asked.push(forwardPath);
        return forwardPath.endsWith('@alias.example')
          ? { reply: smtpReply(250, '2.1.5', 'Recipient taken'), recipient: forwardPath }
          : { reply: smtpReply(550, '5.1.1', 'No such address here'), recipient: null };
      },
      takeMessage: async (client, recipients, raw) => {
        taken.push({ client, recipients: [...recipients], content: Buffer.from(raw).toString('latin1') });
        return smtpReply(250, '2.0.0', `Message ${taken.length} taken`);
      },
      ...door,
    },
    log,
  );
  const { port } = await server.listen(0, '127.0.0.1');
  t.after(() => server.stop(0));
  return { port, server, taken, asked, logged };
}
