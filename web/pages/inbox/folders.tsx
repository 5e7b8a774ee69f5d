import type { ReactElement } from 'react';

import { say } from '#web/data/say.ts';
import { Link, useAddress } from '#web/ui/router.tsx';
import { useReader } from '#web/ui/settings.tsx';

import styles from './folders.module.css';

const FOLDERS = [
  ['any', 'inbox.folder.waiting'],
  ['overdue', 'inbox.folder.overdue'],
  [null, 'inbox.folder.all'],
] as const;

/** What of a seller's conversations is listed; those that wait stand in the order in which they have to be answered. */
export function Folders(): ReactElement | null {
  const { kind } = useReader();
  const { query } = useAddress();
  if (kind !== 'seller') return null;
  const chosen = query.get('order') === null ? query.get('due') : undefined;
  return (
    <nav aria-label={say('inbox.folders')} className={styles['folders']}>
      <ul>
        {FOLDERS.map(([due, key]) => (
          <li key={key}>
            <Link
              href={due === null ? '/inbox' : `/inbox?due=${due}`}
              aria-current={chosen === due ? 'true' : undefined}
            >
              {say(key)}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
