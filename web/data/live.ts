import type { QueryClient } from '@tanstack/react-query';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';

import { EventText } from './event-text.ts';
import type { ServerEvent } from './event-text.ts';
import { noteSighting } from './presence.ts';
import { readReader } from './reader.ts';

/** What the server says of a change: see src/views/events.ts. */
interface Change {
  readonly type: string;
  readonly conversation: string | null;
  readonly data: { readonly orderId?: string };
}

/** Longer than two heartbeats: a connection that is silent for so long is none, as after a sleep. */
const SILENCE_MS = 45_000;
const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 60_000;
/** Lists are asked for anew this often at most, however much happens. */
const LIST_EVERY_MS = 1500;
/** How often is asked whether something came, while nothing tells us; and in case something was missed. */
const POLL_MS = 15_000;
const POLL_WHILE_LIVE_MS = 180_000;

let isLive = false;

/** For queries of what changes by itself. */
export const refetchInterval = (): number => (isLive ? POLL_WHILE_LIVE_MS : POLL_MS);

/**
 * Keeps what is shown up to date as long as the page is: the server says what changed, and that is asked for anew. A tab
 * that nobody sees listens to nothing (a browser has six connections for all its tabs, RFC 9112 §9.4) and catches up
 * when it is seen.
 */
export function useLiveUpdates(): void {
  const client = useQueryClient();
  useEffect(() => {
    const updates = new LiveUpdates(client, readReader().events);
    const follow = (): void => updates.listenWhile(document.visibilityState === 'visible');
    // At once instead of after the wait that the failures have led to.
    const comeBack = (): void => {
      updates.listenWhile(false);
      follow();
    };
    follow();
    document.addEventListener('visibilitychange', follow);
    addEventListener('online', comeBack);
    return () => {
      document.removeEventListener('visibilitychange', follow);
      removeEventListener('online', comeBack);
      updates.listenWhile(false);
    };
  }, [client]);
}

class LiveUpdates {
  readonly #client: QueryClient;
  /** The place up to which is known what happened. */
  #lastId: string;
  #connection: AbortController | null = null;
  #listTimer: ReturnType<typeof setTimeout> | null = null;

  constructor(client: QueryClient, since: string) {
    this.#client = client;
    this.#lastId = since;
  }

  listenWhile(isSeen: boolean): void {
    if (isSeen) {
      if (this.#connection !== null) return;
      this.#connection = new AbortController();
      void this.#listen(this.#connection.signal);
    } else {
      this.#connection?.abort();
      this.#connection = null;
      isLive = false;
    }
  }

  async #listen(signal: AbortSignal): Promise<void> {
    for (let wait = FIRST_WAIT_MS; !signal.aborted; wait = Math.min(LONGEST_WAIT_MS, wait * 2)) {
      // oxlint-disable-next-line no-await-in-loop -- one connection after the other
      if (await this.#connect(signal)) wait = FIRST_WAIT_MS;
      isLive = false;
      // Not all at once after a restart of the server.
      // oxlint-disable-next-line no-await-in-loop
      await rest(wait * (1 + Math.random()), signal);
    }
  }

  /** True where there was a connection; false where the server wasn't reached or had no room. */
  async #connect(signal: AbortSignal): Promise<boolean> {
    const silence = new AbortController();
    let timer = setTimeout(() => silence.abort(), SILENCE_MS);
    try {
      const response = await fetch('/api/v1/events/stream', {
        headers: { 'last-event-id': this.#lastId },
        signal: AbortSignal.any([signal, silence.signal]),
      });
      if (!response.ok || response.body === null) return false;
      const text = new EventText();
      const decoder = new TextDecoder();
      const reader = response.body.getReader();
      for (;;) {
        // oxlint-disable-next-line no-await-in-loop -- a stream comes piece by piece
        const { done, value } = await reader.read();
        if (done) return true;
        clearTimeout(timer);
        timer = setTimeout(() => silence.abort(), SILENCE_MS);
        for (const event of text.add(decoder.decode(value, { stream: true }))) this.#hear(event);
      }
    } catch {
      return isLive;
    } finally {
      clearTimeout(timer);
    }
  }

  #hear({ name, data, id }: ServerEvent): void {
    if (id !== null) this.#lastId = id;
    isLive = true;
    if (name === 'reset') void this.#client.invalidateQueries();
    if (name === 'change') this.#apply(JSON.parse(data) as Change);
    if (name === 'presence') noteSighting(JSON.parse(data) as Parameters<typeof noteSighting>[0]);
  }

  #apply({ type, conversation, data: { orderId } }: Change): void {
    const client = this.#client;
    if (conversation !== null) {
      void client.invalidateQueries({ queryKey: ['conversation', conversation] });
      void client.invalidateQueries({ queryKey: ['messages', conversation] });
    }
    if (type === 'conversation.noted') void client.invalidateQueries({ queryKey: ['notes', conversation] });
    if (orderId !== undefined) void client.invalidateQueries({ queryKey: ['order'] });
    if (type.startsWith('review.')) void client.invalidateQueries({ queryKey: ['reviews'] });
    if (conversation === null || type.startsWith('delivery.') || this.#listTimer !== null) return;
    this.#listTimer = setTimeout(() => {
      this.#listTimer = null;
      void client.invalidateQueries({ queryKey: ['conversations'] });
    }, LIST_EVERY_MS);
  }
}

function rest(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
