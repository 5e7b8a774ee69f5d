import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Hono } from 'hono';

import type { HttpEnvironment } from './environment.ts';
import type { HttpServer } from './start.ts';
import { startHttp } from './start.ts';

/** A server with one request that is under way until `finish` is called. */
async function serverWithSlowRequest(): Promise<{
  server: HttpServer;
  answer: Promise<string>;
  finish: () => void;
}> {
  const begun = Promise.withResolvers<void>();
  const finished = Promise.withResolvers<void>();
  const app = new Hono<HttpEnvironment>();
  app.get('/slow', async (c) => {
    begun.resolve();
    await finished.promise;
    return c.text('done');
  });
  const server = await startHttp(app, { host: '127.0.0.1', port: 0 });
  const answer = fetch(`http://127.0.0.1:${server.port}/slow`).then((response) => response.text());
  // Whoever waits for it later hears of the failure; until then it is no unhandled one.
  answer.catch(() => undefined);
  await begun.promise;
  return { server, answer, finish: finished.resolve };
}

test('stopping lets a request that is under way finish, and takes no new one', async () => {
  const { server, answer, finish } = await serverWithSlowRequest();
  const stopped = server.stop(60_000);
  await assert.rejects(fetch(`http://127.0.0.1:${server.port}/slow`));
  finish();
  assert.equal(await answer, 'done');
  await stopped;
});

test('when the grace is over, what still runs is cut off', async () => {
  const { server, answer, finish } = await serverWithSlowRequest();
  await server.stop(1);
  await assert.rejects(answer);
  finish();
});

test('a host that is no address of this machine is one sentence', async () => {
  await assert.rejects(
    startHttp(new Hono<HttpEnvironment>(), { host: '192.0.2.1', port: 0 }),
    /192\.0\.2\.1 is no address of this machine: change PARLEY_HTTP_HOST/u,
  );
});
