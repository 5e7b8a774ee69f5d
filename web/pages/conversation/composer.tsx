import type { FormEvent, KeyboardEvent, ReactElement } from 'react';
import { useEffect, useRef, useState } from 'react';

import type { Conversation } from '#web/data/conversations.ts';
import type { Draft } from '#web/data/draft.ts';
import { newKey, useDraft } from '#web/data/draft.ts';
import { say } from '#web/data/say.ts';
import type { Advice } from '#web/data/writing.ts';
import { adviceOfProblem, isLost, useAdvice, useSendAnswer } from '#web/data/writing.ts';
import { useAnnounce } from '#web/ui/announce.tsx';
import { Button } from '#web/ui/button.tsx';
import { useCommands } from '#web/ui/keyboard.tsx';
import { ProblemNote } from '#web/ui/notes.tsx';
import { useReader } from '#web/ui/settings.tsx';

import { AnswerByMail } from './answer-by-mail.tsx';
import { ComposerAdvice } from './composer-advice.tsx';
import styles from './composer.module.css';
import type { TextPlace } from './finding-place.ts';
import { isStillSo } from './finding-place.ts';

/** Where the reader answers. For sellers, what the guidelines say of it stands below while they write. */
export function Composer({ conversation }: { readonly conversation: Conversation }): ReactElement {
  const { kind } = useReader();
  const { id, writeTo, subject } = conversation;
  const writing = useWriting(id);
  const { box, draft, advice, stopCount, isSending, error, isTryingAgain, change, send } = writing;
  const [isOpen, setIsOpen] = useState(draft.text !== '');
  useCommands([{ id: 'answer', label: say('command.answer'), keys: 'r', run: () => box.current?.focus() }]);
  return (
    <form className={styles['composer']} aria-label={say('command.answer')} onSubmit={send}>
      <div className={styles['growing']} data-text={draft.text}>
        <textarea
          ref={box}
          rows={1}
          aria-label={say('composer.field')}
          placeholder={say('composer.field')}
          aria-describedby="composer-state"
          aria-keyshortcuts="Control+Enter Meta+Enter"
          value={draft.text}
          readOnly={isSending}
          onFocus={() => setIsOpen(true)}
          onChange={(event) => change(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (isSendKey(event)) send(event);
          }}
        />
      </div>
      {(kind === 'seller' && isOpen) || advice !== null ? (
        <ComposerAdvice advice={advice} text={draft.text} onSelect={(place) => select(box.current, place)} />
      ) : null}
      {error === null ? null : <ProblemNote error={error} />}
      <div className={styles['foot']}>
        <div id="composer-state" className={styles['state']}>
          {isTryingAgain ? <p>{say('composer.retrying')}</p> : null}
          {stopCount > 0 ? (
            <p className={styles['stops']}>{say('composer.stops', { count: stopCount })}</p>
          ) : null}
          {!isTryingAgain && stopCount === 0 && writeTo !== null ? (
            <AnswerByMail address={writeTo} subject={subject} />
          ) : null}
        </div>
        <Button
          type="submit"
          look="main"
          busy={isSending}
          disabled={draft.text.trim() === '' || stopCount > 0}
          title={say('composer.send-keys')}
        >
          {say('composer.send')}
        </Button>
      </div>
    </form>
  );
}

function isSendKey({ key, ctrlKey, metaKey, nativeEvent }: KeyboardEvent): boolean {
  return key === 'Enter' && (ctrlKey || metaKey) && !nativeEvent.isComposing;
}

/** Shows words in the box; a browser scrolls to them where the focus comes anew. */
function select(box: HTMLTextAreaElement | null, { start, end }: TextPlace): void {
  box?.blur();
  box?.setSelectionRange(start, end);
  box?.focus();
}

/** What is said of the text as it is now: what was mended since is left out. */
function adviceNow(advice: Advice | null, { text }: Draft): Advice | null {
  if (advice === null || text.trim() === '') return null;
  // What was masked on the way in (an own address) is quoted as it was judged, and stands in no text that was typed.
  const findings =
    advice.of === text ? advice.findings : advice.findings.filter((finding) => isStillSo(finding, text));
  const isMended = advice.of !== text && advice.reasons.length === 0 && !findings.some(isStop);
  return { ...advice, findings, stops: advice.stops && !isMended };
}

const isStop = ({ effect }: Advice['findings'][number]): boolean => effect === 'refuse';

/** How much has to be mended before it can be sent. */
function countStops(advice: Advice | null): number {
  if (advice === null || !advice.stops) return 0;
  const findings = advice.findings.filter(isStop).length;
  return findings > 0 ? findings : Math.max(1, advice.reasons.length);
}

function useWriting(conversationId: string) {
  const { kind, ownerId } = useReader();
  const box = useRef<HTMLTextAreaElement>(null);
  const [draft, keep] = useDraft(ownerId ?? '', conversationId);
  const judged = useAdvice(conversationId, draft.text, kind === 'seller');
  const sending = useSendAnswer(conversationId);
  const announce = useAnnounce();
  const advice = adviceNow(judged.advice, draft);
  const stopCount = countStops(advice);
  useSaidCount(advice);

  const refused = (error: unknown): void => {
    // Whether it was taken isn't known: the same key again makes one message of both.
    if (isLost(error)) return;
    keep({ text: draft.text, key: null });
    const against = adviceOfProblem(draft.text, error);
    if (against === null) return;
    judged.setAdvice(against);
    sending.reset();
  };
  const send = (event: FormEvent | KeyboardEvent): void => {
    event.preventDefault();
    if (sending.isPending || stopCount > 0 || draft.text.trim() === '') return;
    const outgoing = { text: draft.text, key: draft.key ?? newKey() };
    keep(outgoing);
    void sending.mutateAsync(outgoing).then(() => {
      keep({ text: '', key: null });
      judged.setAdvice(null);
      announce(say('composer.sent'));
      box.current?.focus();
    }, refused);
  };
  return {
    box,
    draft,
    advice,
    stopCount,
    send,
    change: (text: string) => {
      if (sending.isError) sending.reset();
      // Nobody judges a buyer's words anew while they write.
      if (kind === 'buyer') judged.setAdvice(null);
      keep({ text, key: null });
    },
    error: sending.error,
    isSending: sending.isPending,
    isTryingAgain: sending.isPending && (sending.isPaused || sending.failureCount > 0),
  };
}

/** Says the count of remarks to those who don't see them, when it changes. */
function useSaidCount(advice: Advice | null): void {
  const announce = useAnnounce();
  const count = advice === null ? null : advice.findings.length + advice.reasons.length;
  useEffect(() => {
    if (count !== null) announce(say('composer.advice-count', { count }));
  }, [announce, count]);
}
