import { setTimeout as wait } from 'node:timers/promises';
import type { Worker } from 'node:worker_threads';
import type { Clock } from '#flow/ports.ts';
import type { QueuedJob } from './worker-pool.ts';
import type { JobMessage, ThreadMessage } from './worker-thread.ts';

/** Why a thread was ended: for what its job asked of it, or because of a fault in our code. */
export type StopCause = 'too-slow' | 'out-of-memory' | Error;

export interface WorkerSlotOptions {
  start(): Worker;
  readonly clock: Clock;
  /** The thread can take a job. */
  onFree(): void;
  /** The thread was ended with these jobs in it. */
  onStopped(cause: StopCause, jobs: readonly QueuedJob[]): void;
  /** The thread ended before it was ready. */
  onBroken(error: Error): void;
}

/** A thread that can't start is tried again after this long. */
const RESTART_MS = 1000;

/** How long a thread may take to load its modules. */
const START_MS = 60_000;

/** How often a thread that says nothing is looked at; a machine may be so busy that it gets a tenth of its time. */
const MAX_LOOKS = 10;

/** One place in the pool and the thread that is in it at present: starting, open, or ended and replaced. */
export class WorkerSlot {
  readonly #options: WorkerSlotOptions;
  readonly #jobs = new Map<number, QueuedJob>();
  #worker: Worker;
  #ready = false;
  #stopped = false;
  /** The thread ended before it was ready, and the next one isn't started yet. */
  #broken = false;
  #nextId = 0;
  /** Counts signs of life, so that a look at the thread knows whether there was one meanwhile. */
  #sign = 0;
  /** Runs out where the thread shows no sign of life for as long as its most patient job allows. */
  #patience: NodeJS.Timeout | undefined;

  constructor(options: WorkerSlotOptions) {
    this.#options = options;
    this.#worker = this.#start();
  }

  get open(): boolean {
    return this.#ready && !this.#hasSuspect();
  }

  get load(): number {
    return this.#jobs.size;
  }

  jobs(): readonly QueuedJob[] {
    return [...this.#jobs.values()];
  }

  give(job: QueuedJob): void {
    const id = this.#nextId;
    this.#nextId += 1;
    this.#jobs.set(id, job);
    const { message, transfer } = job.make();
    const at = this.#options.clock.now().getTime();
    this.#worker.postMessage({ id, at, job: message } satisfies JobMessage, transfer);
    this.#wait();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#sign += 1;
    clearTimeout(this.#patience);
    this.#jobs.clear();
    await this.#worker.terminate();
  }

  #hasSuspect(): boolean {
    for (const job of this.#jobs.values()) if (job.suspect) return true;
    return false;
  }

  #start(): Worker {
    const worker = this.#options.start();
    this.#ready = false;
    this.#broken = false;
    worker.on('message', (message: ThreadMessage) => {
      if (worker === this.#worker) this.#hear(message);
    });
    worker.on('error', (error: Error) => {
      if (worker === this.#worker) this.#ended(error);
    });
    worker.on('exit', (code) => {
      if (worker === this.#worker) this.#ended(new Error(`the thread ended with ${code}`));
    });
    this.#patience = setTimeout(() => this.#ended(new Error('the thread did not start')), START_MS);
    return worker;
  }

  #hear(message: ThreadMessage): void {
    if (message.kind === 'ready') this.#ready = true;
    if (message.kind === 'done' || message.kind === 'failed') {
      const job = this.#jobs.get(message.id);
      this.#jobs.delete(message.id);
      if (message.kind === 'done') job?.settle.resolve({ kind: 'done', value: message.value });
      else job?.settle.reject(message.error);
    }
    this.#wait();
    if (message.kind !== 'alive') this.#options.onFree();
  }

  /** The thread has shown a sign of life: the time that it may be silent starts anew. */
  #wait(): void {
    clearTimeout(this.#patience);
    this.#sign += 1;
    const sign = this.#sign;
    if (this.#jobs.size === 0) return;
    const limitMs = Math.max(...this.jobs().map((job) => job.limitMs));
    this.#patience = setTimeout(() => void this.#watch(sign, limitMs), limitMs);
  }

  /**
   * The thread has been silent for as long as it may. Whether it computes or only gets no time from a busy machine
   * the processor time says that it uses from here on: when that reaches the limit too, it is ended.
   */
  async #watch(sign: number, limitMs: number): Promise<void> {
    const worker = this.#worker;
    const before = await processorMs(worker);
    let rest = limitMs;
    for (let look = 0; look < MAX_LOOKS && rest > 0; look += 1) {
      await wait(rest, undefined, { ref: false });
      if (sign !== this.#sign) return;
      rest = before + limitMs - (await processorMs(worker));
    }
    if (sign === this.#sign) this.#replace('too-slow');
  }

  #ended(error: Error): void {
    if (this.#stopped || this.#broken) return;
    const outOfMemory = 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
    if (this.#ready) return this.#replace(outOfMemory ? 'out-of-memory' : error);
    this.#broken = true;
    clearTimeout(this.#patience);
    void this.#worker.terminate();
    this.#options.onBroken(error);
    this.#patience = setTimeout(() => (this.#worker = this.#start()), RESTART_MS);
  }

  #replace(cause: StopCause): void {
    this.#sign += 1;
    clearTimeout(this.#patience);
    const jobs = this.jobs();
    this.#jobs.clear();
    const old = this.#worker;
    this.#worker = this.#start();
    void old.terminate();
    this.#options.onStopped(cause, jobs);
  }
}

/** Node before 24.6 doesn't tell a thread's processor time; there the clock on the wall has to do. */
async function processorMs(worker: Worker): Promise<number> {
  if (typeof worker.cpuUsage !== 'function') return performance.now();
  try {
    const { user, system } = await worker.cpuUsage();
    return (user + system) / 1000;
  } catch {
    // It has ended by itself, which comes as an event of its own.
    return 0;
  }
}
