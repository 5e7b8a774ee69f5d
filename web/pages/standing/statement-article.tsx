import type { FormEvent, ReactElement } from 'react';
import { useState } from 'react';

import { say } from '#web/data/say.ts';
import type { Statement } from '#web/data/standing.ts';
import { useObjection } from '#web/data/standing.ts';
import { Button } from '#web/ui/button.tsx';
import { Moment } from '#web/ui/moment.tsx';
import { ProblemNote } from '#web/ui/notes.tsx';
import { useFormats, useNow } from '#web/ui/settings.tsx';
import { useToast } from '#web/ui/toast.tsx';

import styles from './statement-article.module.css';

/** A statement of reasons, what became of it, and the way to object. */
export function StatementArticle({ statement }: { readonly statement: Statement }): ReactElement {
  const { subject, text, issuedAt, ended, objection } = statement;
  return (
    <article className={styles['statement']}>
      <header>
        <h3>{subject}</h3>
        <Moment at={issuedAt} look="day" />
      </header>
      <p className={styles['text']} lang={statement.language}>
        {text}
      </p>
      {ended === null ? null : (
        <p className={styles['ended']}>{say('standing.ended', { cause: ended.cause })}</p>
      )}
      {objection === null ? <ObjectionForm statement={statement} /> : <Objection objection={objection} />}
    </article>
  );
}

function Objection({
  objection: { text, objectedAt, outcome, answer },
}: {
  readonly objection: NonNullable<Statement['objection']>;
}): ReactElement {
  return (
    <div className={styles['objection']}>
      <h4>
        {say('standing.your-objection')} <Moment at={objectedAt} look="day" />
      </h4>
      <p className={styles['text']}>{text}</p>
      <h4>{say('standing.objection-outcome', { outcome: outcome ?? 'open' })}</h4>
      {answer === null ? null : <p className={styles['text']}>{answer}</p>}
    </div>
  );
}

function ObjectionForm({ statement }: { readonly statement: Statement }): ReactElement | null {
  const { id, objectUntil, ended } = statement;
  const now = useNow();
  const formats = useFormats();
  const toast = useToast();
  const [text, setText] = useState<string | null>(null);
  const { mutateAsync, isPending, error } = useObjection(id);
  const until = new Date(objectUntil);
  if (ended !== null || until <= now) return null;
  if (text === null)
    return (
      <p className={styles['offer']}>
        <Button onClick={() => setText('')}>{say('standing.object')}</Button>
        <span>{say('standing.object-until', { day: formats.day(until) })}</span>
      </p>
    );
  const send = (event: FormEvent): void => {
    event.preventDefault();
    // By its promise: the form is gone when it is done. What went wrong stands below it.
    void mutateAsync(text).then(
      () => toast({ text: say('standing.objected') }),
      () => undefined,
    );
  };
  return (
    <form className={styles['form']} onSubmit={send}>
      <label>
        {say('standing.why-wrong')}
        <textarea
          required
          autoFocus
          rows={6}
          maxLength={10_000}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
      </label>
      {error === null ? null : <ProblemNote error={error} />}
      <div className={styles['buttons']}>
        <Button type="submit" look="main" busy={isPending}>
          {say('standing.send-objection')}
        </Button>
        <Button onClick={() => setText(null)}>{say('cancel')}</Button>
      </div>
    </form>
  );
}
