import type { LinkContact } from '../entity/contact.ts';
import { isUnder } from '../entity/link.ts';
import type { Edit } from '../finding.ts';
import { defineRule } from '../rule.ts';
import type { MessageView } from '../view/message-view.ts';

function secured(view: MessageView, link: LinkContact): Edit[] | null {
  const { part, start, end } = link.place;
  if (start === undefined || end === undefined) return null;
  // The marketplace answers on https; of other hosts nobody knows.
  if (!isUnder(link.host, view.context.marketplaceHosts)) return null;
  const at = view.source(part).slice(start, end).search(/http:/iu);
  return at === -1 ? null : [{ part, start: start + at, end: start + at + 5, text: 'https:' }];
}

/** A link over plain http, to an allowed host too. */
export default defineRule({
  meta: {
    id: 'link-insecure',
    clause: 'CG-2.2',
    kind: 'element',
    severity: 'block',
    options: {},
    messages: ['insecure'],
    fixable: 'safe',
    languages: 'any',
  },
  check(view, report) {
    for (const link of view.contacts.links) {
      // One that may not stand there at all needs no better scheme.
      if (link.scheme !== 'http' || !link.isNecessary) continue;
      const fix = secured(view, link);
      const edit = fix === null ? {} : { fix };
      report({ messageId: 'insecure', where: [link.place], data: { host: link.host }, ...edit });
    }
  },
});
