import type { ReactElement } from 'react';
import { useState } from 'react';

import type { Template, TemplateFinding } from '#web/data/templates.ts';
import { useSaveTemplate } from '#web/data/templates.ts';
import { say } from '#web/data/say.ts';
import { Button } from '#web/ui/button.tsx';
import { Dialog } from '#web/ui/dialog.tsx';
import { Field, Form } from '#web/ui/field.tsx';
import { Note } from '#web/ui/notes.tsx';
import { useReader } from '#web/ui/settings.tsx';
import { useToast } from '#web/ui/toast.tsx';

import styles from './template-form.module.css';

/** Languages that texts are offered in; others come by API. */
const LANGUAGES = ['de', 'en', 'nl', 'fr', 'es', 'it', 'pl', 'sv', 'tr'] as const;

/** A template with its texts by language; null makes one. What the guidelines say of it is shown once it is saved. */
export function TemplateForm({
  template,
  variables,
  onClose,
}: {
  readonly template: Template | null;
  readonly variables: readonly { readonly name: string; readonly meaning: string }[];
  readonly onClose: () => void;
}): ReactElement {
  const { ownerId } = useReader();
  const toast = useToast();
  const save = useSaveTemplate(ownerId ?? '');
  const [name, setName] = useState(template?.name ?? '');
  const [texts, setTexts] = useState<Readonly<Record<string, string>>>(
    template?.texts ?? { [document.documentElement.lang]: '' },
  );
  const filled = Object.fromEntries(Object.entries(texts).filter(([, text]) => text.trim() !== ''));
  const submit = (): void =>
    save.mutate(
      {
        template: save.data ?? template,
        wish: { name: name.trim(), contactReason: template?.contactReason ?? null, texts: filled },
      },
      {
        onSuccess: ({ findings }) => {
          toast({ text: say('templates.saved', { name: name.trim() }) });
          if (findings.length === 0) onClose();
        },
      },
    );
  return (
    <Dialog
      title={template === null ? say('templates.add') : say('templates.edit-one', { name: template.name })}
      onClose={onClose}
    >
      <Form
        save={say('save')}
        problem={save.error}
        isBusy={save.isPending}
        disabled={Object.keys(filled).length === 0}
        onSave={submit}
        onCancel={onClose}
      >
        <Field label={say('templates.name')}>
          <input
            data-first
            required
            maxLength={100}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
        </Field>
        <Texts texts={texts} onChange={setTexts} />
        <Variables variables={variables} />
        {save.data === undefined ? null : <Findings findings={save.data.findings} />}
      </Form>
    </Dialog>
  );
}

function languageName(tag: string): string {
  return new Intl.DisplayNames(document.documentElement.lang, { type: 'language' }).of(tag) ?? tag;
}

function Texts({
  texts,
  onChange,
}: {
  readonly texts: Readonly<Record<string, string>>;
  readonly onChange: (texts: Readonly<Record<string, string>>) => void;
}): ReactElement {
  const more = LANGUAGES.filter((language) => !Object.hasOwn(texts, language));
  return (
    <>
      {Object.entries(texts).map(([language, text]) => (
        <Field key={language} label={say('templates.text', { language: languageName(language) })}>
          <textarea
            rows={5}
            lang={language}
            maxLength={10_000}
            value={text}
            onChange={(event) => onChange({ ...texts, [language]: event.currentTarget.value })}
          />
        </Field>
      ))}
      <div className={styles['languages']}>
        {more.slice(0, 3).map((language) => (
          <Button key={language} look="quiet" onClick={() => onChange({ ...texts, [language]: '' })}>
            {say('templates.add-language', { language: languageName(language) })}
          </Button>
        ))}
      </div>
    </>
  );
}

function Variables({
  variables,
}: {
  readonly variables: readonly { readonly name: string; readonly meaning: string }[];
}): ReactElement {
  return (
    <details className={styles['variables']}>
      <summary>{say('templates.variables')}</summary>
      <dl>
        {variables.map(({ name, meaning }) => (
          <div key={name}>
            <dt>
              <code>{`{${name}}`}</code>
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

function Findings({ findings }: { readonly findings: readonly TemplateFinding[] }): ReactElement | null {
  if (findings.length === 0) return null;
  return (
    <Note look="warn" icon="warning">
      <p>{say('templates.findings')}</p>
      <ul>
        {findings.map(({ language, quote, text }, index) => (
          <li key={index}>{say('templates.finding', { language, quote, text })}</li>
        ))}
      </ul>
    </Note>
  );
}
