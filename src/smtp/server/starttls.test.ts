import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connect } from '#test/support/smtp-conversation.ts';
import { openDoor } from '#test/support/smtp-door.ts';
import { TEST_CERTIFICATE } from '#test/support/test-certificate.ts';

const TLS = { tls: TEST_CERTIFICATE };

test('a session changes to TLS and begins anew', async (t) => {
  const { port, taken, server } = await openDoor(t, TLS);
  const c = await connect(port);
  await c.hears('220');
  await c.says('EHLO plain.example');
  await c.hears(/^250-STARTTLS$/mu);
  await c.says('MAIL FROM:<a@shop.example>');
  await c.hears('250');
  await c.says('STARTTLS');
  await c.hears('220 2.0.0');
  await c.startsTls();
  // RFC 3207 §4.2: what was said before doesn't count.
  await c.says('RCPT TO:<a@alias.example>');
  await c.hears('503 5.5.1');
  await c.says('EHLO secure.example');
  assert.doesNotMatch(await c.hears('250'), /STARTTLS/u);
  await c.sends('MAIL FROM:<>\r\nRCPT TO:<a@alias.example>\r\nDATA\r\n');
  await c.hears('250');
  await c.hears('250');
  await c.hears('354');
  await c.sends('secret\r\n.\r\n');
  await c.hears('250 2.0.0');
  await c.says('STARTTLS');
  await c.hears('503 5.5.1');
  await c.says('QUIT');
  await c.hears('221');
  await c.hearsTheEnd();
  assert.equal(taken[0]?.client.helo, 'secure.example');
  await server.stop(1000);
  assert.equal(server.connections, 0);
});

test('strict lines hold inside TLS too', async (t) => {
  const { port, taken } = await openDoor(t, TLS);
  const c = await connect(port);
  await c.hears('220');
  await c.says('STARTTLS');
  await c.hears('220');
  await c.startsTls();
  await c.sends('EHLO x\r\nMAIL FROM:<>\r\nRCPT TO:<a@alias.example>\r\nDATA\r\n');
  for (const code of ['250', '250', '250', '354']) await c.hears(code);
  await c.sends('x\n.\r\n');
  await c.hears('554 5.6.0');
  await c.hearsTheEnd();
  assert.deepEqual(taken, []);
});

for (const injected of ['RSET\r\n', 'EHLO evil\r\nMAIL FROM:<evil@evil.example>\r\n', 'NOOP\r\n'.repeat(500)])
  test(`T6: ${JSON.stringify(injected.slice(0, 40))} sent along with STARTTLS gets no answer inside TLS`, async (t) => {
    const { port, asked } = await openDoor(t, TLS);
    const c = await connect(port);
    await c.hears('220');
    await c.says('EHLO x');
    await c.hears('250');
    await c.sends(`STARTTLS\r\n${injected}`);
    await c.hears('220');
    await c.startsTls();
    await c.says('HELP');
    await c.hears('214');
    await c.says('RCPT TO:<a@alias.example>');
    await c.hears('503');
    assert.deepEqual(asked, []);
  });

test('T6: STARTTLS with a parameter is refused', async (t) => {
  const { port } = await openDoor(t, TLS);
  const c = await connect(port);
  await c.hears('220');
  await c.says('STARTTLS now');
  await c.hears('501 5.5.4');
});

test('T8: a client that asks for TLS and then says nothing is cut off', async (t) => {
  const { port, server } = await openDoor(t, { ...TLS, limits: { commandMs: 40 } });
  const c = await connect(port);
  await c.hears('220');
  await c.says('STARTTLS');
  await c.hears('220');
  await c.hearsTheEnd();
  c.finishes();
  while (server.connections > 0) await new Promise((resolve) => setImmediate(resolve));
});

test('what is no TLS after STARTTLS ends the connection', async (t) => {
  const { port } = await openDoor(t, TLS);
  const c = await connect(port);
  await c.hears('220');
  await c.says('STARTTLS');
  await c.hears('220');
  await c.sends('EHLO plain again\r\n');
  await c.hearsTheEnd();
});
