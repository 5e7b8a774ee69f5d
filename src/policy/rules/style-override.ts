import { defineRule } from '../rule.ts';
import { removal } from './style-removal.ts';

/** Overrides the reader's line height, font family or font colour. */
export default defineRule({
  meta: {
    id: 'style-override',
    clause: 'CG-3.7',
    kind: 'style',
    severity: 'block',
    options: {
      maxWidth: { type: 'number', default: 600, min: 100, max: 2000, about: 'Width of a message in px.' },
    },
    messages: ['color', 'font-family', 'line-height', 'unread'],
    fixable: 'safe',
    languages: 'any',
  },
  check(view, report, { maxWidth }) {
    // SECURITY: what goes over the limits was judged by no rule on HTML; without a person it would be a way past them.
    if (!view.isWhole(maxWidth)) report({ messageId: 'unread', certainty: 'review' });
    const seen = new Set<number>();
    for (const style of view.styles(maxWidth).values()) {
      for (const { kind, place, value } of style.overrides) {
        // One declaration of a style sheet may apply to many elements.
        if (seen.has(place.start)) continue;
        seen.add(place.start);
        const where = [{ part: 'html', start: place.start, end: place.end } as const];
        report({ messageId: kind, where, data: { value: value.slice(0, 60) }, fix: removal([place]) });
      }
    }
  },
});
