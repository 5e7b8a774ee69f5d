import { Worker } from 'node:worker_threads';
import type { Transferable } from 'node:worker_threads';
import type { Clock } from '#flow/ports.ts';
import type { Log } from '#src/log.ts';
import { WorkerSlot } from './worker-slot.ts';
import type { StopCause } from './worker-slot.ts';

export interface WorkerPoolOptions {
  /** The module that the threads run; it calls `serveJobs`. */
  readonly entry: URL;
  readonly workerData: unknown;
  /** Threads. */
  readonly size: number;
  /** Jobs that one thread has at a time: while one waits for DNS another computes. */
  readonly jobsPerWorker: number;
  /** Megabytes of JavaScript heap of one thread; buffers are outside of it and bounded by the size of mail. */
  readonly memoryLimitMb: number;
  /** Jobs that wait for a thread; more are refused. */
  readonly maxWaiting: number;
  readonly clock: Clock;
  readonly log: Log;
}

export interface PoolJob {
  /** How long the thread may compute without a pause while it has this job, in milliseconds. */
  readonly limitMs: number;
  /** Makes the message for the thread, each time that the job is given to one. */
  make(): { readonly message: unknown; readonly transfer: readonly Transferable[] };
}

export type PoolOutcome =
  | { readonly kind: 'done'; readonly value: unknown }
  /** The job hit the limit of time or memory, by itself. */
  | { readonly kind: 'stopped'; readonly reason: 'too-slow' | 'out-of-memory' };

/**
 * What V8 would take by itself, about 100 MB for each thread, buys next to nothing: what a job makes is garbage
 * when it ends.
 */
const YOUNG_GENERATION_MB = 24;

/** Thrown by `run` where too many jobs wait already. */
export class PoolBusy extends Error {}

export interface QueuedJob extends PoolJob {
  /** Whether it was in a thread that was stopped, so that it now runs by itself. */
  suspect: boolean;
  readonly settle: PromiseWithResolvers<PoolOutcome>;
}

/**
 * Threads for work on hostile input (threats C10). A job is
 *
 *     waiting -> running -> done | failed (thrown)
 *
 * and where its thread stalls or runs out of memory the thread is ended and replaced, and every job that it had
 * becomes a suspect: it waits again, at the front, and runs alone in a thread. One that brings down its thread
 * alone is `stopped` (or fails, where the thread crashed); the others come to their end as if nothing had been.
 */
export class WorkerPool {
  readonly #options: WorkerPoolOptions;
  readonly #slots: WorkerSlot[] = [];
  readonly #waiting: QueuedJob[] = [];
  #closed = false;

  constructor(options: WorkerPoolOptions) {
    this.#options = options;
    for (let index = 0; index < options.size; index += 1) this.#slots.push(this.#newSlot());
  }

  /** Jobs that no thread has taken yet. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** Runs a job; rejects with what it throws, with `PoolBusy`, or because the pool is closed. */
  run(job: PoolJob): Promise<PoolOutcome> {
    if (this.#closed) return Promise.reject(new Error('the worker pool is closed'));
    if (this.#waiting.length >= this.#options.maxWaiting)
      return Promise.reject(new PoolBusy(`${this.#waiting.length} jobs wait for a worker`));
    const settle = Promise.withResolvers<PoolOutcome>();
    this.#waiting.push({ limitMs: job.limitMs, make: () => job.make(), suspect: false, settle });
    this.#dispatch();
    return settle.promise;
  }

  /** Ends all threads; what is running or waiting is rejected. */
  async close(): Promise<void> {
    this.#closed = true;
    const jobs = [...this.#waiting.splice(0), ...this.#slots.flatMap((slot) => slot.jobs())];
    for (const job of jobs) job.settle.reject(new Error('the worker pool is closed'));
    await Promise.all(this.#slots.map((slot) => slot.stop()));
  }

  #newSlot(): WorkerSlot {
    const { entry, workerData, memoryLimitMb, clock } = this.#options;
    return new WorkerSlot({
      start: () =>
        new Worker(entry, {
          workerData,
          resourceLimits: {
            maxOldGenerationSizeMb: memoryLimitMb,
            maxYoungGenerationSizeMb: YOUNG_GENERATION_MB,
          },
        }),
      clock,
      onFree: () => this.#dispatch(),
      onStopped: (cause, jobs) => this.#stopped(cause, jobs),
      onBroken: (error) => this.#broken(error),
    });
  }

  #dispatch(): void {
    while (!this.#closed) {
      const job = this.#waiting[0];
      if (job === undefined) return;
      const slot = this.#slotFor(job);
      if (slot === null) return;
      this.#waiting.shift();
      slot.give(job);
    }
  }

  /** The thread that has least to do; a suspect gets one that has nothing to do, and has it for itself. */
  #slotFor(job: QueuedJob): WorkerSlot | null {
    const most = job.suspect ? 1 : this.#options.jobsPerWorker;
    let best: WorkerSlot | null = null;
    for (const slot of this.#slots) {
      if (!slot.open || slot.load >= most) continue;
      if (best === null || slot.load < best.load) best = slot;
    }
    return best;
  }

  #stopped(cause: StopCause, jobs: readonly QueuedJob[]): void {
    const { log } = this.#options;
    if (cause instanceof Error) log.error('worker.restarted', cause, { jobs: jobs.length });
    else
      log.warn(cause === 'too-slow' ? 'worker.timed-out' : 'worker.restarted', { cause, jobs: jobs.length });
    for (const job of jobs.toReversed()) {
      if (jobs.length > 1) {
        job.suspect = true;
        this.#waiting.unshift(job);
      } else if (cause instanceof Error) job.settle.reject(cause);
      else job.settle.resolve({ kind: 'stopped', reason: cause });
    }
    this.#dispatch();
  }

  /** A thread that can't even start is our fault, and nobody should wait for it. */
  #broken(error: Error): void {
    this.#options.log.error('worker.restarted', error);
    for (const job of this.#waiting.splice(0)) job.settle.reject(error);
  }
}
