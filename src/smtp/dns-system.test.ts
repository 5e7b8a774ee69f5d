import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { budgetedDns } from './dns-budget.ts';
import { systemDns } from './dns-system.ts';

/** Flags and answers of RFC 1035 §4.1; null for a server that says nothing. */
type Answer = { readonly code: number; readonly truncated?: boolean; readonly text?: string } | null;

/** A name server on loopback that answers each question with the header and TXT record it is told. */
async function nameServer(t: TestContext, answerOf: (name: string) => Answer): Promise<string> {
  const socket = createSocket('udp4');
  socket.on('message', (question, peer) => {
    const labels: string[] = [];
    let at = 12;
    for (let length = question.readUInt8(at); length > 0; length = question.readUInt8(at)) {
      labels.push(question.toString('latin1', at + 1, at + 1 + length));
      at += 1 + length;
    }
    const answer = answerOf(labels.join('.'));
    if (answer === null) return;
    const reply = Buffer.concat([
      question.subarray(0, at + 5),
      answer.text ? txtRecord(answer.text) : Buffer.alloc(0),
    ]);
    reply.writeUInt16BE(0x8180 | answer.code | (answer.truncated ? 0x0200 : 0), 2);
    reply.writeUInt16BE(answer.text ? 1 : 0, 6);
    reply.writeUInt16BE(0, 10);
    socket.send(reply, peer.port, peer.address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  t.after(() => socket.close());
  return `127.0.0.1:${socket.address().port}`;
}

function txtRecord(text: string): Buffer {
  const record = Buffer.from([0xc0, 0x0c, 0, 16, 0, 1, 0, 0, 0, 60, 0, text.length + 1, text.length]);
  return Buffer.concat([record, Buffer.from(text)]);
}

test('an answer, no such name, no such record, and a failure keep their meaning', async (t) => {
  const server = await nameServer(t, (name) => {
    if (name === 'there.example') return { code: 0, text: 'v=spf1 -all' };
    if (name === 'empty.example') return { code: 0 };
    if (name === 'refused.example') return { code: 5 };
    return name === 'sick.example' ? { code: 2 } : { code: 3 };
  });
  const dns = systemDns({ servers: [server], timeoutMs: 500, tries: 1, totalMs: 2000 });
  assert.deepEqual(await dns.resolve('there.example', 'TXT'), [['v=spf1 -all']]);
  await assert.rejects(dns.resolve('nobody.example', 'TXT'), { code: 'ENOTFOUND' });
  await assert.rejects(dns.resolve('empty.example', 'TXT'), { code: 'ENODATA' });
  await assert.rejects(dns.resolve('sick.example', 'TXT'), { code: 'ESERVFAIL' });
  await assert.rejects(dns.resolve('refused.example', 'TXT'), { code: 'ESERVFAIL' });
});

test('T15: a truncated answer that TCP does not complete is "try later", not "no"', async (t) => {
  const server = await nameServer(t, () => ({ code: 0, truncated: true }));
  const dns = systemDns({ servers: [server], timeoutMs: 300, tries: 1, totalMs: 1000 });
  await assert.rejects(
    dns.resolve('there.example', 'TXT'),
    ({ code }) => code === 'ESERVFAIL' || code === 'ETIMEOUT',
  );
});

test('T15: a server that says nothing ends as ETIMEOUT within the bound', async (t) => {
  const server = await nameServer(t, () => null);
  const dns = systemDns({ servers: [server], timeoutMs: 500, tries: 2, totalMs: 50 });
  await assert.rejects(dns.resolve('there.example', 'TXT'), { code: 'ETIMEOUT' });
});

test('a name that can not exist does not', async () => {
  const dns = systemDns({ servers: ['127.0.0.1:9'] });
  await assert.rejects(dns.resolve(`${'x'.repeat(64)}.example`, 'TXT'), { code: 'ENOTFOUND' });
});

test('T15: the budget of a message ends what is awaited and what comes after', async () => {
  const never = { resolve: () => new Promise<never>(() => undefined) };
  const dns = budgetedDns(never, { totalMs: 20, maxQuestions: 5 });
  await assert.rejects(dns.resolve('a.example', 'TXT'), { code: 'ETIMEOUT' });
  await assert.rejects(dns.resolve('b.example', 'TXT'), { code: 'ETIMEOUT' });
  dns.end();
});

test('T15: questions are counted', async () => {
  const dns = budgetedDns({ resolve: async () => [] }, { totalMs: 60_000, maxQuestions: 2 });
  await dns.resolve('a.example', 'TXT');
  await dns.resolve('b.example', 'TXT');
  await assert.rejects(dns.resolve('c.example', 'TXT'), { code: 'ETIMEOUT' });
  dns.end();
});
