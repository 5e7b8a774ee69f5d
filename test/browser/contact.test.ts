import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import type { BrowserContextOptions, Page } from 'playwright-core';

import { axeViolations } from '#test/support/browser.ts';
import type { CentreTrade } from '#test/support/web-centre.ts';
import { startWebCentre } from '#test/support/web-centre.ts';

// Contact buyer, and files in both composers, over the real server, in a real browser.

const centre = await startWebCentre();
after(() => centre.stop());
const { pool } = centre.demo.store;

const { rows: unshipped } = await pool.query<{ id: string }>(
  `select id from sales_order where status = 'unshipped'`,
);
const open = centre.trades.filter(({ orderId }) => unshipped.some(({ id }) => id === orderId));
const [first] = open as [CentreTrade];
const contactPath = ({ marketplace, orderId }: CentreTrade): string =>
  `/orders/${marketplace}/${orderId}/contact`;

async function visit(page: Page, path: string): Promise<void> {
  await page.goto(centre.base + path);
  await page.waitForSelector('main');
  await page.waitForSelector('[data-waiting]', { state: 'detached' });
}

const send = (page: Page) => page.locator('form:has(textarea) button[type=submit]');

/** A picture of one dot. */
const DOT = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

const VIEWS = [
  ['light', { colorScheme: 'light', locale: 'en-GB' }],
  ['dark', { colorScheme: 'dark', locale: 'en-GB' }],
  ['German on a phone', { viewport: { width: 390, height: 844 }, locale: 'de-DE' }],
  ['Dutch on a tablet', { viewport: { width: 1024, height: 768 }, locale: 'nl-NL' }],
] as const satisfies readonly (readonly [string, BrowserContextOptions])[];

for (const [name, options] of VIEWS)
  test(`accessible, as wide as the screen, nothing jumps: ${name}`, async () => {
    const { page, said } = await centre.open('seller', options);
    await page.addInitScript(
      `globalThis.shifts = [];
       new PerformanceObserver((list) => {
         for (const { value, hadRecentInput } of list.getEntries()) if (!hadRecentInput) globalThis.shifts.push(value);
       }).observe({ type: 'layout-shift', buffered: true });`,
    );
    for (const reason of ['', '?reason=delay', '?reason=address-problem']) {
      await visit(page, contactPath(first) + reason);
      await page.locator('summary').click();
      assert.deepEqual(await axeViolations(page), [], reason);
      const width = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
      assert.equal(await page.evaluate(width), 0, `${reason} is wider than the screen`);
      assert.deepEqual(await page.evaluate('globalThis.shifts'), [], `${reason} jumps`);
    }
    assert.deepEqual(said, []);
    await page.context().close();
  });

test('from the order to the message: reasons with and without, the delay’s date, what the buyer reads, and it goes', async () => {
  const { page } = await centre.open('seller', { locale: 'en-GB' });
  await visit(page, `/orders/${first.marketplace}/${first.orderId}`);
  await page.getByRole('link', { name: /^Contact buyer/u }).click();
  await page.getByLabel('Delay').check();
  await page.getByText(/reasons aren’t offered: why/u).click();
  assert.match((await page.locator('details').textContent()) ?? '', /Refund the full amount|Return|return/u);
  assert.match((await page.textContent('main form')) ?? '', /reaches the buyer even if they decline/u);
  assert.ok(await send(page).isDisabled());
  await page.getByText('Fill in what is asked for.').waitFor();
  await page.getByLabel('New delivery date').fill('2026-12-22');
  // In the buyer's language, with the marketplace's words around.
  await page.getByText(/22\. Dezember 2026/u).waitFor();
  await page.locator('textarea').fill('Das Lager hat Wasser abbekommen. Fragen an anna@shop.example.');
  await page.getByRole('button', { name: 'Take it out' }).first().click();
  assert.ok(!(await page.locator('textarea').inputValue()).includes('@'));
  await page.locator('textarea').fill('Das Lager hat Wasser abbekommen.');
  await page.locator('section').getByText('Das Lager hat Wasser abbekommen.').waitFor();
  await page.locator('form:has(textarea) button[type=submit]:enabled').waitFor();
  await send(page).click();
  await page.getByRole('link', { name: 'To the conversation' }).click();
  await page.locator('[role=log] article', { hasText: '22. Dezember 2026' }).waitFor();
  await page.context().close();
});

test('files: dropped, pasted and chosen, up to the limit, removed; one goes with an answer and is there', async () => {
  const { page } = await centre.open('seller', { locale: 'en-GB' });
  const conversation = await centre.conversationOf(centre.trades[3]?.orderId ?? '');
  await visit(page, `/inbox/${conversation}`);
  const input = page.locator('form input[type=file]');
  const chips = page.getByRole('list', { name: 'Files that go along' }).getByRole('listitem');
  await input.setInputFiles([{ name: 'rechnung.png', mimeType: 'image/png', buffer: DOT }]);
  await page.evaluate(
    `{ const data = new DataTransfer(); data.items.add(new File([new Uint8Array(10_500_000)], 'too-big.pdf'));
       const paste = new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true });
       document.querySelector('textarea').dispatchEvent(paste); }`,
  );
  await page
    .getByRole('alert')
    .getByText(/at most/u)
    .waitFor();
  assert.equal(await chips.count(), 1);
  await page.locator('form canvas:not([hidden])').waitFor();
  const transfer = (kind: string): string =>
    `{ const data = new DataTransfer(); data.items.add(new File(['abc'], 'more.txt', { type: 'text/plain' }));
       const box = document.querySelector('textarea');
       box.dispatchEvent(${
         kind === 'paste'
           ? `new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true })`
           : `new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true })`
       }); }`;
  for (const kind of ['paste', 'drop']) {
    await page.evaluate(transfer(kind));
    await chips.nth(1).waitFor();
    await page.getByRole('button', { name: 'Remove more.txt' }).click();
    await chips.nth(1).waitFor({ state: 'detached' });
  }
  assert.deepEqual(await axeViolations(page), []);
  await page.locator('textarea').fill('Guten Tag, die Rechnung liegt bei.');
  await send(page).click();
  const own = page.locator('[role=log] article', { hasText: 'die Rechnung liegt bei' });
  await own.waitFor();
  assert.match((await own.textContent()) ?? '', /rechnung\.png/u);
  assert.equal(await chips.count(), 0);
  await page.context().close();
});

test('a refusal stops the sending and keeps the words; what was mended goes', async () => {
  const { page } = await centre.open('seller', { locale: 'en-GB' });
  await visit(page, `${contactPath(first)}?reason=address-problem`);
  const bad = 'Die Hausnummer fehlt. Schreiben Sie an anna@shop.example.';
  await page.locator('textarea').fill(bad);
  await page.locator('form:has(textarea) li', { hasText: 'anna@shop.example' }).first().waitFor();
  assert.ok(await send(page).isDisabled());
  await page.reload();
  await page.locator('textarea').waitFor();
  assert.equal(await page.locator('textarea').inputValue(), bad, 'the draft is kept');
  await page.locator('textarea').fill('Die Hausnummer fehlt. Wie lautet sie?');
  await page.locator('section').getByText('Wie lautet sie?').waitFor();
  await page.locator('textarea').press('Control+Enter');
  await page.getByText('Your message is on its way.').first().waitFor();
  await page.context().close();
});
