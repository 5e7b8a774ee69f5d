import type { AskGuidelines } from '#flow/guidelines.ts';
import type { WrittenCleaner } from '#flow/ports.ts';
import { previewMessage, writeMessage as writeByDoor } from '#flow/write-message.ts';
import { createHttpApp } from '#http/app.ts';
import type { HttpPorts } from '#http/ports.ts';
import { EventStreams } from '#http/event-streams.ts';
import { startHttp } from '#http/start.ts';
import type { ApiScope, TokenOwnerKind } from '#market/api-scope.ts';
import { writtenContent } from '#mail/written-content.ts';
import { SCOPES_OF } from '#market/api-scope.ts';
import { enforcementFor, requireEnforcement } from '#packs/enforcement.ts';
import { packFor, requirePacks } from '#packs/read-pack.ts';
import { loadRules } from '#packs/read-ruleset.ts';
import { lint } from '#policy/lint.ts';
import type { Ruleset } from '#policy/ruleset.ts';
import { silentLog } from '#src/log.ts';
import { createWritePorts } from '#src/relay.ts';
import { waitingRulesOf } from '#src/server.ts';
import { createSystemIds } from '#src/system-ports.ts';
import { parseSecrets } from '#store/seal-keys.ts';
import { createToken, makeTokenText } from '#store/token.ts';

import { zoneDns } from '#smtp/dns-zone.ts';
import { checkWebhookUrl } from '#webhooks/check-url.ts';
import { createEventPoster } from '#webhooks/post-event.ts';

import type { FreshDatabase } from './database.ts';
import { freshDatabase } from './database.ts';
import type { SampleMarket, WrittenMessage } from './sample-market.ts';
import { MARKET_AT, sampleMarket, sampleOrderId, writeMessage } from './sample-market.ts';
import { SAMPLE_PACKS } from './sample-packs.ts';
import { sampleWebBuild } from './web-build.ts';

/** An answer with its body read: as text, and as JSON where it is. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // oxlint-disable-next-line typescript/no-explicit-any -- whatever JSON came
  readonly json: any;
}

export interface Asking {
  readonly token?: string | undefined;
  readonly body?: string | Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
}

interface TokenWish {
  readonly label?: string;
  readonly scopes?: readonly ApiScope[];
  readonly expiresAt?: Date;
}

/** The sample market behind a running HTTP side. */
export interface SampleHttp {
  readonly database: FreshDatabase;
  readonly market: SampleMarket;
  /** Jan wrote it to Anna, with HTML and a picture; whose tokens are in `tokens`. */
  readonly mine: WrittenMessage;
  /** Eva wrote it to Bert. */
  readonly other: WrittenMessage;
  readonly base: string;
  /** Of Anna (`seller`), Jan (`buyer`) and the operator, with all scopes of their kind. */
  readonly tokens: ReadonlyMap<string, string>;
  readonly ports: () => HttpPorts;
  /** The same, all marketplaces by another pack. */
  readonly portsWith: (packFor: HttpPorts['packFor']) => HttpPorts;
  /** How often the delivery workers were woken. */
  readonly wakes: () => number;
  readonly makeToken: (
    kind: TokenOwnerKind,
    ownerId: string | null,
    wish?: TokenWish,
  ) => Promise<{ id: string; text: string }>;
  readonly ask: (method: string, path: string, asking?: Asking) => Promise<Answer>;
  readonly stop: () => Promise<void>;
}

const ids = createSystemIds();
const guidelines = loadRules(SAMPLE_PACKS);

function requireRules(pack: string): Ruleset {
  const rules = guidelines.get(pack);
  if (rules === undefined) throw new Error(`no pack ${pack}`);
  return rules.ruleset;
}

/** How a stream that doesn't end begins. */
async function firstOf({ body }: Response): Promise<string> {
  const reader = body?.getReader();
  const { value } = (await reader?.read()) ?? {};
  await reader?.cancel();
  return new TextDecoder().decode(value);
}

async function ask(url: string, method: string, { token, body, headers }: Asking): Promise<Answer> {
  const response = await fetch(url, {
    method,
    redirect: 'manual',
    headers: { ...(token === undefined ? {} : { authorization: `Bearer ${token}` }), ...headers },
    ...(body === undefined ? {} : { body: body as string }),
  });
  const isEndless = response.headers.get('content-type') === 'text/event-stream';
  const text = isEndless ? await firstOf(response) : await response.text();
  const isJson = /json/u.test(response.headers.get('content-type') ?? '');
  return { status: response.status, headers: response.headers, text, json: isJson ? JSON.parse(text) : null };
}

async function makeToken(
  { db }: FreshDatabase,
  kind: TokenOwnerKind,
  ownerId: string | null,
  wish: TokenWish,
): Promise<{ id: string; text: string }> {
  const id = ids.uuid();
  const text = makeTokenText((length) => ids.random(length));
  await db.transaction().execute((tx) =>
    createToken(tx, {
      id,
      text,
      kind,
      ownerId,
      scopes: wish.scopes ?? SCOPES_OF[kind],
      label: wish.label ?? `${kind} token`,
      at: MARKET_AT,
      expiresAt: wish.expiresAt ?? null,
      actor: { kind: 'command-line', id: null, label: 'test' },
      auditId: ids.uuid(),
    }),
  );
  return { id, text };
}

