import { defineRule } from '../rule.ts';
import { removal } from './style-removal.ts';

/** More than three sizes of letters. */
export default defineRule({
  meta: {
    id: 'font-sizes',
    clause: 'CG-3.8',
    kind: 'style',
    severity: 'block',
    options: {
      maxWidth: { type: 'number', default: 600, min: 100, max: 2000, about: 'Width of a message in px.' },
      most: { type: 'number', default: 3, min: 1, max: 20, about: 'Sizes that a message may use.' },
    },
    messages: ['sizes'],
    fixable: 'safe',
    languages: 'any',
  },
  check(view, report, { maxWidth, most }) {
    const sizes = new Map<number, { start: number; end: number }>();
    for (const [element, style] of view.styles(maxWidth)) {
      if (!element.hasOwnText || style.hidden) continue;
      const size = Math.round(style.fontSize * 2) / 2;
      if (!sizes.has(size)) sizes.set(size, element.startTag);
    }
    if (sizes.size <= most) return;
    const where = [...sizes.values()].map(({ start, end }) => ({ part: 'html', start, end }) as const);
    const declared = [...view.styles(maxWidth).values()].flatMap(({ fontSizePlace }) => fontSizePlace ?? []);
    const fix = declared.length === 0 ? {} : { fix: removal(declared) };
    report({ messageId: 'sizes', where, data: { sizes: sizes.size, most }, ...fix });
  },
});
