import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { gzipSync } from 'node:zlib';

import type { BrowserContextOptions, Page } from 'playwright-core';

import { makeSignedLink } from '#market/signed-link.ts';
import { currentTokenKey } from '#store/seal-keys.ts';
import { axeViolations } from '#test/support/browser.ts';
import type { CentreReader } from '#test/support/web-centre.ts';
import { SHOP, startWebCentre } from '#test/support/web-centre.ts';
import { sendLetter } from '#test/support/test-relay.ts';

// The message centre over the real server, in a real browser.

const centre = await startWebCentre();
after(() => centre.stop());

const [trade, second] = centre.trades;
const conversation = await centre.conversationOf(trade?.orderId ?? '');
const ROW = 'main li[data-row] a';

/** Everything that is shown is there; nothing waits. */
async function settled(page: Page): Promise<void> {
  await page.waitForSelector('main');
  await page.waitForSelector('[data-waiting]', { state: 'detached' });
}

async function visit(page: Page, path: string): Promise<void> {
  await page.goto(centre.base + path);
  await settled(page);
}

const PAGES: readonly (readonly [CentreReader, path: string])[] = [
  ['seller', '/inbox'],
  ['seller', `/inbox/${conversation}`],
  ['seller', '/inbox?order=123-1234567-1234567'],
  ['seller', '/inbox/00000000-0000-7000-8000-000000000000'],
  ['seller', '/inbox?due=any'],
  ['seller', '/inbox?due=overdue'],
  ['seller', '/permissions'],
  ['seller', '/standing'],
  ['buyer', '/inbox'],
  ['buyer', `/inbox/${conversation}`],
  ['operator', '/inbox'],
];

const VIEWS = [
  ['light', { colorScheme: 'light', locale: 'en-GB' }],
  ['dark', { colorScheme: 'dark', locale: 'en-GB' }],
  ['German on a phone', { viewport: { width: 390, height: 844 }, locale: 'de-DE' }],
  ['German, dark', { colorScheme: 'dark', locale: 'de-DE' }],
  ['Dutch on a tablet', { viewport: { width: 1024, height: 768 }, locale: 'nl-NL' }],
] as const satisfies readonly (readonly [string, BrowserContextOptions])[];

for (const [name, options] of VIEWS)
  for (const reader of ['seller', 'buyer', 'operator'] as const)
    test(`accessible, as wide as the screen, nothing jumps: ${reader}, ${name}`, async () => {
      const { page, said, asked } = await centre.open(reader, options);
      await page.addInitScript(
        `globalThis.shifts = [];
         new PerformanceObserver((list) => {
           for (const { value, hadRecentInput } of list.getEntries()) if (!hadRecentInput) globalThis.shifts.push(value);
         }).observe({ type: 'layout-shift', buffered: true });`,
      );
      for (const [whose, path] of PAGES) {
        if (whose !== reader) continue;
        await visit(page, path);
        assert.deepEqual(await axeViolations(page), [], path);
        const width = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
        assert.equal(await page.evaluate(width), 0, `${path} is wider than the screen`);
        assert.deepEqual(await page.evaluate('globalThis.shifts'), [], `${path} jumps`);
      }
      assert.equal(await page.evaluate('document.documentElement.lang'), options.locale.slice(0, 2));
      // A browser says of itself that a conversation that isn't there was answered with 404.
      assert.deepEqual(
        said.filter((line) => !/status of 404/u.test(line)),
        [],
      );
      assert.ok(
        asked.every((url) => url.startsWith(centre.base)),
        asked.join(' '),
      );
      await page.context().close();
    });