/** The guidelines of the packs in this thread, without spelling dictionaries; loaded when the first message is judged. */
const askGuidelines: AskGuidelines = async (request) => {
  const { judgeMessage } = await import('#policy/judge-message.ts');
  const rules = loadRules(SAMPLE_PACKS).get(request.pack);
  if (rules === undefined) throw new Error(`there is no pack ${request.pack}`);
  const marketplaceHosts = [...request.context.marketplaceHosts, ...rules.hosts];
  const context = { ...request.context, marketplaceHosts };
  return { kind: 'judged', judgement: judgeMessage({ ...request, context }, rules.ruleset) };
};

/** Cleans what was written in this thread; in a server a worker does. */
const cleaner: WrittenCleaner = {
  clean: async ({ written, privateValues, ...options }) => writtenContent(written, privateValues, options),
};

const MOST_FILE_BYTES = 100_000;

/** Asks no DNS but for what is in the zone, and lets tests' own receivers be told. */
const poster = createEventPoster({
  dns: zoneDns('hooks.example. A 192.0.2.7'),
  allowInside: true,
});

/** Starts the HTTP side on a database of its own: the sample market with a conversation of each pair, and tokens. */
export async function sampleHttp(): Promise<SampleHttp> {
  const database = await freshDatabase();
  const market = await sampleMarket(database);
  const { anna, bert, jan, eva } = market;
  const rich = { html: '<p>Hi <img src="cid:p1" alt="x"></p>', withPicture: true, author: 'buyer' } as const;
  const mine = { ...rich, seller: anna, buyer: jan, text: 'Mine', orderId: sampleOrderId(0, 0) };
  const other = { ...rich, seller: bert, buyer: eva, text: 'Theirs', orderId: sampleOrderId(1, 1) };
  const rules = requireEnforcement(SAMPLE_PACKS);
  const packs = requirePacks(SAMPLE_PACKS);
  const web = await sampleWebBuild();
  let wakes = 0;
  const events = new EventStreams({ ...database, log: silentLog, limits: { pollMs: 20 } });
  const secrets = parseSecrets(`test:${'A'.repeat(43)}=`, 'test');
  const portsWith = (packOf: HttpPorts['packFor']): HttpPorts => {
    const writing = createWritePorts({
      ...database,
      secrets,
      clock: { now: () => MARKET_AT },
      ids,
      publicUrl: null,
      cleaner,
      maxFileBytes: MOST_FILE_BYTES,
      askGuidelines,
      packFor: packOf,
      rulesFor: (marketplace) => enforcementFor(rules, marketplace),
      waitingRules: waitingRulesOf(SAMPLE_PACKS, loadRules(SAMPLE_PACKS)),
    });
    return {
      ...reading(),
      packFor: packOf,
      write: async (written) => {
        const outcome = await writeByDoor(written, writing);
        wakes += 1;
        return outcome;
      },
      preview: (written) => previewMessage(written, writing),
    };
  };
  const ports = (): HttpPorts => portsWith((marketplace) => packFor(packs, marketplace));
  const reading = (): Omit<HttpPorts, 'write' | 'preview' | 'packFor'> => ({
    database,
    events,
    clock: { now: () => MARKET_AT },
    ids,
    log: silentLog,
    publicUrl: null,
    web,
    secrets,
    accounts: { proxyPeers: [], samplePeople: [] },
    rulesFor: (marketplace) => enforcementFor(rules, marketplace),
    askGuidelines,
    maxFileBytes: MOST_FILE_BYTES,
    checkWebhook: (url) => checkWebhookUrl(url, { poster, allowsHttp: true }),
    sellingPartner: { wakeFeeds: () => undefined, documentKeys: [new Uint8Array(32)], servesRetired: true },
    counters: () => [
      { name: 'parley_messages_total', help: 'Messages.', labels: { state: 'accepted' }, value: 3 },
      { name: 'parley_messages_total', help: 'Messages.', labels: { state: 'refused' }, value: 1 },
    ],
    lint: ({ message, context, pack }) =>
      Promise.resolve({ kind: 'judged', judgement: lint(message, context, requireRules(pack)) }),
    pressure: () => null,
    wake: () => (wakes += 1),
  });
  const tokenOf = async (kind: TokenOwnerKind, ownerId: string | null): Promise<string> =>
    (await makeToken(database, kind, ownerId, {})).text;
  const server = await startHttp(createHttpApp(ports()), { host: '127.0.0.1', port: 0 });
  const base = `http://127.0.0.1:${server.port}`;
  return {
    database,
    market,
    mine: await writeMessage(database, mine),
    other: await writeMessage(database, other),
    base,
    tokens: new Map([
      ['seller', await tokenOf('seller', anna.id)],
      ['buyer', await tokenOf('buyer', jan.id)],
      ['operator', await tokenOf('operator', null)],
    ]),
    ports,
    portsWith,
    wakes: () => wakes,
    makeToken: (kind, ownerId, wish = {}) => makeToken(database, kind, ownerId, wish),
    ask: (method, path, asking = {}) => ask(base + path, method, asking),
    stop: async () => {
      await Promise.all([events.stop(), server.stop(1000)]);
    },
  };
}
