import { languageOf } from '../language.ts';
import type { Language } from '../language.ts';
import { defineRule } from '../rule.ts';
import type { DetectedLanguage } from '../view/detect-language.ts';

const SURE_WORDS = 12;

function isOther(detected: DetectedLanguage, wanted: Language): boolean {
  if (detected.language === null || detected.language === wanted) return false;
  const best = detected.ranking[0]?.score ?? 0;
  const own = detected.ranking.find(({ language }) => language === wanted)?.score ?? 0;
  // The nearer the wanted language comes, the more words it takes to be sure.
  return best - own > (detected.words >= SURE_WORDS ? 0.03 : 0.1);
}

/** The body isn't in the buyer's language. */
export default defineRule({
  meta: {
    id: 'language',
    clause: 'CG-4.2',
    kind: 'must',
    severity: 'block',
    options: {
      fewestWords: {
        type: 'number',
        default: 6,
        min: 1,
        max: 50,
        about: 'Fewer words than these are not judged.',
      },
    },
    messages: ['other'],
    fixable: 'none',
    languages: 'any',
  },
  check(view, report, { fewestWords }) {
    const wanted = languageOf(view.context.preferredLanguage);
    if (wanted === null) return;
    const detected = view.language;
    if (detected.words < fewestWords || !isOther(detected, wanted)) return;
    const certainty = detected.words >= SURE_WORDS ? 'sure' : 'likely';
    report({ messageId: 'other', certainty, data: { wanted, found: detected.language ?? '' } });
  },
});
