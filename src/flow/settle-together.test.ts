import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DeliverySettlement } from '#store/settle-delivery.ts';
import { SettleTogether } from './settle-together.ts';

const settlement = (id: string): DeliverySettlement => ({
  id,
  leaseToken: 'token',
  at: new Date('2026-11-22T12:00:00Z'),
  settlement: { kind: 'handed_over' },
  remote: { host: 'mx.example', code: 250, enhanced: '2.0.0', answer: 'ok' },
  failure: null,
  mailboxGone: false,
  notice: null,
  noticeExpiresAt: new Date('2026-11-26T12:00:00Z'),
});

test('what ends while a statement is on its way is written by the next one, together', async () => {
  const statements: string[][] = [];
  const gate = Promise.withResolvers<void>();
  const settling = new SettleTogether(async (given) => {
    statements.push(given.map(({ id }) => id));
    await gate.promise;
    return new Set(given.map(({ id }) => id).filter((id) => id !== 'lost'));
  });
  const results = ['first', 'second', 'lost', 'third'].map((id) => settling.settle(settlement(id)));
  gate.resolve();
  assert.deepEqual(await Promise.all(results), [true, true, false, true]);
  assert.deepEqual(statements, [['first'], ['second', 'lost', 'third']]);
});

test('one that can not be written takes no other with it', async () => {
  const settling = new SettleTogether((given) =>
    given.some(({ id }) => id === 'bad')
      ? Promise.reject(new Error('not a text'))
      : Promise.resolve(new Set(given.map(({ id }) => id))),
  );
  const [first, bad, good] = ['first', 'bad', 'good'].map((id) => settling.settle(settlement(id)));
  assert.equal(await first, true);
  await assert.rejects(bad ?? Promise.resolve(), /not a text/u);
  assert.equal(await good, true);
  assert.equal(await settling.settle(settlement('later')), true);
});

test('while the database is away it is tried again, so that no mail leaves twice; not at the end of the process', async () => {
  let failures = 2;
  const settling = new SettleTogether((given) => {
    failures -= 1;
    return failures >= 0
      ? Promise.reject(Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }))
      : Promise.resolve(new Set(given.map(({ id }) => id)));
  });
  assert.equal(await settling.settle(settlement('first')), true);
  assert.equal(failures, -1);
  failures = 1;
  settling.giveUp();
  await assert.rejects(settling.settle(settlement('second')), /connect/u);
});
