import { fileURLToPath } from 'node:url';

import type { SamplePerson } from '#accounts/sample-people.ts';
import { createHttpApp } from '#http/app.ts';
import { EventStreams } from '#http/event-streams.ts';
import { startHttp } from '#http/start.ts';
import { openWebBuild } from '#http/web-build.ts';
import { enforcementFor, requireEnforcement } from '#packs/enforcement.ts';
import { packFor, requirePacks } from '#packs/read-pack.ts';
import type { MailServer, Store, Surroundings } from '#src/server.ts';
import { openStore, startMail } from '#src/server.ts';
import { documentKeys } from '#store/seal-keys.ts';
import { checkWebhookUrl } from '#webhooks/check-url.ts';

export interface RunningServer {
  readonly mailPort: number;
  readonly httpPort: number;
  /** Lets what is under way end; the store stays open for the caller to close. */
  stop(): Promise<void>;
}

const HTTP_GRACE_MS = 5000;

/** Where `npm run build:web` puts the browser's side. */
const WEB_FOLDER = fileURLToPath(new URL('../../build/web', import.meta.url));

/** The pages and JSON endpoints beside a running mail server; `samplePeople` are the demo's. */
export async function startPages(
  { config, clock, ids, log }: Surroundings,
  store: Store,
  mail: MailServer,
  samplePeople: readonly SamplePerson[] = [],
): Promise<RunningServer> {
  const rules = requireEnforcement(config.packsFolder);
  const packs = requirePacks(config.packsFolder);
  const web = openWebBuild(WEB_FOLDER);
  if (web === null) log.warn('web.not-built', { command: 'npm run build:web' });
  const events = new EventStreams({ pool: store.pool, log });
  const app = createHttpApp({
    database: store,
    events,
    clock,
    ids,
    log,
    publicUrl: config.http.publicUrl,
    web,
    secrets: store.secrets,
    accounts: { proxyPeers: config.proxyPeers, samplePeople },
    rulesFor: (marketplace) => enforcementFor(rules, marketplace),
    askGuidelines: mail.judging.ask,
    maxFileBytes: config.limits.fileBytes,
    write: (written) => mail.relay.write(written),
    preview: (written) => mail.relay.preview(written),
    packFor: (marketplace) => packFor(packs, marketplace),
    lint: mail.judging.lint,
    checkWebhook: (url) =>
      checkWebhookUrl(url, { poster: mail.poster, allowsHttp: config.allowInsideDelivery }),
    sellingPartner: {
      wakeFeeds: () => mail.wakeFeeds(),
      documentKeys: documentKeys(store.secrets),
      servesRetired: config.servesRetiredOperations,
    },
    counters: () => mail.relay.counters(),
    pressure: () => mail.relay.pressure(),
    wake: () => mail.wake(),
  });
  const http = await startHttp(app, config.http);
  return {
    mailPort: mail.relay.mailPort,
    httpPort: http.port,
    stop: async () => {
      await Promise.all([events.stop(), http.stop(HTTP_GRACE_MS), mail.stop()]);
    },
  };
}

/** Runs until `stopped` resolves: mail door, delivery workers, pages. Gives the exit status. */
export async function serve(surroundings: Surroundings, stopped: Promise<void>): Promise<number> {
  const { log } = surroundings;
  const opened = new AsyncDisposableStack();
  try {
    const store = await openStore(surroundings);
    opened.defer(() => store.close());
    const mail = await startMail(surroundings, store);
    opened.defer(() => mail.stop());
    const server = await startPages(surroundings, store, mail);
    log.info('server.ready', { mailPort: server.mailPort, httpPort: server.httpPort });
    await stopped;
    log.info('server.stopping');
    await server.stop();
  } finally {
    await opened.disposeAsync();
  }
  log.info('server.stopped');
  return 0;
}
