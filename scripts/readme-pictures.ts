// The README's two pictures, of the demo as it opens: `npm run build:web && node scripts/readme-pictures.ts`.
// They go to docs/pictures; look at them before they are committed.
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import type { Page } from 'playwright-core';

import { startPages } from '#cli/serve.ts';
import { startDemo } from '#demo/demo.ts';
import { readConfig } from '#src/config.ts';
import { silentLog } from '#src/log.ts';
import { createSystemIds, systemClock } from '#src/system-ports.ts';
import { startBrowser } from '#test/support/browser.ts';

const PICTURES = fileURLToPath(new URL('../docs/pictures/', import.meta.url));
/** What a seller in a hurry writes. */
const CARELESS =
  'Guten Tag,\n\ndie Lampe kommt am Donnerstag. Bei Fragen rufen Sie uns an: 0171 2345678, oder schreiben Sie an service@lampen-huber.example.';

const data = await mkdtemp(join(tmpdir(), 'parley-pictures-'));
const ports = {
  PARLEY_MAIL_PORT: '0',
  PARLEY_HTTP_PORT: '0',
  PARLEY_DEMO_SMTP_PORT: '0',
  PARLEY_DEMO_HTTP_PORT: '0',
};
const demo = await startDemo({
  config: readConfig({ PARLEY_DATA: data, ...ports }),
  clock: systemClock,
  ids: createSystemIds(),
  log: silentLog,
  onFatal: (error) => {
    throw error;
  },
});
const server = await startPages(demo.surroundings, demo.store, demo.mail, demo.samplePeople);
const browser = await startBrowser();
await mkdir(PICTURES, { recursive: true });

const base = `http://127.0.0.1:${server.httpPort}`;
const context = await browser.newContext({
  locale: 'en-GB',
  colorScheme: 'light',
  viewport: { width: 1360, height: 800 },
});
const page = await context.newPage();
await page.goto(`${base}/sign-in`);
await page.locator('form button', { hasText: 'Mia' }).click();
await page.waitForURL('**/inbox**');
await openOneThatWaits(page);
await page.screenshot({ path: join(PICTURES, 'inbox.png') });
await page.locator('textarea').first().fill(CARELESS);
await page.waitForSelector('form:has(textarea) li');
await page.screenshot({ path: join(PICTURES, 'findings.png') });

await browser.close();
await server.stop();
await demo.stop();
await rm(data, { recursive: true });

/** A conversation that can still be answered in time. */
async function openOneThatWaits(reader: Page): Promise<void> {
  const settled = async (): Promise<void> => {
    await reader.waitForSelector('main');
    await reader.waitForSelector('[data-waiting]', { state: 'detached' });
  };
  await reader.goto(`${base}/inbox`);
  await settled();
  await reader
    .locator('a[href*="/inbox/"]', { hasText: / h left/u })
    .nth(2)
    .click();
  await reader.waitForSelector('article');
  await settled();
}
