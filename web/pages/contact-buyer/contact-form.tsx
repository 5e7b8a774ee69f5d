import type { ReactElement } from 'react';

import type { OrderKey } from '#web/data/orders.ts';
import type { Reason } from '#web/data/reasons.ts';
import { say } from '#web/data/say.ts';
import { AdviceBox } from '#web/pages/writing/advice-box.tsx';
import { AttachmentList } from '#web/pages/writing/attachment-list.tsx';
import { GrowingText, selectWords } from '#web/pages/writing/growing-text.tsx';
import { TemplateButton, useTemplatePicker } from '#web/pages/writing/template-button.tsx';
import { Button } from '#web/ui/button.tsx';
import { Field } from '#web/ui/field.tsx';
import { Note, ProblemNote } from '#web/ui/notes.tsx';
import { Link } from '#web/ui/router.tsx';

import styles from './contact-form.module.css';
import type { ContactWriting } from './use-contact-writing.ts';
import { TEXT_INPUT, useContactWriting } from './use-contact-writing.ts';

/** The message for one reason: what it asks for, what the guidelines say, how the buyer will read it. */
export function ContactForm({
  order,
  reason,
}: {
  readonly order: OrderKey;
  readonly reason: Reason;
}): ReactElement {
  const writing = useContactWriting(order, reason);
  const { attachments, advice, error, send, isSending, missing, stopCount, sent } = writing;
  if (sent !== null) return <Sent conversationId={sent.conversationId} isHeld={sent.state === 'held'} />;
  const takesFiles = reason.inputs.some(({ kind }) => kind === 'files');
  return (
    <form
      className={styles['form']}
      aria-label={reason.name}
      onSubmit={send}
      {...(takesFiles ? attachments.drop : {})}
    >
      <OptOut reason={reason} />
      <div>
        <p className={styles['label']}>{say('contact.subject')}</p>
        <p lang={reason.language}>{reason.subject}</p>
        <p className={styles['quiet']}>{say('contact.subject-hint')}</p>
      </div>
      {reason.inputs.map((input) => (
        <InputOf key={input.id} input={input} writing={writing} order={order} takesFiles={takesFiles} />
      ))}
      <AdviceBox
        advice={advice}
        text={writing.text}
        onSelect={(place) => selectWords(writing.box.current, place)}
        onChange={writing.change}
      />
      {error === null ? null : <ProblemNote error={error} />}
      <div className={styles['foot']}>
        <p className={stopCount > 0 ? styles['stops'] : styles['quiet']}>{footText(writing)}</p>
        <Button type="submit" look="main" busy={isSending} disabled={missing || stopCount > 0}>
          {say('composer.send')}
        </Button>
      </div>
      <Preview writing={writing} reason={reason} />
    </form>
  );
}

function footText({ isTryingAgain, stopCount, missing }: ContactWriting): string {
  if (isTryingAgain) return say('composer.retrying');
  if (stopCount > 0) return say('composer.stops', { count: stopCount });
  return missing ? say('contact.missing') : '';
}

/** What a buyer's opt-out does to messages of this reason, in the words that the marketplace allows (OPT 6). */
function OptOut({ reason: { optOut } }: { readonly reason: Reason }): ReactElement {
  if (optOut.stops === true)
    return (
      <Note look="warn" icon="warning">
        <p>{say('contact.stopped')}</p>
      </Note>
    );
  return (
    <Note look="quiet" icon={optOut.passes ? 'check' : 'flag'}>
      <p>{say(optOut.passes ? 'composer.passes' : 'composer.passes-not')}</p>
    </Note>
  );
}

function InputOf({
  input,
  ...place
}: {
  readonly input: Reason['inputs'][number];
} & WordsPlace): ReactElement {
  const { writing } = place;
  const { id, kind, required } = input;
  const label = say('contact.input', {
    label: nameOfInput(id),
    required: String(required),
  });
  if (kind === 'files')
    return (
      <fieldset className={styles['files']}>
        <legend className={styles['label']}>{label}</legend>
        <AttachmentList attachments={writing.attachments} isBusy={writing.isSending} />
      </fieldset>
    );
  if (kind === 'date')
    return (
      <Field label={label}>
        <input
          type="date"
          required={required}
          value={writing.inputs[id] ?? ''}
          onChange={(event) => writing.setInput(id, event.currentTarget.value)}
        />
      </Field>
    );
  if (id === TEXT_INPUT) return <Words label={label} input={input} {...place} />;
  return (
    <Field label={label}>
      <textarea
        rows={3}
        required={required}
        maxLength={input.maxLength}
        value={writing.inputs[id] ?? ''}
        onChange={(event) => writing.setInput(id, event.currentTarget.value)}
      />
    </Field>
  );
}

/** What is written, about which order, and whether files may come with it. */
interface WordsPlace {
  readonly writing: ContactWriting;
  readonly order: OrderKey;
  readonly takesFiles: boolean;
}

/** The author's own words; a template begins them. */
function Words({
  label,
  input: { required, maxLength },
  writing,
  order,
  takesFiles,
}: {
  readonly label: string;
  readonly input: Extract<Reason['inputs'][number], { readonly kind: 'text' }>;
} & WordsPlace): ReactElement {
  const picker = useTemplatePicker(writing.box);
  return (
    <div>
      <p id="contact-text" className={styles['label']}>
        {label}
      </p>
      <GrowingText
        ref={writing.box}
        aria-labelledby="contact-text"
        required={required}
        maxLength={maxLength}
        value={writing.text}
        findings={writing.advice?.findings}
        readOnly={writing.isSending}
        onPaste={takesFiles ? writing.attachments.onPaste : undefined}
        onKeyDown={picker.onKeyDown}
        onType={writing.change}
        onSendKey={writing.send}
      />
      <TemplateButton picker={picker} order={order} onChange={writing.change} />
    </div>
  );
}

/** A pack may ask for more than the packs that come with Parley: then its own word stands here. */
function nameOfInput(id: string): string {
  switch (id) {
    case 'text':
    case 'attachments':
    case 'newDeliveryDate':
    case 'coverageStart':
    case 'coverageEnd':
      return say(`contact.input.${id}`);
    default:
      return id;
  }
}

/** As the buyer will read it, in their language; of one size before anything is known of it. */
function Preview({
  writing: { advice },
  reason: { language },
}: {
  readonly writing: ContactWriting;
  readonly reason: Reason;
}): ReactElement {
  const preview = advice?.preview ?? null;
  return (
    <section className={styles['preview']} aria-labelledby="contact-preview">
      <h2 id="contact-preview">{say('contact.preview')}</h2>
      {preview === null ? (
        <p className={styles['quiet']}>{say('contact.preview-hint')}</p>
      ) : (
        <div lang={language}>
          <p className={styles['label']}>{preview.subject}</p>
          <p className={styles['text']}>{preview.text}</p>
        </div>
      )}
    </section>
  );
}

function Sent({
  conversationId,
  isHeld,
}: {
  readonly conversationId: string;
  readonly isHeld: boolean;
}): ReactElement {
  return (
    <Note look="quiet" icon="check">
      <p>{say(isHeld ? 'contact.held' : 'contact.sent')}</p>
      <p>
        <Link href={`/inbox/${conversationId}`}>{say('contact.to-conversation')}</Link>
      </p>
    </Note>
  );
}
