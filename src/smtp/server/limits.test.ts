import assert from 'node:assert/strict';
import { test } from 'node:test';
import { smtpReply } from '#mail/smtp-reply.ts';
import { connect, greet } from '#test/support/smtp-conversation.ts';
import type { SmtpConversation } from '#test/support/smtp-conversation.ts';
import { openDoor } from '#test/support/smtp-door.ts';

async function startMessage(c: SmtpConversation, recipient = 'a@alias.example'): Promise<void> {
  await c.sends(`MAIL FROM:<a@shop.example>\r\nRCPT TO:<${recipient}>\r\nDATA\r\n`);
  await c.hears('250');
  await c.hears('250');
  await c.hears('354');
}

// T8: slow clients.

test('T8: a command must be whole in time, however its octets trickle', async (t) => {
  const { port, logged } = await openDoor(t, { limits: { commandMs: 60 } });
  const c = await greet(port);
  const trickle = setInterval(() => void c.sends('N'), 5);
  await c.hears('421 4.4.2');
  clearInterval(trickle);
  await c.hearsTheEnd();
  assert.match(JSON.stringify(logged), /late: command/u);
});

test('T8: a client that says nothing at all is told to go', async (t) => {
  const { port } = await openDoor(t, { limits: { commandMs: 30 } });
  const c = await connect(port);
  await c.hears('220');
  await c.hears('421 4.4.2');
  await c.hearsTheEnd();
});

test('T8: a message must come at a rate', async (t) => {
  const { port, taken } = await openDoor(t, { limits: { rateWindowMs: 50, rateWindowBytes: 1000 } });
  const c = await greet(port);
  await startMessage(c);
  const trickle = setInterval(() => void c.sends('x\r\n'), 5);
  await c.hears('421 4.4.2 The message comes too slowly');
  clearInterval(trickle);
  await c.hearsTheEnd();
  assert.deepEqual(taken, []);
});

test('T8: a transaction must end in time, however busy it looks', async (t) => {
  const { port } = await openDoor(t, { limits: { transactionMs: 60 } });
  const c = await greet(port);
  await startMessage(c);
  const flood = setInterval(() => void c.sends(`${'x'.repeat(500)}\r\n`), 2);
  await c.hears('421 4.4.2 The transaction takes too long');
  clearInterval(flood);
  await c.hearsTheEnd();
});

test('T8: a transaction must end in time before DATA too', async (t) => {
  const { port } = await openDoor(t, { limits: { transactionMs: 60, idleCommands: 1e6 } });
  const c = await greet(port);
  await c.says('MAIL FROM:<>');
  await c.hears('250');
  const noops = setInterval(() => void c.says('NOOP'), 2);
  const replies = await c.hearsAll();
  clearInterval(noops);
  assert.match(replies.at(-1) ?? '', /^421 4\.4\.2 The transaction/u);
});

test('T8: a session without transactions must end in time', async (t) => {
  const { port } = await openDoor(t, { limits: { sessionMs: 60, idleCommands: 1e6 } });
  const c = await greet(port);
  const noops = setInterval(() => void c.says('NOOP'), 2);
  const replies = await c.hearsAll();
  clearInterval(noops);
  assert.match(replies.at(-1) ?? '', /^421 4\.4\.2 The session/u);
});

test('T8: the time that the door takes is not held against the client', async (t) => {
  const door = Promise.withResolvers<void>();
  const { port } = await openDoor(
    t,
    { limits: { commandMs: 40, transactionMs: 40 } },
    {
      takeMessage: async () => {
        setTimeout(door.resolve, 120);
        await door.promise;
        return smtpReply(250, '2.0.0', 'taken');
      },
    },
  );
  const c = await greet(port);
  await startMessage(c);
  await c.sends('.\r\n');
  await c.hears('250 2.0.0 taken');
});

test('T8: good clients are served while 60 slow ones hold on', async (t) => {
  const { port, taken } = await openDoor(t, {
    limits: { connections: 100, connectionsPerClient: 100, commandMs: 5000, transactionMs: 5000 },
  });
  const slow = await Promise.all(
    Array.from({ length: 60 }, async (_, index) => {
      const c = await greet(port);
      if (index % 3 === 1) await c.sends('MAIL FR');
      if (index % 3 === 2) {
        await startMessage(c);
        await c.sends('Subject: sl');
      }
      return c;
    }),
  );
  const c = await greet(port);
  await startMessage(c);
  await c.sends('quick\r\n.\r\n');
  await c.hears('250 2.0.0');
  assert.equal(taken.length, 1);
  for (const other of slow) other.vanishes();
});

test('T8: when most connections are in use, patience is short', async (t) => {
  const { port } = await openDoor(t, {
    limits: { connections: 5, connectionsPerClient: 5, commandMs: 600_000, stressedCommandMs: 40 },
  });
  const early = await greet(port);
  const crowd = await Promise.all([1, 2, 3].map(() => greet(port)));
  const last = await greet(port);
  await last.hears('421 4.4.2');
  await early.says('NOOP');
  await early.hears('250');
  for (const c of crowd) c.vanishes();
});

