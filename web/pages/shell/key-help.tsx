import type { ReactElement } from 'react';

import { say } from '#web/data/say.ts';
import { Dialog } from '#web/ui/dialog.tsx';
import { useCommandRegistry } from '#web/ui/keyboard.tsx';

import styles from './key-help.module.css';

/** The keys that do something on this page, and the switch that turns single keys off. */
export function KeyHelp({ onClose }: { readonly onClose: () => void }): ReactElement {
  const { commands, keysOn, setKeysOn } = useCommandRegistry();
  return (
    <Dialog title={say('command.help')} onClose={onClose}>
      <dl className={styles['keys']}>
        {commands.map(({ id, keys, label }) =>
          keys === null ? null : (
            <div key={id}>
              <dt>
                {keys.split(' ').map((key) => (
                  <kbd key={key}>{key}</kbd>
                ))}
              </dt>
              <dd>{label}</dd>
            </div>
          ),
        )}
        <div>
          <dt>
            <kbd>{say('palette.key')}</kbd>
          </dt>
          <dd>{say('palette.open')}</dd>
        </div>
      </dl>
      <label className={styles['switch']}>
        <input
          type="checkbox"
          checked={keysOn}
          onChange={(event) => setKeysOn(event.currentTarget.checked)}
        />
        {say('help.single-keys')}
      </label>
    </Dialog>
  );
}