for (const [name, options] of VIEWS)
  test(`declining by the link of a mail: ${name}`, async () => {
    const { page, said } = await centre.open('buyer', options);
    await page.context().setExtraHTTPHeaders({});
    await page.goto(`${centre.base}/unsubscribe/${await unsubscribeLink()}`);
    for (const left of [2, 1, 0]) {
      assert.deepEqual(await axeViolations(page), [], `${left} buttons`);
      const width = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
      assert.equal(await page.evaluate(width), 0, 'wider than the screen');
      assert.equal(await page.evaluate('document.documentElement.lang'), options.locale.slice(0, 2));
      assert.equal(await page.locator('button').count(), left);
      if (left > 0) await page.locator('button').first().click();
    }
    assert.equal(await page.locator('[role=status]').count(), 1);
    // The browser asks once for an icon that plain pages don't have.
    assert.deepEqual(
      said.filter((line) => !/status of 404/u.test(line)),
      [],
    );
  });

/** The link in a mail that went to a buyer, who declines nothing so far. */
async function unsubscribeLink(): Promise<string> {
  const { pool, secrets } = centre.demo.store;
  for (const table of ['seller_mute', 'buyer_preference']) await pool.query(`delete from ${table}`);
  const { rows } = await pool.query<{ id: string }>(
    `select id from delivery where recipient = 'buyer' and message_id is not null limit 1`,
  );
  return makeSignedLink('unsubscribe', rows[0]?.id ?? '', currentTokenKey(secrets));
}

test('by keyboard alone: through the list, into a conversation, to another by the palette', async () => {
  const { page } = await centre.open('seller', { locale: 'en-GB' });
  await visit(page, '/inbox');
  const focusedRow = () => page.evaluate('document.activeElement.closest("[data-row]")?.dataset.row ?? null');
  await page.keyboard.press('j');
  assert.equal(await focusedRow(), '0');
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await page.keyboard.press('k');
  assert.equal(await focusedRow(), '1');
  await page.keyboard.press('o');
  await page.waitForURL(/\/inbox\/[0-9a-f-]{36}$/u);
  await settled(page);
  assert.equal(await page.evaluate('document.activeElement.tagName'), 'H1');

  await page.keyboard.press('?');
  assert.equal(await page.getByRole('dialog').getByRole('heading').textContent(), 'Keyboard shortcuts');
  await page.keyboard.press('Escape');
  assert.equal(await page.getByRole('dialog').count(), 0);

  await page.keyboard.press('Control+k');
  await page.keyboard.type(trade?.orderId ?? '');
  await page.keyboard.press('Enter');
  await page.waitForURL((url) => url.search === `?order=${trade?.orderId}`);
  await settled(page);
  assert.equal(await page.locator(ROW).count(), 1);
  await page.keyboard.press('g');
  await page.keyboard.press('i');
  await page.waitForURL((url) => url.search === '?due=any');
  await page.locator(ROW).nth(3).waitFor();
  await page.keyboard.press('/');
  assert.equal(await page.evaluate('document.activeElement.type'), 'search');
  await page.context().close();
});

test('single keys can be switched off (WCAG 2.1.4), and stay so', async () => {
  const { page } = await centre.open('seller', { locale: 'en-GB' });
  await visit(page, '/inbox');
  await page.keyboard.press('?');
  await page.getByLabel('Use single keys as shortcuts').uncheck();
  await page.keyboard.press('Escape');
  await page.reload();
  await settled(page);
  await page.keyboard.press('?');
  assert.equal(await page.getByRole('dialog').count(), 0);
  await page.context().close();
});

test('seller and buyer read one conversation; the other side’s address and full name are nowhere', async () => {
  const seller = await centre.open('seller', { locale: 'en-GB' });
  await visit(seller.page, `/inbox/${conversation}`);
  const buyer = await centre.open('buyer', { locale: 'en-GB' });
  await visit(buyer.page, `/inbox/${conversation}`);
  for (const { page } of [seller, buyer])
    assert.match((await page.textContent('[role=log]')) ?? '', /Dienstag zwischen 10 und 14 Uhr/u);
  assert.ok(!(await seller.page.content()).includes(trade?.buyer ?? 'nobody'));
  assert.ok(!(await buyer.page.content()).includes(SHOP));
  assert.equal(await seller.page.textContent('aside h2'), trade?.orderId);
  await seller.page.context().close();
  await buyer.page.context().close();
});

