import type { ReactElement } from 'react';

/** A text with the places marked that were found, [from, to) each, in order. */
export function Marked({
  text,
  marks,
}: {
  readonly text: string;
  readonly marks: readonly (readonly number[])[];
}): ReactElement {
  return (
    <>
      {marks.map(([from = 0, to = 0], index) => (
        <span key={from}>
          {text.slice(marks[index - 1]?.[1] ?? 0, from)}
          <mark>{text.slice(from, to)}</mark>
        </span>
      ))}
      {text.slice(marks.at(-1)?.[1] ?? 0)}
    </>
  );
}
