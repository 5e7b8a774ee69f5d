import { defineRule } from '../rule.ts';

const INSECURE = /^\s*http:\/\//iu;

/** A picture over plain http, as a CSS background too. */
export default defineRule({
  meta: {
    id: 'image-insecure',
    clause: 'CG-3.11',
    kind: 'style',
    severity: 'block',
    options: {
      maxWidth: { type: 'number', default: 600, min: 100, max: 2000, about: 'Width of a message in px.' },
    },
    messages: ['insecure'],
    fixable: 'none',
    languages: 'any',
  },
  check(view, report, { maxWidth }) {
    for (const [element, style] of view.styles(maxWidth)) {
      const set = (element.attributes.get('srcset') ?? '').split(',');
      const isPicture = ['img', 'source', 'input', 'video', 'embed'].includes(element.tag);
      const sources = isPicture
        ? [element.attributes.get('src') ?? '', element.attributes.get('poster') ?? '', ...set]
        : [];
      if (![...sources, ...style.backgrounds].some((source) => INSECURE.test(source))) continue;
      report({
        messageId: 'insecure',
        where: [{ part: 'html', start: element.startTag.start, end: element.startTag.end }],
      });
    }
  },
});
