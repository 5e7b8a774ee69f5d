import type { WebhookUrlFault } from '#market/webhook.ts';
import { readWebhookUrl } from '#market/webhook.ts';

import type { EventPoster } from './post-event.ts';

/** Why nothing can be sent to an address, when somebody enters it; null where it can. It is looked at again at each sending. */
export async function checkWebhookUrl(
  text: string,
  { poster, allowsHttp }: { readonly poster: EventPoster; readonly allowsHttp: boolean },
): Promise<WebhookUrlFault | null> {
  const reading = readWebhookUrl(text, { allowsHttp });
  return 'fault' in reading ? reading.fault : poster.check(reading.url);
}
