import type { ReactElement } from 'react';
import { useState } from 'react';

import type { Invitation } from '#web/data/team.ts';
import { useChangeTeam } from '#web/data/team.ts';
import { say } from '#web/data/say.ts';
import { Dialog } from '#web/ui/dialog.tsx';
import { Choices, Field, Form } from '#web/ui/field.tsx';
import { useToast } from '#web/ui/toast.tsx';

import { SELLER_ROLES } from './seller-roles.ts';

/** Invites somebody by mail: they choose their password by the link in it. */
export function InviteMember({ onClose }: { readonly onClose: () => void }): ReactElement {
  const toast = useToast();
  const invite = useChangeTeam();
  const [typed, setTyped] = useState<Invitation>({
    name: '',
    address: '',
    language: document.documentElement.lang,
    role: 'agent',
  });
  const save = (): void =>
    invite.mutate(
      { kind: 'invite', invitation: { ...typed, name: typed.name.trim(), address: typed.address.trim() } },
      {
        onSuccess: () => {
          toast({ text: say('team.invited', { name: typed.name.trim() }) });
          onClose();
        },
      },
    );
  return (
    <Dialog title={say('team.invite')} onClose={onClose}>
      <Form
        save={say('team.send-invitation')}
        problem={invite.error}
        isBusy={invite.isPending}
        onSave={save}
        onCancel={onClose}
      >
        <Field label={say('team.name')}>
          <input
            data-first
            required
            maxLength={200}
            value={typed.name}
            onChange={(event) => setTyped({ ...typed, name: event.currentTarget.value })}
          />
        </Field>
        <Field label={say('team.address')}>
          <input
            type="text"
            inputMode="email"
            autoComplete="off"
            spellCheck={false}
            required
            maxLength={320}
            value={typed.address}
            onChange={(event) => setTyped({ ...typed, address: event.currentTarget.value })}
          />
        </Field>
        <Choices
          label={say('team.role')}
          name="role"
          options={SELLER_ROLES.map((role) => ({ value: role, label: say(`team.role-means.${role}`) }))}
          chosen={typed.role}
          onChoose={(role) => setTyped({ ...typed, role })}
        />
      </Form>
    </Dialog>
  );
}
