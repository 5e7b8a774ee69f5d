import { useState } from 'react';

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

/** The draft of a conversation, kept in this browser for its account alone; an empty one is kept nowhere. */
export function useDraft(owner: string, conversationId: string): [Draft, (draft: Draft) => void] {
  const place = `parley.draft.${owner}.${conversationId}`;
  const [draft, setDraft] = useState(() => read(place));
  return [
    draft,
    (next) => {
      setDraft(next);
      keep(place, next);
    },
  ];
}

/** A key that no other message has. Where pages come without TLS there is no `randomUUID`. */
export function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');
}
