import type { ReactElement } from 'react';

import { say } from '#web/data/say.ts';
import { Button } from '#web/ui/button.tsx';
import { useCommands } from '#web/ui/keyboard.tsx';

/** Takes a decision back; so does `u`. */
export function UndoButton({ onUndo }: { readonly onUndo: () => void }): ReactElement {
  useCommands([{ id: 'undo', label: say('review.undo'), keys: 'u', run: onUndo }]);
  return (
    <Button icon="back" onClick={onUndo}>
      {say('undo')} <kbd>u</kbd>
    </Button>
  );
}
