import { defineRule } from '../rule.ts';
import { elementOfPicture } from './picture-place.ts';

/** A picture of the bought product (the marketplace shows it itself). */
export default defineRule({
  meta: {
    id: 'image-disallowed',
    clause: 'CG-2.9',
    kind: 'element',
    severity: 'block',
    options: {
      sureDistance: {
        type: 'number',
        default: 12,
        min: 0,
        max: 64,
        about: 'Up to this distance of hashes it is the listing picture.',
      },
      reviewDistance: {
        type: 'number',
        default: 20,
        min: 0,
        max: 64,
        about: 'Up to this distance a person looks.',
      },
      holdUnread: {
        type: 'boolean',
        default: true,
        about: 'A person looks at a picture that can’t be read.',
      },
    },
    messages: ['product', 'unread'],
    fixable: 'none',
    languages: 'any',
  },
  check(view, report, { sureDistance, reviewDistance, holdUnread }) {
    for (const { part, index, listingDistance, unread } of view.files) {
      if (part === 'image' && unread !== null && holdUnread)
        report({ messageId: 'unread', where: [{ part, index }], certainty: 'review' });
      if (listingDistance === null || listingDistance > reviewDistance) continue;
      const where = part === 'image' ? elementOfPicture(view, index) : [{ part, index } as const];
      report({
        messageId: 'product',
        where,
        certainty: listingDistance <= sureDistance ? 'likely' : 'review',
      });
    }
  },
});