test('a buyer’s mail comes without reloading: at the end it is shown, further up it is counted', async () => {
  const { page } = await centre.open('seller', { locale: 'en-GB', viewport: { width: 1300, height: 420 } });
  const id = await centre.conversationOf(second?.orderId ?? '');
  await visit(page, `/inbox/${id}`);
  const write = (text: string) =>
    sendLetter(centre.mailPort, {
      from: second?.buyer ?? '',
      to: second?.shopAlias ?? '',
      subject: `Bestellung ${second?.orderId}`,
      text,
    });
  const seen = (what: RegExp): Promise<void> => page.getByText(what).first().waitFor();
  await write(`Noch etwas:\n${'lang\n'.repeat(40)}Ende der langen Nachricht`);
  await seen(/Ende der langen Nachricht/u);
  const atEnd = 'Math.abs(log.scrollHeight - log.scrollTop - log.clientHeight) < 2';
  assert.ok(await page.evaluate(`{ const log = document.querySelector('[role=log]'); ${atEnd} }`));
  await page.evaluate('document.querySelector("[role=log]").scrollTop = 0');
  await page.waitForFunction('document.querySelector("[role=log]").scrollTop === 0');
  await write('Und noch etwas.');
  await seen(/1 new message/u);
  assert.equal(await page.evaluate('document.querySelector("[role=log]").scrollTop'), 0);
  await page.getByRole('button', { name: '1 new message' }).click();
  assert.ok(await page.evaluate(`{ const log = document.querySelector('[role=log]'); ${atEnd} }`));
  await page.context().close();
});

test('after a sleep, every tab catches up with what came meanwhile', async () => {
  const { page } = await centre.open('seller', { locale: 'en-GB' });
  const id = await centre.conversationOf(second?.orderId ?? '');
  await visit(page, `/inbox/${id}`);
  const tab = await page.context().newPage();
  await visit(tab, '/inbox');
  await page.context().setOffline(true);
  await sendLetter(centre.mailPort, {
    from: second?.buyer ?? '',
    to: second?.shopAlias ?? '',
    subject: `Bestellung ${second?.orderId}`,
    text: 'Während des Schlafs geschrieben.',
  });
  await page.context().setOffline(false);
  await page.getByRole('log').getByText('Während des Schlafs').waitFor();
  await tab.locator(ROW).getByText('Während des Schlafs').waitFor();
  await page.context().close();
});

test('the order stands beside the conversation, or in a sheet where there is no room', async () => {
  const { page } = await centre.open('seller', { locale: 'de-DE', viewport: { width: 390, height: 844 } });
  await visit(page, `/inbox/${conversation}`);
  await page.getByRole('button', { name: 'Bestellung' }).click();
  await settled(page);
  assert.equal(await page.locator('dialog h2').nth(1).textContent(), trade?.orderId);
  assert.deepEqual(await axeViolations(page), []);
  await page.keyboard.press('Escape');
  await page.getByRole('link', { name: 'Alle Konversationen' }).click();
  await page.waitForURL('**/inbox');
  await page.context().close();
});

test('a server that is away is said in words, with what to do', async () => {
  const { page } = await centre.open('seller', { locale: 'en-GB' });
  await page.clock.install();
  await page.route('**/api/v1/**', (route) => route.abort());
  await page.goto(`${centre.base}/inbox`);
  const alert = page.getByRole('alert');
  while ((await alert.count()) === 0) await page.clock.fastForward(5000);
  assert.match((await alert.textContent()) ?? '', /can’t be reached/u);
  await page.unroute('**/api/v1/**');
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.waitForSelector(ROW);
  await page.context().close();
});