// T9: oversized everything.

test('T9: a message that is declared too large is refused at MAIL, others are not', async (t) => {
  const { port } = await openDoor(t, { limits: { messageBytes: 1000 } });
  const c = await greet(port);
  await c.says('MAIL FROM:<> SIZE=1001');
  await c.hears('552 5.3.4');
  await c.says('MAIL FROM:<> SIZE=99999999999999999999');
  await c.hears('552 5.3.4');
  await c.says('MAIL FROM:<> SIZE=1000');
  await c.hears('250');
});

test('T9: a message that is larger than was declared is refused at its end, and the session goes on', async (t) => {
  const { port, taken } = await openDoor(t, { limits: { messageBytes: 1000 } });
  const c = await greet(port);
  await startMessage(c);
  await c.sends(`${'x'.repeat(98)}\r\n`.repeat(11));
  await c.sends('.\r\n');
  await c.hears('552 5.3.4');
  await startMessage(c);
  await c.sends(`${'x'.repeat(98)}\r\n`.repeat(10));
  await c.sends('.\r\n');
  await c.hears('250 2.0.0');
  assert.deepEqual(
    taken.map(({ content }) => content.length),
    [1000],
  );
});

test('T9: an endless message is cut off', async (t) => {
  const { port } = await openDoor(t, { limits: { messageBytes: 10_000 } });
  const c = await greet(port);
  await startMessage(c);
  for (let sent = 0; sent < 100; sent += 1) await c.sends(`${'x'.repeat(998)}\r\n`);
  await c.hears('552 5.3.4');
  await c.hearsTheEnd();
});

test('T9: a line of the message may be long, but not endless', async (t) => {
  const { port, taken } = await openDoor(t);
  const c = await greet(port);
  for (const length of [998, 999, 1000, 16_382]) {
    await startMessage(c);
    await c.sends(`${'x'.repeat(length)}\r\n.\r\n`);
    await c.hears('250 2.0.0');
  }
  await startMessage(c);
  await c.sends(`${'x'.repeat(16_383)}\r\n`);
  await c.hears('500 5.6.0 Line too long');
  await c.hearsTheEnd();
  assert.equal(taken.length, 4);
});

test('T9: a command of a megabyte is refused before it is whole', async (t) => {
  const { port } = await openDoor(t);
  const c = await greet(port);
  await c.sends('x'.repeat(1_000_000));
  await c.hears('500 5.5.2 Line too long');
  await c.hearsTheEnd();
});

test('T9: recipients beyond the limit are put off', async (t) => {
  const { port, taken } = await openDoor(t, { limits: { recipients: 3 } });
  const c = await greet(port);
  await c.says('MAIL FROM:<>');
  await c.hears('250');
  for (const name of ['a', 'b', 'c']) {
    await c.says(`RCPT TO:<${name}@alias.example>`);
    await c.hears('250');
  }
  await c.says('RCPT TO:<d@alias.example>');
  await c.hears('452 4.5.3');
  await c.says('DATA');
  await c.hears('354');
  await c.sends('.\r\n');
  await c.hears('250');
  assert.equal(taken[0]?.recipients.length, 3);
});

test('T11: a session that only guesses is ended', async (t) => {
  const { port, asked } = await openDoor(t, { limits: { errors: 5 } });
  const c = await greet(port);
  await c.says('MAIL FROM:<>');
  await c.hears('250');
  await c.sends(Array.from({ length: 50 }, (_, index) => `RCPT TO:<guess${index}@x.example>\r\n`).join(''));
  for (let guess = 0; guess < 5; guess += 1) await c.hears('550 5.1.1');
  await c.hears('421 4.7.0');
  await c.hearsTheEnd();
  assert.equal(asked.length, 5);
});

test('a refused message is not an error of the session', async (t) => {
  const { port } = await openDoor(
    t,
    { limits: { errors: 2 } },
    { takeMessage: async () => smtpReply(550, '5.7.1', 'no') },
  );
  const c = await greet(port);
  for (let message = 0; message < 5; message += 1) {
    await startMessage(c);
    await c.sends('.\r\n');
    await c.hears('550 5.7.1');
  }
});

test('commands that move nothing are counted between messages', async (t) => {
  const { port } = await openDoor(t, { limits: { idleCommands: 4 } });
  const c = await greet(port);
  for (let round = 0; round < 3; round += 1) {
    await c.says('NOOP');
    await c.hears('250');
    await startMessage(c);
    await c.sends('.\r\n');
    await c.hears('250');
  }
  for (let round = 0; round < 4; round += 1) {
    await c.says('VRFY x');
    await c.hears('252');
  }
  await c.says('RSET');
  await c.hears('421 4.7.0');
  await c.hearsTheEnd();
});

test('unknown commands end the session', async (t) => {
  const { port } = await openDoor(t);
  const c = await greet(port);
  await c.sends('FOO\r\n'.repeat(30));
  const replies = await c.hearsAll();
  assert.ok(replies.length <= 11, `${replies.length} replies`);
  assert.match(replies.at(-1) ?? '', /^421/u);
});

