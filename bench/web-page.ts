import { startBrowser } from '#test/support/browser.ts';
import { startPages } from '#cli/serve.ts';
import { API_SCOPES } from '#market/api-scope.ts';
import { SYSTEM_ACTOR } from '#market/party.ts';
import type { Config } from '#src/config.ts';
import { silentLog } from '#src/log.ts';
import type { Store } from '#src/server.ts';
import { startMail } from '#src/server.ts';
import { createSystemIds, systemClock } from '#src/system-ports.ts';
import { createToken, makeTokenText } from '#store/token.ts';

import { ensureWebBuilt } from '../scripts/web/build.ts';

const ROUNDS = 7;

interface PageBench {
  readonly store: Store;
  readonly config: Config;
  readonly sellerId: string;
}

/** The inbox of a seller in Chromium: until something is painted, until the rows are there, and until a key has done something. */
export async function measurePage({ store, config, sellerId }: PageBench): Promise<void> {
  await ensureWebBuilt();
  const ids = createSystemIds();
  const surroundings = { config, clock: systemClock, ids, log: silentLog, onFatal: () => undefined };
  const mail = await startMail(surroundings, store);
  const server = await startPages(
    { ...surroundings, config: { ...config, http: { ...config.http, port: 0 } } },
    store,
    mail,
  );
  const browser = await startBrowser();
  try {
    const text = makeTokenText((length) => ids.random(length));
    await store.db.transaction().execute((tx) =>
      createToken(tx, {
        id: ids.uuid(),
        text,
        kind: 'seller',
        ownerId: sellerId,
        scopes: API_SCOPES,
        label: 'bench',
        at: systemClock.now(),
        expiresAt: null,
        actor: SYSTEM_ACTOR,
        auditId: ids.uuid(),
      }),
    );
    const context = await browser.newContext({ extraHTTPHeaders: { authorization: `Bearer ${text}` } });
    const [paint, rows, key]: [number[], number[], number[]] = [[], [], []];
    for (let round = 0; round < ROUNDS; round += 1) {
      const page = await context.newPage();
      await page.goto(`http://127.0.0.1:${server.httpPort}/inbox`);
      await page.waitForSelector('li[data-row] a');
      rows.push(await page.evaluate('performance.now()'));
      paint.push(await page.evaluate(`performance.getEntriesByName('first-contentful-paint')[0].startTime`));
      key.push(
        await page.evaluate(`new Promise((resolve) => {
          const start = performance.now();
          dispatchEvent(new KeyboardEvent('keydown', { key: 'j', bubbles: true }));
          requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - start)));
        })`),
      );
      await page.close();
    }
    const median = (times: number[]): number => Math.round(times.sort((a, b) => a - b)[ROUNDS >> 1] ?? 0);
    console.log(
      `\nthe inbox in Chromium, medians of ${ROUNDS}, ms: first paint ${median(paint)}, rows there ${median(rows)}, from a key to the next frame ${median(key)}`,
    );
  } finally {
    await browser.close();
    await server.stop();
  }
}
