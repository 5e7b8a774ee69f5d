import type { KeyboardEvent, ReactElement, Ref, TextareaHTMLAttributes } from 'react';

import type { Advice } from '#web/data/writing.ts';

import type { TextPlace } from './finding-place.ts';
import styles from './growing-text.module.css';
import { textPieces } from './text-pieces.ts';

/** A box for a text that is as high as what it holds, with what is found in it underlined. Ctrl or ⌘ Enter sends. */
export function GrowingText({
  value,
  findings = [],
  onType,
  onSendKey,
  onKeyDown,
  ...rest
}: Omit<TextareaHTMLAttributes<HTMLTextAreaElement>, 'value' | 'onChange'> & {
  readonly ref: Ref<HTMLTextAreaElement>;
  readonly value: string;
  readonly findings?: Advice['findings'] | undefined;
  readonly onType: (text: string) => void;
  readonly onSendKey: (event: KeyboardEvent) => void;
}): ReactElement {
  return (
    <div className={styles['growing']}>
      <div className={styles['behind']} aria-hidden="true">
        {textPieces(value, findings).map(({ text, mark }, index) =>
          mark === null ? (
            text
          ) : (
            <span key={index} className={styles[mark]}>
              {text}
            </span>
          ),
        )}{' '}
      </div>
      <textarea
        rows={1}
        aria-keyshortcuts="Control+Enter Meta+Enter"
        {...rest}
        value={value}
        onChange={(event) => onType(event.currentTarget.value)}
        onKeyDown={(event) => {
          onKeyDown?.(event);
          if (!event.defaultPrevented && isSendKey(event)) onSendKey(event);
        }}
      />
    </div>
  );
}

function isSendKey({ key, ctrlKey, metaKey, nativeEvent }: KeyboardEvent): boolean {
  return key === 'Enter' && (ctrlKey || metaKey) && !nativeEvent.isComposing;
}

/** Shows words in the box; a browser scrolls to them where the focus comes anew. */
export function selectWords(box: HTMLTextAreaElement | null, { start, end }: TextPlace): void {
  box?.blur();
  box?.setSelectionRange(start, end);
  box?.focus();
}
