import { findCriticalMarker } from '#market/critical-marker.ts';
import type { CriticalMarker, CriticalMarks } from '#market/critical-marker.ts';
import type { Edit } from '../finding.ts';
import { isReply } from '../message.ts';
import { LANGUAGES } from '../language.ts';
import { defineRule } from '../rule.ts';
import { uncriticalKind } from './uncritical.ts';

// What marketplaces use; the pack of the one at hand comes with the context.
const KNOWN_MARKS: CriticalMarks = {
  critical: {
    words: new Map([
      ['en', ['Important']],
      ['de', ['Wichtig']],
      ['nl', ['Belangrijk']],
      ['fr', ['Important']],
      ['es', ['Importante']],
      ['it', ['Importante']],
      ['pl', ['Ważne']],
      ['sv', ['Viktigt']],
      ['tr', ['Önemli']],
      ['ja', ['重要']],
    ]),
  },
  texts: new Map([
    ['en', { criticalSubject: 'Additional information required' }],
    ['de', { criticalSubject: 'Zusätzliche Informationen erforderlich' }],
    ['nl', { criticalSubject: 'Aanvullende informatie nodig' }],
  ]),
};

// Where a word may stand. Full-width brackets are these in the normal view.
const BRACKETED = /\[[^[\]]{1,80}\]/gu;

interface Mark {
  readonly start: number;
  readonly end: number;
  readonly shown: string;
  readonly kind: CriticalMarker['kind'];
}

/** The marks of a subject. `findCriticalMarker` says whether there is one; here is found where it stands. */
function marksIn(subject: string, marks: CriticalMarks): Mark[] {
  const found = findCriticalMarker(subject, marks);
  if (found === null) return [];
  if (found.kind === 'fixed-subject')
    return [{ start: 0, end: subject.length, shown: subject.trim(), kind: found.kind }];
  const isWord = (bracketed: string): boolean => findCriticalMarker(bracketed, marks)?.kind === 'word';
  return [...subject.matchAll(BRACKETED)]
    .filter(([bracketed]) => isWord(bracketed))
    .map(({ 0: shown, index }) => ({ start: index, end: index + shown.length, shown, kind: 'word' }));
}

// What comes by mail names no reason: what it says is all there is to go by.
const UNNAMED: ReadonlySet<string> = new Set(['', 'proactive']);

/** The word that passes an opt-out, in a message that isn't critical for the order: by its reason or by what it says. */
export default defineRule({
  meta: {
    id: 'subject-important',
    clause: 'CG-4.4',
    kind: 'must',
    severity: 'block',
    options: {
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
        about: 'Contact reasons that may mark a subject as critical.',
      },
    },
    messages: ['misused', 'review', 'marketing', 'confirmation', 'stock', 'manual'],
    fixable: 'safe',
    languages: LANGUAGES,
  },
  check(view, report, { criticalReasons }) {
    const marks = marksIn(view.subject.text, view.context.criticalMarks ?? KNOWN_MARKS);
    const [first] = marks;
    // An answer's subject is the buyer's thread: what it was marked with before is no claim of this message.
    if (first === undefined || (isReply(view.context) && view.isReplySubject)) return;
    const { contactReason } = view.context;
    const isOther = !UNNAMED.has(contactReason) && !criticalReasons.includes(contactReason);
    const messageId = isOther ? 'misused' : uncriticalKind(view);
    if (messageId === null) return;
    const where = marks.map(({ start, end }) => view.subject.place(start, end));
    // The fixed subject is a sentence: what should stand there instead only its author knows.
    const fix = where.map(({ start = 0, end = 0 }): Edit => ({ part: 'subject', start, end, text: '' }));
    const certainty = isOther ? 'sure' : 'likely';
    const data = { word: first.shown };
    report({ messageId, where, certainty, data, ...(first.kind === 'word' ? { fix } : {}) });
  },
});
