import { parentPort } from 'node:worker_threads';
import type { Transferable } from 'node:worker_threads';

/** What a thread is told. `at` is the time in milliseconds: a thread has no clock of its own. */
export interface JobMessage {
  readonly id: number;
  readonly at: number;
  readonly job: unknown;
}

/** What a thread says: that it is there, that it still runs, and what became of a job. */
export type ThreadMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'alive' }
  | { readonly kind: 'done'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'failed'; readonly id: number; readonly error: Error };

/** A job's result and the buffers in it that may leave the thread without being copied. */
export interface JobResult {
  readonly value: unknown;
  readonly transfer: readonly Transferable[];
}

const ALIVE_MS = 200;

/**
 * The thread's side of a `WorkerPool`: runs `handle` for each job, several at once where they wait. What it throws
 * comes out of the pool's `run`.
 */
export function serveJobs(handle: (job: unknown, at: Date) => Promise<JobResult>): void {
  const port = parentPort;
  if (port === null) throw new Error('this module runs in a worker thread');
  let said = performance.now();
  const say = (message: ThreadMessage, transfer: readonly Transferable[] = []): void => {
    said = performance.now();
    port.postMessage(message, transfer);
  };
  port.on('message', ({ id, at, job }: JobMessage) => {
    // Messages that wait are handled in one go, without a turn of the event loop for the timer below.
    if (performance.now() - said > ALIVE_MS / 4) say({ kind: 'alive' });
    handle(job, new Date(at)).then(
      ({ value, transfer }) => say({ kind: 'done', id, value }, transfer),
      (error: unknown) =>
        say({ kind: 'failed', id, error: error instanceof Error ? error : new Error(String(error)) }),
    );
  });
  // A thread that is busy for too long can't say this, and that is how the pool notices.
  setInterval(() => say({ kind: 'alive' }), ALIVE_MS);
  say({ kind: 'ready' });
}
