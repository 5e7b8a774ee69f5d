import type { ReactElement } from 'react';

import type { Conversation } from '#web/data/conversations.ts';
import { useNoAnswerNeeded } from '#web/data/conversations.ts';
import { say } from '#web/data/say.ts';
import { Button } from '#web/ui/button.tsx';
import { useCommands } from '#web/ui/keyboard.tsx';
import { problemText } from '#web/ui/notes.tsx';
import { useToast } from '#web/ui/toast.tsx';

/** For the seller, while the buyer waits: this needs no answer. It can be taken back. */
export function NoAnswerNeeded({ conversation }: { readonly conversation: Conversation }): ReactElement {
  const toast = useToast();
  const { mutateAsync, isPending } = useNoAnswerNeeded(conversation.id);
  // By its promise: when it is done nobody waits any more, and this button isn't there to be called back.
  const mark = (isNeeded: boolean): void =>
    void mutateAsync(isNeeded).then(
      () =>
        toast(
          isNeeded
            ? { text: say('clock.runs-again') }
            : { text: say('clock.settled'), undo: () => mark(true) },
        ),
      (error: unknown) => toast({ text: problemText(error) }),
    );
  useCommands([
    { id: 'no-answer-needed', label: say('clock.no-answer-needed'), keys: '#', run: () => mark(false) },
  ]);
  return (
    <Button icon="check" busy={isPending} onClick={() => mark(false)}>
      {say('clock.no-answer-needed')}
    </Button>
  );
}
