import { isMessageKey, say } from '#locales/catalogue.ts';
import { obstacleText } from '#locales/obstacle.ts';

import type { ReviewRequestLine, ReviewRequestResult } from './request-reviews.ts';

/** What became of the request for one order, in words for the seller. */
export interface ReviewRequestView {
  readonly order: string;
  readonly result: 'sent' | 'held' | 'not-sent';
  /** The message; also where it was kept as refused. */
  readonly message: string | null;
  /** Why it wasn't sent. */
  readonly reasons: readonly { readonly code: string; readonly sentence: string }[];
}

function reasonsOf(language: string, result: ReviewRequestResult): ReviewRequestView['reasons'] {
  switch (result.kind) {
    case 'sent':
    case 'held':
      return [];
    case 'not-sent':
      return result.obstacles.map((found) => ({
        code: found.code,
        sentence: obstacleText(language, found),
      }));
    case 'refused':
      return result.reasons.map(({ code, detail }) => {
        const key = `refusal.${code}`;
        return { code, sentence: isMessageKey(key) ? say(language, key, { detail }) : detail };
      });
    case 'order-unknown':
    case 'not-possible':
    case 'too-many':
      return [{ code: result.kind, sentence: say(language, `review-request.${result.kind}`) }];
  }
}

export function reviewRequestView(
  language: string,
  { orderId, result }: ReviewRequestLine,
): ReviewRequestView {
  return {
    order: orderId,
    result: result.kind === 'sent' || result.kind === 'held' ? result.kind : 'not-sent',
    message: 'messageId' in result ? result.messageId : null,
    reasons: reasonsOf(language, result),
  };
}
