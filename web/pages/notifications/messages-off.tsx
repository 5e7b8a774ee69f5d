import type { ReactElement } from 'react';

import { useNotifications } from '#web/data/notifications.ts';
import { say } from '#web/data/say.ts';
import { Link } from '#web/ui/router.tsx';
import { useReader } from '#web/ui/settings.tsx';

import styles from './messages-off.module.css';

/** The inbox's line for sellers whom no buyer can write to, with the way to change that (INBOX 1). */
export function MessagesOff(): ReactElement | null {
  const { kind, ownerId } = useReader();
  const { data } = useNotifications(ownerId ?? '', kind === 'seller');
  if (data === undefined || data.buyerMessages !== null) return null;
  return (
    <p className={styles['off']}>
      {say('notifications.off')} <Link href="/notifications">{say('notifications.switch-on')}</Link>
    </p>
  );
}
