import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import type { BrowserContextOptions, Page } from 'playwright-core';

import { startPages } from '#cli/serve.ts';
import { startDemo } from '#demo/demo.ts';
import { greeting } from '#demo/greeting.ts';
import { readConfig } from '#src/config.ts';
import { silentLog } from '#src/log.ts';
import { createSystemIds, systemClock } from '#src/system-ports.ts';
import { axeViolations, startBrowser } from '#test/support/browser.ts';
import { testFolder } from '#test/support/test-folder.ts';
import { sendLetter } from '#test/support/test-relay.ts';

import { ensureWebBuilt } from '../../scripts/web/build.ts';

// What a newcomer sees: the demo's mailboxes and the plain pages, in a real browser.

await ensureWebBuilt();
const folder = await testFolder();
const config = readConfig({
  PARLEY_DATA: folder,
  PARLEY_MAIL_PORT: '0',
  PARLEY_HTTP_PORT: '0',
  PARLEY_DEMO_SMTP_PORT: '0',
  PARLEY_DEMO_HTTP_PORT: '0',
});
const demo = await startDemo({
  config,
  clock: systemClock,
  ids: createSystemIds(),
  log: silentLog,
  onFatal: (error) => {
    throw error;
  },
});
const server = await startPages(demo.surroundings, demo.store, demo.mail, demo.samplePeople);
const lines = await greeting(demo, server);
const browser = await startBrowser();
const pagesUrl = `http://127.0.0.1:${server.httpPort}/`;

after(async () => {
  await browser.close();
  await server.stop();
  await demo.stop();
});

const SHOP = 'service@lampen-huber.example';
const text = lines.join('\n');
const [, buyer = ''] = /to [^<]* <([^>]+)>\./u.exec(text) ?? [];
const [, buyerAlias = ''] = /the shop writes to .* at +(\S+@\S+)/u.exec(text) ?? [];
const [, orderId = ''] = /sold order (\S+) to/u.exec(text) ?? [];
const tokenOf = (who: string): string => new RegExp(`${who}\\S* *(parley_\\S+)`, 'u').exec(text)?.[1] ?? '';

/** A page that remembers what it asked for and what its console said. */
async function openPage(
  options: BrowserContextOptions = {},
): Promise<{ page: Page; asked: string[]; said: string[] }> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  const asked: string[] = [];
  const said: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  page.on('console', (message) => said.push(message.text()));
  return { page, asked, said };
}

async function signIn(page: Page, token: string): Promise<void> {
  await page.goto(pagesUrl);
  await page.fill('input[name=token]', token);
  await Promise.all([page.waitForURL(pagesUrl), page.click('form button')]);
}

/** Reloads until the page shows something: the relay is quick, but not instant. */
async function waitFor(page: Page, selector: string): Promise<void> {
  while ((await page.locator(selector).count()) === 0) await page.reload();
}

test('a message goes from the shop to the buyer’s mailbox, is answered there, and comes back', async () => {
  const html =
    '<p>Guten Tag, wann passt die <b>Lieferung</b>?</p><script>document.title = "taken over"</script>';
  const raw = [
    `From: ${SHOP}`,
    `To: ${buyerAlias}`,
    `Subject: Ihre Bestellung ${orderId}`,
    'Message-ID: <browser-1@lampen-huber.example>',
    'MIME-Version: 1.0',
    'Content-Type: text/html; charset=utf-8',
    '',
    html,
    '',
  ].join('\r\n');
  assert.match(await sendLetter(server.mailPort, { from: SHOP, to: buyerAlias, raw }), /^250/u);

  const { page, asked } = await openPage();
  await page.goto(`${demo.mailboxesUrl}mailbox/${encodeURIComponent(buyer)}`);
  await waitFor(page, 'text=Ihre Bestellung');
  await page.click('text=Ihre Bestellung');
  const frame = page.frameLocator('iframe');
  assert.equal(await frame.locator('b').textContent(), 'Lieferung');
  assert.doesNotMatch(await page.title(), /taken over/u);
  await page.fill('textarea', 'Am Dienstag bitte.');
  await page.click('button[type=submit]');
  assert.match((await page.textContent('[role=status]')) ?? '', /250 2\.0\.0/u);

  await page.goto(`${demo.mailboxesUrl}mailbox/${encodeURIComponent(SHOP)}`);
  await waitFor(page, 'text=Ihre Bestellung');
  await page.click('text=Ihre Bestellung');
  assert.match((await page.textContent('pre')) ?? '', /^Am Dienstag bitte\.\n/u);
  assert.ok(
    asked.every((url) => url.startsWith(demo.mailboxesUrl)),
    asked.join(' '),
  );
});

