import type { ReactElement } from 'react';

import styles from './skeleton-rows.module.css';

/** Place holders of a list, each as high as a row will be. */
export function SkeletonRows({
  count,
  height,
  label,
}: {
  readonly count: number;
  readonly height: number;
  readonly label: string;
}): ReactElement {
  return (
    <div className={styles['rows']} data-waiting role="status" aria-label={label}>
      {Array.from({ length: count }, (_, index) => (
        <div key={index} style={{ blockSize: height }}>
          <span />
          <span />
        </div>
      ))}
    </div>
  );
}
