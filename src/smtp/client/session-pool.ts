import type { SmtpSession } from './session.ts';

export interface PoolLimits {
  /** Connections to one host at a time. */
  readonly connectionsPerHost: number;
  readonly messagesPerConnection: number;
  /** How long a session waits for another message, in milliseconds. Below what hosts put up with. */
  readonly idleMs: number;
  /** How long a message waits for its turn at a busy host, in milliseconds: it keeps others from their way out. */
  readonly turnMs: number;
}

export const POOL_LIMITS: PoolLimits = {
  connectionsPerHost: 8,
  messagesPerConnection: 100,
  idleMs: 20_000,
  turnMs: 60_000,
};

interface IdleSession {
  readonly session: SmtpSession;
  readonly timer: NodeJS.Timeout;
}

type Turn = (session: SmtpSession | null) => void;

interface HostPool {
  /** Sessions in use, idle, or about to be opened by whoever had a turn. */
  taken: number;
  readonly idle: IdleSession[];
  /** First come, first served. */
  readonly waiting: Set<Turn>;
}

/**
 * Sessions by host, kept for the next message, and never more of them than a host is to bear.
 *
 *   take ──▶ an idle session, or the right to open one (null), or a turn later ──▶ give back, alive or dead
 *
 * Who takes gives back, always.
 */
export class SessionPool {
  readonly #limits: PoolLimits;
  readonly #hosts = new Map<string, HostPool>();
  readonly #leaving = new Set<Promise<void>>();
  readonly #watched = new WeakSet<SmtpSession>();
  #closed = false;

  constructor(limits: PoolLimits) {
    this.#limits = limits;
  }

  /** Resolves with an idle session, or null: the caller may open one. Rejects when it takes too long. */
  async take(key: string, signal: AbortSignal): Promise<SmtpSession | null> {
    const host = this.#hostOf(key);
    const idle = host.idle.pop();
    if (idle !== undefined) {
      clearTimeout(idle.timer);
      return idle.session;
    }
    if (host.taken < this.#limits.connectionsPerHost) {
      host.taken += 1;
      return null;
    }
    return this.#turn(host, signal);
  }

  #turn(host: HostPool, signal: AbortSignal): Promise<SmtpSession | null> {
    const { promise, resolve, reject } = Promise.withResolvers<SmtpSession | null>();
    const giveUp = (): void => {
      host.waiting.delete(resolve);
      reject(new Error('no connection to the host was free in time'));
    };
    host.waiting.add(resolve);
    const timer = setTimeout(giveUp, this.#limits.turnMs);
    signal.addEventListener('abort', giveUp);
    if (signal.aborted) giveUp();
    return promise.finally(() => {
      clearTimeout(timer);
      signal.removeEventListener('abort', giveUp);
    });
  }

  /** Gives a turn back; `session` null where there is none any more that could take another message. */
  give(key: string, session: SmtpSession | null): void {
    const host = this.#hostOf(key);
    const [next] = host.waiting;
    if (next !== undefined) host.waiting.delete(next);
    const reusable =
      session !== null &&
      session.isOpen &&
      !this.#closed &&
      session.messages < this.#limits.messagesPerConnection;
    if (!reusable && session !== null) this.#leave(session);
    if (next !== undefined) next(reusable ? session : null);
    else if (reusable) this.#keep(key, host, session);
    else this.#drop(key, host);
  }

  #keep(key: string, host: HostPool, session: SmtpSession): void {
    const remove = (): void => this.#removeIdle(key, host, session);
    const timer = setTimeout(() => {
      remove();
      this.#leave(session);
    }, this.#limits.idleMs);
    host.idle.push({ session, timer });
    if (this.#watched.has(session)) return;
    // Hosts end idle sessions as they like.
    this.#watched.add(session);
    session.onEnd(remove);
  }

  #removeIdle(key: string, host: HostPool, session: SmtpSession): void {
    const index = host.idle.findIndex((idle) => idle.session === session);
    if (index === -1) return;
    clearTimeout(host.idle[index]?.timer);
    host.idle.splice(index, 1);
    this.#drop(key, host);
  }

  #drop(key: string, host: HostPool): void {
    host.taken -= 1;
    if (host.taken === 0) this.#hosts.delete(key);
  }

  #leave(session: SmtpSession): void {
    const leaving = session.quit().finally(() => this.#leaving.delete(leaving));
    this.#leaving.add(leaving);
  }

  #hostOf(key: string): HostPool {
    const known = this.#hosts.get(key);
    if (known !== undefined) return known;
    const host: HostPool = { taken: 0, idle: [], waiting: new Set() };
    this.#hosts.set(key, host);
    return host;
  }

  /** Takes leave of all idle hosts, and from now on of each that is given back. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const [key, host] of this.#hosts) {
      for (const { session, timer } of host.idle.splice(0)) {
        clearTimeout(timer);
        this.#leave(session);
        this.#drop(key, host);
      }
    }
    await Promise.all(this.#leaving);
  }
}
