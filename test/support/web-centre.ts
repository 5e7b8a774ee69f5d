import type { Browser, BrowserContextOptions, Page } from 'playwright-core';

import { startPages } from '#cli/serve.ts';
import type { Demo } from '#demo/demo.ts';
import { startDemo } from '#demo/demo.ts';
import { API_SCOPES } from '#market/api-scope.ts';
import { SYSTEM_ACTOR } from '#market/party.ts';
import { readConfig } from '#src/config.ts';
import { silentLog } from '#src/log.ts';
import { createSystemIds, systemClock } from '#src/system-ports.ts';
import { createToken, makeTokenText } from '#store/token.ts';

import { ensureWebBuilt } from '../../scripts/web/build.ts';
import { startBrowser } from './browser.ts';
import { testFolder } from './test-folder.ts';
import { sendLetter } from './test-relay.ts';

export type CentreReader = 'seller' | 'buyer' | 'operator';

/** A trade of the sample market, as the two sides reach each other. */
export interface CentreTrade {
  readonly marketplace: string;
  readonly orderId: string;
  readonly sellerId: string;
  readonly buyerId: string;
  readonly buyer: string;
  readonly buyerAlias: string;
  readonly shopAlias: string;
}

/** A page that remembers what it asked for and what its console said. */
export interface OpenPage {
  readonly page: Page;
  readonly asked: readonly string[];
  readonly said: readonly string[];
}

/** The demo with conversations in it, the pages in front of it, and a browser. */
export interface WebCentre {
  readonly demo: Demo;
  readonly base: string;
  readonly mailPort: number;
  /** Of Lampen Huber's, the newest first; the first five have conversations. */
  readonly trades: readonly CentreTrade[];
  open(reader: CentreReader, options?: BrowserContextOptions): Promise<OpenPage>;
  /** The id of the conversation about an order. */
  conversationOf(orderId: string): Promise<string>;
  stop(): Promise<void>;
}

export const SHOP = 'service@lampen-huber.example';

const free = {
  PARLEY_MAIL_PORT: '0',
  PARLEY_HTTP_PORT: '0',
  PARLEY_DEMO_SMTP_PORT: '0',
  PARLEY_DEMO_HTTP_PORT: '0',
};

async function findTrades({ store }: Demo): Promise<CentreTrade[]> {
  const { rows } = await store.pool.query<CentreTrade>(
    `select o.marketplace_id as "marketplace", o.id as "orderId", o.seller_id as "sellerId", o.buyer_id as "buyerId",
            b.address as buyer, ab.local_part || '@' || ab.domain as "buyerAlias",
            asel.local_part || '@' || asel.domain as "shopAlias"
       from sales_order o join buyer b on b.id = o.buyer_id join seller s on s.id = o.seller_id
       join alias ab on (ab.marketplace_id, ab.seller_id, ab.buyer_id) = (o.marketplace_id, o.seller_id, o.buyer_id)
            and ab.stands_for = 'buyer'
       join alias asel on (asel.marketplace_id, asel.seller_id, asel.buyer_id) = (o.marketplace_id, o.seller_id, o.buyer_id)
            and asel.stands_for = 'seller'
      where s.shop_id = 'S-LAMPEN' and o.status in ('unshipped', 'shipped')
      order by b.language <> 'de', o.status desc, o.id limit 80`,
  );
  const seen = new Set<string>();
  return rows.filter(({ buyerId }) => !seen.has(buyerId) && seen.add(buyerId));
}

