import type { AskGuidelines, AskLint } from '#flow/guidelines.ts';
import type { Clock } from '#flow/ports.ts';
import type { PackRules } from '#packs/read-ruleset.ts';
import type { MessageJudgement } from '#policy/judge-message.ts';
import type { Judgement } from '#policy/lint.ts';
import type { Message } from '#policy/message.ts';
import type { Log } from '#src/log.ts';
import { WorkerPool } from '#workers/worker-pool.ts';

import type { JudgingData, JudgingJob } from './judging-jobs.ts';

export interface JudgingOptions {
  /** Rules of every pack, by the pack's name. */
  readonly packs: ReadonlyMap<string, PackRules>;
  readonly clock: Clock;
  readonly log: Log;
}

export interface JudgingWorkers {
  readonly ask: AskGuidelines;
  /** Drafts; they take their turn among the doors' messages. */
  readonly lint: AskLint;
  /** Messages that no thread has taken yet. */
  readonly waiting: number;
  close(): Promise<void>;
}

/**
 * One thread: it judges some thousands of messages a second, more than any door takes, and each further one would
 * load the language data again.
 */
const THREADS = 1;

/** Processor time that a message may take without a pause, in milliseconds: a thousand times what most take. */
const LIMIT_MS = 1500;
/** More for each million characters. */
const LIMIT_MS_PER_MILLION = 10_000;
const LIMITS = { jobsPerWorker: 16, memoryLimitMb: 512, maxWaiting: 1000 };

function charactersOf({ subject, text, html }: Message): number {
  return subject.length + (text?.length ?? 0) + (html?.length ?? 0);
}

/** Starts the thread that judges sellers' messages; it loads its language data while the doors open already. */
export function createJudgingWorkers({ packs, clock, log }: JudgingOptions): JudgingWorkers {
  const workerData: JudgingData = { packs };
  const pool = new WorkerPool({
    entry: new URL('./judging-worker.ts', import.meta.url),
    workerData,
    size: THREADS,
    ...LIMITS,
    clock,
    log,
  });
  const run = (job: JudgingJob, characters: number) =>
    pool.run({
      limitMs: LIMIT_MS + (characters / 1e6) * LIMIT_MS_PER_MILLION,
      make: () => ({ message: job, transfer: [] }),
    });
  // A server that stops before its first message ends the thread with this in it.
  run({ kind: 'warm-up' }, 0).catch(() => undefined);
  return {
    get waiting() {
      return pool.waiting;
    },
    close: () => pool.close(),
    ask: async (request) => {
      const outcome = await run({ kind: 'judge', request }, charactersOf(request.message));
      return outcome.kind === 'done'
        ? { kind: 'judged', judgement: outcome.value as MessageJudgement }
        : { kind: 'not-judged', reason: outcome.reason };
    },
    lint: async (request) => {
      const outcome = await run({ kind: 'lint', request }, charactersOf(request.message));
      return outcome.kind === 'done'
        ? { kind: 'judged', judgement: outcome.value as Judgement }
        : { kind: 'not-judged', reason: outcome.reason };
    },
  };
}
