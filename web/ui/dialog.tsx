import type { ReactElement, ReactNode } from 'react';
import { useEffect, useId, useRef } from 'react';

import { say } from '#web/data/say.ts';

import { IconButton } from './button.tsx';
import { classes } from './classes.ts';
import styles from './dialog.module.css';

/**
 * The browser's own dialog: it keeps the focus, and Escape closes it. There as long as it is drawn. The focus goes to
 * what is marked `data-first`, else to the first thing that takes it.
 */
export function Dialog({
  title,
  onClose,
  look = 'middle',
  children,
}: {
  readonly title: string;
  readonly onClose: () => void;
  /** `side`: a sheet at the edge of the screen. */
  readonly look?: 'middle' | 'side';
  readonly children: ReactNode;
}): ReactElement {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useEffect(() => {
    const element = dialog.current;
    // The element gives the focus back to what had it.
    element?.showModal();
    element?.querySelector<HTMLElement>('[data-first]')?.focus();
    return () => element?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      aria-labelledby={titleId}
      className={classes(styles['dialog'], styles[look])}
      onClose={onClose}
      onClick={(event) => {
        if (event.target === dialog.current) onClose();
      }}
    >
      <div className={styles['inside']}>
        <header className={styles['head']}>
          <h2 id={titleId}>{title}</h2>
          <IconButton name="close" label={say('close')} onClick={onClose} />
        </header>
        {children}
      </div>
    </dialog>
  );
}
