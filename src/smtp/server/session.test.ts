import assert from 'node:assert/strict';
import { test } from 'node:test';
import { smtpReply } from '#mail/smtp-reply.ts';
import { connect, greet } from '#test/support/smtp-conversation.ts';
import { openDoor } from '#test/support/smtp-door.ts';

test('a message is taken, and the door hears who sent it', async (t) => {
  const { port, taken, logged } = await openDoor(t);
  const c = await connect(port);
  await c.hears('220 mx.parley.test ESMTP');
  await c.says('EHLO Client.Example');
  await c.hears(
    /^250-mx\.parley\.test\n250-PIPELINING\n250-8BITMIME\n250-SMTPUTF8\n250-ENHANCEDSTATUSCODES\n250 SIZE 26214400$/u,
  );
  await c.says('MAIL FROM:<author@shop.example> BODY=8BITMIME SIZE=100');
  await c.hears('250 2.1.0');
  await c.says('RCPT TO:<a@alias.example>');
  await c.hears('250 2.1.5 Recipient taken');
  await c.says('RCPT TO:<nobody@elsewhere.example>');
  await c.hears('550 5.1.1 No such address here');
  await c.says('DATA');
  await c.hears('354');
  await c.sends('Subject: Grüße\r\n\r\nhello\r\n.\r\n');
  await c.hears('250 2.0.0 Message 1 taken');
  await c.says('QUIT');
  await c.hears('221 2.0.0');
  await c.hearsTheEnd();
  assert.deepEqual(taken, [
    {
      client: { address: '127.0.0.1', helo: 'client.example', reversePath: 'author@shop.example' },
      recipients: ['a@alias.example'],
      content: Buffer.from('Subject: Grüße\r\n\r\nhello\r\n').toString('latin1'),
    },
  ]);
  assert.ok(logged.some(({ event }) => event === 'smtp.message-accepted'));
  assert.doesNotMatch(JSON.stringify(logged), /alias\.example|shop\.example|127\.0\.0\.1/u);
});

test('two messages in one session, the second pipelined', async (t) => {
  const { port, taken } = await openDoor(t);
  const c = await greet(port);
  for (const name of ['one', 'two']) {
    await c.sends(`MAIL FROM:<>\r\nRCPT TO:<${name}@alias.example>\r\nDATA\r\n`);
    await c.hears('250 2.1.0');
    await c.hears('250 2.1.5');
    await c.hears('354');
    await c.sends(`${name}\r\n.\r\n`);
    await c.hears('250 2.0.0');
  }
  assert.deepEqual(
    taken.map(({ recipients, content }) => [recipients[0], content]),
    [
      ['one@alias.example', 'one\r\n'],
      ['two@alias.example', 'two\r\n'],
    ],
  );
});

test('what the door says is what the client hears', async (t) => {
  const long = `${'because '.repeat(100)}end`;
  const { port } = await openDoor(
    t,
    {},
    {
      admitRecipient: async () => ({ reply: smtpReply(451, '4.7.1', 'Not now'), recipient: null }),
    },
  );
  const c = await greet(port);
  await c.says('MAIL FROM:<author@shop.example>');
  await c.hears('250');
  await c.says('RCPT TO:<a@alias.example>');
  await c.hears('451 4.7.1 Not now');
  await c.says('DATA');
  await c.hears('503 5.5.1');

  const second = await openDoor(t, {}, { takeMessage: async () => smtpReply(550, '5.7.1', long) });
  const d = await greet(second.port);
  await d.sends('MAIL FROM:<>\r\nRCPT TO:<a@alias.example>\r\nDATA\r\n');
  await d.hears('250');
  await d.hears('250');
  await d.hears('354');
  await d.sends('.\r\n');
  const reply = await d.hears('550-5.7.1 because');
  assert.ok(reply.split('\n').every((line) => line.length <= 510 && /^550[- ]5\.7\.1 /u.test(line)));
  assert.match(reply, /end$/u);
  assert.ok(
    second.logged.some(({ event, status }) => event === 'smtp.message-refused' && status === '5.7.1'),
  );
});

test('a fault behind the door is 451 4.3.0, logged, and never 250', async (t) => {
  const fault = (): never => {
    throw new Error('the database is away');
  };
  const { port, logged } = await openDoor(t, {}, { takeMessage: async () => fault() });
  const c = await greet(port);
  await c.sends('MAIL FROM:<>\r\nRCPT TO:<a@alias.example>\r\nDATA\r\n');
  await c.hears('250');
  await c.hears('250');
  await c.hears('354');
  await c.sends('x\r\n.\r\n');
  await c.hears('451 4.3.0');
  assert.match(JSON.stringify(logged), /smtp\.command-failed.*the database is away/u);

  const { port: second } = await openDoor(t, {}, { admitRecipient: async () => fault() });
  const d = await greet(second);
  await d.sends('MAIL FROM:<>\r\nRCPT TO:<a@alias.example>\r\n');
  await d.hears('250');
  await d.hears('451 4.3.0');

  const { port: third } = await openDoor(t, {}, { admitClient: fault });
  const e = await connect(third);
  await e.hears('421 4.3.0');
  await e.hearsTheEnd();
});

