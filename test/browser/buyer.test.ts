import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import type { BrowserContextOptions, Page } from 'playwright-core';

import { makeSignedLink } from '#market/signed-link.ts';
import { currentTokenKey } from '#store/seal-keys.ts';
import { axeViolations } from '#test/support/browser.ts';
import type { CentreTrade } from '#test/support/web-centre.ts';
import { startWebCentre } from '#test/support/web-centre.ts';

// A buyer's pages over the real server, in a real browser: on a telephone first.

const centre = await startWebCentre();
after(() => centre.stop());

const [first] = centre.trades as [CentreTrade];
const conversation = await centre.conversationOf(first.orderId);
const { pool, secrets } = centre.demo.store;
const PHONE = { viewport: { width: 390, height: 844 }, locale: 'en-GB', hasTouch: true } as const;

async function visit(page: Page, path: string): Promise<void> {
  await page.goto(centre.base + path);
  await page.waitForSelector('main');
  await page.waitForSelector('[data-waiting]', { state: 'detached' });
}

async function assertFits(page: Page, what: string): Promise<void> {
  assert.deepEqual(await axeViolations(page), [], what);
  const width = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
  assert.equal(await page.evaluate(width), 0, `${what} is wider than the screen`);
}

const ASK = `/ask?marketplace=${first.marketplace}`;
const { rows: offered } = await pool.query<{ id: string }>(
  'select id from product where marketplace_id = $1 and seller_id = $2 limit 1',
  [first.marketplace, first.sellerId],
);
const product = offered[0]?.id ?? '';

const VIEWS = [
  ['on a phone', PHONE],
  ['German, dark, on a phone', { ...PHONE, locale: 'de-DE', colorScheme: 'dark' }],
  ['Dutch', { locale: 'nl-NL' }],
  ['German', { locale: 'de-DE' }],
] as const satisfies readonly (readonly [string, BrowserContextOptions])[];

for (const [name, options] of VIEWS)
  test(`accessible, as wide as the screen, nothing jumps: ${name}`, async () => {
    const { page, said } = await centre.open('buyer', options);
    await page.addInitScript(
      `globalThis.shifts = [];
       new PerformanceObserver((list) => {
         for (const { value, hadRecentInput } of list.getEntries()) if (!hadRecentInput) globalThis.shifts.push(value);
       }).observe({ type: 'layout-shift', buffered: true });`,
    );
    for (const path of [
      '/inbox',
      '/inbox?box=people',
      '/inbox?box=sent',
      '/preferences',
      `${ASK}&order=${first.orderId}`,
      `${ASK}&seller=S-LAMPEN&product=${product}`,
      '/ask',
    ]) {
      await visit(page, path);
      await page.locator('h1').first().waitFor({ state: 'attached' });
      await assertFits(page, path);
      assert.deepEqual(await page.evaluate('globalThis.shifts'), [], `${path} jumps`);
    }
    await visit(page, `/inbox/${conversation}`);
    await page.locator('header button', { hasText: /^(?:More|Mehr|Meer)$/u }).click();
    await page.getByRole('dialog').locator('h3').nth(1).waitFor();
    await page.getByRole('dialog').locator('[data-waiting]').waitFor({ state: 'detached' });
    await assertFits(page, 'the choices');
    assert.deepEqual(said, []);
    await page.context().close();
  });

test('inbox, buyer/seller messages and sent', async () => {
  const { rows } = await pool.query<{ id: string }>(
    `insert into conversation (marketplace_id, seller_id, id, buyer_id, subject, opened_at, last_message_at, last_author, message_count)
     select marketplace_id, seller_id, gen_random_uuid(), buyer_id, 'Versandbestätigung', now(), now(), 'marketplace', 1
       from conversation where id = $1 returning id`,
    [conversation],
  );
  const automatic = rows[0]?.id ?? '';
  await pool.query(
    `insert into message select (jsonb_populate_record(m, jsonb_build_object('id', gen_random_uuid(), 'conversation_id', $2::uuid,
       'author', 'marketplace', 'subject', 'Versandbestätigung', 'body_text', 'Ihr Paket ist unterwegs.', 'answers_id', null,
       'received_at', now(), 'dedup_key', '\\xab'))).*
       from message m where m.conversation_id = $1 limit 1`,
    [conversation, automatic],
  );
  const { page } = await centre.open('buyer', PHONE);
  const listed = async (path: string): Promise<string> => {
    await visit(page, path);
    await page.locator('main li[data-row]').first().waitFor();
    return (await page.locator('main').textContent()) ?? '';
  };
  assert.match(await listed('/inbox'), /Paket ist unterwegs/u);
  assert.doesNotMatch(await listed('/inbox?box=people'), /Paket ist unterwegs/u);
  assert.doesNotMatch(await listed('/inbox?box=sent'), /Paket ist unterwegs/u);
  await page.getByRole('link', { name: 'Inbox' }).click();
  await page.getByText('Paket ist unterwegs').waitFor();
  await page.context().close();
});

