import type { ReactElement } from 'react';

import styles from './icon.module.css';

/** Outlines on a grid of 16, drawn with the colour of the text around them. */
const PATHS = {
  back: 'M10 3 5 8l5 5',
  bag: 'M3 5.5h10l-.7 8H3.7zM5.5 5.5V4.2a2.5 2.5 0 0 1 5 0v1.3',
  chat: 'M3 3.5h10a1 1 0 0 1 1 1v6a1 1 0 0 1-1 1H7.5L4.5 14v-2.5H3a1 1 0 0 1-1-1v-6a1 1 0 0 1 1-1z',
  check: 'm3 8.5 3.2 3.2L13 5',
  clip: 'M12.5 7.2 7.6 12a3 3 0 0 1-4.2-4.2l5.4-5.4a2 2 0 0 1 2.8 2.8L6.3 10.5a1 1 0 0 1-1.4-1.4l4.7-4.7',
  close: 'm4 4 8 8M12 4l-8 8',
  copy: 'M6 5.5h7v8H6zM3 10.5v-8h7',
  down: 'm4 6 4 4 4-4',
  file: 'M4 2h5l3.5 3.5V14H4zM9 2v3.5h3.5',
  filter: 'M2 3.5h12L9.5 8.5V13l-3-1.5v-3z',
  flag: 'M4 14V2.5h8L10.5 6 12 9.5H4',
  lock: 'M4 7.5h8V14H4zM5.5 7.5V5a2.5 2.5 0 0 1 5 0v2.5',
  menu: 'M2.5 4.5h11M2.5 8h11M2.5 11.5h11',
  person: 'M8 8.2a2.6 2.6 0 1 0 0-5.2 2.6 2.6 0 0 0 0 5.2zM3 14a5 5 0 0 1 10 0',
  refresh: 'M13 8a5 5 0 1 1-1.5-3.6M13 2.5v3h-3',
  search: 'M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10zM10.7 10.7 14 14',
  warning: 'M8 2 1.8 13h12.4zM8 6.5V9M8 11v.2',
} as const;

export type IconName = keyof typeof PATHS;

/** A picture beside words; it says nothing by itself. */
export function Icon({ name }: { readonly name: IconName }): ReactElement {
  return (
    <svg className={styles['icon']} viewBox="0 0 16 16" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
