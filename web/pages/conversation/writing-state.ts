import { useSyncExternalStore } from 'react';

// Whether the reader is writing, and where: said by the composer, read by the head of the conversation.

let written: { readonly conversation: string; readonly timer: ReturnType<typeof setTimeout> } | null = null;
const listeners = new Set<() => void>();

/** Who hasn't typed for so long has stopped. */
const STOPPED_MS = 8000;

function tell(): void {
  for (const listener of listeners) listener();
}

/** The reader typed something. */
export function noteTyping(conversation: string): void {
  if (written !== null) clearTimeout(written.timer);
  const timer = setTimeout(() => {
    written = null;
    tell();
  }, STOPPED_MS);
  written = { conversation, timer };
  tell();
}

export function useIsWriting(conversation: string): boolean {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => written?.conversation === conversation,
  );
}
