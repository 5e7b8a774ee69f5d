import type { ReactElement, ReactNode } from 'react';
import { createContext, use, useCallback, useEffect, useState } from 'react';

import { say } from '#web/data/say.ts';

import { useAnnounce } from './announce.tsx';
import { Button } from './button.tsx';
import styles from './toast.module.css';

/** What was done, and a way back. */
export interface ToastMessage {
  readonly text: string;
  readonly undo?: () => void;
}

const ToastContext = createContext<(message: ToastMessage) => void>(() => undefined);

const SHOWN_MS = 10_000;

/** Says below what was just done; it goes by itself, and waits while somebody is on it. */
export function ToastProvider({ children }: { readonly children: ReactNode }): ReactElement {
  const [message, setMessage] = useState<ToastMessage | null>(null);
  const [isHeld, setIsHeld] = useState(false);
  const announce = useAnnounce();
  const show = useCallback(
    (next: ToastMessage) => {
      setMessage(next);
      announce(next.text);
    },
    [announce],
  );
  useEffect(() => {
    if (message === null || isHeld) return undefined;
    const timer = setTimeout(() => setMessage(null), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [message, isHeld]);
  return (
    <ToastContext value={show}>
      {children}
      {message === null ? null : (
        <section
          aria-label={say('toast')}
          className={styles['toast']}
          onPointerEnter={() => setIsHeld(true)}
          onPointerLeave={() => setIsHeld(false)}
          onFocus={() => setIsHeld(true)}
          onBlur={() => setIsHeld(false)}
        >
          <p>{message.text}</p>
          {message.undo === undefined ? null : (
            <Button
              look="quiet"
              onClick={() => {
                setMessage(null);
                message.undo?.();
              }}
            >
              {say('undo')}
            </Button>
          )}
        </section>
      )}
    </ToastContext>
  );
}

export const useToast = (): ((message: ToastMessage) => void) => use(ToastContext);