/** What the people of the sample say to each other before a test looks. */
async function converse(mailPort: number, trades: readonly CentreTrade[]): Promise<void> {
  const write = async (
    trade: CentreTrade,
    author: 'seller' | 'buyer',
    text: string,
    headers: string[] = [],
  ): Promise<void> => {
    const [from, to] = author === 'seller' ? [SHOP, trade.buyerAlias] : [trade.buyer, trade.shopAlias];
    await sendLetter(mailPort, { from, to, subject: `Bestellung ${trade.orderId}`, text, headers });
  };
  const [first, second, third, fourth, fifth] = trades;
  if (fifth === undefined || first === undefined) throw new Error('the sample market has too few trades');
  await write(
    first,
    'seller',
    `Guten Tag,\n\nIhre Bestellung ${first.orderId} ist fertig verpackt. An welchem Tag passt Ihnen die Lieferung?\n\nMit freundlichen Grüßen\nLampen Huber`,
  );
  await write(
    first,
    'buyer',
    'Guten Tag,\n\nam Dienstag zwischen 10 und 14 Uhr ist jemand da. Bitte beim Nachbarn im Erdgeschoss klingeln, falls niemand öffnet.\n\nDanke!',
  );
  await write(
    first,
    'seller',
    `Bestellung ${first.orderId}: Bitte schreiben Sie uns direkt an privat@lampen-huber.example, dann geht es schneller.`,
  );
  await write(second!, 'buyer', 'Eine Glühbirne ist zerbrochen angekommen. Was soll ich jetzt tun?');
  await write(third!, 'buyer', 'Ich bin bis zum 30. November nicht im Büro und lese keine E-Mails.', [
    'Auto-Submitted: auto-replied',
  ]);
  await write(third!, 'buyer', 'Passt die Lampe auch an eine Dachschräge mit 30 Grad Neigung?');
  await write(fourth!, 'buyer', 'Können Sie mir die Rechnung noch einmal schicken?');
  await write(fifth, 'buyer', 'Wann kommt meine Bestellung an?');
  // Not approved yet: it is refused, and stands in the list of addresses.
  await sendLetter(mailPort, { from: 'tom@lampen-huber.example', to: first.buyerAlias, text: 'Hallo' });
}

/** A step against the shop, with its statement of reasons. */
async function warn(demo: Demo, base: string, [trade]: readonly CentreTrade[]): Promise<void> {
  const token = await tokenFor(demo, 'operator', null);
  const response = await fetch(`${base}/api/v1/sellers/${trade?.sellerId}/steps`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      marketplace: trade?.marketplace,
      step: 'warned',
      facts: 'Drei Nachrichten enthielten eine eigene E-Mail-Adresse.',
      rules: ['email-address'],
    }),
  });
  if (!response.ok) throw new Error(await response.text());
}

/** Starts everything; conversations are in it when this resolves. */
export async function startWebCentre(): Promise<WebCentre> {
  await ensureWebBuilt();
  // Tests say themselves what people say.
  const demo = await startDemo(
    {
      config: readConfig({ ...free, PARLEY_DATA: await testFolder() }),
      clock: systemClock,
      ids: createSystemIds(),
      log: silentLog,
      onFatal: (error) => {
        throw error;
      },
    },
    'silent',
  );
  const server = await startPages(demo.surroundings, demo.store, demo.mail);
  const base = `http://127.0.0.1:${server.httpPort}`;
  const browser = await startBrowser();
  const trades = await findTrades(demo);
  await converse(server.mailPort, trades);
  await warn(demo, base, trades);
  return {
    demo,
    base,
    mailPort: server.mailPort,
    trades,
    open: (reader, options) => openAs(browser, demo, trades[0]!, reader, options),
    conversationOf: async (orderId) => {
      const { rows } = await demo.store.pool.query<{ id: string }>(
        'select id from conversation where order_id = $1',
        [orderId],
      );
      return rows[0]?.id ?? '';
    },
    stop: async () => {
      await browser.close();
      await server.stop();
      await demo.stop();
    },
  };
}

async function openAs(
  browser: Browser,
  demo: Demo,
  trade: CentreTrade,
  reader: CentreReader,
  options: BrowserContextOptions = {},
): Promise<OpenPage> {
  const owner = { seller: trade.sellerId, buyer: trade.buyerId, operator: null }[reader];
  const token = await tokenFor(demo, reader, owner);
  const context = await browser.newContext({
    ...options,
    extraHTTPHeaders: { authorization: `Bearer ${token}` },
  });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const asked: string[] = [];
  const said: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  page.on('console', (message) => said.push(message.text()));
  page.on('pageerror', (error) => said.push(String(error)));
  return { page, asked, said };
}

async function tokenFor(
  { store, surroundings: { ids, clock } }: Demo,
  kind: CentreReader,
  ownerId: string | null,
): Promise<string> {
  const text = makeTokenText((length) => ids.random(length));
  await store.db.transaction().execute((tx) =>
    createToken(tx, {
      id: ids.uuid(),
      text,
      kind,
      ownerId,
      scopes: API_SCOPES,
      label: kind === 'seller' ? 'Mia Huber' : kind,
      at: clock.now(),
      expiresAt: null,
      actor: SYSTEM_ACTOR,
      auditId: ids.uuid(),
    }),
  );
  return text;
}
