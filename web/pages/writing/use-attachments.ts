import type { ClipboardEvent, DragEvent } from 'react';
import { useState } from 'react';

import type { Attachment, FileRefusal } from '#web/data/attachments.ts';
import { MOST_FILES, withFiles } from '#web/data/attachments.ts';
import { newKey } from '#web/data/draft.ts';
import { useReader } from '#web/ui/settings.tsx';

/** Files that are chosen, dropped or pasted, and what stands against those that weren't taken. */
export function useAttachments(most: number = MOST_FILES, onChange?: () => void) {
  const { maxFileBytes } = useReader();
  const [files, setFiles] = useState<readonly Attachment[]>([]);
  const [refusal, setRefusal] = useState<FileRefusal | null>(null);
  const change = (next: readonly Attachment[]): void => {
    setFiles(next);
    onChange?.();
  };
  const add = (list: FileList | null): void => {
    if (list === null || list.length === 0) return;
    const added = [...list].map((file) => ({ id: newKey(), file }));
    const next = withFiles(files, added, { maxBytes: maxFileBytes, most });
    setRefusal(next.refusal);
    change(next.files);
  };
  return {
    files,
    refusal,
    most,
    add,
    remove: (id: string) => {
      setRefusal(null);
      change(files.filter((one) => one.id !== id));
    },
    clear: () => {
      setRefusal(null);
      setFiles([]);
    },
    /** For the element that files are dropped on. */
    drop: {
      onDragOver: (event: DragEvent) => {
        if (event.dataTransfer.types.includes('Files')) event.preventDefault();
      },
      onDrop: (event: DragEvent) => {
        if (event.dataTransfer.files.length === 0) return;
        event.preventDefault();
        add(event.dataTransfer.files);
      },
    },
    /** Pictures and files from the clipboard; words are pasted as ever. */
    onPaste: (event: ClipboardEvent) => {
      if (event.clipboardData.files.length === 0) return;
      event.preventDefault();
      add(event.clipboardData.files);
    },
  };
}

export type Attachments = ReturnType<typeof useAttachments>;
