import { surest } from '../finding.ts';
import type { Place } from '../finding.ts';
import { LANGUAGES } from '../language.ts';
import { defineRule } from '../rule.ts';
import { placesOfIntent } from './intent-report.ts';

const keyOf = (place: Place): string =>
  `${place.part}:${place.index ?? ''}:${place.start ?? ''}:${place.end ?? ''}`;

/** Contact, payment, purchase or content outside the marketplace. */
export default defineRule({
  meta: {
    id: 'off-platform',
    clause: 'CG-1.9',
    kind: 'type',
    severity: 'block',
    options: {},
    messages: ['contact', 'invitation'],
    fixable: 'none',
    languages: LANGUAGES,
  },
  check(view, report) {
    const { emails, phones, links } = view.contacts;
    const own = [...emails, ...phones, ...links.filter((link) => link.visible && !link.isNecessary)];
    const where = [...new Map(own.map((contact) => [keyOf(contact.around), contact.around])).values()];
    if (where.length > 0) {
      const certainty = surest(own.map((contact) => contact.certainty));
      report({ messageId: 'contact', where, certainty, shown: own[0]?.shown ?? '' });
      return;
    }
    const invitation = placesOfIntent(view, 'off-platform');
    if (invitation.where.length > 0) report({ messageId: 'invitation', ...invitation });
  },
});
