import type { ReactElement, ReactNode } from 'react';
import { createContext, use, useCallback, useState } from 'react';

import styles from './announce.module.css';

const AnnounceContext = createContext<(text: string) => void>(() => undefined);

/** Says what changed to those who don't see it: the one live region of the page. */
export function AnnounceProvider({ children }: { readonly children: ReactNode }): ReactElement {
  const [text, setText] = useState('');
  // The same words twice are two announcements: a no-break space makes them differ.
  const announce = useCallback(
    (words: string) => setText((before) => (before === words ? `${words}\u00a0` : words)),
    [],
  );
  return (
    <AnnounceContext value={announce}>
      {children}
      <div role="status" className={styles['region']}>
        {text}
      </div>
    </AnnounceContext>
  );
}

export const useAnnounce = (): ((text: string) => void) => use(AnnounceContext);
