import { setTimeout as delay } from 'node:timers/promises';

import type { SmtpConversation } from './smtp-conversation.ts';
import { connect } from './smtp-conversation.ts';

/** A message as a client hands it over: the same octets at each try. */
export interface Submission {
  readonly from: string;
  readonly to: string;
  /** Dot-stuffed, CRLF, without the final dot. */
  readonly octets: string;
}

export interface LoadOptions {
  /** Where the door is; waits while it is down. */
  readonly port: () => Promise<number>;
  readonly sessions: number;
  readonly message: (number: number) => Submission;
}

/** What the client holds in its hands about one message. */
export interface Sent {
  readonly firstTryAt: number;
  tries: number;
  /** The 250 that it got; null until then. */
  answer: string | null;
}

/** How long the client's queue rests after a failure; a real one waits minutes. */
const RETRY_MS = 40;

/**
 * A client of the mail door with a queue, as an MTA is one (RFC 5321 §4.5.4.1): what was not answered with 250 is
 * sent again, the same octets with the same Message-ID, until it is. Messages are numbered from 1.
 */
export class LoadClient {
  readonly sent = new Map<number, Sent>();
  /** 5yz to anything: none is due. */
  readonly refusals: string[] = [];
  /** 4yz by their code. */
  readonly deferrals = new Map<string, number>();
  /** The connection went between the final dot and the answer: nobody knows. */
  unanswered = 0;
  /** Octets of a message that are on their way or judged at this moment. */
  inFlight = 0;
  #acknowledged = 0;
  #numbered = 0;
  readonly #options: LoadOptions;
  readonly #watchers = new Set<() => void>();

  constructor(options: LoadOptions) {
    this.#options = options;
  }

  /** Sends `count` more messages and resolves when each has its 250. */
  async send(count: number): Promise<void> {
    const queue = Array.from({ length: count }, (_, index) => this.#numbered + index + 1);
    this.#numbered += count;
    await Promise.all(Array.from({ length: this.#options.sessions }, () => this.#session(queue)));
  }

  get acknowledged(): number {
    return this.#acknowledged;
  }

  /** Resolves when `count` messages in all have their 250. */
  hasAcknowledged(count: number): Promise<void> {
    return this.#until(() => this.#acknowledged >= count);
  }

  /** Resolves when 4yz was said `count` times in all. */
  hasBeenDeferred(count: number): Promise<void> {
    return this.#until(() => [...this.deferrals.values()].reduce((sum, times) => sum + times, 0) >= count);
  }

  async #until(condition: () => boolean): Promise<void> {
    while (!condition()) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#watchers.add(resolve);
      await promise;
      this.#watchers.delete(resolve);
    }
  }

  async #session(queue: number[]): Promise<void> {
    let conversation: SmtpConversation | null = null;
    for (let number = queue.shift(); number !== undefined; number = queue.shift()) {
      conversation ??= await this.#open();
      const outcome = conversation === null ? 'again' : await this.#hand(conversation, number);
      if (outcome === 'taken') continue;
      queue.push(number);
      // Not a reset: Node 24 never ends after the reset of a connection that was reset by its peer already.
      conversation?.finishes();
      conversation = null;
      await delay(RETRY_MS);
    }
    await conversation?.says('QUIT');
    conversation?.finishes();
  }

  async #open(): Promise<SmtpConversation | null> {
    try {
      const conversation = await connect(await this.#options.port());
      if (!(await this.#says(conversation, null, '220'))) return null;
      return (await this.#says(conversation, 'EHLO load.example', '250')) ? conversation : null;
    } catch {
      return null; // nobody listens at this moment
    }
  }

  async #hand(conversation: SmtpConversation, number: number): Promise<'taken' | 'again'> {
    const { from, to, octets } = this.#options.message(number);
    const sent = this.sent.get(number) ?? { firstTryAt: performance.now(), tries: 0, answer: null };
    this.sent.set(number, sent);
    sent.tries += 1;
    if (!(await this.#says(conversation, `MAIL FROM:<${from}>`, '250'))) return 'again';
    if (!(await this.#says(conversation, `RCPT TO:<${to}>`, '250'))) return 'again';
    if (!(await this.#says(conversation, 'DATA', '354'))) return 'again';
    this.inFlight += 1;
    await conversation.sends(`${octets}\r\n.\r\n`);
    const answer = await this.#hears(conversation);
    this.inFlight -= 1;
    if (answer === null) this.unanswered += 1;
    if (answer === null || !this.#isPositive(answer, '250')) return 'again';
    sent.answer = answer;
    this.#acknowledged += 1;
    this.#tell();
    return 'taken';
  }

  async #says(conversation: SmtpConversation, line: string | null, code: string): Promise<boolean> {
    if (line !== null) await conversation.says(line);
    const reply = await this.#hears(conversation);
    return reply !== null && this.#isPositive(reply, code);
  }

  /** Null: the server went away, perhaps in the middle of a reply. */
  async #hears(conversation: SmtpConversation): Promise<string | null> {
    try {
      return (await conversation.hears(/^/u)) || null;
    } catch {
      return null;
    }
  }

  #isPositive(reply: string, code: string): boolean {
    if (reply.startsWith(code)) return true;
    const kind = /^4\d\d(?: \d\.\d\.\d)?/u.exec(reply)?.[0];
    if (kind === undefined) this.refusals.push(reply);
    else this.deferrals.set(kind, (this.deferrals.get(kind) ?? 0) + 1);
    this.#tell();
    return false;
  }

  #tell(): void {
    for (const watcher of this.#watchers) watcher();
  }
}
