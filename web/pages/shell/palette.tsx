import type { KeyboardEvent, ReactElement } from 'react';
import { useId, useState } from 'react';

import { say } from '#web/data/say.ts';
import { Dialog } from '#web/ui/dialog.tsx';
import type { Command } from '#web/ui/keyboard.tsx';
import { useCommandRegistry } from '#web/ui/keyboard.tsx';
import { useGo } from '#web/ui/router.tsx';

import styles from './palette.module.css';

const ORDER_ID = /^\d{3}-\d{7}-\d{7}$/u;

/** Commands whose words hold all that was typed. */
function matching(commands: readonly Command[], typed: string): readonly Command[] {
  const words = typed.toLocaleLowerCase().split(/\s+/u);
  return commands.filter(({ label }) => words.every((word) => label.toLocaleLowerCase().includes(word)));
}

/** Everything that can be done here, found by typing. The WAI-ARIA combobox with a list that is always open. */
export function Palette({ onClose }: { readonly onClose: () => void }): ReactElement {
  const listId = useId();
  const go = useGo();
  const { commands } = useCommandRegistry();
  const [typed, setTyped] = useState('');
  const [chosen, setChosen] = useState(0);
  const order: Command = {
    id: 'order',
    label: say('command.order', { orderId: typed.trim() }),
    keys: null,
    run: () => go(`/inbox?order=${typed.trim()}`),
  };
  const found = ORDER_ID.test(typed.trim()) ? [order] : matching(commands, typed);
  const active = Math.min(chosen, found.length - 1);
  const run = (command: Command | undefined): void => {
    if (command === undefined) return;
    onClose();
    // After the dialog gave the focus back, so that the command may move it.
    setTimeout(command.run);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Enter') run(found[active]);
    else if (event.key === 'ArrowDown') setChosen(Math.min(active + 1, found.length - 1));
    else if (event.key === 'ArrowUp') setChosen(Math.max(active - 1, 0));
    else return;
    event.preventDefault();
  };
  return (
    <Dialog title={say('palette.title')} onClose={onClose}>
      <input
        className={styles['input']}
        role="combobox"
        aria-expanded="true"
        aria-controls={listId}
        aria-activedescendant={found.length === 0 ? undefined : `${listId}-${active}`}
        aria-label={say('palette.title')}
        placeholder={say('palette.placeholder')}
        autoComplete="off"
        data-first
        value={typed}
        onKeyDown={onKeyDown}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
          setChosen(0);
        }}
      />
      <Options id={listId} commands={found} active={active} onRun={run} />
      {found.length === 0 ? <p className={styles['none']}>{say('palette.none')}</p> : null}
    </Dialog>
  );
}

function Options({
  id,
  commands,
  active,
  onRun,
}: {
  readonly id: string;
  readonly commands: readonly Command[];
  readonly active: number;
  readonly onRun: (command: Command) => void;
}): ReactElement {
  return (
    <ul id={id} role="listbox" aria-label={say('palette.title')} className={styles['list']}>
      {commands.map((command, index) => (
        <li
          key={command.id}
          id={`${id}-${index}`}
          role="option"
          aria-selected={index === active}
          onClick={() => onRun(command)}
        >
          {command.label}
          {command.keys === null ? null : <kbd>{command.keys}</kbd>}
        </li>
      ))}
    </ul>
  );
}
