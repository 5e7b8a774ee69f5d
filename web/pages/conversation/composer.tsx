import type { FormEvent, KeyboardEvent, ReactElement } from 'react';
import { useRef, useState } from 'react';

import type { Conversation } from '#web/data/conversations.ts';
import { refreshConversation } from '#web/data/conversations.ts';
import { newKey, useConversationDraft } from '#web/data/draft.ts';
import { say } from '#web/data/say.ts';
import { adviceOfProblem, isLost, useAdvice, useSendMessage } from '#web/data/writing.ts';
import { AdviceBox } from '#web/pages/writing/advice-box.tsx';
import { adviceNow, countStops, useSaidCount } from '#web/pages/writing/advice-now.ts';
import { AttachmentList } from '#web/pages/writing/attachment-list.tsx';
import { GrowingText, selectWords } from '#web/pages/writing/growing-text.tsx';
import { TemplateButton, useTemplatePicker } from '#web/pages/writing/template-button.tsx';
import { useAttachments } from '#web/pages/writing/use-attachments.ts';
import { useAnnounce } from '#web/ui/announce.tsx';
import { Button } from '#web/ui/button.tsx';
import { useCommands } from '#web/ui/keyboard.tsx';
import { ProblemNote } from '#web/ui/notes.tsx';
import { useReader } from '#web/ui/settings.tsx';

import { AnswerByMail } from './answer-by-mail.tsx';
import styles from './composer.module.css';
import { noteTyping } from './writing-state.ts';

/** Where the reader answers. For sellers, what the guidelines say of it stands below while they write. */
export function Composer({ conversation }: { readonly conversation: Conversation }): ReactElement {
  const { kind } = useReader();
  const writing = useWriting(conversation.id);
  const { box, draft, attachments, advice, isSending, error, change, send } = writing;
  const [isOpen, setIsOpen] = useState(draft.text !== '');
  const { orderId, marketplace } = conversation;
  // A template is filled for an order, and by its seller alone.
  const order = kind === 'seller' && orderId !== null ? { marketplace, id: orderId } : null;
  const picker = useTemplatePicker(box);
  useCommands([{ id: 'answer', label: say('command.answer'), keys: 'r', run: () => box.current?.focus() }]);
  return (
    <form
      className={styles['composer']}
      aria-label={say('command.answer')}
      onSubmit={send}
      {...attachments.drop}
    >
      <GrowingText
        ref={box}
        aria-label={say('composer.field')}
        placeholder={say('composer.field')}
        aria-describedby="composer-state"
        value={draft.text}
        findings={advice?.findings}
        readOnly={isSending}
        onFocus={() => setIsOpen(true)}
        onPaste={attachments.onPaste}
        onKeyDown={order === null ? undefined : picker.onKeyDown}
        onType={(text) => {
          noteTyping(conversation.id);
          change(text);
        }}
        onSendKey={send}
      />
      <div className={styles['extras']}>
        <AttachmentList attachments={attachments} isBusy={isSending} />
        {order === null ? null : <TemplateButton picker={picker} order={order} onChange={change} />}
      </div>
      {(kind === 'seller' && isOpen) || advice !== null ? (
        <AdviceBox
          advice={advice}
          text={draft.text}
          onSelect={(place) => selectWords(box.current, place)}
          onChange={change}
        />
      ) : null}
      {error === null ? null : <ProblemNote error={error} />}
      <Foot conversation={conversation} writing={writing} />
    </form>
  );
}

function Foot({
  conversation: { writeTo, subject },
  writing: { isTryingAgain, stopCount, isSending, isEmpty },
}: {
  readonly conversation: Conversation;
  readonly writing: ReturnType<typeof useWriting>;
}): ReactElement {
  return (
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
        disabled={isEmpty || stopCount > 0}
        title={say('composer.send-keys')}
      >
        {say('composer.send')}
      </Button>
    </div>
  );
}

/** The words of the draft and the files that go with them, under one key for as long as they stay the same. */
function useContents(conversationId: string, onChange: () => void) {
  const { ownerId } = useReader();
  const [draft, keep] = useConversationDraft(ownerId ?? '', conversationId);
  // Files aren't kept with the draft, so the key of words with files isn't either.
  const fileKey = useRef<string | null>(null);
  const renew = (text: string): void => {
    fileKey.current = null;
    keep({ text, key: null });
  };
  const attachments = useAttachments(undefined, () => {
    renew(draft.text);
    onChange();
  });
  const { files } = attachments;
  const hasText = draft.text.trim() !== '';
  return {
    draft,
    attachments,
    hasText,
    isEmpty: !hasText && files.length === 0,
    renew,
    /** The key under which the contents are sent, the same for each try. */
    takeKey: (): string => {
      const key = (files.length === 0 ? draft.key : fileKey.current) ?? newKey();
      if (files.length === 0) keep({ text: draft.text, key });
      else fileKey.current = key;
      return key;
    },
    clear: () => {
      renew('');
      attachments.clear();
    },
  };
}

function useWriting(conversationId: string) {
  const { kind } = useReader();
  const box = useRef<HTMLTextAreaElement>(null);
  const place = `/conversations/${conversationId}`;
  const sending = useSendMessage(place, (client) => refreshConversation(client, conversationId));
  const settle = (): void => {
    if (sending.isError) sending.reset();
  };
  // What a refusal said, maybe of files that aren't there any more, is taken back; what a preview said is of the words.
  const contents = useContents(conversationId, () => {
    settle();
    judged.setAdvice((known) => (known?.preview === null ? null : known));
  });
  const { draft, attachments, hasText, isEmpty, renew, takeKey, clear } = contents;
  // The words alone are judged while they are written; files are looked into when they are sent.
  const judged = useAdvice(place, { text: draft.text, files: [] }, kind === 'seller' && hasText);
  const announce = useAnnounce();
  const advice = isEmpty ? null : adviceNow(judged.advice, draft.text);
  const stopCount = countStops(advice);
  useSaidCount(advice);

  const refused = (error: unknown): void => {
    // Whether it was taken isn't known: the same key again makes one message of both.
    if (isLost(error)) return;
    renew(draft.text);
    const against = adviceOfProblem(draft.text, error);
    if (against === null) return;
    judged.setAdvice(against);
    sending.reset();
  };
  const send = (event: FormEvent | KeyboardEvent): void => {
    event.preventDefault();
    if (sending.isPending || stopCount > 0 || isEmpty) return;
    const writing = { text: draft.text, files: attachments.files };
    void sending.mutateAsync({ writing, key: takeKey() }).then(() => {
      clear();
      judged.setAdvice(null);
      announce(say('composer.sent'));
      box.current?.focus();
    }, refused);
  };
  return {
    ...contents,
    box,
    advice,
    stopCount,
    send,
    change: (text: string) => {
      settle();
      // Nobody judges a buyer's words anew while they write.
      if (kind === 'buyer') judged.setAdvice(null);
      renew(text);
    },
    error: sending.error,
    isSending: sending.isPending,
    isTryingAgain: sending.isPending && (sending.isPaused || sending.failureCount > 0),
  };
}