test('messaging permissions by keyboard: add, a clear error, switch, remove what was only pending', async () => {
  const { page } = await centre.open('seller', { locale: 'en-GB' });
  await visit(page, '/permissions');
  const row = (address: string) => page.locator('tbody tr', { hasText: address });
  await page.keyboard.press('n');
  await page.keyboard.type('new@lampen-huber.example');
  await page.keyboard.press('Enter');
  await row('new@lampen-huber.example').waitFor();
  assert.match((await row('new@').textContent()) ?? '', /Approved/u);
  assert.match((await page.getByRole('status').textContent()) ?? '', /may write to buyers/u);

  await page.keyboard.press('n');
  await page.keyboard.type('New@Lampen-Huber.example');
  await page.keyboard.press('Enter');
  assert.match((await page.getByRole('alert').textContent()) ?? '', /in the list already/u);
  assert.deepEqual(await axeViolations(page), []);
  await page.keyboard.press('Escape');
  assert.equal(await page.getByRole('alert').count(), 0);

  await page.getByRole('button', { name: 'Edit new@lampen-huber.example' }).press('Enter');
  assert.equal(await page.getByLabel('Remove').count(), 0);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.locator('tbody tr:has(th)', { hasText: /new@.*Blocked/u }).waitFor();

  await page.getByRole('button', { name: 'Edit tom@lampen-huber.example' }).press('Enter');
  await page.getByLabel('Remove').check();
  await page.getByRole('button', { name: 'Save' }).press('Enter');
  await row('tom@').waitFor({ state: 'detached' });
  await page.getByText('History of changes').press('Enter');
  assert.match(
    (await page.locator('details').textContent()) ?? '',
    /Mia Huber blocked new@lampen-huber\.example/u,
  );
  await page.context().close();
});

test('a seller reads why, and objects', async () => {
  const { page } = await centre.open('seller', { locale: 'en-GB' });
  await visit(page, '/standing');
  assert.match((await page.textContent('main')) ?? '', /Marketplace de: warned/u);
  await page.getByRole('button', { name: 'Object' }).click();
  await page.keyboard.type('These were addresses of the manufacturer.');
  assert.deepEqual(await axeViolations(page), []);
  await page.getByRole('button', { name: 'Send the objection' }).click();
  await page.getByText('It is being looked at; you get an answer.').waitFor();
  assert.equal(await page.getByRole('button', { name: 'Object' }).count(), 0);
  await page.context().close();
});

test('no answer needed, and back: the conversation leaves the list of what waits', async () => {
  const { page } = await centre.open('seller', { locale: 'en-GB' });
  const [, , , fourth] = centre.trades;
  const id = await centre.conversationOf(fourth?.orderId ?? '');
  await visit(page, `/inbox/${id}?due=any`);
  const inList = page.locator('li[data-row]', { hasText: fourth?.orderId ?? 'nothing' });
  await inList.waitFor();
  assert.match((await inList.textContent()) ?? '', /23 h left/u);
  await page.keyboard.press('#');
  await inList.waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Undo' }).click();
  await inList.waitFor();
  await page.keyboard.press('r');
  assert.equal(await page.evaluate('document.activeElement.tagName'), 'TEXTAREA');
  const byMail = page.locator('form:has(textarea) a[href^="mailto:"]');
  assert.match((await byMail.getAttribute('href')) ?? '', /^mailto:[a-z0-9]+@post\./u);
  await page.context().close();
});

const BUDGETS_KB = { buyer: 110, seller: 220, operator: 220 } as const;

for (const reader of ['buyer', 'seller', 'operator'] as const)
  test(`script of a conversation’s page: ${reader} at most ${BUDGETS_KB[reader]} kB`, async (t) => {
    const { page } = await centre.open(reader, { locale: 'de-DE' });
    const sizes = new Map<string, Promise<number>>();
    page.on('response', (response) => {
      if (response.url().endsWith('.js'))
        sizes.set(
          response.url(),
          response.body().then((body) => gzipSync(body, { level: 9 }).byteLength),
        );
    });
    await visit(page, `/inbox/${conversation}`);
    const bytes = (await Promise.all(sizes.values())).reduce((sum, size) => sum + size, 0);
    t.diagnostic(`${reader}: ${(bytes / 1000).toFixed(1)} kB of script, gzip`);
    assert.ok(bytes > 10_000 && bytes <= BUDGETS_KB[reader] * 1000, `${bytes} bytes`);
    await page.context().close();
  });
