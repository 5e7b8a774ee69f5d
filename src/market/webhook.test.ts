import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import type { WebhookAnswer } from './webhook.ts';
import { WEBHOOK_LIFETIME_MS, readWebhookUrl, settleWebhook, signWebhook } from './webhook.ts';

test('a signature is that of the specification’s own example', () => {
  const signed = signWebhook(['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'], {
    id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    timestamp: 1614265330,
    payload: '{"test": 2432232314}',
  });
  assert.equal(signed, 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
});

const START = new Date('2026-11-01T00:00:00Z');
const REFUSED: WebhookAnswer = { kind: 'answered', status: 500, retryAfterMs: null };

/** When each attempt falls, in ms since the first, of a delivery that is never taken. */
function attempts(answer: WebhookAnswer, jitter: number): number[] {
  const expiresAt = new Date(START.getTime() + WEBHOOK_LIFETIME_MS);
  const times: number[] = [];
  let now = START;
  for (let attemptCount = 1; ; attemptCount += 1) {
    times.push(now.getTime() - START.getTime());
    const settled = settleWebhook(answer, { attemptCount, now, expiresAt, jitter });
    if (settled.kind !== 'retry') {
      assert.equal(settled.kind, 'expired');
      return times;
    }
    now = settled.at;
  }
}

test('what isn’t taken is tried for three days, ever more seldom, the last time on the deadline', () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 0.999, noNaN: true }), (jitter) => {
      const times = attempts(REFUSED, jitter);
      assert.equal(times.at(-1), WEBHOOK_LIFETIME_MS);
      assert.ok(times.length >= 9 && times.length <= 11, `${times.length}`);
      assert.ok((times[1] ?? 0) <= 6000);
    }),
  );
});

test('a receiver may ask for more time than the schedule gives, up to a day', () => {
  const asks = (retryAfterMs: number): number | undefined =>
    attempts({ kind: 'answered', status: 429, retryAfterMs }, 0.5)[1];
  assert.equal(asks(3_600_000), 3_600_000);
  assert.equal(asks(10 ** 9), 86_400_000);
  assert.equal(asks(1), 5000);
});

for (const [status, kind] of [
  [200, 'delivered'],
  [204, 'delivered'],
  [301, 'retry'],
  [307, 'retry'],
  [400, 'retry'],
  [404, 'retry'],
  [410, 'gone'],
  [503, 'retry'],
] as const)
  test(`${status} → ${kind}`, () => {
    const facts = { attemptCount: 1, now: START, expiresAt: new Date(START.getTime() + 1000), jitter: 0 };
    assert.equal(settleWebhook({ kind: 'answered', status, retryAfterMs: null }, facts).kind, kind);
  });

for (const [text, wanted] of [
  ['https://hooks.example/a?b=c#d', 'https://hooks.example/a?b=c'],
  ['http://hooks.example/', 'not-https'],
  ['ftp://hooks.example/', 'not-https'],
  ['https://me:secret@hooks.example/', 'holds-credentials'],
  ['hooks.example', 'not-a-url'],
  [`https://hooks.example/${'x'.repeat(2000)}`, 'not-a-url'],
] as const)
  test(`${text.slice(0, 40)} → ${wanted}`, () => {
    const reading = readWebhookUrl(text, { allowsHttp: false });
    assert.equal('fault' in reading ? reading.fault : reading.url.href, wanted);
  });
