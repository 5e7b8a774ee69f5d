import type { ReactElement } from 'react';
import { useState } from 'react';

import type { Permission, PermissionWish } from '#web/data/permissions.ts';
import { useChangePermission } from '#web/data/permissions.ts';
import { say } from '#web/data/say.ts';
import { Button } from '#web/ui/button.tsx';
import { useCommands } from '#web/ui/keyboard.tsx';
import { Moment } from '#web/ui/moment.tsx';
import { useToast } from '#web/ui/toast.tsx';

import { PermissionForm } from './permission-form.tsx';
import styles from './permission-table.module.css';

const COLUMNS = [
  'permissions.address',
  'permissions.state',
  'permissions.attempts',
  'permissions.since',
] as const;

/** The addresses in one table; each row can be edited, and the one at the foot adds one. */
export function PermissionTable({
  seller,
  permissions,
}: {
  readonly seller: string;
  readonly permissions: readonly Permission[];
}): ReactElement {
  const { edited, setEdited, form } = useEditing(seller);
  return (
    <table className={styles['table']}>
      <Head />
      <tbody>
        {permissions.map((permission) =>
          edited === permission.address ? (
            <FormRow key={permission.address}>{form(permission)}</FormRow>
          ) : (
            <Row
              key={permission.address}
              permission={permission}
              onEdit={() => setEdited(permission.address)}
            />
          ),
        )}
      </tbody>
      <tfoot>
        {edited === '' ? (
          <FormRow>{form(null)}</FormRow>
        ) : (
          <tr>
            <td colSpan={5}>
              <Button look="quiet" className={styles['add']} onClick={() => setEdited('')}>
                {say('permissions.add')}
              </Button>
            </td>
          </tr>
        )}
      </tfoot>
    </table>
  );
}

/** Which row is being edited: an address, '' for the one at the foot, or null; and the form that stands in it. */
function useEditing(seller: string) {
  const [edited, setEdited] = useState<string | null>(null);
  const toast = useToast();
  const change = useChangePermission(seller);
  useCommands([{ id: 'add-address', label: say('permissions.add'), keys: 'n', run: () => setEdited('') }]);
  const stop = (): void => {
    setEdited(null);
    change.reset();
  };
  const save = (wish: PermissionWish): void =>
    change.mutate(wish, {
      onSuccess: () => {
        // Another row may be open by now.
        setEdited((current) => (current === (wish.isNew ? '' : wish.address) ? null : current));
        toast({ text: say('permissions.saved', { address: wish.address, change: wish.change }) });
      },
    });
  const form = (permission: Permission | null): ReactElement => (
    <PermissionForm
      permission={permission}
      problem={change.error}
      isBusy={change.isPending}
      onSave={save}
      onCancel={stop}
    />
  );
  return { edited, setEdited, form };
}

function Head(): ReactElement {
  return (
    <thead>
      <tr>
        {COLUMNS.map((key) => (
          <th key={key} scope="col">
            {say(key)}
          </th>
        ))}
        <th scope="col">
          <span className={styles['unseen']}>{say('permissions.actions')}</span>
        </th>
      </tr>
    </thead>
  );
}

function FormRow({ children }: { readonly children: ReactElement }): ReactElement {
  return (
    <tr>
      <td colSpan={5} className={styles['form']}>
        {children}
      </td>
    </tr>
  );
}

function Row({
  permission: { address, state, attemptCount, firstAttemptAt, lastAttemptAt, changedAt },
  onEdit,
}: {
  readonly permission: Permission;
  readonly onEdit: () => void;
}): ReactElement {
  return (
    <tr>
      <th scope="row">{address}</th>
      <td data-label={say('permissions.state')}>
        <span className={styles[state]}>{say(`permissions.state.${state}`)}</span>
      </td>
      <td data-label={say('permissions.attempts')}>
        {attemptCount === 0 || firstAttemptAt === null || lastAttemptAt === null ? (
          <span className={styles['none']}>{say('permissions.no-attempts')}</span>
        ) : (
          <>
            {say('permissions.attempt-count', { count: attemptCount })}{' '}
            <span className={styles['none']}>
              <Moment at={firstAttemptAt} look="day" />
              {attemptCount === 1 ? null : (
                <>
                  {' '}
                  – <Moment at={lastAttemptAt} look="day" />
                </>
              )}
            </span>
          </>
        )}
      </td>
      <td data-label={say('permissions.since')}>
        <Moment at={changedAt} look="day" />
      </td>
      <td>
        <Button look="quiet" aria-label={say('permissions.edit-address', { address })} onClick={onEdit}>
          {say('permissions.edit')}
        </Button>
      </td>
    </tr>
  );
}
