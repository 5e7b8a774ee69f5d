import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { createLog } from '#src/log.ts';
import type { OddJob } from '#test/support/odd-thread.ts';
import { PoolBusy, WorkerPool } from './worker-pool.ts';
import type { PoolOutcome, WorkerPoolOptions } from './worker-pool.ts';

interface PoolUnderTest {
  readonly pool: WorkerPool;
  readonly logged: string[];
  readonly run: (job: OddJob, limitMs?: number) => Promise<PoolOutcome>;
}

function openPool(t: TestContext, options: Partial<WorkerPoolOptions> = {}): PoolUnderTest {
  const logged: string[] = [];
  const pool = new WorkerPool({
    entry: new URL('../../test/support/odd-thread.ts', import.meta.url),
    workerData: null,
    size: 1,
    jobsPerWorker: 4,
    memoryLimitMb: 64,
    maxWaiting: 100,
    clock: { now: () => new Date(1_700_000_000_000) },
    log: createLog(
      (line) => logged.push(line),
      () => new Date(0),
    ),
    ...options,
  });
  t.after(() => pool.close());
  const run: PoolUnderTest['run'] = (message, limitMs = 60_000) =>
    pool.run({ limitMs, make: () => ({ message, transfer: [] }) });
  return { pool, logged, run };
}

test('a job comes back with what the thread made of it, at the time that the pool was told', async (t) => {
  const { run } = openPool(t);
  assert.deepEqual(await run({ kind: 'echo', value: { a: [1] } }), { kind: 'done', value: { a: [1] } });
  assert.deepEqual(await run({ kind: 'time' }), { kind: 'done', value: new Date(1_700_000_000_000) });
});

test('what a job throws is thrown', async (t) => {
  const { run } = openPool(t);
  await assert.rejects(run({ kind: 'throw', message: 'no' }), /^Error: no$/u);
  assert.equal((await run({ kind: 'echo', value: 1 })).kind, 'done');
});

test('jobs that wait do not keep a thread from others', async (t) => {
  const { run } = openPool(t);
  const order: string[] = [];
  const slow = run({ kind: 'wait', milliseconds: 300 }).then(() => order.push('slow'));
  await run({ kind: 'echo', value: 1 }).then(() => order.push('quick'));
  await slow;
  assert.deepEqual(order, ['quick', 'slow']);
});

test('jobs are spread over the threads', async (t) => {
  const { run } = openPool(t, { size: 2, jobsPerWorker: 1 });
  const outcomes = await Promise.all([
    run({ kind: 'thread' }),
    run({ kind: 'thread' }),
    run({ kind: 'thread' }),
  ]);
  assert.ok(outcomes.every(({ kind }) => kind === 'done'));
});

test('C10: a job that computes without end is stopped, and the thread replaced', async (t) => {
  const { run, logged } = openPool(t);
  assert.deepEqual(await run({ kind: 'spin' }, 300), { kind: 'stopped', reason: 'too-slow' });
  assert.match(logged.join(''), /worker\.timed-out/u);
  assert.deepEqual(await run({ kind: 'echo', value: 2 }), { kind: 'done', value: 2 });
});

test('C10: the jobs beside it come to their end', async (t) => {
  const { run } = openPool(t);
  const outcomes = await Promise.all([
    run({ kind: 'wait', milliseconds: 200 }, 300),
    run({ kind: 'spin' }, 300),
    run({ kind: 'wait', milliseconds: 200 }, 300),
    run({ kind: 'echo', value: 'after' }, 300),
  ]);
  assert.deepEqual(outcomes, [
    { kind: 'done', value: 'waited' },
    { kind: 'stopped', reason: 'too-slow' },
    { kind: 'done', value: 'waited' },
    { kind: 'done', value: 'after' },
  ]);
});

test('a job that waits longer than it may compute is not slow', async (t) => {
  const { run } = openPool(t);
  assert.equal((await run({ kind: 'wait', milliseconds: 900 }, 450)).kind, 'done');
});

test('C4: a job that eats the memory is stopped, and the others go on', async (t) => {
  const { run, logged } = openPool(t);
  const [hoard, echo] = await Promise.all([run({ kind: 'hoard' }), run({ kind: 'wait', milliseconds: 50 })]);
  assert.deepEqual(hoard, { kind: 'stopped', reason: 'out-of-memory' });
  assert.deepEqual(echo, { kind: 'done', value: 'waited' });
  assert.match(logged.join(''), /worker\.restarted.*out-of-memory/u);
});

test('a thread that ends by itself is replaced, and that is a fault', async (t) => {
  const { run } = openPool(t);
  await assert.rejects(run({ kind: 'exit' }, 600_000), /ended with 3/u);
  assert.equal((await run({ kind: 'echo', value: 1 })).kind, 'done');
});

test('no more wait than may', async (t) => {
  const { pool, run } = openPool(t, { jobsPerWorker: 1, maxWaiting: 2 });
  await run({ kind: 'echo', value: 'the thread has started' });
  const taken = [1, 2, 3].map(() => run({ kind: 'wait', milliseconds: 20 }));
  assert.equal(pool.waiting, 2);
  await assert.rejects(run({ kind: 'echo', value: 1 }), PoolBusy);
  assert.equal((await Promise.all(taken)).length, 3);
  assert.equal(pool.waiting, 0);
});

test('who waits for a thread that can not start is told', async (t) => {
  const { run } = openPool(t, { workerData: 'broken' });
  await assert.rejects(run({ kind: 'echo', value: 1 }), /this thread never starts/u);
});

test('closing rejects what is under way', async (t) => {
  const { pool, run } = openPool(t, { jobsPerWorker: 1 });
  await run({ kind: 'echo', value: 'the thread has started' });
  const jobs = [run({ kind: 'wait', milliseconds: 60_000 }), run({ kind: 'echo', value: 1 })];
  const rejected = Promise.all(jobs.map((job) => assert.rejects(job, /closed/u)));
  await pool.close();
  await rejected;
  await assert.rejects(run({ kind: 'echo', value: 1 }), /closed/u);
});
