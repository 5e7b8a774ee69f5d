import type { ReactElement } from 'react';

import { say } from '#web/data/say.ts';
import { Inbox } from '#web/pages/inbox/inbox.tsx';
import { NotFound } from '#web/pages/shell/not-found.tsx';
import { Shell } from '#web/pages/shell/shell.tsx';
import type { Route } from '#web/ui/router.tsx';
import { Routed } from '#web/ui/router.tsx';
import { start } from '#web/ui/start.tsx';

const ROUTES: readonly Route[] = [
  { pattern: '/inbox', page: () => <Inbox open={null} /> },
  { pattern: '/inbox/:conversation', page: ({ conversation = '' }) => <Inbox open={conversation} /> },
];

function Centre(): ReactElement {
  return (
    <Shell sections={[{ href: '/inbox', label: say('section.messages'), key: 'i' }]}>
      <Routed routes={ROUTES} otherwise={<NotFound />} />
    </Shell>
  );
}

await start(<Centre />, {
  en: () => import('#texts/buyer/en'),
  de: () => import('#texts/buyer/de'),
  nl: () => import('#texts/buyer/nl'),
});
