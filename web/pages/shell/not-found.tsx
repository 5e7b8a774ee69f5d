import type { ReactElement } from 'react';

import { say } from '#web/data/say.ts';
import { EmptyNote } from '#web/ui/notes.tsx';
import { usePageTitle } from '#web/ui/page-title.ts';
import { Link } from '#web/ui/router.tsx';

/** There is no page at this address, or not for this reader. */
export function NotFound(): ReactElement {
  usePageTitle(say('not-found'));
  return (
    <EmptyNote isPage icon="search" title={say('not-found')}>
      <p>
        <Link href="/inbox">{say('inbox.show-all')}</Link>
      </p>
    </EmptyNote>
  );
}
