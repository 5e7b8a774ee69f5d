import type { ReactElement } from 'react';
import { useState } from 'react';

import type { Member } from '#web/data/team.ts';
import { useChangeTeam } from '#web/data/team.ts';
import { say } from '#web/data/say.ts';
import { Button } from '#web/ui/button.tsx';
import { Dialog } from '#web/ui/dialog.tsx';
import { Form } from '#web/ui/field.tsx';
import { Moment } from '#web/ui/moment.tsx';
import { problemText } from '#web/ui/notes.tsx';
import { Table } from '#web/ui/table.tsx';
import { useToast } from '#web/ui/toast.tsx';

import { SELLER_ROLES, readRole } from './seller-roles.ts';
import styles from './team-table.module.css';

/** The people in one table; a role is changed in its row. */
export function TeamTable({ members }: { readonly members: readonly Member[] }): ReactElement {
  const [ended, setEnded] = useState<Member | null>(null);
  return (
    <>
      <Table
        label={say('team.title')}
        columns={[
          { label: say('team.name') },
          { label: say('team.role') },
          { label: say('team.state') },
          { label: say('team.seen') },
          { label: '' },
        ]}
        rows={members.map((member) => ({
          key: member.id,
          cells: [
            <span key="name" className={styles['name']}>
              <span>{member.name}</span>
              <span className={styles['quiet']}>{member.address}</span>
            </span>,
            <RoleOf key="role" member={member} />,
            say(`team.state.${member.state}`),
            member.lastSeenAt === null ? '-' : <Moment at={member.lastSeenAt} look="day" />,
            <Actions key="do" member={member} onEnd={() => setEnded(member)} />,
          ],
        }))}
      />
      {ended === null ? null : <EndSeat member={ended} onClose={() => setEnded(null)} />}
    </>
  );
}

function RoleOf({ member: { id, name, role, state } }: { readonly member: Member }): ReactElement {
  const toast = useToast();
  const change = useChangeTeam();
  if (state === 'deactivated') return <>{say(`team.role.${readRole(role)}`)}</>;
  return (
    <select
      className={styles['role']}
      aria-label={say('team.role-of', { name })}
      value={role}
      disabled={change.isPending}
      onChange={({ currentTarget: { value } }) =>
        change.mutate(
          { kind: 'role', id, role: readRole(value) },
          {
            onSuccess: () => toast({ text: say('team.role-changed', { name }) }),
            onError: (error) => toast({ text: problemText(error) }),
          },
        )
      }
    >
      {SELLER_ROLES.map((one) => (
        <option key={one} value={one}>
          {say(`team.role.${one}`)}
        </option>
      ))}
    </select>
  );
}

function Actions({
  member: { id, name, state },
  onEnd,
}: {
  readonly member: Member;
  readonly onEnd: () => void;
}): ReactElement | null {
  const toast = useToast();
  const again = useChangeTeam();
  if (state === 'deactivated') return null;
  return (
    <span className={styles['actions']}>
      {state === 'invited' ? (
        <Button
          look="quiet"
          busy={again.isPending}
          onClick={() =>
            again.mutate(
              { kind: 'invite-again', id },
              {
                onSuccess: () => toast({ text: say('team.invited', { name }) }),
                onError: (error) => toast({ text: problemText(error) }),
              },
            )
          }
        >
          {say('team.invite-again')}
        </Button>
      ) : null}
      <Button look="quiet" aria-label={say('team.end-one', { name })} onClick={onEnd}>
        {say('team.end')}
      </Button>
    </span>
  );
}

/** Asks first: whoever loses their seat is signed out at once. */
function EndSeat({
  member: { id, name },
  onClose,
}: {
  readonly member: Member;
  readonly onClose: () => void;
}): ReactElement {
  const toast = useToast();
  const end = useChangeTeam();
  const save = (): void =>
    end.mutate(
      { kind: 'end', id },
      {
        onSuccess: () => {
          toast({ text: say('team.ended', { name }) });
          onClose();
        },
      },
    );
  return (
    <Dialog title={say('team.end-one', { name })} onClose={onClose}>
      <Form
        save={say('team.end')}
        look="danger"
        problem={end.error}
        isBusy={end.isPending}
        onSave={save}
        onCancel={onClose}
      >
        <p>{say('team.end-hint')}</p>
      </Form>
    </Dialog>
  );
}
