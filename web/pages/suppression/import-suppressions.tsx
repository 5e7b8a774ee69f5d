import type { ReactElement } from 'react';
import { useRef } from 'react';

import type { SuppressionReport } from '#web/data/suppressions.ts';
import { useImportSuppressions } from '#web/data/suppressions.ts';
import { say } from '#web/data/say.ts';
import { Button } from '#web/ui/button.tsx';
import { Note, ProblemNote } from '#web/ui/notes.tsx';
import { useReader } from '#web/ui/settings.tsx';

import styles from './import-suppressions.module.css';

/** A table of buyers, with a report of each line that wasn't taken. */
export function ImportSuppressions(): ReactElement {
  const { ownerId } = useReader();
  const input = useRef<HTMLInputElement>(null);
  const read = useImportSuppressions(ownerId ?? '');
  const take = async (file: File | undefined): Promise<void> => {
    if (file !== undefined) read.mutate(await file.text());
  };
  return (
    <div className={styles['import']}>
      <div className={styles['row']}>
        <Button icon="file" busy={read.isPending} onClick={() => input.current?.click()}>
          {say('suppression.import')}
        </Button>
        <p className={styles['hint']}>{say('suppression.import-hint')}</p>
      </div>
      <input
        ref={input}
        type="file"
        accept=".csv,text/csv"
        hidden
        aria-label={say('suppression.import')}
        onChange={(event) => {
          void take(event.currentTarget.files?.[0]);
          event.currentTarget.value = '';
        }}
      />
      {read.error === null ? null : <ProblemNote error={read.error} />}
      {read.data === undefined ? null : <Report report={read.data} />}
    </div>
  );
}

function Report({
  report: { added, unchanged, refused, lines },
}: {
  readonly report: SuppressionReport;
}): ReactElement {
  return (
    <Note look={refused > 0 ? 'warn' : 'quiet'} icon={refused > 0 ? 'warning' : 'check'}>
      <p role="status">{say('suppression.report', { added, unchanged, refused })}</p>
      <ul>
        {lines
          .filter(({ sentence }) => sentence !== null)
          .slice(0, 100)
          .map(({ line, sentence }) => (
            <li key={line}>{say('suppression.report-line', { line, sentence: sentence ?? '' })}</li>
          ))}
      </ul>
    </Note>
  );
}
