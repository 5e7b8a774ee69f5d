import { createHash } from 'node:crypto';
import type { Clock } from '#flow/ports.ts';
import type { FileFacts, FileText, UnreadReason } from '#policy/files.ts';
import type { Log } from '#src/log.ts';
import { PoolBusy, WorkerPool } from '#workers/worker-pool.ts';
import type { PoolOutcome } from '#workers/worker-pool.ts';
import type { ContentFacts } from './content-facts.ts';
import { FACTS_READER, factsAsText, factsFromText, unreadFacts } from './content-facts.ts';
import { FactsCache } from './facts-cache.ts';
import type { FileJob, FileReading, LettersReading, PicturesInside } from './file-jobs.ts';
import type { GreyPicture } from './picture-look.ts';
import { lookDistance } from './picture-look.ts';

/** A file of a message: its place in `attachments` or `images`, and its bytes with the transfer encoding off. */
export interface FileToInspect {
  readonly part: 'attachment' | 'image';
  readonly index: number;
  readonly bytes: Uint8Array;
}

/** The same of a file that is stored with its hash: it is read only where nothing is known of its content. */
export interface StoredFile {
  readonly part: 'attachment' | 'image';
  readonly index: number;
  readonly sha256: Uint8Array;
  read(): Promise<Uint8Array>;
}

/** Facts that outlive the process, as text, by the hash of the file's content. */
export interface FactsMemory {
  /** Null where nothing is known, or by another version of the reader. */
  find(sha256: Uint8Array, reader: number): Promise<string | null>;
  keep(sha256: Uint8Array, reader: number, facts: string): Promise<void>;
}

interface FileLimits {
  /** Larger files aren't read. */
  readonly maxBytes: number;
  /** Processor time that one job on a file may take without a pause, in milliseconds. */
  readonly timeLimitMs: number;
  /** Megabytes of JavaScript heap of one thread. Decoders keep to limits of their own beside it. */
  readonly memoryLimitMb: number;
  /** Jobs that wait for a thread; files beyond it stay unread. */
  readonly maxWaiting: number;
  /** Characters of text that the cache keeps. */
  readonly cacheCharacters: number;
}

const FILE_LIMITS: FileLimits = {
  maxBytes: 30_000_000,
  timeLimitMs: 5000,
  memoryLimitMb: 256,
  maxWaiting: 500,
  cacheCharacters: 8_000_000,
};

export interface FileInspectorOptions {
  /** Threads; each takes 100 to 200 MB once it has read letters. */
  readonly threads: number;
  readonly clock: Clock;
  readonly log: Log;
  readonly limits?: Partial<FileLimits>;
  readonly memory?: FactsMemory;
}

export interface FileInspector {
  /**
   * Finds out about a message's files, in parallel, for `lint`. `listing`: the pictures of the order's items, as
   * the marketplace shows them. Never rejects for what is in a file: what can't be read says so in `unread`.
   */
  inspect(
    files: readonly (FileToInspect | StoredFile)[],
    listing?: readonly Uint8Array[],
  ): Promise<readonly FileFacts[]>;
  /** Ends the threads. Without it they keep the process alive, once a file was inspected. */
  close(): Promise<void>;
}

type Content = Pick<StoredFile, 'sha256' | 'read'>;

const contentOf = (bytes: Uint8Array): Content => ({
  sha256: createHash('sha256').update(bytes).digest(),
  read: () => Promise.resolve(bytes),
});

class ThreadedInspector implements FileInspector {
  readonly #options: FileInspectorOptions;
  readonly #limits: FileLimits;
  readonly #cache: FactsCache;
  /** What is being read now: the same file twice at a time is read once. */
  readonly #running = new Map<string, Promise<ContentFacts>>();
  #pool: WorkerPool | null = null;

  constructor(options: FileInspectorOptions) {
    this.#options = options;
    this.#limits = { ...FILE_LIMITS, ...options.limits };
    this.#cache = new FactsCache(this.#limits.cacheCharacters);
  }

