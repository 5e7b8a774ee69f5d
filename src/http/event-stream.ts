import type { EventPosition, StoredEvent } from '#store/event-log.ts';
import { encodePosition, eventView } from '#views/events.ts';
import type { Reader } from '#views/reader.ts';

const encoder = new TextEncoder();

/** How long a client whose stream ended waits before it comes again. */
const RETRY_MS = 2000;

/**
 * One reader's stream of server-sent events (HTML, "Server-sent events"). What comes before it has begun waits.
 * Whoever doesn't take what is sent is let go: they come back with the place where they were, so nothing has to be kept
 * for them.
 */
export class EventStream {
  readonly body: ReadableStream<Uint8Array>;
  readonly reader: Reader;
  readonly #ended: () => void;
  #controller: ReadableStreamDefaultController<Uint8Array> | null = null;
  #life: NodeJS.Timeout | undefined;
  #waiting: StoredEvent[] | null = [];
  #cursor: EventPosition = { xid: '0', seq: 0 };

  constructor(reader: Reader, behindBytes: number, ended: () => void) {
    this.reader = reader;
    this.#ended = ended;
    this.body = new ReadableStream(
      {
        start: (controller) => {
          this.#controller = controller;
        },
        cancel: () => this.#close(),
      },
      { highWaterMark: behindBytes, size: ({ byteLength }) => byteLength },
    );
  }

  /** Ends when this timer does, and the timer with it. */
  endsWith(life: NodeJS.Timeout): void {
    this.#life = life;
  }

  /** Begins at a place, with what has happened since. */
  begin(cursor: EventPosition, missed: readonly StoredEvent[]): void {
    this.#cursor = cursor;
    this.#send(`retry: ${RETRY_MS}\nid: ${encodePosition(cursor)}\nevent: ready\ndata: {}\n\n`);
    const waiting = this.#waiting ?? [];
    this.#waiting = null;
    for (const event of [...missed, ...waiting]) this.hear(event);
  }

  /** Begins at a place for a reader who missed more than can be told: they ask anew for everything. */
  beginAnew(cursor: EventPosition): void {
    this.begin(cursor, []);
    this.#send('event: reset\ndata: {}\n\n');
  }

  /** Sends an event, if it is the reader's and new to them. */
  hear(event: StoredEvent): void {
    if (this.#waiting !== null) return void this.#waiting.push(event);
    if (comparePositions(event.position, this.#cursor) <= 0) return;
    this.#cursor = event.position;
    const view = eventView(event, this.reader);
    if (view === null) return;
    const { cursor, ...data } = view;
    this.#send(`id: ${cursor}\nevent: change\ndata: ${JSON.stringify(data)}\n\n`);
  }

  /** Sends what has no place in the log: who misses it misses nothing that lasts. */
  tell(name: string, data: Readonly<Record<string, unknown>>): void {
    if (this.#waiting === null) this.#send(`event: ${name}\ndata: ${JSON.stringify(data)}\n\n`);
  }

  /** A comment, so that no proxy takes the silence for the end, and a client that went away is noticed. */
  beat(): void {
    if (this.#waiting === null) this.#send(': \n\n');
  }

  end(): void {
    this.#controller?.close();
    this.#close();
  }

  #send(text: string): void {
    if (this.#controller === null) return;
    if ((this.#controller.desiredSize ?? 0) <= 0) return this.end();
    this.#controller.enqueue(encoder.encode(text));
  }

  #close(): void {
    if (this.#controller === null) return;
    this.#controller = null;
    clearTimeout(this.#life);
    this.#ended();
  }
}

/** Below 0 where `a` stands before `b` in the log. */
export function comparePositions(a: EventPosition, b: EventPosition): number {
  if (a.xid === b.xid) return a.seq - b.seq;
  return BigInt(a.xid) < BigInt(b.xid) ? -1 : 1;
}
