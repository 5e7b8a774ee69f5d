import type { ButtonHTMLAttributes, ReactElement } from 'react';

import styles from './button.module.css';
import { classes } from './classes.ts';
import type { IconName } from './icon.tsx';
import { Icon } from './icon.tsx';

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  /** One `main` action on a page; `quiet` ones have no frame. */
  readonly look?: 'main' | 'plain' | 'quiet' | 'danger';
  readonly icon?: IconName;
  /** Something is under way: it can't be pressed again, and keeps its size. */
  readonly busy?: boolean;
}

/** A button. Never submits a form unless it says so. */
export function Button({
  look = 'plain',
  icon,
  busy = false,
  className,
  children,
  disabled,
  ...rest
}: ButtonProps): ReactElement {
  return (
    <button
      type="button"
      {...rest}
      aria-busy={busy || undefined}
      disabled={busy || disabled}
      className={classes(styles['button'], styles[look], className)}
    >
      {icon === undefined ? null : <Icon name={icon} />}
      {children}
    </button>
  );
}

/** A button that shows a picture alone; its name is read aloud and shown on hover. */
export function IconButton({
  name,
  label,
  ...rest
}: Omit<ButtonProps, 'icon' | 'look' | 'busy'> & {
  readonly name: IconName;
  readonly label: string;
}): ReactElement {
  return (
    <button
      type="button"
      {...rest}
      aria-label={label}
      title={label}
      className={classes(styles['button'], styles['square'], rest.className)}
    >
      <Icon name={name} />
    </button>
  );
}
