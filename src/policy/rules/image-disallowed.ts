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
    },
    messages: ['product'],
    fixable: 'none',
    languages: 'any',
  },
  check(view, report, { sureDistance, reviewDistance }) {
    for (const { part, index, listingDistance } of view.files) {
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
