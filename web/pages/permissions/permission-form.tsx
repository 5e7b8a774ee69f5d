import type { FormEvent, ReactElement } from 'react';
import { useState } from 'react';

import type { Permission, PermissionWish } from '#web/data/permissions.ts';
import { say } from '#web/data/say.ts';
import { Button } from '#web/ui/button.tsx';
import { ProblemNote } from '#web/ui/notes.tsx';

import styles from './permission-form.module.css';

type Change = PermissionWish['change'];

/** PERM 6: what was ever approved or blocked can be switched, but not removed. */
function changesFor(permission: Permission | null): readonly Change[] {
  return permission !== null && !permission.everDecided
    ? ['approved', 'blocked', 'remove']
    : ['approved', 'blocked'];
}

/** An address with what it may do; null adds one. */
export function PermissionForm({
  permission,
  problem,
  isBusy,
  onSave,
  onCancel,
}: {
  readonly permission: Permission | null;
  readonly problem: Error | null;
  readonly isBusy: boolean;
  readonly onSave: (wish: PermissionWish) => void;
  readonly onCancel: () => void;
}): ReactElement {
  const [address, setAddress] = useState(permission?.address ?? '');
  const [change, setChange] = useState<Change>(permission?.state === 'blocked' ? 'blocked' : 'approved');
  const save = (event: FormEvent): void => {
    event.preventDefault();
    onSave({ address: address.trim(), change, isNew: permission === null });
  };
  return (
    <form
      className={styles['form']}
      onSubmit={save}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onCancel();
      }}
    >
      {permission === null ? (
        <label className={styles['field']}>
          {say('permissions.address')}
          <input
            type="text"
            inputMode="email"
            autoComplete="off"
            spellCheck={false}
            required
            autoFocus
            value={address}
            onChange={(event) => setAddress(event.currentTarget.value)}
          />
        </label>
      ) : (
        <p className={styles['address']}>{permission.address}</p>
      )}
      <Choices permission={permission} chosen={change} onChoose={setChange} />
      {problem === null ? null : <ProblemNote error={problem} />}
      <div className={styles['buttons']}>
        <Button type="submit" look="main" busy={isBusy}>
          {say('save')}
        </Button>
        <Button onClick={onCancel}>{say('cancel')}</Button>
      </div>
    </form>
  );
}

function Choices({
  permission,
  chosen,
  onChoose,
}: {
  readonly permission: Permission | null;
  readonly chosen: Change;
  readonly onChoose: (change: Change) => void;
}): ReactElement {
  return (
    <fieldset className={styles['choices']}>
      <legend className={styles['unseen']}>{say('permissions.state')}</legend>
      {changesFor(permission).map((choice) => (
        <label key={choice}>
          <input
            type="radio"
            name="change"
            autoFocus={permission !== null && choice === chosen}
            checked={choice === chosen}
            onChange={() => onChoose(choice)}
          />
          {say(`permissions.choice.${choice}`)}
        </label>
      ))}
    </fieldset>
  );
}
