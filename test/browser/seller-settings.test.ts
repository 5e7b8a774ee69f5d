import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import type { BrowserContextOptions, Page } from 'playwright-core';

import { axeViolations } from '#test/support/browser.ts';
import type { CentreTrade } from '#test/support/web-centre.ts';
import { startWebCentre } from '#test/support/web-centre.ts';

// Notifications, returns, templates, the suppression list, response time and team, in a real browser.

const centre = await startWebCentre();
after(() => centre.stop());
const { pool } = centre.demo.store;
const [first, second, , fourth] = centre.trades as [CentreTrade, CentreTrade, CentreTrade, CentreTrade];
const ENGLISH = { locale: 'en-GB' } as const;

await pool.query(
  `insert into order_return (marketplace_id, seller_id, id, order_id, status, opened_at)
   values ($1, $2, 'R-100', $3, 'received', now() - interval '2 days')`,
  [first.marketplace, first.sellerId, first.orderId],
);
// Asked for three days ago, and not answered since.
await pool.query(
  `update message set received_at = received_at - interval '3 days'
    where author = 'buyer' and conversation_id = (select id from conversation where order_id = $1)`,
  [second.orderId],
);

async function settled(page: Page): Promise<void> {
  await page.waitForSelector('main');
  await page.waitForSelector('[data-waiting]', { state: 'detached' });
}

async function visit(page: Page, path: string): Promise<void> {
  await page.goto(centre.base + path);
  await settled(page);
}

const PAGES = [
  '/returns',
  '/notifications',
  '/templates',
  '/suppression',
  '/response-time?days=7',
  '/team',
] as const;

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
    for (const path of PAGES) {
      await visit(page, path);
      assert.deepEqual(await axeViolations(page), [], path);
      const width = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
      assert.equal(await page.evaluate(width), 0, `${path} is wider than the screen`);
      assert.deepEqual(await page.evaluate('globalThis.shifts'), [], `${path} jumps`);
    }
    assert.deepEqual(said, []);
    await page.context().close();
  });

test('buyer messages are switched off and on; until they are on, the inbox says so with the way there (INBOX 1)', async () => {
  const { page } = await centre.open('seller', ENGLISH);
  await visit(page, '/notifications');
  await page.getByRole('button', { name: 'Edit' }).click();
  await page.getByLabel('Buyer messages', { exact: true }).uncheck();
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('You receive no buyer messages').waitFor();
  await visit(page, '/inbox');
  await page.getByRole('link', { name: 'Switch buyer messages on' }).click();
  await page.waitForURL('**/notifications');
  await settled(page);
  await page.getByRole('button', { name: 'Edit' }).click();
  await page.getByLabel('Buyer messages', { exact: true }).check();
  const address = page.getByLabel('E-mail address for buyer messages');
  await address.fill('nobody');
  await page.getByRole('button', { name: 'Save' }).click();
  assert.match((await page.getByRole('alert').textContent()) ?? '', /not an e-mail address/u);
  await address.fill('service@lampen-huber.example');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Buyer messages go to service@lampen-huber.example.').waitFor();
  await visit(page, '/inbox');
  assert.equal(await page.getByRole('link', { name: 'Switch buyer messages on' }).count(), 0);
  await page.context().close();
});

test('an open return shows what is due, leads to a follow-up, and is refunded', async () => {
  const { page } = await centre.open('seller', ENGLISH);
  await visit(page, '/returns');
  const row = page.locator('tbody tr', { hasText: 'R-100' });
  assert.match((await row.textContent()) ?? '', /Refund the return that has arrived/u);
  assert.match(
    (await row.getByRole('link', { name: 'Follow up' }).getAttribute('href')) ?? '',
    /\/contact\?reason=return-follow-up$/u,
  );
  await row.getByRole('button', { name: 'Refund' }).click();
  const dialog = page.getByRole('dialog');
  assert.equal(await dialog.getByLabel('Reason').inputValue(), 'CustomerReturn');
  await dialog.locator('input[inputmode=decimal]').first().fill('2.00');
  await dialog.getByRole('button', { name: 'Refund', exact: true }).click();
  await dialog.waitFor({ state: 'detached' });
  const { rows } = await pool.query<{ reason: string }>(
    'select reason from adjustment_item where order_id = $1',
    [first.orderId],
  );
  assert.deepEqual(rows, [{ reason: 'CustomerReturn' }]);
  await page.context().close();
});

