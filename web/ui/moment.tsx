import type { ReactElement } from 'react';

import { useFormats, useNow } from './settings.tsx';

/** A moment: short in a list, the day and time otherwise; the exact time on hover. */
export function Moment({
  at,
  look = 'short',
}: {
  readonly at: string;
  readonly look?: 'short' | 'day' | 'full';
}): ReactElement {
  const formats = useFormats();
  const now = useNow();
  const date = new Date(at);
  const text = look === 'short' ? formats.short(date, now) : formats[look](date);
  return (
    <time dateTime={at} title={formats.full(date)}>
      {text}
    </time>
  );
}
