import type { Edit } from '../finding.ts';
import { isMereConfirmation } from '../intent/confirmation.ts';
import type { Intent } from '../intent/model.ts';
import type { Tag } from '../intent/tags.ts';
import { isReply } from '../message.ts';
import { LANGUAGES } from '../language.ts';
import { defineRule } from '../rule.ts';
import type { MessageView } from '../view/message-view.ts';
import { placesOfIntent } from './intent-report.ts';

// Any brackets but these don't count, and neither does the word without them (REASON 5). Full-width ones are these in
// the normal view.
const BRACKETED = /\[([^[\]\n]{1,40})\]/gu;

interface Mark {
  readonly start: number;
  readonly end: number;
  readonly word: string;
}

function marksIn(subject: string, words: readonly string[]): Mark[] {
  if (!subject.includes('[')) return [];
  const wanted = new Set(words.map((word) => word.normalize('NFKC').toLowerCase()));
  return [...subject.matchAll(BRACKETED)]
    .filter((match) => wanted.has(`[${(match[1] ?? '').trim().toLowerCase()}]`))
    .map((match) => ({ start: match.index, end: match.index + match[0].length, word: match[0] }));
}

const SOLICITING: readonly Intent[] = [
  'review-request',
  'review-repeat',
  'review-incentive',
  'review-removal',
  'review-gating',
];
// Something that the buyer must do or decide, or that went wrong: then the message may be what the order needs.
const NEEDED: readonly Tag[] = ['QUESTION', 'ACTION', 'PROBLEM', 'REPLACE', 'DELAY'];
const ADJUSTED: readonly Tag[] = ['WEDID', 'REFUND', 'QUESTION', 'ACTION'];

type Kind = 'review' | 'marketing' | 'confirmation' | 'stock' | 'manual';

/** What the message is, where completing the order doesn't need it (REASON 7); null where it may. */
function uncriticalKind(view: MessageView): Kind | null {
  const has = (intent: Intent): boolean => placesOfIntent(view, intent).where.length > 0;
  const { sentences } = view.intents;
  const says = (...tags: readonly Tag[]): boolean =>
    sentences.some((sentence) => tags.some((tag) => sentence.tags.has(tag)));
  if (SOLICITING.some(has)) return 'review';
  if (has('marketing')) return 'marketing';
  if (isMereConfirmation(view)) return 'confirmation';
  // With its adjustment an out-of-stock notice is critical (ORDER 1).
  if (says('STOCK') && !says(...ADJUSTED)) return 'stock';
  const isManual = view.bodies.some((body) =>
    body.read(view.lexicon).some(({ hits }) => hits.some(({ concept }) => concept === 'MANUAL')),
  );
  return isManual && !says(...NEEDED) ? 'manual' : null;
}

/** The word that passes an opt-out, in a message that isn't critical for the order: by its reason or by what it says. */
export default defineRule({
  meta: {
    id: 'subject-important',
    clause: 'CG-4.4',
    kind: 'must',
    severity: 'block',
    options: {
      words: {
        type: 'strings',
        default: [
          '[important]',
          '[wichtig]',
          '[belangrijk]',
          '[importante]',
          '[ważne]',
          '[viktigt]',
          '[önemli]',
          '[重要]',
        ],
        about: 'Words in a subject that mark a critical message, in square brackets.',
      },
      criticalReasons: {
        type: 'strings',
        default: [
          'order-problem',
          'information-needed',
          'delivery-appointment',
          'custom-design',
          'return-question',
          'reply-to-buyer',
        ],
        about: 'Contact reasons that may use them.',
      },
    },
    messages: ['misused', 'review', 'marketing', 'confirmation', 'stock', 'manual'],
    fixable: 'safe',
    languages: LANGUAGES,
  },
  check(view, report, { words, criticalReasons }) {
    const marks = marksIn(view.subject.text, words);
    const [first] = marks;
    // An answer's subject is the buyer's thread: what it was marked with before is no claim of this message.
    if (first === undefined || (isReply(view.context) && view.isReplySubject)) return;
    const isOther = !criticalReasons.includes(view.context.contactReason);
    const messageId = isOther ? 'misused' : uncriticalKind(view);
    if (messageId === null) return;
    const where = marks.map(({ start, end }) => view.subject.place(start, end));
    const fix = where.map(({ start = 0, end = 0 }): Edit => ({ part: 'subject', start, end, text: '' }));
    const certainty = isOther ? 'sure' : 'likely';
    report({ messageId, where, certainty, data: { word: first.word }, fix });
  },
});
