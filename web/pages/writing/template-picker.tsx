import type { KeyboardEvent, ReactElement } from 'react';
import { useId, useState } from 'react';

import type { OrderKey } from '#web/data/orders.ts';
import { useReasons } from '#web/data/reasons.ts';
import { say } from '#web/data/say.ts';
import type { Template } from '#web/data/templates.ts';
import { useFillTemplate, useTemplates } from '#web/data/templates.ts';
import { Dialog } from '#web/ui/dialog.tsx';
import { ProblemNote } from '#web/ui/notes.tsx';
import { Link } from '#web/ui/router.tsx';
import { useReader } from '#web/ui/settings.tsx';

import styles from './template-picker.module.css';

/** Templates whose name or words hold all that was typed. */
function matching(templates: readonly Template[], typed: string): readonly Template[] {
  const words = typed.toLocaleLowerCase().split(/\s+/u);
  return templates.filter(({ name, texts }) => {
    const all = [name, ...Object.values(texts)].join(' ').toLocaleLowerCase();
    return words.every((word) => all.includes(word));
  });
}

/** Finds a template by typing and gives its text, filled for the order in the buyer's language. */
export function TemplatePicker({
  order,
  onPick,
  onClose,
}: {
  readonly order: OrderKey;
  readonly onPick: (text: string) => void;
  readonly onClose: () => void;
}): ReactElement {
  const { ownerId } = useReader();
  const listId = useId();
  const templates = useTemplates(ownerId ?? '');
  const reasons = useReasons(order);
  const fill = useFillTemplate(ownerId ?? '');
  const [typed, setTyped] = useState('');
  const [chosen, setChosen] = useState(0);
  const found = matching(templates.data?.items ?? [], typed);
  const active = Math.max(0, Math.min(chosen, found.length - 1));
  const pick = ({ id, texts }: Template): void => {
    // Where the buyer's language is missing, the server says so and which there are.
    const language = reasons.data?.buyerLanguage ?? Object.keys(texts)[0] ?? '';
    fill.mutate({ id, order, language }, { onSuccess: ({ text }) => onPick(text) });
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const template = found[active];
    if (event.key === 'Enter' && template !== undefined) pick(template);
    else if (event.key === 'ArrowDown') setChosen(Math.min(active + 1, found.length - 1));
    else if (event.key === 'ArrowUp') setChosen(Math.max(active - 1, 0));
    else return;
    event.preventDefault();
  };
  return (
    <Dialog title={say('picker.title')} onClose={onClose}>
      <input
        className={styles['input']}
        role="combobox"
        aria-expanded="true"
        aria-controls={listId}
        aria-activedescendant={found.length === 0 ? undefined : `${listId}-${active}`}
        aria-label={say('picker.search')}
        placeholder={say('picker.search')}
        autoComplete="off"
        data-first
        value={typed}
        onKeyDown={onKeyDown}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
          setChosen(0);
        }}
      />
      <Options id={listId} templates={found} active={active} onPick={pick} />
      {fill.error === null ? null : <ProblemNote error={fill.error} />}
      {templates.data !== undefined && found.length === 0 ? (
        <p className={styles['none']}>
          {say('picker.none')} <Link href="/templates">{say('templates.title')}</Link>
        </p>
      ) : null}
    </Dialog>
  );
}

function Options({
  id,
  templates,
  active,
  onPick,
}: {
  readonly id: string;
  readonly templates: readonly Template[];
  readonly active: number;
  readonly onPick: (template: Template) => void;
}): ReactElement {
  return (
    <ul id={id} role="listbox" aria-label={say('templates.title')} className={styles['list']}>
      {templates.map((template, index) => (
        <li
          key={template.id}
          id={`${id}-${index}`}
          role="option"
          aria-selected={index === active}
          onClick={() => onPick(template)}
        >
          <span>{template.name}</span>
          <span className={styles['words']}>{Object.values(template.texts)[0]}</span>
        </li>
      ))}
    </ul>
  );
}
