import { setTimeout as wait } from 'node:timers/promises';
import { workerData } from 'node:worker_threads';
import { serveJobs } from '#workers/worker-thread.ts';

export type OddJob =
  | { readonly kind: 'echo'; readonly value: unknown }
  | { readonly kind: 'time' }
  | { readonly kind: 'thread' }
  | { readonly kind: 'throw'; readonly message: string }
  | { readonly kind: 'wait'; readonly milliseconds: number }
  | { readonly kind: 'spin' }
  | { readonly kind: 'hoard' }
  | { readonly kind: 'exit' };

if (workerData === 'broken') throw new Error('this thread never starts');

const self = crypto.randomUUID();

async function work(job: OddJob, at: Date): Promise<unknown> {
  switch (job.kind) {
    case 'echo':
      return job.value;
    case 'time':
      return at;
    case 'thread':
      return self;
    case 'throw':
      throw new Error(job.message);
    case 'wait':
      await wait(job.milliseconds);
      return 'waited';
    case 'spin':
      for (let turns = 0; ; turns += 1) if (turns < 0) return 'never';
    case 'hoard': {
      const hoard: unknown[][] = [];
      for (;;) hoard.push(Array.from({ length: 10_000 }, () => ({ a: Math.sqrt(hoard.length) })));
    }
    case 'exit':
      process.exit(3);
  }
}

serveJobs(async (job, at) => ({ value: await work(job as OddJob, at), transfer: [] }));
