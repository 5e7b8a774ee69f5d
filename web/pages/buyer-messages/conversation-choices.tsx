import type { ReactElement } from 'react';
import { useState } from 'react';

import type { Conversation } from '#web/data/conversations.ts';
import { useChangePreference, usePreferences, useStopLinks } from '#web/data/preferences.ts';
import { say } from '#web/data/say.ts';
import ReportForm from '#web/pages/conversation/report-form.tsx';
import { Button } from '#web/ui/button.tsx';
import { Note, ProblemNote, Skeleton } from '#web/ui/notes.tsx';
import { Link } from '#web/ui/router.tsx';
import { useCan, useReader } from '#web/ui/settings.tsx';
import { useToast } from '#web/ui/toast.tsx';

import styles from './conversation-choices.module.css';

/** What a buyer can do about a conversation beside answering: stop what isn't needed, stop links, report. */
export default function ConversationChoices({
  conversation,
  onDone,
}: {
  readonly conversation: Conversation;
  readonly onDone: () => void;
}): ReactElement {
  const [reports, setReports] = useState(false);
  const can = useCan();
  if (reports)
    return <ReportForm reported={{ what: 'conversations', id: conversation.id }} onDone={onDone} />;
  return (
    <div className={styles['choices']}>
      {can('GET /api/v1/buyers/:buyer/preferences') ? <Wishes conversation={conversation} /> : null}
      <section>
        <h3>{say('choices.report')}</h3>
        <p>{say('choices.report-hint', { seller: conversation.seller.name })}</p>
        <Button icon="flag" onClick={() => setReports(true)}>
          {say('choices.report-button')}
        </Button>
      </section>
      <StopLinks conversation={conversation} />
    </div>
  );
}

function Wishes({ conversation }: { readonly conversation: Conversation }): ReactElement | null {
  const { ownerId } = useReader();
  const buyer = ownerId ?? '';
  const toast = useToast();
  const { data, error, refetch } = usePreferences(buyer);
  const { mutate, isPending, error: refused } = useChangePreference(buyer);
  const { marketplace, seller } = conversation;
  if (error !== null && data === undefined)
    return <ProblemNote error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Skeleton lines={5} label={say('loading')} />;
  const wish = data.marketplaces.find((each) => each.marketplace === marketplace);
  if (wish === undefined) return null;
  const isMuted = wish.muted.some(({ id }) => id === seller.id);
  const mute = (declines: boolean): void =>
    mutate(
      { marketplace, seller: seller.id, declines },
      {
        onSuccess: () =>
          toast({
            text: say(declines ? 'choices.muted' : 'choices.unmuted', { seller: seller.name }),
            undo: () => mutate({ marketplace, seller: seller.id, declines: !declines }),
          }),
      },
    );
  return (
    <section>
      <h3>{say('choices.stop')}</h3>
      <p>{say('choices.stop-hint')}</p>
      {wish.declines ? (
        <Note look="quiet" icon="check">
          <p>{say('choices.declines-all', { market: wish.name })}</p>
        </Note>
      ) : (
        <Button busy={isPending} onClick={() => mute(!isMuted)}>
          {say(isMuted ? 'choices.unmute' : 'choices.mute', { seller: seller.name })}
        </Button>
      )}
      {refused === null ? null : <ProblemNote error={refused} />}
      <p>
        <Link href="/preferences">{say('choices.all-sellers')}</Link>
      </p>
    </section>
  );
}

function StopLinks({ conversation }: { readonly conversation: Conversation }): ReactElement {
  const { mutate, isPending, isSuccess, error } = useStopLinks(conversation.id);
  return (
    <section>
      <h3>{say('choices.links')}</h3>
      <p>{say('choices.links-hint', { seller: conversation.seller.name })}</p>
      {isSuccess ? (
        <p role="status">{say('choices.links-stopped')}</p>
      ) : (
        <Button busy={isPending} onClick={() => mutate()}>
          {say('choices.links-stop')}
        </Button>
      )}
      {error === null ? null : <ProblemNote error={error} />}
    </section>
  );
}
