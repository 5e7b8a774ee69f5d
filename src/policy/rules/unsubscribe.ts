import { LANGUAGES } from '../language.ts';
import { defineRule } from '../rule.ts';
import { has } from '../entity/contact.ts';

const PATH =
  /unsubscrib|opt-?out|abmeld|desinscri|désinscri|darse-?de-?baja|disiscri|afmeld|uitschrijv|avregistrer|avprenumerer|wypisz|email-?preferences/iu;

/** A link or a request to opt out: mail about an order is no mailing list. */
export default defineRule({
  meta: {
    id: 'unsubscribe',
    clause: 'CG-2.5',
    kind: 'element',
    severity: 'block',
    options: {},
    messages: ['words', 'link'],
    fixable: 'none',
    languages: LANGUAGES,
  },
  check(view, report) {
    for (const { target, place } of view.fileLinks)
      if (PATH.test(target)) report({ messageId: 'link', where: [place] });
    for (const part of view.bodies) {
      for (const sentence of part.read(view.lexicon)) {
        if (!has(sentence.hits, 'UNSUBSCRIBE')) continue;
        const hits = sentence.hits.filter((hit) => hit.concept === 'UNSUBSCRIBE');
        const start = Math.min(...hits.map((hit) => hit.start));
        const end = Math.max(...hits.map((hit) => hit.end));
        report({ messageId: 'words', where: [part.place(start, end)], certainty: 'likely' });
      }
    }
    for (const element of view.document?.elements ?? []) {
      const href = element.tag === 'a' ? element.attributes.get('href') : undefined;
      if (href === undefined || !PATH.test(href)) continue;
      report({
        messageId: 'link',
        where: [{ part: 'html', start: element.whole.start, end: element.whole.end }],
      });
    }
  },
});
