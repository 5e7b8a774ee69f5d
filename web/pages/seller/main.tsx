import type { ReactElement } from 'react';

import { say } from '#web/data/say.ts';
import { Inbox } from '#web/pages/inbox/inbox.tsx';
import { PermissionsPage } from '#web/pages/permissions/permissions-page.tsx';
import { NotFound } from '#web/pages/shell/not-found.tsx';
import { Shell } from '#web/pages/shell/shell.tsx';
import { StandingPage } from '#web/pages/standing/standing-page.tsx';
import type { Route } from '#web/ui/router.tsx';
import { Routed } from '#web/ui/router.tsx';
import { start } from '#web/ui/start.tsx';

const ROUTES: readonly Route[] = [
  { pattern: '/inbox', page: () => <Inbox open={null} /> },
  { pattern: '/inbox/:conversation', page: ({ conversation = '' }) => <Inbox open={conversation} /> },
  { pattern: '/permissions', page: () => <PermissionsPage /> },
  { pattern: '/standing', page: () => <StandingPage /> },
];

function Centre(): ReactElement {
  const sections = [
    { href: '/inbox?due=any', label: say('section.messages'), key: 'i' },
    { href: '/permissions', label: say('permissions.title'), key: 'p' },
    { href: '/standing', label: say('standing.title'), key: 's' },
  ];
  return (
    <Shell sections={sections}>
      <Routed routes={ROUTES} otherwise={<NotFound />} />
    </Shell>
  );
}

await start(<Centre />);
