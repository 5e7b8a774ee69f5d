import type { ReactElement } from 'react';

import type { Message } from '#web/data/conversations.ts';
import type { Report, ReviewCase } from '#web/data/reviews.ts';
import { say } from '#web/data/say.ts';
import { MessageArticle } from '#web/pages/conversation/message-article.tsx';
import { Button } from '#web/ui/button.tsx';
import { useCommands } from '#web/ui/keyboard.tsx';
import { Moment } from '#web/ui/moment.tsx';
import { EmptyNote } from '#web/ui/notes.tsx';
import { Link } from '#web/ui/router.tsx';

import styles from './case-evidence.module.css';

/** Reports of these speak of words that hurt who reads them. */
const DISTURBING_REASONS = new Set<Report['reason']>([
  'offensive',
  'threat',
  'abuse',
  'blackmail',
  'illegal',
]);
/** As does a finding of this guideline. */
const DISTURBING_RULE = 'sensitive-content';
/** So many messages on either side of the one in question. */
const AROUND = 4;

function isDisturbing({ reports, message }: ReviewCase): boolean {
  return (
    reports.some(({ reason }) => DISTURBING_REASONS.has(reason)) ||
    (message?.findings ?? []).some(({ rule }) => rule === DISTURBING_RULE)
  );
}

/**
 * What a case is decided on. Whoever decides a hundred an hour chooses when they read what may disturb: it isn't
 * drawn before that. Pictures are files to be fetched, and what was formatted is shown on request.
 */
export function CaseEvidence({
  review,
  messages,
  isShown,
  onShow,
}: {
  readonly review: ReviewCase;
  readonly messages: readonly Message[];
  readonly isShown: boolean;
  readonly onShow: () => void;
}): ReactElement {
  const { reports, message } = review;
  return (
    <div className={styles['parts']}>
      {reports.length === 0 ? null : <Reports reports={reports} />}
      {isDisturbing(review) && !isShown ? (
        <Veil onShow={onShow} />
      ) : (
        <>
          {message === null ? null : (
            <section className={styles['part']} aria-label={say('review.message')}>
              <h2>{message.subject === '' ? say('conversation.no-subject') : message.subject}</h2>
              <MessageArticle message={message} />
            </section>
          )}
          <Around review={review} messages={messages} />
        </>
      )}
    </div>
  );
}

function Veil({ onShow }: { readonly onShow: () => void }): ReactElement {
  useCommands([{ id: 'show', label: say('review.show'), keys: 'v', run: onShow }]);
  return (
    <div className={styles['veil']}>
      <EmptyNote icon="warning" title={say('review.veiled')}>
        <p>{say('review.veiled-hint')}</p>
        <Button onClick={onShow}>
          {say('review.show')} <kbd>v</kbd>
        </Button>
      </EmptyNote>
    </div>
  );
}

function Reports({ reports }: { readonly reports: readonly Report[] }): ReactElement {
  return (
    <section className={styles['part']}>
      <h2>{say('review.reports')}</h2>
      <ul className={styles['reports']}>
        {reports.map(({ id, reporter, reason, text, at }) => (
          <li key={id}>
            <p className={styles['report-head']}>
              <strong>{say(`review.reason.${reason}`)}</strong>
              <span>{say('review.reporter', { side: reporter })}</span>
              <Moment at={at} />
            </p>
            {text === '' ? null : <p className={styles['words']}>{text}</p>}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Around({
  review: { message, conversationId },
  messages,
}: {
  readonly review: ReviewCase;
  readonly messages: readonly Message[];
}): ReactElement {
  const at = messages.findIndex(({ id }) => id === message?.id);
  // Conduct is about the conversation as a whole: then it is its end.
  const before = at === -1 ? messages.slice(-2 * AROUND) : messages.slice(Math.max(0, at - AROUND), at);
  const after = at === -1 ? [] : messages.slice(at + 1, at + 1 + AROUND);
  return (
    <section className={styles['part']}>
      <h2>{say('review.around')}</h2>
      {before.map((one) => (
        <MessageArticle key={one.id} message={one} />
      ))}
      {message === null ? null : <p className={styles['here']}>{say('review.here')}</p>}
      {after.map((one) => (
        <MessageArticle key={one.id} message={one} />
      ))}
      <p>
        <Link href={`/inbox/${conversationId}`}>{say('review.whole')}</Link>
      </p>
    </section>
  );
}
