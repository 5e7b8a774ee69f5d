import type { FormEvent, ReactElement } from 'react';
import { useState } from 'react';

import { ApiProblem } from '#web/data/api.ts';
import type { ObjectedStatement } from '#web/data/objections.ts';
import { useObjectionAnswer, useObjections } from '#web/data/objections.ts';
import { say } from '#web/data/say.ts';
import { Button } from '#web/ui/button.tsx';
import { Moment } from '#web/ui/moment.tsx';
import { Note, ProblemNote, Skeleton } from '#web/ui/notes.tsx';
import { Page } from '#web/ui/page.tsx';
import { useToast } from '#web/ui/toast.tsx';

import styles from './objections-page.module.css';

/** Objections to decisions of the operator's: read, and answered by somebody else than who decided (MOD 3). */
export function ObjectionsPage(): ReactElement {
  const { data, error, refetch } = useObjections();
  return (
    <Page title={say('objections.title')} lead={say('objections.lead')}>
      {data === undefined && error !== null ? (
        <ProblemNote error={error} onRetry={() => void refetch()} />
      ) : null}
      {data === undefined && error === null ? <Skeleton lines={6} label={say('loading')} /> : null}
      {data?.length === 0 ? (
        <Note look="quiet" icon="check">
          <p>{say('objections.none')}</p>
        </Note>
      ) : null}
      {data?.map((statement) => (
        <Objection key={statement.id} statement={statement} />
      ))}
    </Page>
  );
}

function Objection({ statement }: { readonly statement: ObjectedStatement }): ReactElement {
  const { subject, text, language, issuedAt, addressee, marketplaceId, decidedBy, objection } = statement;
  return (
    <article className={styles['objection']}>
      <header>
        <h2>{subject}</h2>
        <Moment at={issuedAt} look="day" />
      </header>
      <p className={styles['about']}>
        {say('objections.about', { side: addressee, marketplace: marketplaceId, name: decidedBy.label })}
      </p>
      <p className={styles['text']} lang={language}>
        {text}
      </p>
      {objection === null ? null : (
        <>
          <h3>
            {say('objections.their-words')} <Moment at={objection.objectedAt} look="day" />
          </h3>
          <p className={styles['text']}>{objection.text}</p>
        </>
      )}
      <AnswerForm statement={statement} />
    </article>
  );
}

/** Both outcomes take something from somebody: neither is chosen beforehand. */
function AnswerForm({ statement }: { readonly statement: ObjectedStatement }): ReactElement {
  const toast = useToast();
  const [isOpen, setOpen] = useState(false);
  const { mutateAsync, isPending, error } = useObjectionAnswer(statement.id);
  if (!isOpen)
    return (
      <p>
        <Button onClick={() => setOpen(true)}>{say('objections.answer')}</Button>
      </p>
    );
  const send = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const reasons = data.get('reasons');
    const outcome = data.get('outcome') === 'reversed' ? 'reversed' : 'upheld';
    const answer = {
      outcome,
      reasons: typeof reasons === 'string' ? reasons : '',
      nobodyElse: data.has('nobody-else'),
    } as const;
    void mutateAsync(answer).then(
      () => toast({ text: say('objections.answered', { outcome }) }),
      () => undefined,
    );
  };
  const isSame = error instanceof ApiProblem && error.code === 'decided-by-same';
  return (
    <form className={styles['form']} onSubmit={send}>
      <fieldset>
        <legend>{say('objections.outcome')}</legend>
        {(['upheld', 'reversed'] as const).map((outcome) => (
          <label key={outcome}>
            <input type="radio" name="outcome" value={outcome} required />{' '}
            {say('objections.outcome-is', { outcome })}
          </label>
        ))}
      </fieldset>
      <label>
        {say('objections.reasons')}
        <textarea name="reasons" required rows={5} maxLength={5000} lang={statement.language} />
      </label>
      {isSame ? (
        <label className={styles['check']}>
          <input type="checkbox" name="nobody-else" /> {say('objections.nobody-else')}
        </label>
      ) : null}
      {error === null ? null : <ProblemNote error={error} />}
      <div className={styles['buttons']}>
        <Button type="submit" look="main" busy={isPending}>
          {say('objections.send')}
        </Button>
        <Button onClick={() => setOpen(false)}>{say('cancel')}</Button>
      </div>
    </form>
  );
}
