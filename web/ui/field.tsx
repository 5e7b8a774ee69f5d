import type { FormEvent, ReactElement, ReactNode } from 'react';

import { say } from '#web/data/say.ts';

import { Button } from './button.tsx';
import styles from './field.module.css';
import { ProblemNote } from './notes.tsx';

/** A form with what went wrong above its buttons. Sending it never leaves the page. */
export function Form({
  label,
  save,
  problem,
  isBusy,
  look = 'main',
  disabled = false,
  onSave,
  onCancel,
  children,
}: {
  /** Its name for those who don't see it; in a dialog the dialog's title says it. */
  readonly label?: string;
  /** What the button that sends it says. */
  readonly save: string;
  readonly problem: unknown;
  readonly isBusy: boolean;
  readonly look?: 'main' | 'danger';
  readonly disabled?: boolean;
  readonly onSave: () => void;
  readonly onCancel?: () => void;
  readonly children: ReactNode;
}): ReactElement {
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!isBusy && !disabled) onSave();
  };
  return (
    <form className={styles['form']} aria-label={label} onSubmit={submit}>
      {children}
      {problem == null ? null : <ProblemNote error={problem} />}
      <div className={styles['buttons']}>
        <Button type="submit" look={look} busy={isBusy} disabled={disabled}>
          {save}
        </Button>
        {onCancel === undefined ? null : <Button onClick={onCancel}>{say('cancel')}</Button>}
      </div>
    </form>
  );
}

/** An input with its name above it and, where it needs one, a hint below. */
export function Field({
  label,
  hint,
  children,
}: {
  readonly label: string;
  readonly hint?: string | undefined;
  readonly children: ReactNode;
}): ReactElement {
  return (
    <label className={styles['field']}>
      <span className={styles['label']}>{label}</span>
      {children}
      {hint === undefined ? null : <span className={styles['hint']}>{hint}</span>}
    </label>
  );
}

/** One of some, as radio buttons. */
export function Choices<T extends string>({
  label,
  name,
  options,
  chosen,
  onChoose,
}: {
  readonly label: string;
  readonly name: string;
  readonly options: readonly { readonly value: T; readonly label: string }[];
  readonly chosen: T | null;
  readonly onChoose: (value: T) => void;
}): ReactElement {
  return (
    <fieldset className={styles['choices']}>
      <legend>{label}</legend>
      {options.map((option) => (
        <label key={option.value} className={styles['choice']}>
          <input
            type="radio"
            name={name}
            checked={option.value === chosen}
            onChange={() => onChoose(option.value)}
          />
          {option.label}
        </label>
      ))}
    </fieldset>
  );
}

/** A thing that is on or off. */
export function Tick({
  label,
  checked,
  onChange,
}: {
  readonly label: string;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
}): ReactElement {
  return (
    <label className={styles['choice']}>
      <input type="checkbox" checked={checked} onChange={(event) => onChange(event.currentTarget.checked)} />
      {label}
    </label>
  );
}
