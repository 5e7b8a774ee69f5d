import type { InputHTMLAttributes, ReactElement } from 'react';

import type { OrderLine } from '#web/data/orders.ts';

import styles from './line-inputs.module.css';

/** An input for each line of an order: pieces or sums. */
export function LineInputs<Line extends OrderLine & { readonly of: string }>({
  label,
  lines,
  values,
  onChange,
  input,
}: {
  readonly label: string;
  readonly lines: readonly Line[];
  /** What stands in each input, by the line's item. */
  readonly values: Readonly<Record<string, string>>;
  readonly onChange: (values: Readonly<Record<string, string>>) => void;
  readonly input: (line: Line) => InputHTMLAttributes<HTMLInputElement>;
}): ReactElement {
  return (
    <fieldset className={styles['lines']}>
      <legend>{label}</legend>
      {lines.map((line) => (
        <label key={line.item} className={styles['line']}>
          <span className={styles['title']}>{line.title}</span>
          <span className={styles['value']}>
            <input
              {...input(line)}
              value={values[line.item] ?? ''}
              onChange={(event) => onChange({ ...values, [line.item]: event.currentTarget.value })}
            />
            <span className={styles['of']}>{line.of}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
