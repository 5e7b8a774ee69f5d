import type { Transferable } from 'node:worker_threads';
import type {
  Clock,
  MailReader,
  MailReading,
  MailReadRequest,
  MailWriter,
  WrittenCleaner,
} from '#flow/ports.ts';
import type { WrittenContent } from '#mail/authored-content.ts';
import type { Log } from '#src/log.ts';
import type { DnsSettings, MailJob, MailWorkerData } from './mail-jobs.ts';
import { unreadable } from './read-incoming.ts';
import { WorkerPool } from '#workers/worker-pool.ts';

export type { DnsSettings } from './mail-jobs.ts';

export interface MailWorkersOptions {
  /** Threads; as many as the machine has cores is right. */
  readonly size: number;
  readonly dns: DnsSettings;
  /** Our host's name, for SPF macros. */
  readonly hostName: string;
  readonly clock: Clock;
  readonly log: Log;
  /** Signing domains whose ARC seals are believed; none by default. */
  readonly trustedSealers?: readonly string[];
  readonly limits?: Partial<MailWorkerLimits>;
}

interface MailWorkerLimits {
  /** Processor time that a thread may use without a pause for any message, in milliseconds; then it is looked at. */
  readonly timeLimitMs: number;
  /** More for each megabyte of it. */
  readonly timeLimitMsPerMegabyte: number;
  readonly memoryLimitMb: number;
  /** Messages that one thread has at a time; those that wait for DNS don't keep it from computing. */
  readonly jobsPerWorker: number;
  /** Messages that wait for a thread; beyond this `read` and `write` throw, which the door answers with 451. */
  readonly maxWaiting: number;
}

const MAIL_WORKER_LIMITS: MailWorkerLimits = {
  timeLimitMs: 1500,
  timeLimitMsPerMegabyte: 300,
  memoryLimitMb: 512,
  jobsPerWorker: 16,
  maxWaiting: 1000,
};

export interface MailWorkers {
  readonly reader: MailReader;
  readonly cleaner: WrittenCleaner;
  readonly writer: MailWriter;
  /** Jobs that no thread has taken yet: a measure of how far behind we are. */
  readonly waiting: number;
  close(): Promise<void>;
}

/** Threads that read what comes in and compose and sign what goes out (threats C10, T15). */
export function createMailWorkers(options: MailWorkersOptions): MailWorkers {
  const limits = { ...MAIL_WORKER_LIMITS, ...options.limits };
  const workerData: MailWorkerData = {
    dns: options.dns,
    receivingHost: options.hostName,
    trustedSealers: options.trustedSealers ?? [],
  };
  const pool = new WorkerPool({
    entry: new URL('./mail-worker.ts', import.meta.url),
    workerData,
    size: options.size,
    jobsPerWorker: limits.jobsPerWorker,
    memoryLimitMb: limits.memoryLimitMb,
    maxWaiting: limits.maxWaiting,
    clock: options.clock,
    log: options.log,
  });
  const limitFor = (bytes: number): number =>
    limits.timeLimitMs + (bytes / 1e6) * limits.timeLimitMsPerMegabyte;

  return {
    get waiting() {
      return pool.waiting;
    },
    close: () => pool.close(),
    reader: {
      read: async (request) => {
        const outcome = await pool.run({
          limitMs: limitFor(request.raw.length),
          make: () => readJob(request),
        });
        return outcome.kind === 'done'
          ? (outcome.value as MailReading)
          : unreadable('too-slow', outcome.reason);
      },
    },
    cleaner: createCleaner(pool, limitFor),
    writer: {
      write: async (mail, key) => {
        const bytes = mail.files.reduce((sum, file) => sum + file.bytes.length, mail.text.length);
        const job: MailJob = { kind: 'write', mail, key };
        const outcome = await pool.run({
          limitMs: limitFor(bytes),
          make: () => ({ message: job, transfer: [] }),
        });
        if (outcome.kind === 'stopped') throw new Error(`a message can't be composed: ${outcome.reason}`);
        return outcome.value as Uint8Array;
      },
    },
  };
}

function createCleaner(pool: WorkerPool, limitFor: (bytes: number) => number): WrittenCleaner {
  return {
    clean: async (request) => {
      const { texts, files } = request.written;
      const job: MailJob = { kind: 'clean', request };
      const outcome = await pool.run({
        limitMs: limitFor(files.reduce((sum, { bytes }) => sum + bytes.length, texts.join('').length)),
        // Copied each time: who wrote it may still want it.
        make: () => ({ message: job, transfer: [] }),
      });
      if (outcome.kind === 'done') return outcome.value as WrittenContent;
      // What was given can't be looked at, so nothing of it goes on.
      const refusal = { code: 'unreadable-file', detail: outcome.reason } as const;
      return { texts: texts.map(() => ''), files: [], notes: [], refusals: [refusal] };
    },
  };
}

/**
 * The message is copied once and the copy handed over: the flow keeps the original to store it, and the thread may
 * have to be given it again. 25 MB take 25 ms, 99 KB a tenth of one.
 */
function readJob(request: MailReadRequest): { message: MailJob; transfer: readonly Transferable[] } {
  const raw = new Uint8Array(request.raw);
  return { message: { kind: 'read', request: { ...request, raw } }, transfer: [raw.buffer] };
}
