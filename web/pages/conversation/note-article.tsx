import type { ReactElement } from 'react';

import type { Note } from '#web/data/desk.ts';
import { useRemoveNote, useWriteNote } from '#web/data/desk.ts';
import { say } from '#web/data/say.ts';
import { Icon } from '#web/ui/icon.tsx';
import { IconButton } from '#web/ui/button.tsx';
import { Moment } from '#web/ui/moment.tsx';
import { problemText } from '#web/ui/notes.tsx';
import { useToast } from '#web/ui/toast.tsx';

import styles from './note-article.module.css';

/** What somebody of the seller's told the others: unlike a message in everything, so that nobody takes it for one. */
export function NoteArticle({
  conversationId,
  note: { id, text, by, at, mentions },
}: {
  readonly conversationId: string;
  readonly note: Note;
}): ReactElement {
  const toast = useToast();
  const remove = useRemoveNote(conversationId);
  const write = useWriteNote(conversationId);
  const fails = (error: unknown): void => toast({ text: problemText(error) });
  const takeBack = (): void =>
    void remove.mutateAsync(id).then(
      () =>
        toast({
          text: say('note.removed'),
          undo: () => void write.mutateAsync({ text, mentions }).catch(fails),
        }),
      fails,
    );
  return (
    <article className={styles['note']} aria-label={say('note.by', { name: by })}>
      <header className={styles['head']}>
        <strong>
          <Icon name="lock" /> {say('note.by', { name: by })}
        </strong>
        <Moment at={at} />
        <IconButton name="close" label={say('note.remove')} onClick={takeBack} />
      </header>
      <p className={styles['text']} dir="auto">
        {text}
      </p>
    </article>
  );
}
