import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import type { Page } from 'playwright-core';

import { axeViolations } from '#test/support/browser.ts';
import { startWebCentre } from '#test/support/web-centre.ts';

// What a seller's people do in the inbox, over the real server, in a real browser.

const centre = await startWebCentre();
after(() => centre.stop());

const [first, second] = centre.trades;
const ROW = 'main li[data-row] a';

async function visit(page: Page, path: string): Promise<void> {
  await page.goto(centre.base + path);
  await page.waitForSelector('main');
  await page.waitForSelector('[data-waiting]', { state: 'detached' });
}

test('words are found and marked, filters are chips, and a view is kept', async () => {
  const { page } = await centre.open('seller', { locale: 'en-GB' });
  await visit(page, '/inbox');
  const search = async (): Promise<number> => {
    await page.keyboard.press('/');
    await page.keyboard.press('Control+a');
    await page.keyboard.type('gluehbirnen zerbrochene');
    await page.keyboard.press('Enter');
    await page.waitForURL(/q=gluehbirnen/u);
    await page.waitForSelector('[data-waiting]', { state: 'detached' });
    return page.locator(ROW).count();
  };
  // Words can be found a second after a message came.
  while ((await search()) !== 1) await visit(page, '/inbox');
  assert.deepEqual(await page.locator(`${ROW} mark`).allTextContents(), ['Glühbirne', 'zerbrochen']);
  assert.match((await page.textContent(ROW)) ?? '', new RegExp(second?.orderId ?? '-', 'u'));

  await visit(page, '/inbox');
  await page.getByRole('button', { name: 'Filter' }).click();
  await page.getByLabel('Who answers').selectOption('none');
  await page.getByLabel('State').selectOption('open');
  assert.deepEqual(await axeViolations(page), []);
  await page.getByRole('button', { name: 'Show' }).click();
  await page.waitForURL(/assignee=none&state=open/u);
  await page.getByRole('button', { name: 'Save this view' }).click();
  await page.keyboard.type('To hand out');
  await page.keyboard.press('Enter');
  await page.getByRole('link', { name: 'To hand out' }).waitFor();
  await page.getByRole('link', { name: 'Remove the filter “Open”' }).click();
  await page.waitForURL((url) => !url.search.includes('state'));
  await page.getByRole('link', { name: 'To hand out' }).click();
  await page.waitForURL(/state=open/u);
  assert.deepEqual(await axeViolations(page), []);
  await page.context().close();
});

test('by keyboard: a note, who answers, resolved and back; the buyer sees nothing of it', async () => {
  const id = await centre.conversationOf(first?.orderId ?? '');
  const { page } = await centre.open('seller', { locale: 'en-GB' });
  await visit(page, `/inbox/${id}`);
  await page.keyboard.press('n');
  await page.keyboard.type('Der Nachbar heißt Kowalczyk.');
  await page.getByRole('button', { name: 'Save the note' }).click();
  await page
    .getByRole('article', { name: /for your team alone/u })
    .getByText('Kowalczyk')
    .waitFor();
  assert.deepEqual(await axeViolations(page), []);
  await page.keyboard.press('a');
  assert.equal(await page.evaluate('document.activeElement.tagName'), 'SELECT');
  const names = await page.getByLabel('Who answers').locator('option').allTextContents();
  await page.getByLabel('Who answers').selectOption({ index: 1 });
  await page
    .locator(ROW)
    .getByText(names[1] ?? '')
    .waitFor();
  await page.getByRole('heading', { level: 1 }).focus();
  await page.keyboard.press('e');
  await page.getByRole('button', { name: 'Reopen' }).waitFor();
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByRole('button', { name: 'Resolve' }).waitFor();

  const buyer = await centre.open('buyer', { locale: 'en-GB' });
  await visit(buyer.page, `/inbox/${id}`);
  const seen = await buyer.page.content();
  assert.ok(!seen.includes('Kowalczyk') && !seen.includes(names[1] ?? '?'));
  await page.context().close();
  await buyer.page.context().close();
});

test('many at once, with a count and a way back', async () => {
  const { page } = await centre.open('seller', { locale: 'en-GB' });
  await visit(page, '/inbox');
  await page.keyboard.press('j');
  await page.keyboard.press('x');
  await page.keyboard.press('j');
  await page.keyboard.press('x');
  await page.getByText('2 conversations selected').waitFor();
  assert.deepEqual(await axeViolations(page), []);
  await page.getByRole('toolbar').getByRole('button', { name: 'Resolve' }).click();
  await page.getByText('2 conversations resolved').first().waitFor();
  const resolved = async (): Promise<number> => {
    const { rows } = await centre.demo.store.pool.query(
      'select 1 from conversation where resolved_at is not null',
    );
    return rows.length;
  };
  assert.equal(await resolved(), 2);
  await page.getByRole('button', { name: 'Undo' }).click();
  while ((await resolved()) > 0) await page.waitForLoadState('load');
  await page.context().close();
});

test('a colleague is seen to write, and a draft goes to another device', async () => {
  const id = await centre.conversationOf(second?.orderId ?? '');
  const mia = await centre.open('seller', { locale: 'en-GB' });
  const other = await centre.open('seller', { locale: 'en-GB' });
  await visit(mia.page, `/inbox/${id}`);
  const writing = mia.page.getByText('Tom is writing');
  // As Tom's page says it again and again.
  while ((await writing.count()) === 0)
    await centre.demo.store.pool.query(
      `insert into presence (conversation_id, holder_id, seller_id, name, is_writing, seen_at)
       values ($1, $1, $2, 'Tom', true, now())
       on conflict (conversation_id, holder_id) do update set seen_at = excluded.seen_at`,
      [id, second?.sellerId],
    );
  const kept = mia.page.waitForResponse(
    (response) => response.request().method() === 'PUT' && response.url().endsWith('/draft'),
  );
  await mia.page.keyboard.press('r');
  await mia.page.keyboard.type('Guten Tag, ');
  assert.equal((await kept).status(), 200);
  await visit(other.page, `/inbox/${id}`);
  await other.page.waitForFunction('document.querySelector("textarea").value === "Guten Tag, "');
  await mia.page.context().close();
  await other.page.context().close();
});
