// Pictures of every page as it is: `node scripts/screenshots.ts FOLDER [PATTERN]`.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

import type { BrowserContextOptions } from 'playwright-core';

import type { CentreReader } from '#test/support/web-centre.ts';
import { openCases } from '#test/support/web-cases.ts';
import { startWebCentre } from '#test/support/web-centre.ts';

const [folder = 'screenshots', pattern = ''] = process.argv.slice(2);
await mkdir(folder, { recursive: true });

const LOOKS: Readonly<Record<string, BrowserContextOptions>> = {
  light: { locale: 'en-GB', colorScheme: 'light', viewport: { width: 1360, height: 860 } },
  dark: { locale: 'en-GB', colorScheme: 'dark', viewport: { width: 1360, height: 860 } },
  tablet: { locale: 'nl-NL', colorScheme: 'light', viewport: { width: 1024, height: 768 } },
  phone: {
    locale: 'de-DE',
    colorScheme: 'light',
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    isMobile: true,
  },
  'phone-dark': {
    locale: 'en-GB',
    colorScheme: 'dark',
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    isMobile: true,
  },
};

const centre = await startWebCentre();
await openCases(centre);
const reviews = await openReviews();
const conversation = await centre.conversationOf(centre.trades[0]?.orderId ?? '');

const orderPath = `/orders/${centre.trades[0]?.marketplace}/${centre.trades[0]?.orderId}`;

/** Who looks at what, and writes what there. */
const PAGES: Readonly<Record<string, readonly [CentreReader, path: string, writes?: string]>> = {
  'seller-inbox': ['seller', '/inbox'],
  'seller-conversation': ['seller', `/inbox/${conversation}`],
  'seller-writes': [
    'seller',
    `/inbox/${conversation}`,
    'Guten Tag,\n\nam Dienstag liefern wir. Schreiben Sie uns direkt an anna@shop.example, oder rufen Sie an: 030 1234567.',
  ],
  'seller-nothing-found': ['seller', '/inbox?order=123-1234567-1234567'],
  'seller-waiting': ['seller', '/inbox?due=any'],
  'seller-orders': ['seller', '/orders'],
  'seller-order': ['seller', orderPath],
  'seller-contact': [
    'seller',
    `${orderPath}/contact?reason=address-problem`,
    'Die Hausnummer fehlt. Schreiben Sie an anna@shop.example.',
  ],
  'seller-duties': ['seller', '/orders?show=duties'],
  'seller-returns': ['seller', '/returns'],
  'seller-notifications': ['seller', '/notifications'],
  'seller-templates': ['seller', '/templates'],
  'seller-suppression': ['seller', '/suppression'],
  'seller-response-time': ['seller', '/response-time'],
  'seller-team': ['seller', '/team'],
  'seller-permissions': ['seller', '/permissions'],
  'seller-standing': ['seller', '/standing'],
  'operator-reviews': ['operator', '/reviews'],
  'operator-review-held': ['operator', `/reviews/${reviews.get('held')}`],
  'operator-review-reported': ['operator', `/reviews/${reviews.get('reported')}`],
  'operator-review-conduct': ['operator', `/reviews/${reviews.get('conduct')}`],
  'buyer-inbox': ['buyer', '/inbox'],
  'buyer-conversation': ['buyer', `/inbox/${conversation}`],
};

for (const [look, options] of Object.entries(LOOKS))
  for (const [name, [reader, path, writes]] of Object.entries(PAGES)) {
    const file = `${name}-${look}.png`;
    if (!file.includes(pattern)) continue;
    const { page, said } = await centre.open(reader, options);
    await page.goto(centre.base + path);
    await page.waitForSelector('main');
    await page.waitForSelector('[data-waiting]', { state: 'detached' });
    if (writes !== undefined) {
      await page.locator('textarea').fill(writes);
      await page.waitForSelector('form:has(textarea) li');
    }
    await page.screenshot({ path: join(folder, file) });
    for (const line of said) console.error(`${file}: ${line}`);
    await page.context().close();
    console.log(file);
  }
await centre.stop();

/** The open cases' ids by kind. */
async function openReviews(): Promise<Map<string, string>> {
  const { page } = await centre.open('operator');
  const response = await page.request.get(`${centre.base}/api/v1/reviews`);
  const { items } = (await response.json()) as { items: readonly { id: string; kind: string }[] };
  await page.context().close();
  return new Map(items.map(({ id, kind }) => [kind, id]));
}
