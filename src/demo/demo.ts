import type { AliasAddress } from '#mail/address.ts';
import { join } from 'node:path';

import type { SamplePerson } from '#accounts/sample-people.ts';
import { startHttp } from '#http/start.ts';
import type { OutgoingMail } from '#mail/outgoing-mail.ts';
import { composeMail } from '#mail/compose.ts';
import { PrivateAddress } from '#mail/private-address.ts';
import { enforcementFor, requireEnforcement } from '#packs/enforcement.ts';
import { SmtpTransport } from '#smtp/client/transport.ts';
import { zoneDns } from '#smtp/dns-zone.ts';
import { SMTP_LIMITS } from '#smtp/server/options.ts';
import { createSmtpServer } from '#smtp/server/smtp-server.ts';
import type { Config } from '#src/config.ts';
import type { MailServer, Store, Surroundings } from '#src/server.ts';
import { openStore, startMail } from '#src/server.ts';
import { sealingKeys } from '#store/seal-keys.ts';
import { seal } from '#store/seal.ts';

import { createCatcherDoor } from './catch-mail.ts';
import type { WriteBack } from './mailbox-pages.ts';
import { createMailboxPages } from './mailbox-pages.ts';
import { Mailboxes } from './mailboxes.ts';
import { findTrade } from './greeting.ts';
import { sampleMailboxes, sampleZone } from './sample-market.ts';
import type { IncidentPorts } from './sample-incidents.ts';
import { playIncidents } from './sample-incidents.ts';
import { samplePeople } from './sample-people.ts';
import { seedSampleMarket } from './seed.ts';
import { seedConversations } from './seed-conversations.ts';

/** The running demo. */
export interface Demo {
  /** With the demo's own configuration. */
  readonly surroundings: Surroundings;
  readonly store: Store;
  readonly mail: MailServer;
  readonly mailboxesUrl: string;
  /** Whom a visitor can be with one click. */
  readonly samplePeople: readonly SamplePerson[];
  /** Stops all of it, the mail side too where that still runs. */
  stop(): Promise<void>;
}

const LOOPBACK = '127.0.0.1';
/** Enough that lists have to be searched and every state of a conversation can be seen. */
const ORDERS = 2200;

/**
 * The configuration of a demo: everything on this machine, mail leaves to the catcher, and the DNS is the sample
 * people's zone. Ports and the data folder stay the operator's.
 */
function demoConfig(config: Config, catcherPort: number): Config {
  return {
    ...config,
    dataFolder: join(config.dataFolder, 'demo'),
    hostName: 'mx.linde.example',
    dns: { kind: 'zone-text', text: sampleZone() },
    smarthost: { host: LOOPBACK, port: catcherPort, implicitTls: false, user: null, password: null },
    allowInsideDelivery: true,
    secret:
      config.secret.kind === 'file' && config.secret.createIfMissing
        ? { kind: 'file', path: join(config.dataFolder, 'demo', 'secret'), createIfMissing: true }
        : config.secret,
  };
}

/**
 * Starts catcher, store and relay, and fills the sample market in if the store is empty: `silent`, with 300 orders about
 * which nobody has said a word yet, else with more of them and what people say.
 */
export async function startDemo(surroundings: Surroundings, sample?: 'silent'): Promise<Demo> {
  const opened = new AsyncDisposableStack();
  try {
    const demo = await openDemo(surroundings, opened, sample !== 'silent');
    return { ...demo, stop: () => opened.disposeAsync() };
  } catch (error) {
    await opened.disposeAsync();
    throw error;
  }
}

