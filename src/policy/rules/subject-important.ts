import { defineRule } from '../rule.ts';

/** The word that passes an opt-out, in a message that isn't critical for the order. */
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
        about: 'Words in a subject that mark a critical message.',
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
    messages: ['misused'],
    fixable: 'safe',
    languages: 'any',
  },
  check(view, report, { words, criticalReasons }) {
    if (criticalReasons.includes(view.context.contactReason)) return;
    const lower = view.subject.text.toLowerCase();
    for (const word of words) {
      const at = lower.indexOf(word.toLowerCase());
      if (at === -1 || word === '') continue;
      const place = view.subject.place(at, at + word.length);
      const fix = [{ part: 'subject', start: place.start ?? 0, end: place.end ?? 0, text: '' } as const];
      report({ messageId: 'misused', where: [place], data: { word }, fix });
      return;
    }
  },
});
