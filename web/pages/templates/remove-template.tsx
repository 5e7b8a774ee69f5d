import type { ReactElement } from 'react';

import type { Template } from '#web/data/templates.ts';
import { useRemoveTemplate, useSaveTemplate } from '#web/data/templates.ts';
import { say } from '#web/data/say.ts';
import { Button } from '#web/ui/button.tsx';
import { problemText } from '#web/ui/notes.tsx';
import { useReader } from '#web/ui/settings.tsx';
import { useToast } from '#web/ui/toast.tsx';

/** Removes a template at once; for a while it can be put back. */
export function RemoveTemplate({ template }: { readonly template: Template }): ReactElement {
  const { ownerId } = useReader();
  const toast = useToast();
  const remove = useRemoveTemplate(ownerId ?? '');
  const { mutate: save } = useSaveTemplate(ownerId ?? '');
  const { name, contactReason, texts } = template;
  return (
    <Button
      look="quiet"
      busy={remove.isPending}
      aria-label={say('templates.remove-one', { name })}
      onClick={() =>
        remove.mutate(template, {
          onSuccess: () =>
            toast({
              text: say('templates.removed', { name }),
              undo: () => save({ template: null, wish: { name, contactReason, texts } }),
            }),
          onError: (error) => toast({ text: problemText(error) }),
        })
      }
    >
      {say('templates.remove')}
    </Button>
  );
}