const VIEWS = [
  ['light', { colorScheme: 'light' }],
  ['dark', { colorScheme: 'dark' }],
  ['phone', { viewport: { width: 390, height: 844 } }],
  ['German', { locale: 'de-DE' }],
  ['Dutch', { locale: 'nl-NL' }],
] as const satisfies readonly (readonly [string, BrowserContextOptions])[];

/** Aliases are random, and so is their width: the page has to fit the widest one. */
const WIDEST_ALIASES = `{
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) walker.currentNode.data = walker.currentNode.data.replace(/[a-z2-7]{26,}(?=@)/g, 'w'.repeat(28));
}`;

for (const [name, options] of VIEWS) {
  test(`the pages are accessible and fit the screen: ${name}`, async () => {
    const { page } = await openPage(options);
    const visit = async (url: string): Promise<void> => {
      await page.goto(url);
      assert.deepEqual(await axeViolations(page), [], url);
      await page.evaluate(WIDEST_ALIASES);
      const overflow = await page.evaluate(
        'document.documentElement.scrollWidth - document.documentElement.clientWidth',
      );
      assert.equal(overflow, 0, `${url} is wider than the screen`);
    };
    await visit(pagesUrl);
    await visit(`${pagesUrl}sign-in`);
    await signIn(page, tokenOf('Lampen Huber \\(seller\\)'));
    await visit(pagesUrl);
    await visit(
      new URL((await page.getAttribute('a[href^="/conversations/"]', 'href')) ?? '', pagesUrl).href,
    );
    await visit(demo.mailboxesUrl);
    await visit(`${demo.mailboxesUrl}mailbox/${encodeURIComponent(buyer)}`);
    await visit(`${demo.mailboxesUrl}mailbox/${encodeURIComponent(buyer)}/1`);
    await page.context().close();
  });
}

test('seller and buyer see one conversation, neither the other’s address', async () => {
  for (const [who, other] of [
    ['Lampen Huber \\(seller\\)', buyer],
    ['\\(buyer\\)', SHOP],
  ] as const) {
    const { page } = await openPage();
    await signIn(page, tokenOf(who));
    await page.click('a[href^="/conversations/"]');
    assert.match(await page.content(), /Am Dienstag bitte/u);
    assert.ok(!(await page.content()).includes(other));
  }
});

test('one click, and one is Mia, the buyer or the moderator', async () => {
  for (const name of ['Mia Huber', '(buyer)', 'Nadia Brandt']) {
    const { page } = await openPage();
    await page.goto(`${pagesUrl}sign-in`);
    await Promise.all([page.waitForURL(/\/inbox/u), page.click(`button:has-text("${name}")`)]);
    // Nobody waits for the shop, which wrote last; all its conversations are a click away.
    if (name === 'Mia Huber') await page.getByRole('link', { name: 'All', exact: true }).click();
    await page.waitForSelector('main a[href^="/inbox/"]');
    await page.context().close();
  }
});

test('the page runs no script and asks nobody', async () => {
  const { page, asked, said } = await openPage();
  await signIn(page, tokenOf('the operator'));
  await page.click('a[href^="/conversations/"]');
  assert.ok(
    asked.every((url) => url.startsWith(pagesUrl)),
    asked.join(' '),
  );
  assert.deepEqual(said, []);
  assert.equal(await page.evaluate('document.scripts.length'), 0);
});