test('a buyer stops a seller’s messages in the conversation, and lets them come again in the preferences', async () => {
  const { page } = await centre.open('buyer', PHONE);
  await visit(page, `/inbox/${conversation}`);
  await page.getByRole('button', { name: 'More' }).click();
  await page.getByRole('button', { name: /^Stop messages from/u }).click();
  await page.getByRole('button', { name: /come again$/u }).waitFor();
  await page.getByRole('link', { name: 'What comes from all sellers' }).click();
  await page.getByRole('heading', { name: 'Communication preferences' }).waitFor();
  await page.getByRole('button', { name: 'Let all come again' }).click();
  await page.getByText('None. You stop').waitFor();
  await page.getByRole('radio', { name: 'only what’s necessary' }).first().check();
  await page.getByText('Kept. It holds at once.').first().waitFor();
  await page.getByText('What still comes').first().click();
  await page.getByText('Answers to messages of yours').first().waitFor();
  await page.getByRole('combobox').selectOption('en');
  await page.reload();
  await page.getByRole('combobox').waitFor();
  assert.equal(await page.getByRole('combobox').inputValue(), 'en');
  assert.ok(await page.getByRole('radio', { name: 'only what’s necessary' }).first().isChecked());
  await page.getByText('Earlier changes').click();
  assert.ok((await page.locator('details li time').count()) >= 4);
  await page
    .getByRole('radio', { name: /^everything/u })
    .first()
    .check();
  await page.context().close();
});

test('a buyer reports a message, once', async () => {
  const reasons = async (): Promise<string[]> =>
    (await pool.query<{ reason: string }>('select reason from report')).rows
      .map(({ reason }) => reason)
      .sort();
  const before = await reasons();
  const { page } = await centre.open('buyer', PHONE);
  await visit(page, `/inbox/${conversation}`);
  await page.getByRole('button', { name: 'Report' }).first().click();
  await page.getByRole('radio', { name: 'Advertising' }).check();
  await assertFits(page, 'the report');
  await page.getByRole('dialog').getByRole('button', { name: 'Report' }).click();
  await page.getByText('Reported. Thank you.').first().waitFor();
  assert.deepEqual(await reasons(), [...before, 'marketing'].sort());
  await page.context().close();
});

test('from the shop’s product page: a question before any order, and the conversation that it opens', async () => {
  const { page } = await centre.open('buyer', PHONE);
  await visit(page, `${ASK}&seller=S-LAMPEN&product=${product}`);
  assert.match((await page.locator('h1').textContent()) ?? '', /^Ask Lampen Huber/u);
  await page.locator('textarea').fill('Gibt es sie auch in Grün?');
  await page.getByRole('button', { name: 'Send' }).click();
  await page.waitForURL(/\/inbox\/[0-9a-f-]{36}$/u);
  await page.locator('[role=log] article', { hasText: 'auch in Grün' }).waitFor();
  await page.context().close();
});

test('about an order; a seller who takes no messages is said at once, and so is a link to nothing', async () => {
  const { page } = await centre.open('buyer', PHONE);
  await visit(page, `${ASK}&order=${first.orderId}`);
  await page.getByText(first.orderId).first().waitFor();
  await page.locator('textarea').fill('Noch eine Frage zur Bestellung.');
  await page.getByRole('button', { name: 'Send' }).click();
  await page.locator('[role=log] article', { hasText: 'Noch eine Frage' }).waitFor();
  await pool.query(
    `insert into seller (id, shop_id, name, language, created_at) values (gen_random_uuid(), 'S-OFF', 'Aus', 'de', now())`,
  );
  await visit(page, `${ASK}&seller=S-OFF`);
  await page.getByText('This seller can’t be reached by message.').waitFor();
  assert.equal(await page.locator('textarea').count(), 0);
  await visit(page, `${ASK}&seller=S-NOBODY`);
  await page.getByText('Whom do you want to ask?').waitFor();
  await page.context().close();
});

test('by the link in a mail: one conversation without signing in, answered; then the links are stopped', async () => {
  const { rows } = await pool.query<{ id: string }>(
    `select d.id from delivery d join message m on (m.marketplace_id, m.seller_id, m.id) = (d.marketplace_id, d.seller_id, d.message_id)
      where d.recipient = 'buyer' and m.conversation_id = $1 limit 1`,
    [conversation],
  );
  const link = `/answer/${makeSignedLink('answer', rows[0]?.id ?? '', currentTokenKey(secrets))}`;
  const { page, said } = await centre.open('buyer', PHONE);
  await page.context().setExtraHTTPHeaders({});
  await page.goto(centre.base + link);
  await assertFits(page, 'the page of the link');
  await page.getByRole('button').click();
  await page.waitForURL(`${centre.base}/inbox/${conversation}`);
  await page.waitForSelector('[data-waiting]', { state: 'detached' });
  await page.getByText(first.orderId).first().waitFor({ state: 'attached' });
  await assertFits(page, 'the conversation');
  assert.equal(await page.locator('li[data-row]').count(), 0, 'no list of others');
  await page.locator('textarea').fill('Aus dem Zug beantwortet.');
  await page.getByRole('button', { name: 'Send' }).click();
  await page.locator('[role=log] article', { hasText: 'Aus dem Zug' }).waitFor();
  await page.getByRole('button', { name: 'More' }).click();
  assert.equal(await page.getByText('Unwanted messages').count(), 0, 'what a link may not do isn’t offered');
  await page.getByRole('button', { name: 'Make all links until now worthless' }).click();
  await page.getByText('The links in mails until now open nothing any more.').waitFor();
  await page.goto(centre.base + link);
  await page.getByText('This link is good no more').waitFor();
  assert.deepEqual(
    said.filter((line) => !/status of 40[14]/u.test(line)),
    [],
  );
  await page.context().close();
});