test('a client that the door does not admit is told so instead of the greeting', async (t) => {
  const addresses: string[] = [];
  const { port } = await openDoor(
    t,
    {},
    {
      admitClient: (address) => {
        addresses.push(address);
        return smtpReply(421, '4.7.1', 'Too many guesses');
      },
    },
  );
  const c = await connect(port);
  await c.hears('421 4.7.1 Too many guesses');
  await c.hearsTheEnd();
  assert.deepEqual(addresses, ['127.0.0.1']);
});

for (const [said, reply] of [
  ['VRFY a@alias.example', '252 2.1.5'],
  ['EXPN list', '502 5.5.1'],
  ['AUTH PLAIN AGEAYg==', '502 5.5.1'],
  ['AUTH LOGIN', '502 5.5.1'],
  ['STARTTLS', '500 5.5.2'],
  ['XCLIENT ADDR=192.0.2.1', '550 5.7.0'],
  ['XFORWARD ADDR=192.0.2.1', '550 5.7.0'],
  ['PROXY TCP4 192.0.2.1 192.0.2.2 1 25', '550 5.7.0'],
  ['BDAT 5 LAST', '500 5.5.2'],
  ['RCPT TO:<a@alias.example>', '503 5.5.1'],
  ['DATA', '503 5.5.1'],
  ['NOOP', '250'],
  ['RSET', '250'],
  ['HELP', '214'],
  ['WIZ x', '500'],
  ['', '500'],
  ['MAIL FROM:author@shop.example', '501 5.5.4'],
  ['MAIL FROM:<author@shop.example', '501 5.1.7'],
  ['MAIL FROM:<a b@shop.example>', '501 5.1.7'],
  ['MAIL FROM:<a\u0007@shop.example>', '501 5.1.7'],
  [`MAIL FROM:<${'x'.repeat(250)}@shop.example>`, '501 5.1.7'],
  ['MAIL TO:<a@shop.example>', '501 5.5.4'],
  ['MAIL FROM:<a@shop.example>SIZE=3', '501 5.5.4'],
  ['MAIL FROM:<a@shop.example> SIZE=many', '501 5.5.4'],
  ['MAIL FROM:<a@shop.example> SIZE=3 SIZE=4', '501 5.5.4'],
  ['MAIL FROM:<a@shop.example> BODY=BINARYMIME', '501 5.5.4'],
  ['MAIL FROM:<a@shop.example> RET=HDRS', '555 5.5.4'],
  ['MAIL FROM:<a@shop.example> AUTH=<>', '555 5.5.4'],
  ['MAIL FROM:<ä@shop.example>', '553 5.6.7'],
  ['MAIL FROM:<ä@shop.example> SMTPUTF8', '250 2.1.0'],
  ['MAIL FROM: <a@shop.example>', '250 2.1.0'],
  ['mail from:<"a b>"@shop.example> size=3', '250 2.1.0'],
] as const)
  test(`${JSON.stringify(said)} hears ${reply}`, async (t) => {
    const { port } = await openDoor(t);
    const c = await greet(port);
    await c.says(said);
    await c.hears(reply);
  });

test('T12: XCLIENT and XFORWARD change nothing and are logged', async (t) => {
  const { port, taken, logged } = await openDoor(t);
  const c = await greet(port);
  await c.says('XCLIENT ADDR=192.0.2.1 LOGIN=admin');
  await c.hears('550 5.7.0');
  await c.sends('MAIL FROM:<>\r\nRCPT TO:<a@alias.example>\r\nDATA\r\n');
  await c.hears('250');
  await c.hears('250');
  await c.hears('354');
  await c.sends('.\r\n');
  await c.hears('250');
  assert.equal(taken[0]?.client.address, '127.0.0.1');
  assert.ok(
    logged.some(({ event, command }) => event === 'smtp.proxy-header-ignored' && command === 'XCLIENT'),
  );
});

test('T10: a forward-path comes to the door as it was written', async (t) => {
  const { port, asked } = await openDoor(t);
  const paths = [
    'user%x@alias.example',
    'x!user@alias.example',
    '@a.example,@b.example:u@x.example',
    '"u@x.example"@alias.example',
    'u@x.example@alias.example',
    'u@[127.0.0.1]',
    'u@[IPv6:::1]',
    'u@alias.example.',
    'u@sub.alias.example',
    'U@ALIAS.Example',
    'u@xn--mnchen-3ya.example',
    '"a b> X=y"@alias.example',
    '"a\\"b"@alias.example',
    'Postmaster',
  ];
  for (const path of paths) {
    const c = await greet(port);
    await c.sends(`MAIL FROM:<>\r\nRCPT TO:<${path}>\r\n`);
    await c.hears('250');
    await c.hears(/^[25]50/u);
    c.finishes();
  }
  assert.deepEqual(asked, paths);
});

