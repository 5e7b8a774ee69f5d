import type { ReactElement } from 'react';
import { useState } from 'react';

import type { ReviewDecision } from '#market/review.ts';
import type { MadeDecision, ReviewCase } from '#web/data/reviews.ts';
import { useClaim } from '#web/data/reviews.ts';
import { say } from '#web/data/say.ts';
import { timeLeft } from '#web/data/time-left.ts';
import { Button } from '#web/ui/button.tsx';
import { useCommands } from '#web/ui/keyboard.tsx';
import { problemText } from '#web/ui/notes.tsx';
import { useFormats, useNow } from '#web/ui/settings.tsx';
import { useToast } from '#web/ui/toast.tsx';

import { DecisionForm } from './decision-form.tsx';
import styles from './review-actions.module.css';
import { UndoButton } from './undo-button.tsx';

interface ActionsProps {
  readonly review: ReviewCase;
  readonly onDecided: (decision: MadeDecision) => void;
  readonly onUndo: () => void;
}

/** What can be done with a case now: claim it, decide it, take the decision back; or why not. */
export function ReviewActions(props: ActionsProps): ReactElement {
  const { review, onUndo } = props;
  const { state, isMine } = review;
  const now = useNow();
  const formats = useFormats();
  const toast = useToast();
  const claim = useClaim(review.id);
  // As a toast: by then the case is shown anew, with who has it.
  const ask = (kind: 'claim' | 'release'): void =>
    claim.mutate(kind, { onError: (error) => toast({ text: problemText(error) }) });
  if (state.kind === 'settled') return <Said text={say('review.settled')} />;
  if (state.kind === 'decided') return <Decided review={review} state={state} onUndo={onUndo} />;
  const held = state.claim !== null && new Date(state.claim.until) > now ? state.claim : null;
  if (held !== null && !isMine)
    return (
      <Said
        text={say('review.claimed-by', { name: held.by.label, time: formats.time(new Date(held.until)) })}
      />
    );
  return (
    <footer className={styles['actions']}>
      {held === null ? (
        <ClaimButton busy={claim.isPending} onClaim={() => ask('claim')} />
      ) : (
        <Decisions {...props} until={held.until} onRelease={() => ask('release')} />
      )}
    </footer>
  );
}

function Said({ text }: { readonly text: string }): ReactElement {
  return (
    <footer className={styles['actions']}>
      <p className={styles['said']}>{text}</p>
    </footer>
  );
}

function ClaimButton({
  busy,
  onClaim,
}: {
  readonly busy: boolean;
  readonly onClaim: () => void;
}): ReactElement {
  useCommands([{ id: 'claim', label: say('review.claim'), keys: 'c', run: onClaim }]);
  return (
    <div className={styles['row']}>
      <Button look="main" busy={busy} onClick={onClaim}>
        {say('review.claim')} <kbd>c</kbd>
      </Button>
      <p className={styles['said']}>{say('review.claim-hint')}</p>
    </div>
  );
}

function Decisions({
  review,
  onDecided,
  until,
  onRelease,
}: ActionsProps & { readonly until: string; readonly onRelease: () => void }): ReactElement {
  const formats = useFormats();
  const [chosen, setChosen] = useState<ReviewDecision | null>(null);
  useCommands(
    review.decisions.map((decision, index) => ({
      id: `decide ${decision}`,
      label: say(`review.decision.${decision}`),
      keys: String(index + 1),
      run: () => setChosen(decision),
    })),
  );
  if (chosen !== null)
    return (
      <DecisionForm
        key={chosen}
        review={review}
        decision={chosen}
        onDecided={onDecided}
        onCancel={() => setChosen(null)}
      />
    );
  return (
    <div className={styles['row']}>
      {review.decisions.map((decision, index) => (
        <Button key={decision} onClick={() => setChosen(decision)}>
          {say(`review.decision.${decision}`)} <kbd>{index + 1}</kbd>
        </Button>
      ))}
      <p className={styles['said']}>{say('review.mine-until', { time: formats.time(new Date(until)) })}</p>
      <Button look="quiet" onClick={onRelease}>
        {say('review.release')}
      </Button>
    </div>
  );
}

function Decided({
  review: { note },
  state: { decision, by, undoUntil },
  onUndo,
}: {
  readonly review: ReviewCase;
  readonly state: Extract<ReviewCase['state'], { kind: 'decided' }>;
  readonly onUndo: () => void;
}): ReactElement {
  const now = useNow();
  const until = new Date(undoUntil);
  const { unit, count } = timeLeft(now, until, now);
  return (
    <footer className={styles['actions']}>
      <div className={styles['row']}>
        <p className={styles['said']}>
          {say('review.done-by', { decision, name: by.label })}{' '}
          {until > now ? say('clock.left', { unit, count }) : null}
        </p>
        {until > now ? <UndoButton onUndo={onUndo} /> : null}
      </div>
      {note === null || note === '' ? null : (
        <p className={styles['note']}>{say('review.note-was', { note })}</p>
      )}
    </footer>
  );
}
