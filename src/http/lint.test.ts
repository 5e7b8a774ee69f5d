import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import type { LintAnswer } from '#flow/guidelines.ts';
import { sampleOrderId } from '#test/support/sample-market.ts';
import type { Answer } from '#test/support/sample-http.ts';
import { sampleHttp } from '#test/support/sample-http.ts';

import { createHttpApp } from './app.ts';

const http = await sampleHttp();
const { ask, database, ports, tokens } = http;
after(() => http.stop());

const headers = { 'content-type': 'application/json', 'accept-language': 'de' };
const lint = (draft: object, role = 'seller'): Promise<Answer> =>
  ask('POST', '/api/v1/lint', {
    token: tokens.get(role),
    headers,
    body: JSON.stringify({ marketplace: 'de', ...draft }),
  });

test('a draft gets its findings with places, words in the reader’s language, guidelines and the ruleset', async () => {
  const text = 'Schreiben Sie bitte an jan@lampen-direkt.example.';
  const { status, json, headers: answered } = await lint({ order: sampleOrderId(0, 0), text });
  assert.equal(status, 200);
  assert.equal(answered.get('content-language'), 'de');
  assert.equal(json.verdict, 'refuse');
  assert.match(json.ruleset, /^de@/u);
  const found = json.findings.find(({ rule }: { rule: string }) => rule === 'email-address');
  assert.equal(text.slice(found.start, found.end), 'jan@lampen-direkt.example');
  assert.deepEqual([found.part, found.severity, found.certainty], ['text', 'block', 'sure']);
  assert.match(found.message, /E-Mail-Adresse/u);
  assert.match(json.guidelines['email-address'].mend, /Adresse/u);
});

test('the order’s facts count: its number can be put in, its buyer’s language is asked for', async () => {
  const { json } = await lint({
    order: sampleOrderId(0, 0),
    text: 'Guten Tag, welcher Tag passt Ihnen für die Lieferung?',
  });
  const rules = new Map(json.findings.map((finding: { rule: string }) => [finding.rule, finding]));
  assert.ok(rules.has('language'), 'Jan reads Dutch');
  const missing = rules.get('order-id') as {
    fix?: { text: string }[];
    suggestions?: { edits: { text: string }[] }[];
  };
  const edits = [...(missing.fix ?? []), ...(missing.suggestions ?? []).flatMap((one) => one.edits)];
  assert.ok(
    edits.some((edit) => edit.text.includes(sampleOrderId(0, 0))),
    JSON.stringify(missing),
  );
  const clean = await lint({
    order: sampleOrderId(0, 0),
    reply: true,
    text: 'Goedendag, welke dag schikt u voor de levering van de lamp?',
  });
  assert.deepEqual([clean.json.verdict, clean.json.findings], ['permit', []]);
});

test('somebody else’s order and one that isn’t there have one answer; the operator sees any', async () => {
  const theirs = await lint({ order: sampleOrderId(1, 1), text: 'x' });
  const nobodys = await lint({ order: '999-9999999-9999999', text: 'x' });
  assert.deepEqual([theirs.status, theirs.text], [404, nobodys.text]);
  assert.equal((await lint({ order: sampleOrderId(1, 1), text: 'x' }, 'operator')).status, 200);
  assert.equal((await lint({ marketplace: 'xx', text: 'x' })).status, 404);
  assert.equal((await lint({ text: 'x' }, 'buyer')).status, 403);
});

test('a draft may have four mebibytes; what can’t be read is said', async () => {
  assert.equal((await lint({ text: 'a '.repeat(100_000) })).status, 200);
  const { status, json } = await lint({ text: 'x'.repeat(4 * 1024 * 1024) });
  assert.deepEqual([status, json.type], [413, 'urn:parley:problem:too-large']);
  assert.equal((await lint({ txt: 'x' })).status, 400);
  assert.equal((await lint({ order: '12', text: 'x' })).status, 400);
});

test('a token asks four at a time; who asks more hears to wait, and nothing is kept of a draft', async () => {
  const waiting: (() => void)[] = [];
  const full = Promise.withResolvers<void>();
  const app = createHttpApp({
    ...ports(),
    lint: () =>
      new Promise<LintAnswer>((resolve) => {
        waiting.push(() => resolve({ kind: 'not-judged', reason: 'too-slow' }));
        if (waiting.length === 4) full.resolve();
      }),
  });
  const request = async (): Promise<number> => {
    const asked = { ...headers, authorization: `Bearer ${tokens.get('seller')}` };
    const body = JSON.stringify({ marketplace: 'de', text: 'x' });
    return (await app.request('/api/v1/lint', { method: 'POST', headers: asked, body })).status;
  };
  const first = [request(), request(), request(), request()];
  await full.promise;
  assert.equal(await request(), 429);
  for (const go of waiting) go();
  assert.deepEqual(await Promise.all(first), [422, 422, 422, 422]);
  const { rows } = await database.pool.query(`select from message where body_text = 'x'`);
  assert.equal(rows.length, 0);
});
