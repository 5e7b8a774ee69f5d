import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect as connectSocket, createServer } from 'node:net';
import type { TestContext } from 'node:test';
import { after, test } from 'node:test';

import { LoadClient } from '#test/support/load-client.ts';
import { greet } from '#test/support/smtp-conversation.ts';
import { letterBytes, startTestRelay } from '#test/support/test-relay.ts';

// M7, RFC 1047: the answer to the final dot is lost, and the client, which can't know, sends the message again.

const relay = await startTestRelay({ guidelines: 'lenient' });
after(() => relay.stop());

const BUYER = 'jan@devries.example';
const SHOP = 'klantenservice@fietsenhuis.example';
const trade = await relay.trade(BUYER, SHOP);

interface LosingProxy {
  readonly port: number;
  /** Answers that it swallowed. */
  readonly lost: string[];
}

/** Passes everything on, but swallows the first `count` answers to a message and hangs up instead. */
async function loseAnswers(t: TestContext, count: number): Promise<LosingProxy> {
  const lost: string[] = [];
  const server = createServer((client) => {
    const door = connectSocket(relay.relay.mailPort, '127.0.0.1');
    client.pipe(door);
    door.on('data', (octets: Buffer) => {
      const reply = octets.toString('latin1');
      if (reply.startsWith('250 2.0.0 Taken') && lost.length < count) {
        lost.push(reply.trim());
        client.resetAndDestroy();
        door.destroy();
      } else if (!client.destroyed) client.write(octets);
    });
    door.on('end', () => client.end());
    for (const socket of [client, door]) socket.on('error', () => door.destroy());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  return { port: (server.address() as AddressInfo).port, lost };
}

async function countOf(subject: string): Promise<{ messages: number; deliveries: number }> {
  const { rows } = await relay.database.pool.query<{ messages: number; deliveries: number }>(
    `select count(distinct m.id) as messages, count(d.id) as deliveries
       from message m left join delivery d on d.message_id = m.id where m.subject = $1`,
    [subject],
  );
  return rows[0] ?? { messages: 0, deliveries: 0 };
}

function submission(subject: string): { from: string; to: string; octets: string } {
  const bytes = letterBytes({
    from: BUYER,
    to: trade.sellerAlias,
    subject,
    messageId: `${subject}@devries.example`,
  });
  return { from: BUYER, to: trade.sellerAlias, octets: bytes.toString() };
}

test('the 250 is lost twice: the client sends three times, and there is one message and one mail', async (t) => {
  const proxy = await loseAnswers(t, 2);
  const client = new LoadClient({
    port: () => Promise.resolve(proxy.port),
    sessions: 1,
    message: () => submission('lost-twice'),
  });
  await client.send(1);

  const sent = client.sent.get(1);
  assert.deepEqual([client.unanswered, sent?.tries, sent?.answer], [2, 3, '250 2.0.0 Taken before']);
  assert.match(proxy.lost[0] ?? '', /^250 2\.0\.0 Taken as /u);
  assert.equal(proxy.lost[1], '250 2.0.0 Taken before');
  const arrived = await relay.provider.next(SHOP);
  assert.match(arrived.mail.subject, /lost-twice/u);
  assert.deepEqual(await countOf('lost-twice'), { messages: 1, deliveries: 1 });
});

test('an impatient client hands the same message over on several connections at once: one message', async () => {
  const { from, to, octets } = submission('at-once');
  const answers = await Promise.all(
    Array.from({ length: 6 }, async () => {
      const c = await greet(relay.relay.mailPort);
      await c.says(`MAIL FROM:<${from}>`);
      await c.hears('250');
      await c.says(`RCPT TO:<${to}>`);
      await c.hears('250');
      await c.says('DATA');
      await c.hears('354');
      await c.sends(`${octets}\r\n.\r\n`);
      return c.hears(/^(?:250 2\.0\.0 Taken (?:as|before)|451 4\.3\.0 )/u);
    }),
  );
  assert.equal(
    answers.filter((answer) => answer.startsWith('250 2.0.0 Taken as')).length,
    1,
    answers.join('\n'),
  );
  await relay.provider.next(SHOP);
  assert.deepEqual(await countOf('at-once'), { messages: 1, deliveries: 1 });
});

test('other words under the same Message-ID are another message', async () => {
  const letter = {
    from: BUYER,
    to: trade.sellerAlias,
    subject: 'other-words',
    messageId: 'same@devries.example',
  };
  assert.match(await relay.send({ ...letter, text: 'One.' }), /^250 2\.0\.0 Taken as/u);
  assert.match(await relay.send({ ...letter, text: 'Two.' }), /^250 2\.0\.0 Taken as/u);
  assert.deepEqual(await countOf('other-words'), { messages: 2, deliveries: 2 });
});
