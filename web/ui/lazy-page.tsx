import type { ComponentType, ReactElement } from 'react';
import { Suspense, lazy } from 'react';

import { say } from '#web/data/say.ts';

import styles from './lazy-page.module.css';
import { Skeleton } from './notes.tsx';

/** A page whose script is loaded when somebody goes there. `load` gives its component. */
export function lazyPage<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
): (props: Props) => ReactElement {
  // The props are those of the page; `lazy` asks for a component of any.
  const Page = lazy(async () => ({ default: (await load()) as ComponentType<object> }));
  return (props) => (
    <Suspense
      fallback={
        <div className={styles['waiting']}>
          <Skeleton lines={9} label={say('loading')} />
        </div>
      }
    >
      <Page {...props} />
    </Suspense>
  );
}
