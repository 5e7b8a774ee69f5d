import assert from 'node:assert/strict';
import { test } from 'node:test';
import { greet } from '#test/support/smtp-conversation.ts';
import type { SmtpConversation } from '#test/support/smtp-conversation.ts';
import { openDoor } from '#test/support/smtp-door.ts';

// Threats T1: what other servers have taken, or could take, for the end of a message. SEC Consult (December
// 2023), CERT VU#302671, "SMTP smuggling" at USENIX Security 2025, and some of our own (O).
const FALSE_ENDS: readonly (readonly [string, string])[] = [
  ['A1 LF . LF', '\n.\n'],
  ['A2 LF . CRLF', '\n.\r\n'],
  ['A3 CR . CR', '\r.\r'],
  ['A4 CR . CRLF', '\r.\r\n'],
  ['A5 CRLF . LF', '\r\n.\n'],
  ['A6 CRLF . CR', '\r\n.\r'],
  ['A8 CRLF NUL . CRLF', '\r\n\0.\r\n'],
  ['A9 CR NUL LF . CRLF', '\r\0\n.\r\n'],
  ['A11 CRLF . NUL CRLF', '\r\n.\0\r\n'],
  ['A12 CRLF . CR NUL LF', '\r\n.\r\0\n'],
  ['O1 LF . CR', '\n.\r'],
  ['O2 CR CR LF . CR CR LF', '\r\r\n.\r\r\n'],
  ['O5 CRLF . CR CR LF', '\r\n.\r\r\n'],
  ['O6 CRLF . LF CRLF', '\r\n.\n\r\n'],
  ['O7 LF LF . CRLF', '\n\n.\r\n'],
];

const SMUGGLED =
  'MAIL FROM:<admin@evil.example>\r\nRCPT TO:<victim@alias.example>\r\nDATA\r\nsmuggled\r\n.\r\n';

async function startMessage(c: SmtpConversation): Promise<void> {
  await c.sends('MAIL FROM:<a@shop.example>\r\nRCPT TO:<a@alias.example>\r\nDATA\r\n');
  await c.hears('250');
  await c.hears('250');
  await c.hears('354');
}

for (const [name, octets] of FALSE_ENDS)
  test(`T1: ${name} ends no message; it is refused and the connection closed`, async (t) => {
    const { port, taken, asked, logged } = await openDoor(t);
    const c = await greet(port);
    await startMessage(c);
    await c.sends(`first${octets}${SMUGGLED}`);
    await c.hears('554 5.6.0');
    await c.hearsTheEnd();
    assert.deepEqual(taken, []);
    assert.deepEqual(asked, ['a@alias.example']);
    assert.match(JSON.stringify(logged), /bare-cr|bare-lf|nul/u);
  });

test('T1, O3: CRLF . SP CRLF is a line of the message', async (t) => {
  const { port, taken } = await openDoor(t);
  const c = await greet(port);
  await startMessage(c);
  await c.sends(`first\r\n. \r\n${SMUGGLED}QUIT\r\n`);
  await c.hears('250 2.0.0');
  assert.equal((await c.hearsAll()).length, 1, 'what came after the true end was a command');
  assert.equal(taken.length, 1);
  assert.match(taken[0]?.content ?? '', /^first\r\n \r\nMAIL FROM/u);
});

test('T1, A7 and A10: a NUL before the true end refuses the message, and nothing follows', async (t) => {
  const { port, taken } = await openDoor(t);
  const c = await greet(port);
  await startMessage(c);
  await c.sends(`first\0\r\n.\r\n${SMUGGLED}`);
  await c.hears('554 5.6.0');
  await c.hearsTheEnd();
  assert.deepEqual(taken, []);
});

test('T1, A13: a NUL after the true end belongs to the next command, which is refused', async (t) => {
  const { port, taken } = await openDoor(t);
  const c = await greet(port);
  await startMessage(c);
  await c.sends(`first\r\n.\r\n\0${SMUGGLED}`);
  await c.hears('250 2.0.0');
  await c.hears('500 5.5.2');
  await c.hearsTheEnd();
  assert.deepEqual(
    taken.map(({ content }) => content),
    ['first\r\n'],
  );
});

test('T1: the reply to a message comes before the reply to the fault behind it', async (t) => {
  const { port } = await openDoor(t);
  const c = await greet(port);
  await startMessage(c);
  await c.sends('first\r\n.\r\n');
  await c.sends('NOOP\n');
  await c.hears('250 2.0.0');
  await c.hears('500 5.5.2');
  await c.hearsTheEnd();
});

for (const command of ['NOOP\n', 'NOOP\r', 'NO\0OP\r\n', 'MAIL FROM:<a@shop.example>\nRSET\r\n', '\n'])
  test(`T1: the command ${JSON.stringify(command)} is refused and the connection closed`, async (t) => {
    const { port } = await openDoor(t);
    const c = await greet(port);
    await c.sends(`${command}QUIT\r\n`);
    await c.hears('500 5.5.2');
    await c.hearsTheEnd();
  });

test('T1, O4: the true end is found wherever the segments are cut', async (t) => {
  const { port, taken } = await openDoor(t);
  const c = await greet(port);
  const message = 'first\r\n..\r\n.x\r\n\r\n.\r\n';
  for (let cut = 1; cut < message.length; cut += 1) {
    await startMessage(c);
    await c.sendsInPieces([message.slice(0, cut), message.slice(cut)]);
    await c.hears(`250 2.0.0 Message ${cut}`);
  }
  await startMessage(c);
  await c.sendsInPieces(message.split(''));
  await c.hears('250 2.0.0');
  assert.equal(taken.length, message.length);
  assert.deepEqual(new Set(taken.map(({ content }) => content)), new Set(['first\r\n.\r\nx\r\n\r\n']));
});

for (const [why, sent, received] of [
  ['lines of dots', '.\u002e\r\n...\r\n..x\r\n', '.\r\n..\r\n.x\r\n'],
  ['no line at all', '', ''],
  ['empty lines', '\r\n\r\n', '\r\n\r\n'],
  ['eight bits', 'Grüße\r\n', Buffer.from('Grüße\r\n').toString('latin1')],
] as const)
  test(`T3: a message arrives as it was written: ${why}`, async (t) => {
    const { port, taken } = await openDoor(t);
    const c = await greet(port);
    await startMessage(c);
    await c.sends(`${sent}.\r\n`);
    await c.hears('250 2.0.0');
    assert.equal(taken[0]?.content, received);
  });
