import type { ReactElement } from 'react';

import { say } from '#web/data/say.ts';
import { Inbox } from '#web/pages/inbox/inbox.tsx';
import { DeliveriesPage } from '#web/pages/deliveries/deliveries-page.tsx';
import { ObjectionsPage } from '#web/pages/objections/objections-page.tsx';
import { ReviewQueue } from '#web/pages/reviews/review-queue.tsx';
import { NotFound } from '#web/pages/shell/not-found.tsx';
import { Shell } from '#web/pages/shell/shell.tsx';
import type { Route } from '#web/ui/router.tsx';
import { Routed } from '#web/ui/router.tsx';
import { start } from '#web/ui/start.tsx';

const ROUTES: readonly Route[] = [
  { pattern: '/inbox', page: () => <Inbox open={null} /> },
  { pattern: '/inbox/:conversation', page: ({ conversation = '' }) => <Inbox open={conversation} /> },
  { pattern: '/reviews', page: () => <ReviewQueue open={null} /> },
  { pattern: '/objections', page: () => <ObjectionsPage /> },
  { pattern: '/deliveries', page: () => <DeliveriesPage /> },
  { pattern: '/reviews/:review', page: ({ review = '' }) => <ReviewQueue open={review} /> },
];

function Centre(): ReactElement {
  return (
    <Shell
      sections={[
        { href: '/inbox', label: say('section.messages'), key: 'i' },
        { href: '/reviews', label: say('reviews.title'), key: 'r' },
        { href: '/objections', label: say('objections.title'), key: 'o' },
        { href: '/deliveries', label: say('deliveries.title'), key: 'd' },
      ]}
    >
      <Routed routes={ROUTES} otherwise={<NotFound />} />
    </Shell>
  );
}

await start(<Centre />, {
  en: () => import('#texts/operator/en'),
  de: () => import('#texts/operator/de'),
  nl: () => import('#texts/operator/nl'),
});
