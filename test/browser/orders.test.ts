import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import type { BrowserContextOptions, Page } from 'playwright-core';

import { axeViolations } from '#test/support/browser.ts';
import type { CentreTrade } from '#test/support/web-centre.ts';
import { startWebCentre } from '#test/support/web-centre.ts';

// Manage orders over the real server, in a real browser.

const centre = await startWebCentre();
after(() => centre.stop());
const { pool } = centre.demo.store;

const unshipped = await tradesIn('unshipped');
const [first, second, third, fourth] = unshipped as [CentreTrade, CentreTrade, CentreTrade, CentreTrade];

/** Of the shop's orders, those of one status. */
async function tradesIn(status: string): Promise<CentreTrade[]> {
  const { rows } = await pool.query<{ id: string }>('select id from sales_order where status = $1', [status]);
  const found = new Set(rows.map(({ id }) => id));
  return centre.trades.filter(({ orderId }) => found.has(orderId));
}

async function settled(page: Page): Promise<void> {
  await page.waitForSelector('main');
  await page.waitForSelector('[data-waiting]', { state: 'detached' });
}

async function visit(page: Page, path: string): Promise<void> {
  await page.goto(centre.base + path);
  await settled(page);
}

const pathOf = ({ marketplace, orderId }: CentreTrade): string => `/orders/${marketplace}/${orderId}`;
const textOf = async (page: Page, selector: string): Promise<string> =>
  (await page.textContent(selector)) ?? '';

const VIEWS = [
  ['light', { colorScheme: 'light', locale: 'en-GB' }],
  ['dark', { colorScheme: 'dark', locale: 'en-GB' }],
  ['German on a phone', { viewport: { width: 390, height: 844 }, locale: 'de-DE' }],
  ['Dutch on a tablet', { viewport: { width: 1024, height: 768 }, locale: 'nl-NL' }],
] as const satisfies readonly (readonly [string, BrowserContextOptions])[];

for (const [name, options] of VIEWS)
  test(`accessible, as wide as the screen, nothing jumps: ${name}`, async () => {
    const { page, said, asked } = await centre.open('seller', options);
    await page.addInitScript(
      `globalThis.shifts = [];
       new PerformanceObserver((list) => {
         for (const { value, hadRecentInput } of list.getEntries()) if (!hadRecentInput) globalThis.shifts.push(value);
       }).observe({ type: 'layout-shift', buffered: true });`,
    );
    const look = async (what: string): Promise<void> => {
      assert.deepEqual(await axeViolations(page), [], what);
      const width = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
      assert.equal(await page.evaluate(width), 0, `${what} is wider than the screen`);
      assert.deepEqual(await page.evaluate('globalThis.shifts'), [], `${what} jumps`);
    };
    for (const path of [
      '/orders',
      '/orders?show=duties',
      '/orders?show=cancelled',
      '/orders?number=999-9',
      pathOf(first),
    ]) {
      await visit(page, path);
      await look(path);
    }
    for (const index of [0, 1]) {
      await page.locator('main header button').nth(index).click();
      await page.locator('dialog form').waitFor();
      await look(`form ${index}`);
      await page.keyboard.press('Escape');
      await page.locator('dialog').waitFor({ state: 'detached' });
    }
    assert.deepEqual(said, []);
    assert.ok(asked.every((url) => url.startsWith(centre.base)));
    await page.context().close();
  });

test('by keyboard alone: to the orders, to one by a part of its number, and its shipment is confirmed', async () => {
  const { page } = await centre.open('seller', { locale: 'en-GB' });
  await visit(page, '/inbox');
  await page.keyboard.press('g');
  await page.keyboard.press('o');
  await page.waitForURL('**/orders');
  await settled(page);
  await page.keyboard.press('/');
  await page.keyboard.type(second.orderId.slice(4));
  await page.keyboard.press('Enter');
  await page.waitForURL(/number=/u);
  await settled(page);
  await page.locator('li[data-row]').first().waitFor();
  assert.equal(await page.locator('li[data-row]').count(), 1);
  await page.evaluate('document.activeElement.blur()');
  await page.keyboard.press('j');
  await page.keyboard.press('o');
  await page.waitForURL(`**${pathOf(second)}?*`);
  await settled(page);
  assert.equal(await page.evaluate('document.activeElement.textContent'), second.orderId);

  await page.getByRole('button', { name: 'Confirm shipment' }).press('Enter');
  await page.keyboard.type('DHL');
  await page.keyboard.press('Tab');
  await page.keyboard.type('not a number');
  await page.keyboard.press('Enter');
  assert.match((await page.getByRole('alert').textContent()) ?? '', /is no tracking number/u);
  const tracking = page.getByLabel('Tracking number');
  await tracking.fill('00340434161094042557');
  await page.keyboard.press('Enter');
  await page.locator('dialog').waitFor({ state: 'detached' });
  await page.getByText('DHL, tracking number 00340434161094042557').waitFor();
  await page.getByRole('main').getByText('Shipped', { exact: true }).first().waitFor();
  assert.equal(await page.getByRole('button', { name: 'Confirm shipment' }).count(), 0);
  await page.context().close();
});

