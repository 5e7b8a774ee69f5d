import type { ReactElement, ReactNode } from 'react';

import styles from './table.module.css';

/** A column: its heading, and whether figures stand in it. An empty heading is one of buttons. */
export interface Column {
  readonly label: string;
  readonly isNumber?: boolean;
}

/** A table; on a phone each row is a card. The first cell of a row names it. */
export function Table({
  label,
  columns,
  rows,
}: {
  readonly label: string;
  readonly columns: readonly Column[];
  readonly rows: readonly { readonly key: string; readonly cells: readonly ReactNode[] }[];
}): ReactElement {
  return (
    <table className={styles['table']} aria-label={label}>
      <thead>
        <tr>
          {columns.map(({ label: heading, isNumber }, index) =>
            heading === '' ? (
              <td key={index} />
            ) : (
              <th key={heading} scope="col" className={isNumber === true ? styles['number'] : undefined}>
                {heading}
              </th>
            ),
          )}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ key, cells }) => (
          <tr key={key}>
            {cells.map((cell, index) => (
              <Cell key={index} column={columns[index]} isFirst={index === 0}>
                {cell}
              </Cell>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Cell({
  column,
  isFirst,
  children,
}: {
  readonly column: Column | undefined;
  readonly isFirst: boolean;
  readonly children: ReactNode;
}): ReactElement {
  const look = column?.isNumber === true ? styles['number'] : undefined;
  if (isFirst) return <th scope="row">{children}</th>;
  return (
    <td className={look} data-label={column?.label === '' ? undefined : column?.label}>
      {children}
    </td>
  );
}
