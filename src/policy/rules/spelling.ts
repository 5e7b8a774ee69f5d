import { languageOf } from '../language.ts';
import type { Language } from '../language.ts';
import { defineRule } from '../rule.ts';
import type { Suggestion } from '../finding.ts';
import { conspicuousErrors, readSpelling } from '../spelling/conspicuous.ts';
import { spellerOf } from '../spelling/speller.ts';
import type { MessageView } from '../view/message-view.ts';

const MOST_FINDINGS = 12;
const WORD = /[\p{L}\p{M}]+/gu;

/** The text's language, then the buyer's: the words of either may stand in the message. */
function languagesOf(view: MessageView): Language[] {
  const preferred = languageOf(view.context.preferredLanguage);
  return [...new Set([view.lexiconLanguage, ...(preferred === null ? [] : [preferred])])];
}

/** Words of the order's products and of the people: no dictionary has them. */
function namesOf(view: MessageView): ReadonlySet<string> {
  const names = new Set<string>();
  for (const name of view.context.names ?? [])
    for (const [word] of name.toLowerCase().matchAll(WORD)) names.add(word);
  return names;
}

/** Conspicuous errors of spelling and grammar: at least two slips, or words that grammar lets not stand together. */
export default defineRule({
  meta: {
    id: 'spelling',
    clause: 'CG-3.12',
    kind: 'style',
    severity: 'block',
    options: {},
    messages: ['word', 'grammar'],
    fixable: 'suggest',
    languages: ['en', 'de', 'nl', 'fr', 'es', 'it', 'pl', 'sv', 'tr'],
  },
  check(view, report) {
    const { dictionaries } = view;
    const [language, ...others] = languagesOf(view);
    if (language === undefined || language === 'ja') return;
    const spellers = [language, ...others].map((one) => spellerOf(one, dictionaries));
    const names = namesOf(view);
    const bodies = view.bodies.map((part) => ({
      part,
      reading: readSpelling(part, language, spellers, names),
    }));
    const conspicuous = conspicuousErrors(bodies.map(({ reading }) => reading));
    for (const [index, { part }] of bodies.entries()) {
      for (const error of (conspicuous[index] ?? []).slice(0, MOST_FINDINGS)) {
        const place = part.place(error.start, error.end);
        const words = part.text.slice(error.start, error.end);
        const edits = [
          { part: place.part, start: place.start ?? 0, end: place.end ?? 0, text: error.meant ?? '' },
        ];
        const suggestions: Suggestion[] = error.meant === null ? [] : [{ messageId: error.kind, edits }];
        report({ messageId: error.kind, where: [place], certainty: 'likely', data: { words }, suggestions });
      }
    }
  },
});
