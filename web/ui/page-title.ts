import { useEffect } from 'react';

import { say } from '#web/data/say.ts';

/** Names the tab after what is open. */
export function usePageTitle(title: string): void {
  useEffect(() => {
    document.title = title === '' ? say('centre') : say('title', { title });
  }, [title]);
}
