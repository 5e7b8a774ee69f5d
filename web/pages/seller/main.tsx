import type { ReactElement } from 'react';

import { say } from '#web/data/say.ts';
import { Inbox } from '#web/pages/inbox/inbox.tsx';
import { PermissionsPage } from '#web/pages/permissions/permissions-page.tsx';
import { SettingsPage } from '#web/pages/settings/settings-page.tsx';
import { NotFound } from '#web/pages/shell/not-found.tsx';
import type { Section } from '#web/pages/shell/shell.tsx';
import { Shell } from '#web/pages/shell/shell.tsx';
import { StandingPage } from '#web/pages/standing/standing-page.tsx';
import { lazyPage } from '#web/ui/lazy-page.tsx';
import type { Route } from '#web/ui/router.tsx';
import { Routed } from '#web/ui/router.tsx';
import { start } from '#web/ui/start.tsx';

const ContactPage = lazyPage(
  async () => (await import('#web/pages/contact-buyer/contact-page.tsx')).ContactPage,
);
const OrdersPage = lazyPage(async () => (await import('#web/pages/orders/orders-page.tsx')).OrdersPage);

const ROUTES: readonly Route[] = [
  { pattern: '/inbox', page: () => <Inbox open={null} /> },
  { pattern: '/inbox/:conversation', page: ({ conversation = '' }) => <Inbox open={conversation} /> },
  { pattern: '/orders', page: () => <OrdersPage open={null} /> },
  {
    pattern: '/orders/:marketplace/:id',
    page: ({ marketplace = '', id = '' }) => <OrdersPage open={{ marketplace, id }} />,
  },
  {
    pattern: '/orders/:marketplace/:id/contact',
    page: ({ marketplace = '', id = '' }) => <ContactPage order={{ marketplace, id }} />,
  },
  { pattern: '/permissions', page: () => inSettings(<PermissionsPage />) },
  { pattern: '/standing', page: () => inSettings(<StandingPage />) },
];

function settingsParts(): readonly Section[] {
  return [
    { href: '/permissions', label: say('permissions.title'), key: 'p' },
    { href: '/standing', label: say('standing.title'), key: 's' },
  ];
}

function inSettings(page: ReactElement): ReactElement {
  return <SettingsPage parts={settingsParts()}>{page}</SettingsPage>;
}

function Centre(): ReactElement {
  const parts = settingsParts();
  const sections: readonly Section[] = [
    { href: '/inbox?due=any', label: say('section.messages'), key: 'i' },
    { href: '/orders', label: say('orders.title'), key: 'o' },
    { href: parts[0]?.href ?? '/permissions', label: say('section.settings'), key: null, parts },
  ];
  return (
    <Shell sections={sections}>
      <Routed routes={ROUTES} otherwise={<NotFound />} />
    </Shell>
  );
}

await start(<Centre />);
