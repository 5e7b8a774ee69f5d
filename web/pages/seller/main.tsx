import type { ReactElement } from 'react';

import { say } from '#web/data/say.ts';
import { DeskProvider } from '#web/pages/inbox/desk.tsx';
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

import { SELLER_DESK } from './desk.ts';

const ContactPage = lazyPage(
  async () => (await import('#web/pages/contact-buyer/contact-page.tsx')).ContactPage,
);
const OrdersPage = lazyPage(async () => (await import('#web/pages/orders/orders-page.tsx')).OrdersPage);

const ReturnsPage = lazyPage(async () => (await import('#web/pages/returns/returns-page.tsx')).ReturnsPage);
const NotificationsPage = lazyPage(
  async () => (await import('#web/pages/notifications/notifications-page.tsx')).NotificationsPage,
);
const TemplatesPage = lazyPage(
  async () => (await import('#web/pages/templates/templates-page.tsx')).TemplatesPage,
);
const SuppressionPage = lazyPage(
  async () => (await import('#web/pages/suppression/suppression-page.tsx')).SuppressionPage,
);
const ResponseTimePage = lazyPage(
  async () => (await import('#web/pages/response-time/response-time-page.tsx')).ResponseTimePage,
);
const TeamPage = lazyPage(async () => (await import('#web/pages/team/team-page.tsx')).TeamPage);

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
  { pattern: '/returns', page: () => <ReturnsPage /> },
  { pattern: '/notifications', page: () => inSettings(<NotificationsPage />) },
  { pattern: '/templates', page: () => inSettings(<TemplatesPage />) },
  { pattern: '/suppression', page: () => inSettings(<SuppressionPage />) },
  { pattern: '/response-time', page: () => inSettings(<ResponseTimePage />) },
  { pattern: '/team', page: () => inSettings(<TeamPage />) },
  { pattern: '/permissions', page: () => inSettings(<PermissionsPage />) },
  { pattern: '/standing', page: () => inSettings(<StandingPage />) },
];

function settingsParts(): readonly Section[] {
  return [
    { href: '/notifications', label: say('notifications.title'), key: 'n' },
    { href: '/permissions', label: say('permissions.title'), key: 'p' },
    { href: '/templates', label: say('templates.title'), key: 't' },
    { href: '/suppression', label: say('suppression.title'), key: null },
    { href: '/response-time', label: say('response.title'), key: 'c' },
    { href: '/standing', label: say('standing.title'), key: 's' },
    { href: '/team', label: say('team.title'), key: null },
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
    { href: '/returns', label: say('returns.title'), key: 'r' },
    { href: parts[0]?.href ?? '/permissions', label: say('section.settings'), key: null, parts },
  ];
  return (
    <DeskProvider desk={SELLER_DESK}>
      <Shell sections={sections}>
        <Routed routes={ROUTES} otherwise={<NotFound />} />
      </Shell>
    </DeskProvider>
  );
}

await start(<Centre />, {
  en: () => import('#texts/seller/en'),
  de: () => import('#texts/seller/de'),
  nl: () => import('#texts/seller/nl'),
});
