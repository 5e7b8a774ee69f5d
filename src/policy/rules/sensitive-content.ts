import { LANGUAGES } from '../language.ts';
import { defineRule } from '../rule.ts';
import { weaker } from '../finding.ts';
import { lexiconOf } from '../lexicon/lexicons.ts';
import { findProfanity } from '../lexicon/profanity.ts';

/** Profanity, insults and threats in words; nudity in pictures is for a person to decide. */
export default defineRule({
  meta: {
    id: 'sensitive-content',
    clause: 'CG-2.8',
    kind: 'element',
    severity: 'block',
    options: {
      nudityFrom: {
        type: 'number',
        default: 0.85,
        min: 0,
        max: 1,
        about: 'From this score of the picture model on a person looks.',
      },
    },
    messages: ['profanity', 'insult', 'threat', 'picture'],
    fixable: 'none',
    languages: LANGUAGES,
  },
  check(view, report, { nudityFrom }) {
    for (const placed of view.texts) {
      const { text, index } = placed;
      const language = view.languageOf(placed);
      for (const found of findProfanity(text, language, lexiconOf(language))) {
        const where = [index === null ? text.place(found.start, found.end) : { part: text.name, index }];
        report({ messageId: found.kind, where, certainty: weaker(placed.certainty, found.certainty) });
      }
    }
    for (const { part, index, nudity } of view.files) {
      if ((nudity ?? 0) >= nudityFrom)
        report({ messageId: 'picture', where: [{ part, index }], certainty: 'review' });
    }
  },
});