test('a template with a variable that isn’t one is refused in words; a good one is found by / and filled', async () => {
  const { page } = await centre.open('seller', ENGLISH);
  await visit(page, '/templates');
  await page.keyboard.press('n');
  await page.keyboard.type('Rechnung');
  await page.getByRole('button', { name: '+ German' }).click();
  const text = page.getByLabel('Text in German');
  await text.fill('Guten Tag, die Rechnung zu {orderNumber} folgt morgen.');
  await page.getByRole('button', { name: 'Save' }).click();
  assert.match((await page.getByRole('alert').textContent()) ?? '', /orderNumber/u);
  await text.fill('Guten Tag, die Rechnung zu Bestellung {orderId} folgt morgen.');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Rechnung is saved.').first().waitFor();
  if ((await page.getByRole('dialog').count()) > 0) await page.keyboard.press('Escape');
  await page.locator('tbody tr', { hasText: 'Rechnung' }).waitFor();

  await visit(page, `/inbox/${await centre.conversationOf(fourth.orderId)}`);
  await page.locator('textarea').press('/');
  await page.locator('[role=combobox]:focus').waitFor();
  await page.keyboard.type('rechn');
  // The list follows the words.
  const offered = page.getByRole('listbox').getByRole('option');
  await offered.first().waitFor();
  await offered.nth(1).waitFor({ state: 'detached' });
  assert.equal(await offered.count(), 1);
  assert.deepEqual(await axeViolations(page), []);
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  assert.equal(
    await page.locator('textarea').inputValue(),
    `Guten Tag, die Rechnung zu Bestellung ${fourth.orderId} folgt morgen.`,
  );

  await visit(page, '/templates');
  await page.getByRole('button', { name: 'Remove Rechnung' }).click();
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.locator('tbody tr', { hasText: 'Rechnung' }).waitFor();
  await page.context().close();
});

test('buyers are put on the list by an order or a table, with a report, and taken off', async () => {
  const { page } = await centre.open('seller', ENGLISH);
  await pool.query('delete from suppression');
  await visit(page, '/suppression');
  await page.getByLabel('Buyer').fill('123-1234567-1234567');
  await page.getByRole('button', { name: 'Add to the list' }).click();
  await page.getByRole('alert').waitFor();
  await page.getByLabel('Buyer').fill(first.orderId);
  await page.getByRole('button', { name: 'Add to the list' }).click();
  await page.locator('tbody tr', { hasText: 'By hand' }).waitFor();
  await page.locator('input[type=file]').setInputFiles({
    name: 'list.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(`buyer,marketplace\n${second.orderId},${second.marketplace}\nnobody,de\n`),
  });
  await page.getByText('Added: 1. On the list already: 0. Not taken: 1.').waitFor();
  await page.getByText(/^Line 3:/u).waitFor();
  await page
    .locator('tbody tr', { hasText: 'By hand' })
    .getByRole('button', { name: /^Remove/u })
    .click();
  await page.locator('tbody tr', { hasText: 'By hand' }).waitFor({ state: 'detached' });
  assert.equal(await page.locator('tbody tr').count(), 1);
  await page.context().close();
});

test('response time: the figures stand in a table, a late answer is disputed, the rest is to be had as CSV', async () => {
  const conversation = await centre.conversationOf(second.orderId);
  const { page } = await centre.open('seller', ENGLISH);
  await visit(page, `/inbox/${conversation}`);
  await page.locator('textarea').fill('Guten Tag, wir schicken Ihnen eine neue.');
  await page.locator('form:has(textarea) button[type=submit]').click();
  await page.locator('[role=log] article', { hasText: 'eine neue' }).waitFor();

  await visit(page, '/response-time?days=7');
  const table = page.getByRole('table', { name: 'Figures of marketplace de' });
  assert.match((await table.locator('tbody tr').first().textContent()) ?? '', /^7 days/u);
  const late = page.getByRole('table', { name: 'Not answered in time' }).locator('tbody tr');
  await late.getByRole('button', { name: 'Dispute' }).first().click();
  await page.getByLabel('Why shouldn’t it count?').fill('The marketplace was down.');
  await page.getByRole('button', { name: 'Send' }).click();
  await page.getByText('Disputed, not decided yet').waitFor();
  const href = await page.getByRole('link', { name: /as CSV$/u }).getAttribute('href');
  const csv = await page.request.get(centre.base + String(href));
  assert.match(await csv.text(), /^marketplace,conversation/u);
  await page.context().close();
});

test('somebody is invited, given another role, and their seat ended', async () => {
  const { page } = await centre.open('seller', ENGLISH);
  await visit(page, '/team');
  await page.getByRole('button', { name: 'Invite somebody' }).click();
  await page.keyboard.type('Rosa Kern');
  await page.getByLabel('E-mail address').fill('rosa@lampen-huber.example');
  await page.getByLabel(/^Reader:/u).check();
  await page.getByRole('button', { name: 'Send the invitation' }).click();
  const row = page.locator('tbody tr', { hasText: 'Rosa Kern' });
  await row.waitFor();
  assert.match((await row.textContent()) ?? '', /Invited/u);
  await page.getByLabel('Role of Rosa Kern').selectOption('agent');
  await page.getByText('The role of Rosa Kern is changed.').first().waitFor();
  await page.getByRole('button', { name: 'End the seat of Rosa Kern' }).click();
  assert.deepEqual(await axeViolations(page), []);
  await page.getByRole('dialog').getByRole('button', { name: 'End', exact: true }).click();
  await page.getByText('Rosa Kern has no seat here any more.').first().waitFor();
  await page.context().close();
});