test('messages in flight share a bounded memory', async (t) => {
  const door = Promise.withResolvers<void>();
  const { port } = await openDoor(
    t,
    { limits: { messageMemory: 40_000, messageBytes: 30_000 } },
    {
      takeMessage: async () => {
        await door.promise;
        return smtpReply(250, '2.0.0', 'taken');
      },
    },
  );
  const message = `${'x'.repeat(98)}\r\n`.repeat(290);
  const first = await greet(port);
  await startMessage(first);
  await first.sends(`${message}.\r\n`);
  const second = await greet(port);
  await startMessage(second);
  await second.sends(`${message}.\r\n`);
  await second.hears('452 4.3.1');
  door.resolve();
  await first.hears('250 2.0.0 taken');
  await startMessage(second);
  await second.sends(`${message}.\r\n`);
  await second.hears('250 2.0.0 taken');
});

test('a client that vanishes in the middle of a message gives its memory back', async (t) => {
  const { port, server } = await openDoor(t, { limits: { messageMemory: 20_000 } });
  for (let round = 0; round < 5; round += 1) {
    const c = await greet(port);
    await startMessage(c);
    await c.sends('begun\r\n');
    c.vanishes();
    while (server.connections > 0) await new Promise((resolve) => setImmediate(resolve));
  }
  const c = await greet(port);
  await startMessage(c);
  await c.sends('whole\r\n.\r\n');
  await c.hears('250');
});

test('connections are limited per client and in all', async (t) => {
  const { port, server, logged } = await openDoor(t, {
    limits: { connections: 3, connectionsPerClient: 2 },
    proxyPeers: ['127.0.0.1'],
  });
  const connectFrom = async (address: string): Promise<SmtpConversation> => {
    const c = await connect(port);
    await c.sends(`PROXY TCP4 ${address} 192.0.2.25 4000 25\r\n`);
    return c;
  };
  const crowd = [await connectFrom('192.0.2.1'), await connectFrom('192.0.2.1')];
  for (const c of crowd) await c.hears('220');
  const third = await connectFrom('192.0.2.1');
  await third.hears('421 4.7.0');
  await third.hearsTheEnd();
  const other = await connectFrom('192.0.2.2');
  await other.hears('220');
  const late = await connectFrom('192.0.2.3');
  await late.hears('421 4.3.2');
  await late.hearsTheEnd();
  crowd[0]?.vanishes();
  while (server.connections > 2) await new Promise((resolve) => setImmediate(resolve));
  const again = await connectFrom('192.0.2.1');
  await again.hears('220');
  assert.equal(logged.filter(({ event }) => event === 'smtp.connection-refused').length, 2);
});

// T12: PROXY.

test('T12: a named peer says who its client is; no other can', async (t) => {
  const { port, taken } = await openDoor(t, { proxyPeers: ['127.0.0.1/32'] });
  const header = Buffer.concat([
    Buffer.from('\r\n\r\n\0\r\nQUIT\n\x21\x21\0\x24', 'latin1'),
    Buffer.from('20010db8000000000000000000000001', 'hex'),
    Buffer.from('20010db8000000000000000000000002', 'hex'),
    Buffer.from([0x10, 0, 0, 25]),
  ]);
  for (const [octets, client] of [
    ['PROXY TCP4 192.0.2.7 192.0.2.25 4000 25\r\n', '192.0.2.7'],
    ['PROXY TCP6 2001:DB8::0:7 2001:db8::25 4000 25\r\n', '2001:db8::7'],
    ['PROXY TCP6 ::ffff:192.0.2.7 ::ffff:192.0.2.25 4000 25\r\n', '192.0.2.7'],
    ['PROXY UNKNOWN\r\n', '127.0.0.1'],
    [header, '2001:db8::1'],
  ] as const) {
    const c = await connect(port);
    await c.sendsInPieces([octets.slice(0, 5), octets.slice(5)]);
    await c.hears('220');
    await c.says('EHLO x');
    await c.hears('250');
    await startMessage(c);
    await c.sends('.\r\n');
    await c.hears('250');
    assert.equal(taken.at(-1)?.client.address, client);
  }
});

for (const octets of [
  'EHLO x\r\n',
  'PROXY TCP4 999.0.2.7 192.0.2.25 4000 25\r\n',
  'PROXY TCP4 192.0.2.7 192.0.2.25 4000 65536\r\n',
  `PROXY TCP4 ${'1'.repeat(200)}`,
])
  test(`T12: a named peer that says ${JSON.stringify(octets.slice(0, 50))} first is refused`, async (t) => {
    const { port } = await openDoor(t, { proxyPeers: ['127.0.0.1'] });
    const c = await connect(port);
    await c.sends(octets);
    await c.hears('421 4.3.5');
    await c.hearsTheEnd();
  });

test('T12: a named peer that sends no header in time is refused', async (t) => {
  const { port } = await openDoor(t, { proxyPeers: ['127.0.0.1'], limits: { stressedCommandMs: 30 } });
  const c = await connect(port);
  await c.hears('421 4.3.5');
  await c.hearsTheEnd();
});
