import { SMTPStream } from 'smtp-server/lib/smtp-stream.js';
import { WireReader } from './wire-reader.ts';
import type { DataSink, WireFault, WireLimits } from './wire-reader.ts';

/** Commands that are worked off before others get their turn of the event loop. */
const COMMANDS_PER_TURN = 100;

export interface CommandStreamHandlers {
  /** Asked for when the first octet comes. */
  limits(): WireLimits;
  onEndOfData(resume: () => void): void;
  /** All that has come is worked off: the client waits. */
  onWait(): void;
  /** Nothing is read after this. */
  onFault(fault: WireFault): void;
}

/**
 * Stands where smtp-server's own stream parser would, which takes a bare LF for the end of a command and hands
 * on bare CR, bare LF and NUL in messages. Next to `oncommand` and `isClosed` nothing of it is left.
 *
 * One command or message at a time: what a client pipelines waits until the one before is answered.
 */
export class CommandStream extends SMTPStream {
  #reader: WireReader | null = null;
  readonly #handlers: CommandStreamHandlers;
  #octets = 0;

  constructor(handlers: CommandStreamHandlers) {
    super();
    this.#handlers = handlers;
  }

  /** Octets that the client has sent. */
  get octets(): number {
    return this.#octets;
  }

  /** From here to the end of data the client's octets are a message. */
  receive(sink: DataSink): void {
    this.#reader?.startData(sink);
  }

  override _write(chunk: Buffer, _encoding: unknown, next: (error?: Error | null) => void): void {
    this.#octets += chunk.length;
    this.#reader ??= new WireReader(this.#handlers.limits());
    this.#reader.push(chunk);
    this.#work(this.#reader, next);
  }

  #work(reader: WireReader, next: () => void): void {
    for (let handled = 0; handled < COMMANDS_PER_TURN; handled += 1) {
      // SECURITY: after STARTTLS the stream is closed, and what came with it in clear is dropped (threats T6).
      const event = this.isClosed ? null : reader.next();
      if (event === null) {
        this.#handlers.onWait();
        return next();
      }
      if (event.kind === 'fault') return this.#handlers.onFault(event.fault);
      let answered = false;
      let waiting = false;
      const resume = (): void => {
        if (waiting) this.#work(reader, next);
        else answered = true;
      };
      if (event.kind === 'command') this.oncommand(event.line, resume);
      else this.#handlers.onEndOfData(resume);
      if (!answered) {
        waiting = true;
        return;
      }
    }
    setImmediate(() => this.#work(reader, next));
  }
}
