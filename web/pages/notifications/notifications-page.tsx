import type { ReactElement } from 'react';
import { useState } from 'react';

import type { Notifications } from '#web/data/notifications.ts';
import { useChangeNotifications, useNotifications } from '#web/data/notifications.ts';
import { say } from '#web/data/say.ts';
import { Button } from '#web/ui/button.tsx';
import { Field, Form, Tick } from '#web/ui/field.tsx';
import { Note, ProblemNote, Skeleton } from '#web/ui/notes.tsx';
import { Page } from '#web/ui/page.tsx';
import { useReader } from '#web/ui/settings.tsx';
import { useToast } from '#web/ui/toast.tsx';

import styles from './notifications-page.module.css';

/** Notification preferences: whether buyers' messages come, and where to (INBOX 1). */
export function NotificationsPage(): ReactElement {
  const { ownerId } = useReader();
  const { data, error, refetch } = useNotifications(ownerId ?? '');
  return (
    <Page title={say('notifications.title')} lead={say('notifications.lead')}>
      {data === undefined && error === null ? <Skeleton lines={4} label={say('loading')} /> : null}
      {data === undefined && error !== null ? (
        <ProblemNote error={error} onRetry={() => void refetch()} />
      ) : null}
      {data === undefined ? null : <Messages setting={data} />}
    </Page>
  );
}

function Messages({ setting }: { readonly setting: Notifications }): ReactElement {
  const [isEdited, setIsEdited] = useState(false);
  return (
    <section className={styles['part']} aria-labelledby="messages">
      <header className={styles['head']}>
        <h2 id="messages">{say('section.messages')}</h2>
        {isEdited ? null : <Button onClick={() => setIsEdited(true)}>{say('notifications.edit')}</Button>}
      </header>
      {isEdited ? (
        <Edit setting={setting} onDone={() => setIsEdited(false)} />
      ) : (
        <Standing setting={setting} />
      )}
    </section>
  );
}

function Standing({
  setting: { buyerMessages, addressState },
}: {
  readonly setting: Notifications;
}): ReactElement {
  if (buyerMessages === null)
    return (
      <Note look="warn" icon="warning">
        <p>{say('notifications.off')}</p>
      </Note>
    );
  return (
    <>
      <p className={styles['address']}>{say('notifications.on', { address: buyerMessages })}</p>
      {addressState === 'failing' ? (
        <Note look="bad" icon="warning">
          <p>{say('notifications.failing')}</p>
        </Note>
      ) : null}
    </>
  );
}

function Edit({
  setting: { buyerMessages },
  onDone,
}: {
  readonly setting: Notifications;
  readonly onDone: () => void;
}): ReactElement {
  const { ownerId } = useReader();
  const toast = useToast();
  const change = useChangeNotifications(ownerId ?? '');
  const [isOn, setIsOn] = useState(buyerMessages !== null);
  const [address, setAddress] = useState(buyerMessages ?? '');
  const save = (): void =>
    change.mutate(isOn ? address.trim() : null, {
      onSuccess: () => {
        toast({ text: say(isOn ? 'notifications.saved-on' : 'notifications.saved-off') });
        onDone();
      },
    });
  return (
    <Form
      label={say('section.messages')}
      save={say('save')}
      problem={change.error}
      isBusy={change.isPending}
      onSave={save}
      onCancel={onDone}
    >
      <Tick label={say('notifications.buyer-messages')} checked={isOn} onChange={setIsOn} />
      {isOn ? (
        <Field label={say('notifications.address')} hint={say('notifications.address-hint')}>
          <input
            type="text"
            inputMode="email"
            autoComplete="off"
            spellCheck={false}
            required
            maxLength={320}
            value={address}
            onChange={(event) => setAddress(event.currentTarget.value)}
          />
        </Field>
      ) : (
        <p>{say('notifications.off-hint')}</p>
      )}
    </Form>
  );
}
