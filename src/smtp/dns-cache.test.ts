import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DnsFailure } from './dns.ts';
import type { Dns, DnsFailureCode } from './dns.ts';
import { cachingDns } from './dns-cache.ts';

const LIMITS = { positiveMs: 1000, negativeMs: 100, maxEntries: 3, maxCharacters: 10_000 };

function countingDns(answers: Readonly<Record<string, unknown[] | DnsFailureCode>>) {
  const asked: string[] = [];
  let time = 0;
  const dns: Dns = {
    resolve: async (name, type) => {
      asked.push(`${type} ${name}`);
      const answer = answers[name];
      if (answer === undefined || typeof answer === 'string')
        throw new DnsFailure(answer ?? 'ENOTFOUND', name, type);
      return answer;
    },
  };
  const cached = cachingDns(dns, { now: () => new Date(time) }, LIMITS);
  return { asked, cached, wait: (milliseconds: number) => (time += milliseconds) };
}

test('an answer is asked for once until it has expired', async () => {
  const { asked, cached, wait } = countingDns({ 'a.example': [['x']] });
  assert.deepEqual(await cached.resolve('a.example', 'TXT'), [['x']]);
  wait(999);
  assert.deepEqual(await cached.resolve('A.example.', 'TXT'), [['x']]);
  assert.deepEqual(asked, ['TXT a.example']);
  wait(1);
  await cached.resolve('a.example', 'TXT');
  assert.equal(asked.length, 2);
});

test('types are kept apart, and who changes an answer changes a copy', async () => {
  const { asked, cached } = countingDns({ 'a.example': [['x']] });
  const [first] = await cached.resolve('a.example', 'TXT');
  assert.ok(Array.isArray(first));
  first.push('y');
  assert.deepEqual(await cached.resolve('a.example', 'TXT'), [['x']]);
  await cached.resolve('a.example', 'MX');
  assert.equal(asked.length, 2);
});

test('"no" is kept for its own, shorter time; "try later" never is', async () => {
  const { asked, cached, wait } = countingDns({ 'none.example': 'ENODATA', 'sick.example': 'ESERVFAIL' });
  for (const expected of [1, 1, 2]) {
    await assert.rejects(cached.resolve('none.example', 'TXT'), { code: 'ENODATA' });
    assert.equal(asked.length, expected);
    wait(60);
  }
  await assert.rejects(cached.resolve('sick.example', 'TXT'), { code: 'ESERVFAIL' });
  await assert.rejects(cached.resolve('sick.example', 'TXT'), { code: 'ESERVFAIL' });
  assert.equal(asked.length, 4);
});

test('those who ask at the same time share one question', async () => {
  const { asked, cached } = countingDns({ 'a.example': [['x']] });
  await Promise.all([1, 2, 3].map(() => cached.resolve('a.example', 'TXT')));
  assert.equal(asked.length, 1);
});

test('the least recently used answer goes first when there are too many', async () => {
  const names = ['a', 'b', 'c', 'd'].map((label) => `${label}.example`);
  const { asked, cached } = countingDns(Object.fromEntries(names.map((name) => [name, [['x']]])));
  for (const name of ['a.example', 'b.example', 'c.example', 'a.example', 'd.example'])
    await cached.resolve(name, 'TXT');
  assert.equal(asked.length, 4);
  await cached.resolve('a.example', 'TXT');
  assert.equal(asked.length, 4, 'a was used after b');
  await cached.resolve('b.example', 'TXT');
  assert.equal(asked.length, 5, 'b is gone');
});

test('large answers push out as many others as need be', async () => {
  const large = [['x'.repeat(6000)]];
  const { asked, cached } = countingDns({ 'a.example': large, 'b.example': large });
  await cached.resolve('a.example', 'TXT');
  await cached.resolve('b.example', 'TXT');
  await cached.resolve('a.example', 'TXT');
  assert.equal(asked.length, 3);
});
