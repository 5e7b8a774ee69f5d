import type { ReactElement, ReactNode } from 'react';

import { say } from '#web/data/say.ts';
import type { Section } from '#web/pages/shell/shell.tsx';
import { Link, useAddress } from '#web/ui/router.tsx';

import styles from './settings-page.module.css';

/** One page of the settings, and the way to the others beside it. */
export function SettingsPage({
  parts,
  children,
}: {
  readonly parts: readonly Section[];
  readonly children: ReactNode;
}): ReactElement {
  const { path } = useAddress();
  return (
    <div className={styles['settings']}>
      <nav className={styles['parts']} aria-label={say('section.settings')}>
        <ul>
          {parts.map(({ href, label }) => (
            <li key={href}>
              <Link href={href} aria-current={path === href ? 'page' : undefined}>
                {label}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <div className={styles['page']}>{children}</div>
    </div>
  );
}