test('a line is refunded with a reason, more than it cost is refused in words, and the rest is cancelled whole', async () => {
  const { page } = await centre.open('seller', { locale: 'en-GB' });
  await visit(page, pathOf(third));
  const adjust = page.getByRole('button', { name: 'Adjust order' });
  await adjust.click();
  const amount = page.locator('dialog input[inputmode=decimal]').first();
  await page.getByLabel('Reason').selectOption('PriceError');
  await amount.fill('100000');
  await page.getByRole('button', { name: 'Refund', exact: true }).click();
  assert.match(
    (await page.getByRole('alert').textContent()) ?? '',
    /is more than the buyer can still get back/u,
  );
  await amount.fill('1,50');
  await page.getByRole('button', { name: 'Refund', exact: true }).click();
  await page.getByText('Refunded: €1.50').waitFor();
  await page.getByRole('main').getByText(': Wrong price').waitFor();
  await page.context().close();

  const other = await centre.open('seller', { locale: 'en-GB' });
  await visit(other.page, pathOf(fourth));
  await other.page.getByRole('button', { name: 'Adjust order' }).click();
  await other.page.getByLabel('Cancel pieces and refund them').check();
  await other.page.getByLabel('Reason').selectOption('NoInventory');
  await other.page.getByRole('button', { name: 'Cancel these pieces' }).click();
  await other.page.getByRole('main').getByText('Cancelled', { exact: true }).first().waitFor();
  await other.page.getByText('Tell the buyer that it isn’t available').first().waitFor();
  const { rows } = await pool.query<{ status: string }>('select status from sales_order where id = $1', [
    fourth.orderId,
  ]);
  assert.equal(rows[0]?.status, 'cancelled');
  await other.page.context().close();
});

test('what has to be done is listed with its deadline, and leads to its order', async () => {
  const { page } = await centre.open('seller', { locale: 'en-GB' });
  await visit(page, '/orders?show=duties');
  const rows = page.locator('li[data-row]');
  assert.ok((await rows.count()) > 0);
  assert.match((await rows.first().textContent()) ?? '', /(left|late by)/u);
  await rows.first().getByRole('link').click();
  await page.waitForURL(/\/orders\/[a-z]+\/[\d-]{19}\?show=duties$/u);
  await settled(page);
  await page.getByRole('list', { name: 'What has to be done about this order' }).waitFor();
  await page.context().close();
});

test('a request for a review: why it isn’t possible is said; for many at once there is a result for each', async () => {
  const [shipped] = await tradesIn('shipped');
  assert.ok(shipped);
  const { page } = await centre.open('seller', { locale: 'en-GB' });
  await visit(page, pathOf(first));
  const part = page.getByRole('region', { name: 'Request a review' });
  assert.match((await part.textContent()) ?? '', /It isn’t possible for this order, because of this:\S/u);
  assert.equal(await part.getByRole('button').count(), 0);

  // Delivered two weeks ago: its window is open.
  await pool.query(
    `update sales_order set earliest_delivery_at = now() - interval '16 days', latest_delivery_at = now() - interval '14 days',
            completed_at = now() - interval '14 days', placed_at = now() - interval '1 minute' where id = $1`,
    [shipped.orderId],
  );
  // Both at the top of the list, which draws no more than is seen.
  await pool.query(`update sales_order set placed_at = now() - interval '2 minutes' where id = $1`, [
    first.orderId,
  ]);
  await visit(page, '/orders');
  await page.getByRole('button', { name: 'Choose orders to request reviews' }).click();
  await page.getByLabel(`Choose order ${shipped.orderId}`).check();
  await page.getByLabel(`Choose order ${first.orderId}`).check();
  await page.getByRole('button', { name: 'Request reviews' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('One of 2 requests was sent.').waitFor();
  assert.match(
    (await dialog.getByRole('listitem').filter({ hasText: shipped.orderId }).textContent()) ?? '',
    /sent$/u,
  );
  assert.match(
    (await dialog.getByRole('listitem').filter({ hasText: first.orderId }).textContent()) ?? '',
    /not sent\S/u,
  );
  assert.deepEqual(await axeViolations(page), []);
  await page.keyboard.press('Escape');
  // An order gets one.
  await visit(page, pathOf(shipped));
  assert.match((await part.textContent()) ?? '', /It isn’t possible for this order/u);
  await page.context().close();
});

test('another seller’s order isn’t there', async () => {
  const { rows } = await pool.query<{ marketplace_id: string; id: string }>(
    `select marketplace_id, id from sales_order where seller_id <> $1 limit 1`,
    [first.sellerId],
  );
  const { page } = await centre.open('seller', { locale: 'en-GB' });
  await visit(page, `/orders/${rows[0]?.marketplace_id}/${rows[0]?.id}`);
  assert.match(await textOf(page, 'main'), /This order isn’t there/u);
  await page.context().close();
});
