import type { ReactElement } from 'react';
import { useRef } from 'react';

import type { Attachment } from '#web/data/attachments.ts';
import { bytesOf } from '#web/data/attachments.ts';
import { say } from '#web/data/say.ts';
import { Button, IconButton } from '#web/ui/button.tsx';
import { useFormats, useReader } from '#web/ui/settings.tsx';

import { FilePicture } from './file-picture.tsx';
import styles from './attachment-list.module.css';
import type { Attachments } from './use-attachments.ts';

/** The files that go along, each with its picture, size and a way to take it out; and the button that adds some. */
export function AttachmentList({
  attachments: { files, refusal, most, add, remove },
  isBusy,
}: {
  readonly attachments: Attachments;
  readonly isBusy: boolean;
}): ReactElement {
  const { maxFileBytes } = useReader();
  const formats = useFormats();
  const input = useRef<HTMLInputElement>(null);
  return (
    <div className={styles['attachments']}>
      {files.length === 0 ? null : (
        <ul className={styles['files']} aria-label={say('attach.files')}>
          {files.map((one) => (
            <Chip key={one.id} attachment={one} isBusy={isBusy} onRemove={() => remove(one.id)} />
          ))}
        </ul>
      )}
      <div className={styles['row']}>
        <Button look="quiet" icon="clip" disabled={isBusy} onClick={() => input.current?.click()}>
          {say('attach.add')}
        </Button>
        <input
          ref={input}
          type="file"
          multiple={most > 1}
          hidden
          aria-label={say('attach.add')}
          onChange={(event) => {
            add(event.currentTarget.files);
            event.currentTarget.value = '';
          }}
        />
        <p className={styles['quiet']}>
          {files.length === 0
            ? null
            : say('attach.sum', { size: formats.bytes(bytesOf(files)), most: formats.bytes(maxFileBytes) })}
        </p>
      </div>
      {refusal === null ? null : (
        <p role="alert" className={styles['refusal']}>
          {say(`attach.${refusal}`, { size: formats.bytes(maxFileBytes), count: most })}
        </p>
      )}
    </div>
  );
}

function Chip({
  attachment: { file },
  isBusy,
  onRemove,
}: {
  readonly attachment: Attachment;
  readonly isBusy: boolean;
  readonly onRemove: () => void;
}): ReactElement {
  const formats = useFormats();
  return (
    <li className={styles['file']}>
      <FilePicture file={file} />
      <span className={styles['name']}>{file.name}</span>
      <span className={styles['quiet']}>{formats.bytes(file.size)}</span>
      <IconButton
        name="close"
        label={say('attach.remove', { name: file.name })}
        disabled={isBusy}
        onClick={onRemove}
      />
    </li>
  );
}
