import { defineRule } from '../rule.ts';
import { removal } from './style-removal.ts';

const DEFAULT = new Set([
  'left',
  'start',
  'inherit',
  'initial',
  'unset',
  'revert',
  'match-parent',
  '-webkit-auto',
  'top',
  'middle',
  'bottom',
  'baseline',
  '',
]);

/** Text centred or otherwise aligned unlike the default. */
export default defineRule({
  meta: {
    id: 'text-align',
    clause: 'CG-3.9',
    kind: 'style',
    severity: 'block',
    options: {
      maxWidth: { type: 'number', default: 600, min: 100, max: 2000, about: 'Width of a message in px.' },
    },
    messages: ['aligned'],
    fixable: 'safe',
    languages: 'any',
  },
  check(view, report, { maxWidth }) {
    const seen = new Set<number>();
    for (const [element, { alignment }] of view.styles(maxWidth)) {
      if (alignment === null || DEFAULT.has(alignment.value) || seen.has(alignment.place.start)) continue;
      if (element.textEnd === element.textStart && element.children.length === 0) continue;
      seen.add(alignment.place.start);
      const where = [{ part: 'html', start: alignment.place.start, end: alignment.place.end } as const];
      // `<center>` is the alignment: without its tags nothing else would change, but where they end is a guess.
      const fix = element.tag === 'center' ? {} : { fix: removal([alignment.place]) };
      report({ messageId: 'aligned', where, data: { value: alignment.value.slice(0, 30) }, ...fix });
    }
  },
});
