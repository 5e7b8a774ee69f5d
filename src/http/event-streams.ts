import type { Log } from '#src/log.ts';
import type { Database } from '#store/connect.ts';
import type { EventPosition, StoredEvent } from '#store/event-log.ts';
import { endOfEvents, readEvents } from '#store/event-log.ts';
import { recentPresence } from '#store/presence.ts';
import { classifyDatabaseError } from '#store/database-error.ts';
import { eventsOf } from '#views/events.ts';
import type { Reader } from '#views/reader.ts';

import { EventStream, comparePositions } from './event-stream.ts';

export interface EventStreamLimits {
  /** Of all readers of the process together. */
  readonly streams: number;
  /** A person with many tabs, or a program that forgets to close. */
  readonly perAccount: number;
  readonly pollMs: number;
  readonly heartbeatMs: number;
  /** Then the client comes again, and its session is looked at anew. */
  readonly lifeMs: number;
  /** How much a client may be behind what is sent to it. */
  readonly behindBytes: number;
  /** How many events are gone through for one that comes back; with more it asks anew for everything. */
  readonly catchUp: number;
}

export const STREAM_LIMITS: EventStreamLimits = {
  streams: 1500,
  perAccount: 20,
  pollMs: 500,
  heartbeatMs: 20_000,
  lifeMs: 300_000,
  behindBytes: 64 * 1024,
  catchUp: 1000,
};

export interface EventStreamsOptions {
  readonly pool: Database['pool'];
  readonly log: Log;
  readonly limits?: Partial<EventStreamLimits>;
}

/** Events that are read at a time. */
const BATCH = 1000;

const keyOf = (reader: Reader): string => {
  if (reader.kind === 'operator') return 'operator';
  return reader.kind === 'seller' ? `seller ${reader.sellerId}` : `buyer ${reader.buyerId}`;
};

/**
 * All event streams of a process. While one is open, one query each half second reads what came after the last, and
 * gives it to those whom it concerns; so a thousand streams cost the database what one does. A stream begins behind a
 * cursor: it is put on the list first, then what came after its cursor is read for it, and what the poll brings
 * meanwhile waits; the order of the log says what of that it has had.
 */
export class EventStreams {
  readonly #options: EventStreamsOptions;
  readonly #limits: EventStreamLimits;
  readonly #readers = new Map<string, Set<EventStream>>();
  readonly #accounts = new Map<string, number>();
  #count = 0;
  /** Everything up to there was given out; null: nobody listens. */
  #cursor: EventPosition | null = null;
  #starting: Promise<void> | null = null;
  #timers: NodeJS.Timeout[] = [];
  #polling: Promise<void> | null = null;
  #seenUntil: string | null = null;
  #isStopped = false;

  constructor(options: EventStreamsOptions) {
    this.#options = options;
    this.#limits = { ...STREAM_LIMITS, ...options.limits };
  }

  /** How many are open. */
  get count(): number {
    return this.#count;
  }

