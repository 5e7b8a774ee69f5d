import { LANGUAGES } from '../language.ts';
import type { TaggedSentence } from '../intent/intents.ts';
import type { Tag } from '../intent/tags.ts';
import { defineRule } from '../rule.ts';

const KIND: readonly Tag[] = ['THANKS', 'HELP', 'PLEASED'];
/** Tags that say something besides thanks. */
const CONTENT: readonly Tag[] = [
  'REVIEW',
  'STARS',
  'STARLOW',
  'GIFT',
  'REFUND',
  'DISCOUNT',
  'REMOVE',
  'CANCEL',
  'STOCK',
  'BUYERASKED',
  'WEDID',
  'RECEIVED',
  'PREPARE',
  'SHIPPED',
  'ARRIVES',
  'REPLACE',
  'DELAY',
  'PROMO',
  'NEXT',
  'CODESHAPE',
  'NEWSLETTER',
  'FOLLOW',
  'MESSENGER',
  'TRANSFER',
  'MONEY',
  'PERCENT',
  'ENTITY',
  'OPINION',
  'ACTION',
];
const MAX_WORDS = 28;
const MAX_FRAME_WORDS = 6;
// "Warm wishes, the team at …".
const MAX_SIGNOFF_WORDS = 8;

type Kind = 'kind' | 'frame' | 'content';

// A greeting, a name, a sign-off: short, and about nothing.
function isFrame({ tags, sentence }: TaggedSentence): boolean {
  const words = sentence.words.filter((word) => !/^\d+$/u.test(word.text)).length;
  if (words > (tags.has('SIGNOFF') ? MAX_SIGNOFF_WORDS : MAX_FRAME_WORDS)) return false;
  for (const tag of tags) if (tag !== 'GREETING' && tag !== 'SIGNOFF' && tag !== 'IDCUE') return false;
  return true;
}

function kindOf(tagged: TaggedSentence): Kind {
  const { tags, sentence } = tagged;
  const asks = tags.has('QUESTION') && !tags.has('HELP');
  if (asks || CONTENT.some((tag) => tags.has(tag))) return 'content';
  // "If anything is wrong, …": a problem that may come is part of the offer; one that came is not.
  if (tags.has('PROBLEM') && !tags.has('HELP')) return 'content';
  if (KIND.some((tag) => tags.has(tag)) && sentence.words.length <= MAX_WORDS) return 'kind';
  if (tags.has('IF') && tags.has('CONTACT') && sentence.words.length <= MAX_WORDS) return 'kind';
  return isFrame(tagged) ? 'frame' : 'content';
}

/** Only thanks, or only an offer of help: what needs no message. */
export default defineRule({
  meta: {
    id: 'thank-you-only',
    clause: 'CG-1.2',
    kind: 'type',
    severity: 'block',
    options: {},
    messages: ['thanks'],
    fixable: 'none',
    languages: LANGUAGES,
  },
  check(view, report) {
    if (view.message.attachments.length > 0 || view.context.contactReason === 'reply-to-buyer') return;
    const body = view.intents.sentences.filter((sentence) => !sentence.isSubject);
    const kinds = body.map(kindOf);
    if (!kinds.includes('kind') || kinds.includes('content')) return;
    const where = body
      .filter((_, i) => kinds[i] === 'kind')
      .map(({ part, sentence }) => part.place(sentence.start, sentence.end));
    report({ messageId: 'thanks', where, certainty: 'likely' });
  },
});
