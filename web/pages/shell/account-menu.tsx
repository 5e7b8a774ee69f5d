import type { ReactElement } from 'react';
import { useRef } from 'react';

import { say } from '#web/data/say.ts';
import { IconButton } from '#web/ui/button.tsx';
import { useReader } from '#web/ui/settings.tsx';
import { Link } from '#web/ui/router.tsx';

import styles from './account-menu.module.css';
import type { Section } from './shell.tsx';

/** Who is signed in, and what belongs to no page; on a phone also the way to the other parts. */
export function AccountMenu({
  sections,
  onHelp,
}: {
  readonly sections: readonly Section[];
  readonly onHelp: () => void;
}): ReactElement {
  const menu = useRef<HTMLDivElement>(null);
  const { label } = useReader();
  const close = (): void => menu.current?.hidePopover();
  return (
    <>
      <IconButton name="menu" label={say('menu')} popoverTarget="account-menu" />
      <div ref={menu} id="account-menu" popover="auto" className={styles['menu']}>
        <p className={styles['who']}>{say('menu.signed-in', { name: label })}</p>
        <ul className={styles['sections']}>
          {sections.map(({ href, label: name }) => (
            <li key={href}>
              <Link href={href} onClick={close}>
                {name}
              </Link>
            </li>
          ))}
        </ul>
        <button
          type="button"
          onClick={() => {
            close();
            onHelp();
          }}
        >
          {say('command.help')}
        </button>
        <form method="post" action="/sign-out">
          <button type="submit">{say('menu.sign-out')}</button>
        </form>
      </div>
    </>
  );
}
