import type { KeyboardEvent, ReactElement } from 'react';
import { useState } from 'react';

import type { OrderKey } from '#web/data/orders.ts';
import { say } from '#web/data/say.ts';
import { Button } from '#web/ui/button.tsx';
import { lazyPage } from '#web/ui/lazy-page.tsx';

// Buyers write too, and have no templates.
const TemplatePicker = lazyPage(async () => (await import('./template-picker.tsx')).TemplatePicker);

/** The picker of templates for one box: opened by its button, or by `/` where a line begins. */
export function useTemplatePicker(box: { readonly current: HTMLTextAreaElement | null }) {
  const [isOpen, setIsOpen] = useState(false);
  return {
    isOpen,
    open: () => setIsOpen(true),
    close: () => setIsOpen(false),
    onKeyDown: (event: KeyboardEvent<HTMLTextAreaElement>) => {
      const { value, selectionStart } = event.currentTarget;
      if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey) return;
      if (selectionStart > 0 && value[selectionStart - 1] !== '\n') return;
      event.preventDefault();
      setIsOpen(true);
    },
    /** The text with a template's words where the caret stands. */
    inserted: (words: string): string => {
      const { value = '', selectionStart = 0, selectionEnd = 0 } = box.current ?? {};
      return value.slice(0, selectionStart) + words + value.slice(selectionEnd);
    },
  };
}

export function TemplateButton({
  picker: { isOpen, open, close, inserted },
  order,
  onChange,
}: {
  readonly picker: ReturnType<typeof useTemplatePicker>;
  readonly order: OrderKey;
  readonly onChange: (text: string) => void;
}): ReactElement {
  return (
    <>
      <Button look="quiet" icon="file" title={say('picker.keys')} onClick={open}>
        {say('picker.open')}
      </Button>
      {isOpen ? (
        <TemplatePicker
          order={order}
          onClose={close}
          onPick={(words) => {
            onChange(inserted(words));
            close();
          }}
        />
      ) : null}
    </>
  );
}
