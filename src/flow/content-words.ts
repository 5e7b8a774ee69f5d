import { say } from '#locales/catalogue.ts';
import type { ContentWords } from '#mail/author-content-parts.ts';

/** The words that stand for flattened parts in a message; in the language of who reads it, as its footer is. */
export function contentWords(language: string): ContentWords {
  return {
    attachedMessage: say(language, 'content.attached-message'),
    proposedTime: say(language, 'content.proposed-time'),
    cancelledTime: say(language, 'content.cancelled-time'),
  };
}
