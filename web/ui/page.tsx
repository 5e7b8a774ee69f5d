import type { ReactElement, ReactNode } from 'react';

import styles from './page.module.css';
import { usePageTitle } from './page-title.ts';

/** A page of text and tables: a heading, a sentence on what it is for, and its parts. */
export function Page({
  title,
  lead,
  children,
}: {
  readonly title: string;
  readonly lead: string;
  readonly children: ReactNode;
}): ReactElement {
  usePageTitle(title);
  return (
    <div className={styles['page']}>
      <header className={styles['head']}>
        <h1>{title}</h1>
        <p>{lead}</p>
      </header>
      {children}
    </div>
  );
}
