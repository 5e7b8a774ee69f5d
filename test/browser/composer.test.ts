import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import type { BrowserContextOptions, Page } from 'playwright-core';

import { axeViolations } from '#test/support/browser.ts';
import type { CentreReader, CentreTrade } from '#test/support/web-centre.ts';
import { startWebCentre } from '#test/support/web-centre.ts';
import { sendLetter } from '#test/support/test-relay.ts';

// Answering on the page, over the real server, in a real browser.

const centre = await startWebCentre();
after(() => centre.stop());

const [first, second, , fourth] = centre.trades as [CentreTrade, CentreTrade, CentreTrade, CentreTrade];
const ENGLISH = { locale: 'en-GB' } as const;

async function openConversation(
  reader: CentreReader,
  { orderId }: CentreTrade,
  options: BrowserContextOptions = ENGLISH,
): Promise<Page> {
  const { page } = await centre.open(reader, options);
  await page.goto(`${centre.base}/inbox/${await centre.conversationOf(orderId)}`);
  await page.waitForSelector('[data-waiting]', { state: 'detached' });
  await page.locator('textarea').waitFor();
  return page;
}

const remarks = (page: Page) => page.locator('form:has(textarea) li');
const send = (page: Page) => page.locator('form:has(textarea) button[type=submit]');
const ownWith = (page: Page, words: string) => page.locator('[role=log] article', { hasText: words });

/** The first mail in somebody's mailbox that holds the words, as its bytes; the relay is quick, but not instant. */
async function mailWith(address: string, words: string): Promise<string> {
  const box = `${centre.demo.mailboxesUrl}mailbox/${encodeURIComponent(address)}`;
  for (let number = 1; ;) {
    const response = await fetch(`${box}/${number}?view=raw`);
    const page = await response.text();
    if (page.includes(words)) return page;
    if (response.ok) number += 1;
  }
}

test('a seller answers by keyboard, and the buyer’s mail program shows it in the thread of their question', async () => {
  await sendLetter(centre.mailPort, {
    from: second.buyer,
    to: second.shopAlias,
    subject: `Bestellung ${second.orderId}`,
    text: 'Zwei sind es sogar.',
    messageId: 'zwei@client.example',
  });
  const page = await openConversation('seller', second);
  await ownWith(page, 'Zwei sind es sogar.').waitFor();
  await page.keyboard.press('r');
  await page.keyboard.type('Guten Tag, wir schicken Ihnen morgen zwei neue.');
  await page.getByText('Nothing stands against your answer.').first().waitFor();
  assert.match(
    (await page.locator('form:has(textarea)').textContent()) ?? '',
    /reaches the buyer even if they decline/u,
  );
  await page.keyboard.press('Control+Enter');
  const own = ownWith(page, 'morgen zwei neue');
  await own.waitFor();
  assert.match((await own.textContent()) ?? '', /on its way|Handed to|message centre/u);
  assert.equal(await page.locator('textarea').inputValue(), '');
  assert.equal(await page.evaluate('document.activeElement.tagName'), 'TEXTAREA');
  const mail = await mailWith(second.buyer, 'morgen zwei neue');
  assert.match(mail, /^In-Reply-To: &lt;zwei@client\.example&gt;/imu);
  await page.context().close();
});

test('a buyer answers, and the shop’s mail gets it; nothing is judged while they write', async () => {
  const page = await openConversation('buyer', first);
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  await page.locator('textarea').fill('Mittwoch ginge auch.');
  await send(page).click();
  await ownWith(page, 'Mittwoch ginge auch.').waitFor();
  await mailWith('service@lampen-huber.example', 'Mittwoch ginge auch.');
  assert.ok(!asked.some((url) => url.endsWith('/preview')));
  await page.context().close();
});

const BAD = 'Guten Tag, die Rechnung kommt von anna@shop.example, danke.';

test('an e-mail address is found while writing, stops the sending, is selected by click, mended, and it goes', async () => {
  const page = await openConversation('seller', fourth);
  const box = page.locator('textarea');
  await box.fill(BAD);
  const remark = remarks(page).filter({ hasText: 'anna@shop.example' }).first();
  await remark.waitFor();
  assert.match((await remark.getByRole('link').getAttribute('href')) ?? '', /^\/rules\/[a-z-]+$/u);
  assert.ok(await send(page).isDisabled());
  assert.match(
    (await page.locator('form:has(textarea)').textContent()) ?? '',
    /(One thing has|\d things have) to be mended first/u,
  );
  await page
    .getByRole('status')
    .filter({ hasText: /remark/u })
    .first()
    .waitFor({ state: 'attached' });
  await box.press('Control+Enter');
  // Underlined where it stands, too.
  await page.locator('form [aria-hidden=true] > span', { hasText: 'anna@shop.example' }).waitFor();
  await remark.getByRole('button', { name: 'Show' }).click();
  assert.equal(
    await page.evaluate(
      '(({ value, selectionStart, selectionEnd }) => value.slice(selectionStart, selectionEnd))(document.activeElement)',
    ),
    'anna@shop.example',
  );
  await page.keyboard.type('uns hier');
  await remark.waitFor({ state: 'detached' });
  await page.getByText('Nothing stands against your answer.').first().waitFor();
  await send(page).click();
  await ownWith(page, 'die Rechnung kommt von uns hier').waitFor();
  // Nothing but the mended one was sent.
  assert.equal(await ownWith(page, 'anna@').count(), 0);
  await page.context().close();
});

