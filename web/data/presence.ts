import { useEffect, useSyncExternalStore } from 'react';

import { submit } from './api.ts';

/** Somebody else of the seller's people who has the same conversation open. */
export interface Present {
  readonly holder: string;
  readonly name: string;
  readonly writing: boolean;
}

interface Sighting extends Present {
  readonly conversation: string;
}

/** Who isn't noted again within this time has gone. */
const GONE_AFTER_MS = 30_000;
const SAY_EVERY_MS = 10_000;
const NOBODY: readonly Present[] = [];

let seen: ReadonlyMap<string, readonly (Present & { readonly timer: ReturnType<typeof setTimeout> })[]> =
  new Map();
const listeners = new Set<() => void>();

function change(conversation: string, holder: string, sighting: Sighting | null): void {
  const others = seen.get(conversation) ?? [];
  clearTimeout(others.find((other) => other.holder === holder)?.timer);
  const left = others.filter((other) => other.holder !== holder);
  const timer = setTimeout(() => change(conversation, holder, null), GONE_AFTER_MS);
  if (sighting === null) clearTimeout(timer);
  seen = new Map([...seen, [conversation, sighting === null ? left : [...left, { ...sighting, timer }]]]);
  for (const listener of listeners) listener();
}

/** The server told that somebody is there. */
export function noteSighting(sighting: Sighting): void {
  change(sighting.conversation, sighting.holder, sighting);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The others who have a conversation open; `me` is left out. */
export function usePresent(conversation: string, me: string | null): readonly Present[] {
  const all = useSyncExternalStore(subscribe, () => seen.get(conversation) ?? NOBODY);
  return all.filter(({ holder }) => holder !== me);
}

/** Says to the others that the reader is here, and whether they write. */
export function useBeHere(conversation: string, writing: boolean): void {
  useEffect(() => {
    const say = (): void => {
      if (document.visibilityState === 'visible')
        void submit('PUT', `/conversations/${conversation}/presence`, { writing }).catch(() => undefined);
    };
    say();
    const timer = setInterval(say, SAY_EVERY_MS);
    return () => clearInterval(timer);
  }, [conversation, writing]);
}
