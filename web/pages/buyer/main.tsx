import type { ReactElement } from 'react';

import { readReader } from '#web/data/reader.ts';
import { say } from '#web/data/say.ts';
import { LinkedConversation } from '#web/pages/buyer-messages/linked-conversation.tsx';
import { Inbox } from '#web/pages/inbox/inbox.tsx';
import { NotFound } from '#web/pages/shell/not-found.tsx';
import { Shell } from '#web/pages/shell/shell.tsx';
import { lazyPage } from '#web/ui/lazy-page.tsx';
import type { Route } from '#web/ui/router.tsx';
import { Routed } from '#web/ui/router.tsx';
import { start } from '#web/ui/start.tsx';

const PreferencesPage = lazyPage(
  async () => (await import('#web/pages/buyer-preferences/preferences-page.tsx')).default,
);
const AskPage = lazyPage(async () => (await import('#web/pages/buyer-ask/ask-page.tsx')).default);

const ROUTES: readonly Route[] = [
  { pattern: '/inbox', page: () => <Inbox open={null} /> },
  { pattern: '/inbox/:conversation', page: ({ conversation = '' }) => <Inbox open={conversation} /> },
  { pattern: '/preferences', page: () => <PreferencesPage /> },
  { pattern: '/ask', page: () => <AskPage /> },
];

function Centre(): ReactElement {
  const sections = [
    { href: '/inbox', label: say('section.messages'), key: 'i' },
    { href: '/preferences', label: say('section.preferences'), key: 'p' },
  ];
  return (
    <Shell sections={sections}>
      <Routed routes={ROUTES} otherwise={<NotFound />} />
    </Shell>
  );
}

/** Who came by a link in a mail sees its conversation, wherever they are. */
function Linked({ only }: { readonly only: string }): ReactElement {
  return (
    <Shell sections={[]}>
      <LinkedConversation id={only} />
    </Shell>
  );
}

const { only } = readReader();
await start(only === null ? <Centre /> : <Linked only={only} />, {
  en: () => import('#texts/buyer/en'),
  de: () => import('#texts/buyer/de'),
  nl: () => import('#texts/buyer/nl'),
});