async function openDemo(
  surroundings: Surroundings,
  opened: AsyncDisposableStack,
  talks: boolean,
): Promise<Omit<Demo, 'stop'>> {
  const { config: given, clock, ids, log } = surroundings;
  const mailboxes = new Mailboxes(join(given.dataFolder, 'demo', 'mailboxes'), sampleMailboxes());
  await mailboxes.open();
  const catcher = createSmtpServer(
    { hostName: 'mailboxes.example', tls: null, proxyPeers: [], limits: SMTP_LIMITS },
    createCatcherDoor(mailboxes),
    log,
  );
  const { port: catcherPort } = await catcher.listen(given.demo.smtpPort, LOOPBACK);
  opened.defer(() => catcher.stop(1000));
  const config = demoConfig(given, catcherPort);
  const store = await openStore({ ...surroundings, config });
  opened.defer(() => store.close());
  const seeding = {
    ids,
    now: () => clock.now(),
    sealFor: (plain: Uint8Array, row: readonly string[]) =>
      seal(sealingKeys(store.secrets), plain, row, (length) => ids.random(length)),
  };
  const isNew = await seedSampleMarket(store.db, seeding, talks ? ORDERS : undefined);
  if (isNew && talks) await seedConversations(store.pool, seeding);
  const mail = await startMail({ ...surroundings, config }, store);
  opened.defer(() => mail.stop());
  if (isNew && talks) {
    const playing = playSampleIncidents({ ...surroundings, config }, store, mail);
    opened.defer(() => playing);
  }
  const answers = createWriteBack(surroundings, mail.relay.mailPort);
  opened.defer(() => answers.close());
  const pages = createMailboxPages(mailboxes, answers.write);
  const http = await startHttp(pages, {
    host: LOOPBACK,
    port: given.demo.httpPort,
    portSetting: 'PARLEY_DEMO_HTTP_PORT',
  });
  opened.defer(() => http.stop(1000));
  return {
    surroundings: { ...surroundings, config },
    store,
    mail,
    samplePeople: await samplePeople(store, surroundings, await findTrade(store)),
    mailboxesUrl: `http://${LOOPBACK}:${http.port}/`,
  };
}

/** In the background: the pages are open meanwhile. What fails is logged, and the demo lacks it. */
async function playSampleIncidents(
  { config, clock, ids, log }: Surroundings,
  store: Store,
  mail: MailServer,
): Promise<void> {
  const rules = requireEnforcement(config.packsFolder);
  const rulesFor = (marketplace: { id: string; pack: string }) => enforcementFor(rules, marketplace);
  const write: IncidentPorts['write'] = (written) => mail.relay.write(written);
  try {
    await playIncidents('S-LAMPEN', { ...store, clock, ids, publicUrl: null, rulesFor, write });
  } catch (error) {
    log.error('demo.incidents-failed', error);
  }
}

/** Mail in a sample person's name, over SMTP to Parley's own door, as their mail program would send it. */
function createWriteBack(
  { clock, ids }: Surroundings,
  mailPort: number,
): { write: WriteBack; close(): Promise<void> } {
  const transport = new SmtpTransport(
    { dns: zoneDns(''), random: () => 0 },
    {
      helloName: 'mailboxes.example',
      routes: {
        standard: { kind: 'smarthost', host: LOOPBACK, port: mailPort, tls: 'none', credentials: null },
        byDomain: new Map(),
      },
      allowInside: true,
    },
  );
  const write: WriteBack = async (answer) => {
    const domain = answer.from.slice(answer.from.indexOf('@') + 1);
    const mail: OutgoingMail = {
      from: { displayName: '', address: answer.from },
      to: answer.to as AliasAddress,
      subject: answer.subject,
      date: clock.now(),
      messageId: `${ids.uuid()}@${domain}`,
      inReplyTo: answer.inReplyTo,
      references: answer.references,
      text: answer.text,
      html: null,
      files: [],
      language: null,
      automatic: null,
      suppressAutoReplies: false,
      listUnsubscribe: null,
      feedbackId: 'demo',
      ownFields: [],
    };
    const outcome = await transport.transmit({
      reversePath: answer.from,
      forwardPath: new PrivateAddress(answer.to),
      envelopeId: ids.uuid(),
      bytes: composeMail(mail),
    });
    return `${outcome.code ?? ''} ${outcome.enhanced ?? ''} ${outcome.answer}`.trim();
  };
  return { write, close: () => transport.close() };
}
