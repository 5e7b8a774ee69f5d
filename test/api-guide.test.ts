import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { makeWebhookSecret, signWebhook } from '#market/webhook.ts';

import { sampleOrderId } from './support/sample-market.ts';
import { sampleHttp } from './support/sample-http.ts';
import { testFolder } from './support/test-folder.ts';

// docs/api.md, done as it says: each block of commands, and the lines that it promises.

const page = readFileSync(fileURLToPath(new URL('../docs/api.md', import.meta.url)), 'utf8');
const http = await sampleHttp();
const folder = await testFolder();

after(() => http.stop());

const blocks = [...page.matchAll(/^```sh\n(.*?)^```\n\n```text\n(.*?)^```$/gmsu)].map(
  ([, commands = '', promised = '']) => ({ commands, promised: promised.trim().split('\n') }),
);

test('each block of commands says what it prints', () => {
  assert.equal(blocks.length, (page.match(/^```sh$/gmu) ?? []).length);
  assert.ok(blocks.length >= 6);
});

for (const { commands, promised } of blocks)
  test(`runs: ${commands.split('\n', 1)[0]?.slice(0, 70)}`, async () => {
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    // In a process of its own, while this one serves.
    execFile(
      'sh',
      ['-eu', '-c', commands],
      {
        cwd: folder,
        env: {
          PATH: process.env['PATH'] ?? '',
          PARLEY: http.base,
          TOKEN: http.tokens.get('seller') ?? '',
          SELLER: http.market.anna.id,
          ORDER: sampleOrderId(0, 0),
          MARKETPLACE: 'de',
        },
        timeout: 60_000,
      },
      (error, stdout, stderr) => (error === null ? resolve(stdout) : reject(new Error(`${stdout}${stderr}`))),
    );
    const printed = await promise;
    for (const line of promised) assert.ok(printed.includes(line), `${line}\nin\n${printed}`);
  });

test('a repeat with the same key gave the same answer', async () => {
  const { items } = (
    await http.ask('GET', `/api/v1/conversations/${http.mine.conversationId}/messages`, {
      token: http.tokens.get('seller'),
    })
  ).json;
  assert.equal(items.filter(({ author }: { author: string }) => author === 'seller').length, 1);
});

test('the receiver of the guide tells a genuine event', async () => {
  const source = /^```js\n(.*?)^```$/msu.exec(page)?.[1] ?? '';
  const file = join(folder, 'receiver.mjs');
  writeFileSync(file, source);
  const { isGenuine } = (await import(pathToFileURL(file).href)) as {
    isGenuine: (secret: string, headers: Record<string, string>, body: string) => boolean;
  };
  const secret = makeWebhookSecret((length) => new Uint8Array(length).fill(7));
  const body = '{"type":"message.accepted"}';
  const signature = signWebhook([secret], { id: 'evt_1', timestamp: 1, payload: body });
  const headers = { 'webhook-id': 'evt_1', 'webhook-timestamp': '1', 'webhook-signature': signature };
  assert.equal(isGenuine(secret, headers, body), true);
  assert.equal(isGenuine(secret, headers, `${body} `), false);
});
