import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import type { Dns } from '#smtp/dns.ts';
import { DnsFailure } from '#smtp/dns.ts';
import { webhookReceiver } from '#test/support/webhook-receiver.ts';

import { checkWebhookUrl } from './check-url.ts';
import type { EventPoster } from './post-event.ts';
import { createEventPoster } from './post-event.ts';

const receiver = await webhookReceiver();
const { port } = new URL(receiver.url);
const BODY = JSON.stringify({ type: 'x', data: {} });
const posters: EventPoster[] = [];

after(async () => {
  for (const poster of posters) poster.close();
  await receiver[Symbol.asyncDispose]();
});

/** A DNS that says one thing after another, the last one for ever. */
function dnsOf(...answers: (readonly string[])[]): Dns {
  let asked = 0;
  return {
    resolve: async (name, type) => {
      if (type !== 'A') throw new DnsFailure('ENODATA', name, type);
      const answer = answers[Math.min(asked, answers.length - 1)] ?? [];
      asked += 1;
      if (answer.length === 0) throw new DnsFailure('ENOTFOUND', name, type);
      return [...answer];
    },
  };
}

function posterOn(dns: Dns, allowInside = false, answerWithinMs?: number): EventPoster {
  const poster = createEventPoster({
    dns,
    allowInside,
    ...(answerWithinMs === undefined ? {} : { answerWithinMs }),
  });
  posters.push(poster);
  return poster;
}

const post = (poster: EventPoster, host: string) =>
  poster.post(`http://${host}:${port}/hook`, { 'content-type': 'application/json' }, BODY);
const inside = { kind: 'failed', failure: 'inside-address' };

test('T14: an inside address is never connected to, however it is written', async () => {
  const count = receiver.events.length;
  for (const host of [
    '127.0.0.1',
    '2130706433',
    '0x7f.1',
    '[::1]',
    '[::ffff:127.0.0.1]',
    'localhost',
    'localhost.',
  ])
    assert.deepEqual(await post(posterOn(dnsOf([])), host), inside, host);
  assert.equal(receiver.events.length, count);
});

test('T14: a name that leads outside when it is entered and inside when it is used (DNS rebinding) is not connected to', async () => {
  const poster = posterOn(dnsOf(['193.0.0.1'], ['127.0.0.1']));
  const url = `https://hooks.example:${port}/hook`;
  assert.equal(await checkWebhookUrl(url, { poster, allowsHttp: false }), null);
  const count = receiver.events.length;
  assert.deepEqual(await post(poster, 'hooks.example'), inside);
  assert.equal(receiver.events.length, count);
});

test('when it is entered, an address is refused that leads inside, nowhere, or over plain http', async () => {
  const check = (url: string, ...answers: (readonly string[])[]) =>
    checkWebhookUrl(url, { poster: posterOn(dnsOf(...answers)), allowsHttp: false });
  assert.equal(await check('https://hooks.example/', ['10.0.0.1']), 'inside-address');
  assert.equal(await check('https://169.254.169.254/latest'), 'inside-address');
  assert.equal(await check('https://[fd00::1]/'), 'inside-address');
  assert.equal(await check('https://nowhere.example/', []), 'name-unknown');
  assert.equal(await check('http://hooks.example/', ['193.0.0.1']), 'not-https');
});

test('a redirect is an answer, and nobody follows it', async () => {
  receiver.answer = () => ({ status: 307, headers: { location: `http://127.0.0.1:${port}/elsewhere` } });
  const count = receiver.events.length;
  const answer = await post(posterOn(dnsOf(['127.0.0.1']), true), 'hooks.example');
  assert.deepEqual(answer, { kind: 'answered', status: 307, retryAfterMs: null });
  assert.equal(receiver.events.length, count + 1);
});

test('a receiver that hangs, hangs up, isn’t there or asks for time', async () => {
  const poster = posterOn(dnsOf(['127.0.0.1']), true, 200);
  receiver.answer = () => 'hang';
  assert.deepEqual(await post(poster, 'hooks.example'), { kind: 'failed', failure: 'timed-out' });
  receiver.answer = () => 'hang-up';
  assert.deepEqual(await post(poster, 'hooks.example'), { kind: 'failed', failure: 'connection-lost' });
  assert.deepEqual(await poster.post('http://hooks.example:1/', {}, BODY), {
    kind: 'failed',
    failure: 'connection-refused',
  });
  assert.deepEqual(await post(posterOn(dnsOf([])), 'hooks.example'), {
    kind: 'failed',
    failure: 'name-unknown',
  });
  receiver.answer = () => ({ status: 429, headers: { 'retry-after': '90' } });
  assert.deepEqual(await post(poster, 'hooks.example'), {
    kind: 'answered',
    status: 429,
    retryAfterMs: 90_000,
  });
});

test('a connection that the receiver closed while it rested is opened again', async () => {
  const poster = posterOn(dnsOf(['127.0.0.1']), true);
  let count = 0;
  receiver.answer = () => {
    count += 1;
    return count === 2 ? 'hang-up' : { status: 200 };
  };
  const ok = { kind: 'answered', status: 200, retryAfterMs: null };
  assert.deepEqual(await post(poster, 'hooks.example'), ok);
  assert.deepEqual(await post(poster, 'hooks.example'), ok);
  assert.equal(count, 3);
});
