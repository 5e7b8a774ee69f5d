import type { FormEvent, ReactElement } from 'react';
import { useRef, useState } from 'react';

import type { Conversation } from '#web/data/conversations.ts';
import { useTeam, useWriteNote } from '#web/data/desk.ts';
import { useBeHere, usePresent } from '#web/data/presence.ts';
import { say } from '#web/data/say.ts';
import { useDeskWork } from '#web/pages/inbox/bulk.tsx';
import { Button } from '#web/ui/button.tsx';
import { Dialog } from '#web/ui/dialog.tsx';
import { useCommands } from '#web/ui/keyboard.tsx';
import { ProblemNote } from '#web/ui/notes.tsx';
import { useReader } from '#web/ui/settings.tsx';

import styles from './conversation-work.module.css';
import { useIsWriting } from './writing-state.ts';

/** Who answers, whether it is done with, and a note for the others: for the seller's people. */
export function ConversationWork({ conversation }: { readonly conversation: Conversation }): ReactElement {
  const { id, assignee, resolved } = conversation;
  const { work, isPending } = useDeskWork();
  const picker = useRef<HTMLSelectElement>(null);
  const [isNoting, setIsNoting] = useState(false);
  const toggle = (): void => void work([id], { change: resolved ? 'reopen' : 'resolve' });
  useCommands([
    { id: 'note', label: say('command.note'), keys: 'n', run: () => setIsNoting(true) },
    { id: 'resolve', label: say(resolved ? 'desk.reopen' : 'desk.resolve'), keys: 'e', run: toggle },
    { id: 'assign', label: say('command.assign'), keys: 'a', run: () => picker.current?.focus() },
    {
      id: 'unread',
      label: say('desk.unread'),
      keys: 'u',
      run: () => void work([id], { change: 'mark-unread' }),
    },
  ]);
  return (
    <div className={styles['work']}>
      <Others conversationId={id} />
      <Assignee
        assignee={assignee}
        field={picker}
        onAssign={(seat) => void work([id], { change: 'assign', assignee: seat })}
      />
      <Button onClick={() => setIsNoting(true)}>{say('note.add')}</Button>
      <Button icon="check" busy={isPending} aria-pressed={resolved} onClick={toggle}>
        {say(resolved ? 'desk.reopen' : 'desk.resolve')}
      </Button>
      {isNoting ? <NoteForm conversationId={id} onClose={() => setIsNoting(false)} /> : null}
    </div>
  );
}

function Assignee({
  assignee,
  field,
  onAssign,
}: {
  readonly assignee: Conversation['assignee'];
  readonly field: { current: HTMLSelectElement | null };
  readonly onAssign: (seat: string | null) => void;
}): ReactElement {
  const team = useTeam().data ?? [];
  const isListed = assignee === null || team.some(({ id }) => id === assignee.id);
  return (
    <select
      ref={field}
      className={styles['assignee']}
      aria-label={say('desk.assignee')}
      value={assignee?.id ?? ''}
      onChange={({ currentTarget: { value } }) => onAssign(value === '' ? null : value)}
    >
      <option value="">{say('filter.unassigned')}</option>
      {isListed ? null : <option value={assignee.id}>{assignee.name}</option>}
      {team.map(({ id, name }) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
    </select>
  );
}

/** Who else is here; a place of its own, so that nothing moves when they come and go. */
function Others({ conversationId }: { readonly conversationId: string }): ReactElement {
  const { seatId, ownerId } = useReader();
  const isWriting = useIsWriting(conversationId);
  useBeHere(conversationId, isWriting);
  const others = usePresent(conversationId, seatId ?? ownerId);
  const writer = others.find(({ writing }) => writing);
  const [first] = others;
  return (
    <p className={styles['others']} role="status">
      {writer !== undefined
        ? say('presence.writing', { name: writer.name })
        : first === undefined
          ? ''
          : say('presence.here', { name: first.name, count: others.length })}
    </p>
  );
}

/** A note that never leaves the house; whoever is named with `@` is meant. */
function NoteForm({
  conversationId,
  onClose,
}: {
  readonly conversationId: string;
  readonly onClose: () => void;
}): ReactElement {
  const team = useTeam().data ?? [];
  const { mutateAsync, isPending, error } = useWriteNote(conversationId);
  const write = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const text = new FormData(event.currentTarget).get('text');
    if (typeof text !== 'string' || text.trim() === '') return;
    const mentions = team.filter(({ name }) => text.includes(`@${name}`)).map(({ id }) => id);
    void mutateAsync({ text, mentions }).then(onClose, () => undefined);
  };
  return (
    <Dialog title={say('note.add')} onClose={onClose}>
      <form className={styles['note']} onSubmit={write}>
        <p>{say('note.hint')}</p>
        <textarea name="text" data-first required maxLength={5000} rows={5} aria-label={say('note.field')} />
        {error === null ? null : <ProblemNote error={error} />}
        <Button type="submit" look="main" busy={isPending}>
          {say('note.save')}
        </Button>
      </form>
    </Dialog>
  );
}
