import type { ReactElement } from 'react';

import type { DeskChange, DoneChange } from '#web/data/desk.ts';
import { useDeskChange } from '#web/data/desk.ts';
import { say } from '#web/data/say.ts';
import { Button } from '#web/ui/button.tsx';
import { problemText } from '#web/ui/notes.tsx';
import { useReader } from '#web/ui/settings.tsx';
import { useToast } from '#web/ui/toast.tsx';

import styles from './bulk.module.css';

/** Does something with conversations, says how many it were, and offers the way back. */
export function useDeskWork() {
  const toast = useToast();
  const { mutateAsync, isPending } = useDeskChange();
  const fails = (error: unknown): void => toast({ text: problemText(error) });
  const work = (conversations: readonly string[], wish: DeskChange): Promise<void> =>
    mutateAsync({ ...wish, conversations }).then(({ count, undo }: DoneChange) => {
      const text = say(`desk.done.${wish.change}`, { count });
      toast(count === 0 ? { text } : { text, undo: () => void undo().catch(fails) });
    }, fails);
  return { work, isPending };
}

/** What is done with the rows that are chosen. */
export function Bulk({
  ids,
  onDone,
}: {
  readonly ids: readonly string[];
  readonly onDone: () => void;
}): ReactElement {
  const { seatId } = useReader();
  const { work, isPending } = useDeskWork();
  const act = (wish: DeskChange) => () => void work(ids, wish).then(onDone);
  return (
    <div role="toolbar" aria-label={say('desk.chosen', { count: ids.length })} className={styles['bar']}>
      <p>{say('desk.chosen', { count: ids.length })}</p>
      {seatId === null ? null : (
        <Button busy={isPending} onClick={act({ change: 'assign', assignee: seatId })}>
          {say('desk.take')}
        </Button>
      )}
      <Button busy={isPending} onClick={act({ change: 'resolve' })}>
        {say('desk.resolve')}
      </Button>
      <Button busy={isPending} onClick={act({ change: 'no-answer-needed' })}>
        {say('clock.no-answer-needed')}
      </Button>
      <Button busy={isPending} onClick={act({ change: 'mark-unread' })}>
        {say('desk.unread')}
      </Button>
      <Button look="quiet" onClick={onDone}>
        {say('cancel')}
      </Button>
    </div>
  );
}