test('sent before it was judged: the refusal stands in the thread and below the box, and the words stay', async () => {
  const page = await openConversation('seller', fourth);
  await page.route('**/messages/preview', (route) => route.abort());
  await page.locator('textarea').fill(`${BAD} Bis dann.`);
  await send(page).click();
  await remarks(page).filter({ hasText: 'anna@shop.example' }).first().waitFor();
  assert.equal(await page.locator('textarea').inputValue(), `${BAD} Bis dann.`);
  await ownWith(page, 'Not delivered').waitFor();
  assert.ok(await send(page).isDisabled());
  await page.context().close();
});

test('a lost answer is asked for again under the same key, and one message comes of it', async () => {
  const page = await openConversation('buyer', first);
  const keys: (string | undefined)[] = [];
  await page.route('**/conversations/*/messages', async (route) => {
    if (route.request().method() !== 'POST') return route.continue();
    keys.push(route.request().headers()['idempotency-key']);
    if (keys.length > 1) return route.continue();
    // It reaches the server; the answer is lost on the way back.
    await route.fetch();
    return route.abort();
  });
  await page.locator('textarea').fill('Nur einmal, bitte.');
  await send(page).click();
  await page.getByText('No connection. Your answer stays here').waitFor();
  await page.locator('textarea:not([readonly])').waitFor();
  await ownWith(page, 'Nur einmal, bitte.').waitFor();
  assert.equal(keys.length, 2);
  assert.ok(keys[0] !== undefined && keys[0] === keys[1]);
  assert.equal(await ownWith(page, 'Nur einmal, bitte.').count(), 1);
  assert.equal(await page.locator('textarea').inputValue(), '');
  await page.context().close();
});

test('a draft is kept for its conversation until it is sent', async () => {
  const page = await openConversation('seller', second);
  await page.locator('textarea').fill('Noch nicht');
  await page.reload();
  await page.locator('textarea').waitFor();
  assert.equal(await page.locator('textarea').inputValue(), 'Noch nicht');
  await page.goto(`${centre.base}/inbox/${await centre.conversationOf(fourth.orderId)}`);
  await page.locator('textarea').waitFor();
  assert.equal(await page.locator('textarea').inputValue(), '');
  await page.goBack();
  await page.locator('textarea').fill('Noch nicht, aber jetzt.');
  await send(page).click();
  await ownWith(page, 'aber jetzt').waitFor();
  assert.ok(!String(await page.evaluate('Object.keys(localStorage)')).includes('draft'));
  await page.context().close();
});

const VIEWS = [
  ['light', { colorScheme: 'light', locale: 'en-GB' }],
  ['dark', { colorScheme: 'dark', locale: 'en-GB' }],
  ['German on a phone', { viewport: { width: 390, height: 844 }, locale: 'de-DE' }],
  [
    'Dutch, dark, on a phone',
    { viewport: { width: 390, height: 844 }, locale: 'nl-NL', colorScheme: 'dark' },
  ],
] as const satisfies readonly (readonly [string, BrowserContextOptions])[];

for (const [name, options] of VIEWS)
  test(`with remarks: accessible, as wide as the screen, the box stays where it is: ${name}`, async () => {
    const page = await openConversation('seller', first, options);
    const box = page.locator('textarea');
    await box.fill('Gute');
    await page.locator('form section p').nth(1).waitFor();
    const before = await box.boundingBox();
    await box.fill('Schreiben Sie an anna@shop.example.');
    await remarks(page).first().waitFor();
    assert.equal((await box.boundingBox())?.y, before?.y);
    assert.deepEqual(await axeViolations(page), []);
    const width = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
    assert.equal(await page.evaluate(width), 0);
    await box.fill('Zeile\n'.repeat(60));
    const grown = await box.locator('..').boundingBox();
    assert.ok(grown !== null && grown.height > 150 && grown.height < 400, `${grown?.height}`);
    await page.context().close();
  });
