import type { FormEvent, ReactElement } from 'react';
import { useState } from 'react';

import type { ReportReason } from '#market/report.ts';
import type { WebReader } from '#web/data/reader.ts';
import type { Reported } from '#web/data/reports.ts';
import { CONDUCT_REASONS, MESSAGE_REASONS, useReport } from '#web/data/reports.ts';
import { say } from '#web/data/say.ts';
import { Button } from '#web/ui/button.tsx';
import { ProblemNote } from '#web/ui/notes.tsx';
import { useReader } from '#web/ui/settings.tsx';
import { useToast } from '#web/ui/toast.tsx';

import styles from './report-form.module.css';

/** Sellers' messages are held to more than buyers' are (requirements section 5). */
const OF_SELLERS_ALONE: ReadonlySet<ReportReason> = new Set(['marketing', 'not-critical']);

function reasonsFor({ what }: Reported, kind: WebReader['kind']): readonly ReportReason[] {
  const all: readonly ReportReason[] = what === 'messages' ? MESSAGE_REASONS : CONDUCT_REASONS;
  return all.filter((each) => kind === 'buyer' || !OF_SELLERS_ALONE.has(each));
}

/** Reports a message or the other side's conduct to the marketplace (INBOX 6). */
export default function ReportForm({
  reported,
  onDone,
}: {
  readonly reported: Reported;
  readonly onDone: () => void;
}): ReactElement {
  const { kind } = useReader();
  const toast = useToast();
  const [reason, setReason] = useState<ReportReason | null>(null);
  const [text, setText] = useState('');
  const { mutate, isPending, error } = useReport(reported);
  const send = (event: FormEvent): void => {
    event.preventDefault();
    if (reason === null) return;
    const onSuccess = (): void => {
      toast({ text: say('report.sent') });
      onDone();
    };
    mutate({ reason, text: text.trim() }, { onSuccess });
  };
  return (
    <form className={styles['form']} onSubmit={send}>
      <p className={styles['hint']}>{say('report.hint')}</p>
      <fieldset className={styles['reasons']}>
        <legend>{say('report.why')}</legend>
        {reasonsFor(reported, kind).map((each, index) => (
          <label key={each}>
            <input
              type="radio"
              name="reason"
              required
              data-first={index === 0 || undefined}
              checked={each === reason}
              onChange={() => setReason(each)}
            />
            {say(`report.reason.${each}`)}
          </label>
        ))}
      </fieldset>
      <label className={styles['words']}>
        {say('report.text')}
        <textarea
          rows={3}
          maxLength={2000}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
      </label>
      {error === null ? null : <ProblemNote error={error} />}
      <p>
        <Button type="submit" look="main" busy={isPending} disabled={reason === null}>
          {say('report.send')}
        </Button>
      </p>
    </form>
  );
}
