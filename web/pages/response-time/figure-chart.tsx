import type { ReactElement } from 'react';

import type { Figures } from '#web/data/response-times.ts';

import { say } from '#web/data/say.ts';

import styles from './figure-chart.module.css';

const KINDS = [
  ['inTime', 'response.in-time'],
  ['open', 'response.open'],
  ['late', 'response.late'],
  ['overdue', 'response.overdue'],
] as const;

const WIDTH = 600;
const HEIGHT = 20;
/** Between two parts, so that they can be told apart without their colours. */
const GAP = 2;

/** The shares of a period as one bar. The table below says the same in figures, so this is for the eyes alone. */
export function FigureChart({ figures }: { readonly figures: Figures | undefined }): ReactElement | null {
  if (figures === undefined) return null;
  const sum = KINDS.reduce((total, [kind]) => total + figures[kind], 0);
  let at = 0;
  return (
    <div aria-hidden="true">
      <svg className={styles['chart']} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none">
        <rect className={styles['none']} width={WIDTH} height={HEIGHT} />
        {KINDS.map(([kind]) => {
          const width = sum === 0 ? 0 : (figures[kind] / sum) * WIDTH;
          const x = at;
          at += width;
          return width === 0 ? null : (
            <rect
              key={kind}
              className={styles[kind]}
              x={x}
              width={Math.max(1, width - GAP)}
              height={HEIGHT}
            />
          );
        })}
      </svg>
      <ul className={styles['legend']}>
        {KINDS.map(([kind, label]) => (
          <li key={kind}>
            <svg className={styles['sign']} viewBox="0 0 10 10">
              <rect className={styles[kind]} width={10} height={10} rx={2} />
            </svg>
            {say(label)}
          </li>
        ))}
      </ul>
    </div>
  );
}
