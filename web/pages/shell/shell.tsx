import type { ReactElement, ReactNode } from 'react';
import { useEffect, useState } from 'react';

import { say } from '#web/data/say.ts';
import { Button, IconButton } from '#web/ui/button.tsx';
import { useCommands } from '#web/ui/keyboard.tsx';
import { Link, useAddress, useGo } from '#web/ui/router.tsx';

import { AccountMenu } from './account-menu.tsx';
import { KeyHelp } from './key-help.tsx';
import { Palette } from './palette.tsx';
import styles from './shell.module.css';

/** A part of the message centre that the bar leads to. */
export interface Section {
  readonly href: string;
  readonly label: string;
  /** After `g`; null: from the palette alone. */
  readonly key: string | null;
  /** Pages within it; it leads to the first of them. */
  readonly parts?: readonly Section[];
}

/** A part of the message centre with the pages within it, each once. */
function withParts(sections: readonly Section[]): readonly Section[] {
  return sections.flatMap((section) => (section.parts === undefined ? [section] : section.parts));
}

const pathOf = ({ href }: Section): string => href.replace(/\?.*$/u, '');

/** The bar with the parts of the message centre, and whatever page is open below it. */
export function Shell({
  sections,
  children,
}: {
  readonly sections: readonly Section[];
  readonly children: ReactNode;
}): ReactElement {
  const [open, setOpen] = useState<'palette' | 'help' | null>(null);
  const go = useGo();
  useCommands([
    ...withParts(sections).map(({ href, label, key }) => ({
      id: `go ${href}`,
      label: say('command.go', { place: label }),
      keys: key === null ? null : `g ${key}`,
      run: () => go(href),
    })),
    { id: 'help', label: say('command.help'), keys: '?', run: () => setOpen('help') },
  ]);
  usePaletteKey(() => setOpen('palette'));
  return (
    <div className={styles['shell']}>
      <a className={styles['skip']} href="#main">
        {say('skip')}
      </a>
      <header className={styles['bar']}>
        <Sections sections={sections} />
        <Button look="quiet" icon="search" className={styles['wide']} onClick={() => setOpen('palette')}>
          {say('palette.open')} <kbd>{say('palette.key')}</kbd>
        </Button>
        <IconButton
          name="search"
          label={say('palette.open')}
          className={styles['narrow']}
          onClick={() => setOpen('palette')}
        />
        <AccountMenu sections={sections} onHelp={() => setOpen('help')} />
      </header>
      <main id="main" className={styles['main']} tabIndex={-1}>
        {children}
      </main>
      {open === 'palette' ? <Palette onClose={() => setOpen(null)} /> : null}
      {open === 'help' ? <KeyHelp onClose={() => setOpen(null)} /> : null}
    </div>
  );
}

function Sections({ sections }: { readonly sections: readonly Section[] }): ReactElement {
  const { path } = useAddress();
  const isHere = (section: Section): boolean =>
    withParts([section]).some((part) => path.startsWith(pathOf(part)));
  return (
    <nav className={styles['sections']} aria-label={say('nav')}>
      <ul>
        {sections.map((section) => (
          <li key={section.href}>
            <Link href={section.href} aria-current={isHere(section) ? 'page' : undefined}>
              {section.label}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** Ctrl K, or ⌘ K, wherever the reader is. */
function usePaletteKey(onPress: () => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== 'k' || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
      event.preventDefault();
      if (document.querySelector('dialog[open]') === null) onPress();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  });
}