test('T5: parameters in quotes are part of the path, and RCPT takes none', async (t) => {
  const { port, asked } = await openDoor(t);
  const c = await greet(port);
  await c.says('MAIL FROM:<>');
  await c.hears('250');
  await c.says('RCPT TO:<"foo@a> ORCPT=x@y"@alias.example>');
  await c.hears('250');
  await c.says('RCPT TO:<foo@alias.example> ORCPT=rfc822;x@y');
  await c.hears('555 5.5.4');
  await c.says('RCPT TO:<foo@alias.example> <bar@alias.example>');
  await c.hears('501 5.5.4');
  assert.deepEqual(asked, ['"foo@a> ORCPT=x@y"@alias.example']);
});

test('a command that is not UTF-8 is refused, and so is HTTP', async (t) => {
  const { port } = await openDoor(t);
  const c = await greet(port);
  await c.sends(Buffer.from('MAIL FROM:<\xe4@shop.example> SMTPUTF8\r\n', 'latin1'));
  await c.hears('500 5.5.2');
  await c.says('POST / HTTP/1.1');
  await c.hears('421');
  await c.hearsTheEnd();
});

test('T7: who talks before the greeting is refused', async (t) => {
  const { port, taken } = await openDoor(t, { proxyPeers: ['127.0.0.0/8'] });
  const c = await connect(port);
  // The header and the rest arrive in one segment, so the server has them before it can have greeted.
  await c.sends('PROXY TCP4 192.0.2.9 192.0.2.25 4000 25\r\nEHLO x\r\nMAIL FROM:<>\r\n');
  await c.hears('554 5.5.1');
  await c.hearsTheEnd();
  assert.deepEqual(taken, []);
});

test('T7: a whole session in one segment is refused or served in order', async (t) => {
  const { port, taken } = await openDoor(t);
  const c = await connect(port);
  await c.sends(
    'EHLO x\r\nMAIL FROM:<>\r\nRCPT TO:<a@alias.example>\r\nDATA\r\nfirst\r\n.\r\nMAIL FROM:<>\r\n' +
      'RCPT TO:<b@alias.example>\r\nDATA\r\nsecond\r\n.\r\nQUIT\r\n',
  );
  const codes = (await c.hearsAll()).map((reply) => reply.slice(0, 3)).join(' ');
  if (codes !== '554') {
    assert.equal(codes, '220 250 250 250 354 250 250 250 354 250 221');
    assert.deepEqual(
      taken.map(({ content }) => content),
      ['first\r\n', 'second\r\n'],
    );
  } else assert.deepEqual(taken, []);
});

test('T7: what is pipelined after the end of data waits for its turn', async (t) => {
  const door = Promise.withResolvers<void>();
  const { port, asked } = await openDoor(
    t,
    {},
    {
      takeMessage: async () => {
        await door.promise;
        return smtpReply(250, '2.0.0', 'taken');
      },
    },
  );
  const c = await greet(port);
  await c.sends('MAIL FROM:<>\r\nRCPT TO:<a@alias.example>\r\nDATA\r\n');
  await c.hears('250');
  await c.hears('250');
  await c.hears('354');
  await c.sends('x\r\n.\r\nMAIL FROM:<>\r\nRCPT TO:<b@alias.example>\r\n');
  assert.deepEqual(asked, ['a@alias.example']);
  door.resolve();
  await c.hears('250 2.0.0 taken');
  await c.hears('250 2.1.0');
  await c.hears('250 2.1.5');
});

test('a stop ends idle sessions at once and lets an open transaction end', async (t) => {
  const { port, server, taken } = await openDoor(t);
  const idle = await greet(port);
  const busy = await greet(port);
  await busy.says('MAIL FROM:<>');
  await busy.hears('250');
  const stopped = server.stop(60_000);
  await idle.hears('421 4.3.2');
  await idle.hearsTheEnd();
  await busy.sends('RCPT TO:<a@alias.example>\r\nDATA\r\n');
  await busy.hears('250');
  await busy.hears('354');
  await busy.sends('x\r\n.\r\n');
  await busy.hears('250 2.0.0');
  await busy.hears('421 4.3.2');
  await busy.hearsTheEnd();
  await stopped;
  assert.equal(taken.length, 1);
  await assert.rejects(connect(port), { code: 'ECONNREFUSED' });
});

test('a stop does not wait beyond its deadline', async (t) => {
  const { port, server } = await openDoor(t);
  const busy = await greet(port);
  await busy.says('MAIL FROM:<>');
  await busy.hears('250');
  const stopped = server.stop(20);
  await busy.hears('421 4.3.2');
  await stopped;
  assert.equal(server.connections, 0);
});
