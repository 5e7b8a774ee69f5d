import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import type { BrowserContextOptions, Page } from 'playwright-core';

import { axeViolations } from '#test/support/browser.ts';
import { startWebCentre } from '#test/support/web-centre.ts';

// The operator's pages beside the review queue, over the real server, in a real browser.

const centre = await startWebCentre();
after(() => centre.stop());
const { pool } = centre.demo.store;

async function settled(page: Page): Promise<void> {
  await page.waitForSelector('main h1');
  await page.waitForSelector('[data-waiting]', { state: 'detached' });
}

async function visit(page: Page, path: string): Promise<void> {
  await page.goto(centre.base + path);
  await settled(page);
}

/** A decision about the first seller, to which its owner objects. */
async function object(): Promise<string> {
  const { rows } = await pool.query<{ id: string }>(
    `insert into statement_of_reasons (id, marketplace_id, seller_id, buyer_id, addressee, language, subject, body, facts,
                                       decided_by, automatic, issued_at, told_at, object_until)
     select gen_random_uuid(), c.marketplace_id, c.seller_id, c.buyer_id, 'seller', 'de', 'Ihre Nachricht wurde gesperrt',
            'Sie war für die Bestellung nicht nötig.', '{}', '{"kind": "system", "id": null, "label": "Plan"}', true,
            now() - interval '2 days', now() - interval '2 days', now() + interval '5 days'
       from conversation c where c.order_id = $1 returning id`,
    [centre.trades[0]?.orderId],
  );
  const { page } = await centre.open('seller');
  const id = rows[0]?.id ?? '';
  const answer = await page.request.post(`${centre.base}/api/v1/statements/${id}/objection`, {
    data: { text: 'Die Käuferin hatte danach gefragt.' },
  });
  assert.ok(answer.ok(), await answer.text());
  await page.context().close();
  return id;
}

const statement = await object();

const VIEWS = [
  ['light', { colorScheme: 'light', locale: 'en-GB' }],
  ['dark', { colorScheme: 'dark', locale: 'en-GB' }],
  ['German on a phone', { viewport: { width: 390, height: 844 }, locale: 'de-DE' }],
  ['Dutch on a tablet', { viewport: { width: 1024, height: 768 }, locale: 'nl-NL' }],
] as const satisfies readonly (readonly [string, BrowserContextOptions])[];

for (const [name, options] of VIEWS)
  test(`accessible, and as wide as the screen: ${name}`, async () => {
    const { page, said } = await centre.open('operator', options);
    for (const path of ['/objections', '/deliveries']) {
      await visit(page, path);
      assert.deepEqual(await axeViolations(page), [], path);
      const width = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
      assert.equal(await page.evaluate(width), 0, `${path} is wider than the screen`);
    }
    await visit(page, '/objections');
    await page.locator('article button').first().press('Enter');
    await page.locator('textarea[name=reasons]').waitFor();
    assert.deepEqual(await axeViolations(page), [], 'the answer');
    assert.deepEqual(said, []);
    await page.context().close();
  });

test('an objection is read and answered, and leaves the list', async () => {
  const { page } = await centre.open('operator', { locale: 'en-GB' });
  await visit(page, '/objections');
  assert.match((await page.textContent('main')) ?? '', /nicht nötig.*Die Käuferin hatte danach gefragt/su);
  await page.getByRole('button', { name: 'Answer' }).press('Enter');
  await page.getByRole('button', { name: 'Send the answer' }).press('Enter');
  assert.ok((await page.locator(':invalid').count()) > 0, 'an outcome and reasons are asked for');
  await page.getByLabel('It is reversed, with what rested on it').check();
  await page.locator('textarea[name=reasons]').fill('Die Frage steht im Verlauf.');
  await page.getByRole('button', { name: 'Send the answer' }).press('Enter');
  await page.getByText('Every objection has its answer.').waitFor();
  const { rows } = await pool.query<{ outcome: string }>(
    'select outcome from objection where statement_id = $1',
    [statement],
  );
  assert.deepEqual(rows, [{ outcome: 'reversed' }]);
  await page.context().close();
});

test('deliveries are shown by state', async () => {
  const { page } = await centre.open('operator', { locale: 'en-GB' });
  await visit(page, '/deliveries');
  await page.getByLabel('Show').selectOption('handed_over');
  await page.locator('table tbody tr').first().waitFor();
  assert.equal(await page.getByRole('button', { name: 'Try now' }).count(), 0, 'what left is not sent again');
  await page.context().close();
});
