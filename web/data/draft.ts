import { useEffect, useRef, useState } from 'react';

import { ApiProblem, get, submit } from './api.ts';

/** What was written and not sent yet. */
export interface Draft {
  readonly text: string;
  /** Under which it was tried to be sent: the same words again are the same message. Null: not tried, or changed since. */
  readonly key: string | null;
}

const EMPTY: Draft = { text: '', key: null };

/** Reads what `JSON.stringify` made of a draft; whatever else is there is none. */
export function parseDraft(kept: string | null): Draft {
  try {
    const { text, key } = JSON.parse(kept ?? '') as Record<string, unknown>;
    return typeof text === 'string' ? { text, key: typeof key === 'string' ? key : null } : EMPTY;
  } catch {
    return EMPTY;
  }
}

function read(place: string): Draft {
  try {
    return parseDraft(localStorage.getItem(place));
  } catch {
    return EMPTY; // the browser keeps nothing for this site
  }
}

function keep(place: string, draft: Draft): void {
  try {
    if (draft.text === '') localStorage.removeItem(place);
    else localStorage.setItem(place, JSON.stringify(draft));
  } catch {
    // No room, or not allowed: it stays on the page.
  }
}

/** A draft, kept in this browser for its account alone; an empty one is kept nowhere. `name`: what it is about. */
export function useDraft(owner: string, name: string): [Draft, (draft: Draft) => void] {
  const place = `parley.draft.${owner}.${name}`;
  const [draft, setDraft] = useState(() => read(place));
  return [
    draft,
    (next) => {
      setDraft(next);
      keep(place, next);
    },
  ];
}

/** How long nobody has to type before the server keeps what they wrote. */
const REST_MS = 1000;

/**
 * The draft of a conversation, also on the person's other devices: the server keeps it. What was begun on this device
 * stands above what was begun on another.
 */
export function useConversationDraft(owner: string, conversationId: string): [Draft, (draft: Draft) => void] {
  const [draft, keepHere] = useDraft(owner, conversationId);
  const { text } = draft;
  const isTyped = useRef(text !== '');
  const version = useRef<number | null>(null);
  const show = useRef(keepHere);
  useEffect(() => {
    show.current = keepHere;
  });
  useEffect(() => {
    const stopped = new AbortController();
    void fetchDraft(conversationId, stopped.signal).then(
      (found) => {
        version.current = found.version;
        if (!isTyped.current && found.text !== '') show.current({ text: found.text, key: null });
      },
      () => undefined, // it is kept here alone until the server is reached
    );
    return () => stopped.abort();
  }, [conversationId]);
  useEffect(() => {
    if (!isTyped.current) return undefined;
    const timer = setTimeout(() => void keepOnServer(conversationId, text, version), REST_MS);
    return () => clearTimeout(timer);
  }, [conversationId, text]);
  return [
    draft,
    (next) => {
      isTyped.current = true;
      keepHere(next);
    },
  ];
}

interface ServerDraft {
  readonly text: string;
  readonly version: number;
}

function fetchDraft(conversationId: string, signal?: AbortSignal): Promise<ServerDraft> {
  return get(`/conversations/${conversationId}/draft`, signal);
}

/** Where another device was quicker, what is written here last holds: once more, on top of theirs. */
async function keepOnServer(
  conversationId: string,
  text: string,
  version: { current: number | null },
): Promise<void> {
  const put = async (before: number): Promise<void> => {
    const headers = { 'if-match': `"${before}"` };
    const path = `/conversations/${conversationId}/draft`;
    version.current = (await submit<{ version: number }>('PUT', path, { text }, headers)).version;
  };
  try {
    await put(version.current ?? (await fetchDraft(conversationId)).version);
  } catch (error) {
    if (!(error instanceof ApiProblem) || error.code !== 'changed-meanwhile') return;
    await fetchDraft(conversationId).then(
      (found) => put(found.version).catch(() => undefined),
      () => undefined,
    );
  }
}

/** A key that no other message has. Where pages come without TLS there is no `randomUUID`. */
export function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');
}
