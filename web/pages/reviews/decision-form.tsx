import type { FormEvent, KeyboardEvent, ReactElement } from 'react';
import { useEffect, useRef, useState } from 'react';

import type { ReviewDecision } from '#market/review.ts';
import type { DecisionBody, MadeDecision, ReviewCase } from '#web/data/reviews.ts';
import { useDecide } from '#web/data/reviews.ts';
import { say } from '#web/data/say.ts';
import { Button } from '#web/ui/button.tsx';
import { ProblemNote } from '#web/ui/notes.tsx';

import styles from './decision-form.module.css';
import { nameOf } from './review-row.tsx';

/** Takes something from somebody: they are told in a statement of reasons, which needs the facts. */
const NEEDS_FACTS = new Set<ReviewDecision>(['amend', 'refuse', 'block', 'uphold']);
/** Counts against a seller as a rule. */
const COUNTS = new Set<ReviewDecision>(['refuse', 'block', 'uphold']);

/** What a decision asks for, in place: Enter confirms, with Ctrl from a field of several lines; Escape goes back. */
export function DecisionForm({
  review,
  decision,
  onDecided,
  onCancel,
}: {
  readonly review: ReviewCase;
  readonly decision: ReviewDecision;
  readonly onDecided: (decision: MadeDecision) => void;
  readonly onCancel: () => void;
}): ReactElement {
  const form = useRef<HTMLFormElement>(null);
  const { mutateAsync, isPending, error } = useDecide(review.id);
  useEffect(() => form.current?.querySelector<HTMLElement>('[data-first]')?.focus(), []);
  const send = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const body = bodyOf(decision, new FormData(event.currentTarget));
    // By its promise: the form is gone when it is done. What went wrong stands in it.
    void mutateAsync(body).then(
      ({ undoUntil }) => onDecided({ id: review.id, name: nameOf(review), decision, undoUntil }),
      () => undefined,
    );
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') onCancel();
    else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) form.current?.requestSubmit();
    else return;
    event.preventDefault();
  };
  const needsFacts = NEEDS_FACTS.has(decision);
  return (
    <form ref={form} className={styles['form']} onSubmit={send} onKeyDown={onKeyDown}>
      <p>{say(`review.effect.${decision}`)}</p>
      {decision === 'amend' ? <AmendedFields review={review} /> : null}
      {needsFacts ? <FactsFields review={review} isFirst={decision !== 'amend'} /> : null}
      {COUNTS.has(decision) && review.about === 'seller' ? (
        <label className={styles['check']}>
          <input type="checkbox" name="no-breach" /> {say('review.no-breach')}
        </label>
      ) : null}
      <label>
        {say('review.note')}
        <input name="note" maxLength={5000} autoComplete="off" />
      </label>
      {error === null ? null : <ProblemNote error={error} />}
      <div className={styles['buttons']}>
        <Button
          type="submit"
          look={needsFacts && decision !== 'amend' ? 'danger' : 'main'}
          busy={isPending}
          data-first={needsFacts ? undefined : true}
        >
          {say(`review.decision.${decision}`)} <kbd>{say('review.confirm-key', { plain: !needsFacts })}</kbd>
        </Button>
        <Button onClick={onCancel}>{say('cancel')}</Button>
      </div>
    </form>
  );
}

function bodyOf(decision: ReviewDecision, data: FormData): DecisionBody {
  const text = (name: string): string => {
    const value = data.get(name);
    return typeof value === 'string' ? value : '';
  };
  return {
    decision,
    facts: text('facts'),
    note: text('note') === '' ? null : text('note'),
    rules: data.getAll('rule').filter((rule) => typeof rule === 'string'),
    amended: decision === 'amend' ? { subject: text('subject'), text: text('text') } : null,
    breach: data.has('no-breach') ? 'none' : null,
  };
}

/** The message as it is to be delivered. */
function AmendedFields({ review: { message } }: { readonly review: ReviewCase }): ReactElement {
  return (
    <>
      <label>
        {say('review.amended-subject')}
        <input name="subject" maxLength={500} defaultValue={message?.subject ?? ''} />
      </label>
      <label>
        {say('review.amended-text')}
        <textarea
          name="text"
          required
          rows={6}
          maxLength={50_000}
          defaultValue={message?.text ?? ''}
          data-first
        />
      </label>
    </>
  );
}

/** What the statement of reasons rests on. */
function FactsFields({
  review: { message },
  isFirst,
}: {
  readonly review: ReviewCase;
  readonly isFirst: boolean;
}): ReactElement {
  const factsHint = say('review.facts-hint');
  const [rules] = useState(() => new Map((message?.findings ?? []).map(({ rule, text }) => [rule, text])));
  return (
    <>
      <label>
        {say('review.facts')}
        <textarea
          name="facts"
          required
          rows={3}
          maxLength={5000}
          placeholder={factsHint}
          data-first={isFirst ? true : undefined}
        />
      </label>
      {rules.size === 0 ? null : (
        <fieldset className={styles['rules']}>
          <legend>{say('review.rules')}</legend>
          {[...rules].map(([rule, text]) => (
            <label key={rule} className={styles['check']}>
              <input type="checkbox" name="rule" value={rule} defaultChecked /> {text}
            </label>
          ))}
        </fieldset>
      )}
    </>
  );
}
