import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

import sparticuz from '@sparticuz/chromium';
import type { Browser, Page } from 'playwright-core';
import { chromium } from 'playwright-core';

const INSTALLED = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

// No look-ups, updates or reports: the browser talks to the pages under test alone.
const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * A real Chromium: the one that `PARLEY_CHROMIUM` names, one that is installed, or the one that the npm package
 * carries, so that the test command needs nothing but npm (docs/adr/0004).
 */
export async function startBrowser(): Promise<Browser> {
  const installed = process.env['PARLEY_CHROMIUM'] ?? INSTALLED.find((path) => existsSync(path));
  return installed === undefined
    ? chromium.launch({
        executablePath: await sparticuz.executablePath(),
        args: [...sparticuz.args, ...QUIET],
      })
    : chromium.launch({ executablePath: installed, args: QUIET });
}

export interface AxeViolation {
  readonly id: string;
  readonly help: string;
  readonly nodes: readonly string[];
}

const axeSource = await readFile(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8');

/** What axe finds against WCAG 2.2 AA on the page as it is; frames of mail are looked at by their own tests. */
export async function axeViolations(page: Page): Promise<AxeViolation[]> {
  // Through the debugger, since the page's own policy lets no script in.
  const client = await page.context().newCDPSession(page);
  await client.send('Runtime.evaluate', { expression: axeSource });
  const { result } = await client.send('Runtime.evaluate', {
    expression: `axe.run(document, { iframes: false, runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })
      .then(({ violations }) => violations.map(({ id, help, nodes }) => ({ id, help, nodes: nodes.map(({ html }) => html) })))`,
    awaitPromise: true,
    returnByValue: true,
  });
  return result.value as AxeViolation[];
}
