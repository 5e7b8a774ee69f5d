import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { lintCommand } from './lint.ts';

async function run(
  input: string,
  args: readonly string[] = [],
): Promise<{ status: number; out: string[]; error: string }> {
  let out = '';
  let error = '';
  const status = await lintCommand(args, {
    stdin: Readable.from([input]),
    write: (text) => {
      out += text;
    },
    complain: (text) => {
      error += text;
    },
  });
  return { status, out: out.split('\n').filter((line) => line !== ''), error };
}

const message = (text: string): object => ({
  subject: 'Order 302-1234567-7654321',
  text,
  html: null,
  images: [],
  attachments: [],
  order: {
    id: '302-1234567-7654321',
    status: 'unshipped',
    completedAt: null,
    reviewRequestsSent: 0,
    itemImages: [],
  },
  buyer: { preferredLanguage: 'en' },
  marketplace: { hosts: ['marketplace.example'], country: 'GB' },
  sender: { role: 'seller', channel: 'api', contactReason: 'order-problem' },
  sentAt: '2026-05-20T10:00:00Z',
});

test('one judgement a line, places in UTF-16 units of the part', async () => {
  const text = 'Please write to jan@example.nl about the lid of your kettle.';
  const { status, out } = await run(
    `${JSON.stringify({ id: 'a', message: message(text) })}\n\n${JSON.stringify({ id: 7, message: message('Oak or ash for the lid of your kettle?') })}\n`,
  );
  assert.equal(status, 0);
  const [first, second] = out.map((line) => JSON.parse(line));
  assert.equal(first.id, 'a');
  assert.equal(first.verdict, 'refuse');
  const finding = first.findings.find((one: { rule: string }) => one.rule === 'email-address');
  assert.deepEqual(Object.keys(finding), [
    'rule',
    'severity',
    'part',
    'start',
    'end',
    'certainty',
    'message',
    'guideline',
  ]);
  assert.equal(text.slice(finding.start, finding.end), 'jan@example.nl');
  assert.deepEqual(second, { id: 7, verdict: 'permit', findings: [] });
});

test('input that can’t be read ends with status 2 and the line’s number', async () => {
  const { status, error } = await run(
    `${JSON.stringify({ id: 'a', message: message('Oak or ash?') })}\n{"id":"b","message":{}}\n`,
  );
  assert.equal(status, 2);
  assert.match(error, /-:2: message\.sentAt/u);
  assert.equal((await run('{nonsense')).status, 2);
});

test('a pack’s mistakes are named', async () => {
  const { status, error } = await run('', [
    '--pack',
    new URL('../../tsconfig.json', import.meta.url).pathname,
  ]);
  assert.equal(status, 2);
  assert.match(error, /name: expected a text/u);
});
