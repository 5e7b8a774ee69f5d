import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import type { WrittenMessage } from '#test/support/sample-market.ts';
import { MARKET_AT, writeMessage } from '#test/support/sample-market.ts';
import type { Answer } from '#test/support/sample-http.ts';
import { sampleHttp } from '#test/support/sample-http.ts';

const HOUR = 3_600_000;
const http = await sampleHttp();
const { ask, database, market, tokens } = http;
after(() => http.stop());

const as =
  (role: string) =>
  (method: string, path: string, body?: unknown): Promise<Answer> =>
    ask(method, `/api/v1${path}`, {
      token: tokens.get(role),
      ...(body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
const seller = as('seller');
const operator = as('operator');

/** Hours before now, because the clock of the tests stands still. */
function write(
  author: 'buyer' | 'seller',
  hoursAgo: number,
  text: string,
  thread?: WrittenMessage,
): Promise<WrittenMessage> {
  return writeMessage(database, {
    seller: market.anna,
    buyer: market.jan,
    author,
    text,
    subject: text,
    minute: -hoursAgo * 60,
    ...(thread === undefined ? {} : { conversationId: thread.conversationId }),
  });
}

const clockOf = async ({ conversationId }: WrittenMessage): Promise<Answer['json']> =>
  (await seller('GET', `/conversations/${conversationId}/clock`)).json;
const outcomes = (clock: Answer['json']): string[] =>
  clock.clock.waits.map(({ outcome }: { outcome: string }) => outcome);

test('a conversation shows its clock with a trace, and the inbox sorts by what is due', async () => {
  const late = await write('buyer', 30, 'Where is my lamp?');
  const soon = await write('buyer', 20, 'Is it bright?');
  const done = await write('buyer', 40, 'Is it heavy?');
  await write('seller', 39, 'No.', done);
  await write('buyer', 38, 'Thank you!', done);

  const clock = await clockOf(done);
  assert.deepEqual(outcomes(clock), ['in-time']);
  assert.deepEqual(
    clock.clock.trace.map(({ what, exclusion }: { what: string; exclusion: string | null }) => [
      what,
      exclusion,
    ]),
    [
      ['started', null],
      ['answered', null],
      ['left-out', 'thanks'],
    ],
  );
  assert.equal(clock.clock.totalMs, HOUR);
  assert.equal(clock.waitingSince, null);
  assert.equal(clock.businessClock.limitMs, 8 * HOUR);

  const list = async (due: string): Promise<string[]> =>
    (await seller('GET', `/conversations?due=${due}`)).json.items
      .map(({ id }: { id: string }) => id)
      .filter((id: string) => [late, soon, done].some(({ conversationId }) => conversationId === id));
  assert.deepEqual(await list('any'), [late.conversationId, soon.conversationId]);
  assert.deepEqual(await list('overdue'), [late.conversationId]);
  assert.deepEqual(await list('3'), [late.conversationId]);
  assert.deepEqual(await list('5'), [late.conversationId, soon.conversationId]);
  const first = (await seller('GET', '/conversations?due=any&limit=1')).json;
  assert.equal(first.items[0].id, late.conversationId);
  assert.equal(first.items[0].answerDueAt, new Date(MARKET_AT.getTime() - 6 * HOUR).toISOString());
  const second = (await seller('GET', `/conversations?due=any&limit=1&after=${first.next}`)).json;
  assert.equal(second.items[0].id, soon.conversationId);

  const buyers = await as('buyer')('GET', `/conversations/${late.conversationId}`);
  assert.equal(buyers.json.waitingSince, null);
  assert.equal(buyers.json.answerDueAt, null);
  assert.equal((await operator('GET', '/conversations?due=any')).status, 400);
  assert.equal((await seller('GET', '/conversations?due=never')).status, 400);
});

test('“no answer needed” ends the wait, and its undo lets it go on as it began', async () => {
  const asked = await write('buyer', 10, 'Just saying.');
  const path = `/conversations/${asked.conversationId}/no-answer-needed`;
  assert.equal((await seller('DELETE', path)).json.type, 'urn:parley:problem:not-marked');
  assert.equal((await seller('POST', path)).status, 200);
  assert.equal((await seller('POST', path)).json.type, 'urn:parley:problem:nobody-waits');
  assert.deepEqual(outcomes(await clockOf(asked)), ['settled']);
  assert.equal((await seller('GET', `/conversations/${asked.conversationId}`)).json.waitingSince, null);
  assert.equal((await seller('DELETE', path)).status, 200);
  const clock = await clockOf(asked);
  assert.deepEqual(outcomes(clock), ['open']);
  assert.equal(clock.clock.totalMs, 10 * HOUR);
  assert.equal(clock.waitingSince, new Date(MARKET_AT.getTime() - 10 * HOUR).toISOString());
});

test('a seller disputes a wait; the operator corrects it with a reason, or leaves it', async () => {
  const asked = await write('buyer', 60, 'Any news?');
  const answer = await write('seller', 30, 'It is on its way.', asked);
  const dispute = (id: string) => seller('POST', `/messages/${id}/clock-dispute`, { reason: '=cmd()' });
  assert.equal((await dispute(answer.id)).status, 404);
  assert.equal((await dispute(asked.id)).status, 200);
  assert.equal((await dispute(asked.id)).json.type, 'urn:parley:problem:disputed-already');
  const open = (await operator('GET', '/clock-disputes')).json.items;
  assert.equal(open.find(({ messageId }: { messageId: string }) => messageId === asked.id)?.reason, '=cmd()');

  const correct = (outcome: string) =>
    operator('POST', `/messages/${asked.id}/clock-correction`, { outcome, reason: '=outage' });
  assert.equal((await correct('late')).status, 400);
  assert.equal((await correct('excluded')).status, 200);
  const clock = await clockOf(asked);
  assert.deepEqual(outcomes(clock), ['excluded']);
  const last = clock.clock.trace.at(-1);
  assert.deepEqual(
    [last.what, last.reason, last.by, last.countedMs],
    ['corrected', '=outage', null, -30 * HOUR],
  );
  assert.equal(clock.disputes[0].outcome, 'excluded');
  assert.equal((await operator('GET', '/clock-disputes')).json.items.length, 0);
  const missed = await seller('GET', `/sellers/${market.anna.id}/response-waits?days=7`);
  const own = missed.json.items.find(({ messageId }: { messageId: string }) => messageId === asked.id);
  assert.deepEqual(
    [own.conversationId, own.outcome, own.dispute.outcome],
    [asked.conversationId, 'excluded', 'excluded'],
  );
  const bert = `/sellers/${market.bert.id}/response-waits`;
  assert.deepEqual([(await seller('GET', bert)).status, (await operator('GET', bert)).status], [404, 200]);
  const csv = await seller('GET', `/sellers/${market.anna.id}/response-times.csv?days=7`);
  assert.match(csv.headers.get('content-type') ?? '', /^text\/csv/u);
  assert.match(csv.text, new RegExp(`,${asked.id},.*,0,excluded,.*,'=outage\r\n`, 'u'));
  assert.equal((await correct('unchanged')).status, 200);
  assert.deepEqual(outcomes(await clockOf(asked)), ['late']);

  const open2 = await write('buyer', 50, 'Hello?');
  const path = `/messages/${open2.id}/clock-correction`;
  const inTime = await operator('POST', path, { outcome: 'in-time', reason: 'x' });
  assert.equal(inTime.json.type, 'urn:parley:problem:wait-not-ended');
  assert.equal((await operator('POST', path, { outcome: 'excluded', reason: 'test' })).status, 200);
  assert.equal((await clockOf(open2)).waitingSince, null);

  const { rows } = await database.pool.query<{ to_state: string }>(
    `select to_state from audit_entry where action = 'clock.corrected' order by at, id`,
  );
  assert.deepEqual(
    rows.map(({ to_state: to }) => to),
    ['excluded', 'unchanged', 'excluded'],
  );
});

test('a seller’s figures say what was answered in time, late, open, and what was left out and why', async () => {
  const [market7] = (await seller('GET', `/sellers/${market.anna.id}/response-times`)).json.items;
  assert.equal(market7.marketplace, 'de');
  assert.equal(market7.limitHours, 24);
  const week = market7.figures[0];
  assert.equal(week.days, 7);
  assert.deepEqual(
    { inTime: week.inTime, late: week.late, overdue: week.overdue, uncounted: week.uncounted },
    { inTime: 1, late: 1, overdue: 1, uncounted: 1 },
  );
  assert.equal(week.leftOut.thanks, 1);
  assert.equal(week.leftOut.undone, 1);
  assert.equal(market7.businessFigures.length, 3);
});