  /**
   * A stream of what its reader may know; `after`: since when, null for from now on, `unknown` where it can't be said.
   * Null where the account, or the process, has too many.
   */
  async open(
    reader: Reader,
    account: string,
    after: EventPosition | 'unknown' | null,
  ): Promise<ReadableStream<Uint8Array> | null> {
    const perAccount = this.#accounts.get(account) ?? 0;
    if (this.#isStopped || this.#count >= this.#limits.streams || perAccount >= this.#limits.perAccount)
      return null;
    const key = keyOf(reader);
    const stream = new EventStream(reader, this.#limits.behindBytes, () =>
      this.#forget(key, account, stream),
    );
    this.#accounts.set(account, perAccount + 1);
    this.#readers.set(key, (this.#readers.get(key) ?? new Set()).add(stream));
    this.#count += 1;
    stream.endsWith(setTimeout(() => stream.end(), this.#lifeOf(this.#count)));
    try {
      await this.#listen();
      await this.#catchUp(stream, after);
    } catch (error) {
      stream.end();
      throw error;
    }
    return stream.body;
  }

  /** Ends all streams: their clients go to another node, or come again. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    for (const streams of this.#readers.values()) for (const stream of streams) stream.end();
    await this.#polling;
  }

  /** Not all at once: those that were opened together after a restart end one after the other. */
  #lifeOf(number: number): number {
    return this.#limits.lifeMs * (1 + (number % 60) / 240);
  }

  #forget(key: string, account: string, stream: EventStream): void {
    const streams = this.#readers.get(key);
    if (streams?.delete(stream) !== true) return;
    if (streams.size === 0) this.#readers.delete(key);
    const left = (this.#accounts.get(account) ?? 0) - 1;
    if (left > 0) this.#accounts.set(account, left);
    else this.#accounts.delete(account);
    this.#count -= 1;
    if (this.#count > 0) return;
    for (const timer of this.#timers) clearInterval(timer);
    this.#timers = [];
    this.#cursor = null;
    this.#starting = null;
  }

  async #listen(): Promise<void> {
    if (this.#timers.length === 0)
      this.#timers = [
        setInterval(() => this.#poll(), this.#limits.pollMs),
        setInterval(() => this.#beat(), this.#limits.heartbeatMs),
      ];
    // Together: a second one that set the cursor later would skip what the first is to hear.
    this.#starting ??= endOfEvents(this.#options.pool).then((end) => {
      this.#cursor = end;
    });
    await this.#starting;
  }

  async #catchUp(stream: EventStream, after: EventPosition | 'unknown' | null): Promise<void> {
    const { pool } = this.#options;
    const end = await endOfEvents(pool);
    if (after === null) return stream.begin(end, []);
    // A place that isn't there yet is of another database: one that was restored from a copy.
    if (after === 'unknown' || comparePositions(after, end) > 0) return stream.beginAnew(end);
    const { events, more } = await readEvents(pool, after, this.#limits.catchUp, eventsOf(stream.reader));
    if (more) return stream.beginAnew(end);
    stream.begin(after, events);
  }

  #beat(): void {
    for (const streams of this.#readers.values()) for (const stream of streams) stream.beat();
  }

  #poll(): void {
    this.#polling ??= Promise.all([this.#readOn(), this.#lookAround()])
      .then(() => undefined)
      .catch((error: unknown) => {
        // A database that is away is tried again at the next poll.
        if (classifyDatabaseError(error) === 'fault') this.#options.log.error('http.events-failed', error);
      })
      .finally(() => {
        this.#polling = null;
      });
  }

  async #readOn(): Promise<void> {
    for (let isMore = true; isMore;) {
      if (this.#cursor === null) return;
      const { events, position, more } = await readEvents(this.#options.pool, this.#cursor, BATCH);
      for (const event of events) this.#giveOut(event);
      this.#moveTo(position);
      isMore = more;
    }
  }

  /** Who of the seller's people looks at what: worth telling, not worth keeping. */
  async #lookAround(): Promise<void> {
    const { present, until } = await recentPresence(this.#options.pool, this.#seenUntil);
    this.#seenUntil = until;
    for (const { sellerId, conversationId, holderId, name, isWriting } of present)
      for (const stream of this.#readers.get(`seller ${sellerId}`) ?? [])
        stream.tell('presence', { conversation: conversationId, holder: holderId, name, writing: isWriting });
  }

  #giveOut(event: StoredEvent): void {
    // Nobody listens any more, or others that began after this was read.
    if (this.#cursor === null || comparePositions(event.position, this.#cursor) <= 0) return;
    this.#cursor = event.position;
    for (const key of [`seller ${event.sellerId}`, `buyer ${event.buyerId}`, 'operator'])
      for (const stream of this.#readers.get(key) ?? []) stream.hear(event);
  }

  /** False where nobody listens any more, or others that began after this was read. */
  #moveTo(position: EventPosition): boolean {
    if (this.#cursor === null || comparePositions(position, this.#cursor) <= 0) return false;
    this.#cursor = position;
    return true;
  }
}
