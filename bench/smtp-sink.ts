// A sink that takes every message and counts them: prints its port, then goes on until it is killed.
import { smtpReply } from '#mail/smtp-reply.ts';
import { silentLog } from '#src/log.ts';
import { SMTP_LIMITS } from '#smtp/server/options.ts';
import { createSmtpServer } from '#smtp/server/smtp-server.ts';

const server = createSmtpServer(
  { hostName: 'sink.example', tls: null, proxyPeers: [], limits: SMTP_LIMITS },
  {
    admitClient: () => null,
    admitRecipient: (_client, forwardPath) =>
      Promise.resolve({ reply: smtpReply(250, '2.1.5', 'ok'), recipient: forwardPath }),
    takeMessage: () => Promise.resolve(smtpReply(250, '2.0.0', 'taken')),
  },
  silentLog,
);
const { port } = await server.listen(0, '127.0.0.1');
console.log(port);
