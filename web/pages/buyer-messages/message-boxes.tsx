import type { ReactElement } from 'react';

import { say } from '#web/data/say.ts';
import { Link, useAddress } from '#web/ui/router.tsx';

import styles from './message-boxes.module.css';

const BOXES = [
  [null, 'box.all'],
  ['people', 'box.people'],
  ['sent', 'box.sent'],
] as const;

/** What of a buyer's messages is listed (INBOX 2). */
export function MessageBoxes(): ReactElement {
  const { query } = useAddress();
  const chosen = query.get('order') === null ? query.get('box') : undefined;
  return (
    <nav aria-label={say('inbox.folders')} className={styles['boxes']}>
      <ul>
        {BOXES.map(([box, key]) => (
          <li key={key}>
            <Link
              href={box === null ? '/inbox' : `/inbox?box=${box}`}
              aria-current={chosen === box ? 'true' : undefined}
            >
              {say(key)}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
