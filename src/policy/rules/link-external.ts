import { isUnder } from '../entity/link.ts';
import { LANGUAGES } from '../language.ts';
import { defineRule } from '../rule.ts';

/** A link that leads neither to the marketplace nor to a page that the order needs. */
export default defineRule({
  meta: {
    id: 'link-external',
    clause: 'CG-2.1',
    kind: 'element',
    severity: 'block',
    options: {
      allowedHosts: {
        type: 'strings',
        default: [],
        about: 'More hosts that links may lead to, with all below them.',
      },
    },
    messages: ['external'],
    fixable: 'none',
    languages: LANGUAGES,
  },
  check(view, report, { allowedHosts }) {
    for (const link of view.contacts.links) {
      if (link.isNecessary || isUnder(link.host, allowedHosts)) continue;
      report({
        messageId: 'external',
        where: [link.place],
        certainty: link.certainty,
        data: { host: link.host },
        shown: link.shown,
      });
    }
  },
});