  async inspect(
    files: readonly (FileToInspect | StoredFile)[],
    listing: readonly Uint8Array[] = [],
  ): Promise<readonly FileFacts[]> {
    const [facts, shown] = await Promise.all([
      Promise.all(files.map((file) => this.#factsOf('sha256' in file ? file : contentOf(file.bytes)))),
      Promise.all(listing.map((bytes) => this.#factsOf(contentOf(bytes)))),
    ]);
    return files.map(({ part, index }, at) => {
      const { look, ...content } = facts[at] ?? unreadFacts('unknown');
      const distances = shown.flatMap((other) =>
        look === null || other.look === null ? [] : [lookDistance(look, other.look)],
      );
      const listingDistance = distances.length === 0 ? null : Math.min(...distances);
      return { part, index, ...content, listingDistance };
    });
  }

  async close(): Promise<void> {
    await this.#pool?.close();
  }

  #factsOf(content: Content): Promise<ContentFacts> {
    const hash = Buffer.from(content.sha256).toString('base64');
    const known = this.#cache.get(hash);
    if (known !== null) return Promise.resolve(known);
    const running = this.#running.get(hash);
    if (running !== undefined) return running;
    const finding = this.#find(content, hash).finally(() => this.#running.delete(hash));
    this.#running.set(hash, finding);
    return finding;
  }

  async #find({ sha256, read }: Content, hash: string): Promise<ContentFacts> {
    const { memory } = this.#options;
    const remembered = await memory?.find(sha256, FACTS_READER);
    const facts = remembered == null ? await this.#read(await read()) : factsFromText(remembered);
    // What the machine had no time for may go better next time.
    if (facts.unread === 'too-slow') return facts;
    this.#cache.put(hash, facts);
    if (remembered == null) await memory?.keep(sha256, FACTS_READER, factsAsText(facts));
    return facts;
  }

  async #read(bytes: Uint8Array): Promise<ContentFacts> {
    if (bytes.length > this.#limits.maxBytes) return unreadFacts('too-large');
    const read = await this.#run<FileReading>({ kind: 'read', bytes });
    if (typeof read === 'string') return unreadFacts(read);
    const inside = await this.#readInside(bytes, read);
    const texts: FileText[] = [...read.facts.texts];
    let { unread } = read.facts;
    if (typeof inside === 'string') unread ??= inside;
    else texts.push(...inside.texts);
    const pictures = [...read.pictures, ...(typeof inside === 'string' ? [] : inside.pictures)];
    for (const letters of await Promise.all(pictures.map((picture) => this.#readLetters(picture)))) {
      if (typeof letters === 'string') unread ??= letters;
      else if (letters !== null) texts.push(letters);
    }
    return { ...read.facts, texts, unread };
  }

  async #readInside(
    bytes: Uint8Array,
    { facts, isContainer }: FileReading,
  ): Promise<PicturesInside | UnreadReason> {
    if (!isContainer) return { texts: [], pictures: [] };
    return this.#run<PicturesInside>({ kind: 'pictures-inside', bytes, mediaType: facts.sniffedType ?? '' });
  }

  #readLetters(picture: GreyPicture): Promise<LettersReading | UnreadReason> {
    return this.#run<LettersReading>({ kind: 'letters', picture });
  }

  async #run<T>(job: FileJob): Promise<T | UnreadReason> {
    let outcome: PoolOutcome;
    try {
      outcome = await this.#openPool().run({
        limitMs: this.#limits.timeLimitMs,
        make: () => ({ message: job, transfer: [] }),
      });
    } catch (error) {
      if (error instanceof PoolBusy) return 'too-slow';
      this.#options.log.error('file.unread', error);
      return 'damaged';
    }
    if (outcome.kind === 'stopped') return outcome.reason === 'too-slow' ? 'too-slow' : 'too-large';
    return outcome.value as T;
  }

  /** The first file starts the threads: a relay whose mail is all text never pays for them. */
  #openPool(): WorkerPool {
    const { threads, clock, log } = this.#options;
    const { memoryLimitMb, maxWaiting } = this.#limits;
    this.#pool ??= new WorkerPool({
      entry: new URL('./file-thread.ts', import.meta.url),
      workerData: null,
      size: threads,
      jobsPerWorker: 1,
      memoryLimitMb,
      maxWaiting,
      clock,
      log,
    });
    return this.#pool;
  }
}

/**
 * Opens what looks into files (requirements section 5): type by content, frames, size, letters, QR codes, words of
 * documents, likeness to the listing. Works in threads under limits of time and memory (threats C4, C10), started by
 * the first file; facts are kept by content hash. Nothing is fetched.
 */
export function openFileInspector(options: FileInspectorOptions): FileInspector {
  return new ThreadedInspector(options);
}
