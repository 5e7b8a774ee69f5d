import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import type { BrowserContextOptions, Page } from 'playwright-core';

import { axeViolations } from '#test/support/browser.ts';
import { HELD_WORDS, openCases } from '#test/support/web-cases.ts';
import { startWebCentre } from '#test/support/web-centre.ts';

// The operator's review queue over the real server, in a real browser.

const centre = await startWebCentre();
after(() => centre.stop());
await openCases(centre);
const { pool } = centre.demo.store;
const conversation = await centre.conversationOf(centre.trades[0]?.orderId ?? '');

async function settled(page: Page): Promise<void> {
  await page.waitForSelector('main');
  await page.waitForSelector('[data-waiting]', { state: 'detached' });
}

async function visit(page: Page, path: string): Promise<void> {
  await page.goto(centre.base + path);
  await settled(page);
}

/** The case of a kind, by its address. */
async function pathOf(page: Page, kind: string): Promise<string> {
  const response = await page.request.get(`${centre.base}/api/v1/reviews?kind=${kind}`);
  const { items } = (await response.json()) as { items: readonly { id: string }[] };
  assert.equal(items.length, 1, kind);
  return `/reviews/${items[0]?.id}`;
}

const VIEWS = [
  ['light', { colorScheme: 'light', locale: 'en-GB' }],
  ['dark', { colorScheme: 'dark', locale: 'en-GB' }],
  ['German on a phone', { viewport: { width: 390, height: 844 }, locale: 'de-DE' }],
  ['Dutch on a tablet', { viewport: { width: 1024, height: 768 }, locale: 'nl-NL' }],
] as const satisfies readonly (readonly [string, BrowserContextOptions])[];

for (const [name, options] of VIEWS)
  test(`accessible, as wide as the screen, nothing jumps: ${name}`, async () => {
    const { page, said, asked } = await centre.open('operator', options);
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
    for (const path of ['/reviews', '/reviews?state=decided']) {
      await visit(page, path);
      await look(path);
    }
    for (const kind of ['conduct', 'reported', 'held']) {
      await visit(page, await pathOf(page, kind));
      await look(kind);
    }
    await page.keyboard.press('c');
    await page.locator('footer kbd', { hasText: '3' }).waitFor({ state: 'attached' });
    await look('claimed');
    await page.keyboard.press('3');
    await page.locator('textarea[name=facts]').waitFor();
    await look('about to be refused');
    await page.keyboard.press('Escape');
    assert.equal(await page.locator('textarea[name=facts]').count(), 0);
    assert.deepEqual(said, []);
    assert.ok(asked.every((url) => url.startsWith(centre.base)));
    // As it was, for the next.
    await pool.query('update review set claimed_by = null, claimed_until = null');
    await page.context().close();
  });

test('by keyboard alone: a held message is permitted, taken back, permitted again, and reaches the buyer', async () => {
  const buyer = await centre.open('buyer', { locale: 'en-GB' });
  await visit(buyer.page, `/inbox/${conversation}`);
  assert.ok(!((await buyer.page.textContent('[role=log]')) ?? '').includes(HELD_WORDS));

  const { page } = await centre.open('operator', { locale: 'en-GB' });
  const held = await pathOf(page, 'held');
  await visit(page, '/reviews');
  await page.keyboard.press('j');
  await page.keyboard.press('o');
  await page.waitForURL(`**${held}`);
  await settled(page);
  assert.equal(await page.evaluate('document.activeElement.tagName'), 'H1');
  const permit = async (): Promise<void> => {
    await page.keyboard.press('c');
    await page.getByRole('button', { name: 'Permit 1' }).waitFor();
    await page.keyboard.press('1');
    await page.getByText('It is delivered as it is.').waitFor();
    await page.keyboard.press('Enter');
    // On to the next case.
    await page.waitForURL((url) => !url.pathname.endsWith(held));
    await page.getByText('Permitted: Lampen Huber').first().waitFor();
  };
  await permit();
  await page.keyboard.press('u');
  await page.waitForURL(`**${held}`);
  await page.getByRole('button', { name: 'Claim c' }).waitFor();
  await permit();

  await buyer.page.reload();
  await settled(buyer.page);
  assert.ok(((await buyer.page.textContent('[role=log]')) ?? '').includes(HELD_WORDS));
  await buyer.page.context().close();
  await page.context().close();
});

test('a reported message is blocked: it is gone for the buyer, and the reasons for its author are written', async () => {
  const { page } = await centre.open('operator', { locale: 'en-GB' });
  await visit(page, await pathOf(page, 'reported'));
  assert.match((await page.textContent('main')) ?? '', /Not necessary for the order.*Das wollte ich/u);
  await page.keyboard.press('c');
  await page.getByRole('button', { name: 'Block 2' }).press('Enter');
  await page.keyboard.press('Control+Enter');
  assert.equal(await page.locator('textarea[name=facts]:invalid').count(), 1, 'facts are asked for');
  await page.keyboard.type('Die Nachricht war für die Bestellung nicht nötig.');
  await page.keyboard.press('Control+Enter');
  await page.getByText('Blocked: Lampen Huber').first().waitFor();
  await page.context().close();

  const buyer = await centre.open('buyer', { locale: 'en-GB' });
  await visit(buyer.page, `/inbox/${conversation}`);
  assert.doesNotMatch((await buyer.page.textContent('[role=log]')) ?? '', /fertig verpackt/u);
  await buyer.page.context().close();
  // It waits until the decision can't be undone any more; then it is told.
  const { rows } = await pool.query<{ body: string; waits: boolean }>(
    `select s.body, s.told_at > s.issued_at as waits from statement_of_reasons s join review r on r.id = s.review_id
      where r.kind = 'reported' and s.addressee = 'seller'`,
  );
  assert.equal(rows.length, 1);
  assert.match(rows[0]?.body ?? '', /für die Bestellung nicht nötig/u);
  assert.equal(rows[0]?.waits, true);
});

test('what may disturb is shown on request; a case that somebody else took says who has it', async () => {
  const { page } = await centre.open('operator', { locale: 'en-GB' });
  await visit(page, await pathOf(page, 'conduct'));
  assert.equal(await page.getByText('Eine Glühbirne ist zerbrochen').count(), 0);
  await page.keyboard.press('v');
  await page.getByText('Eine Glühbirne ist zerbrochen').waitFor();
  await pool.query(
    `update review set claimed_by = '{"kind":"operator","id":null,"label":"Noor de Wit"}',
                       claimed_until = now() + interval '10 minutes' where kind = 'conduct'`,
  );
  await page.keyboard.press('c');
  await page.getByText('Somebody else is working on this case.').first().waitFor();
  await page.getByText('Noor de Wit is working on this case until').waitFor();
  assert.equal(await page.getByRole('button', { name: 'Uphold' }).count(), 0);
  await page.context().close();
});
