import { cleanSubject, threadTopic } from '#mail/subject.ts';

import type { Language } from './party.ts';

/** How a subject claims that its message is critical (REASON 5 and 7). */
export type CriticalMarker =
  | { readonly kind: 'word'; readonly word: string; readonly language: string }
  | { readonly kind: 'fixed-subject'; readonly language: string };

/** What marks a subject as critical on a marketplace; a pack holds it. */
export interface CriticalMarks {
  readonly critical: { readonly words: ReadonlyMap<Language, readonly string[]> };
  readonly texts: ReadonlyMap<Language, { readonly criticalSubject: string }>;
}

/**
 * As a person reads it: full-width letters and brackets are their plain selves, accents belong to their letters,
 * unseen characters aren't there, and capitals make no difference.
 */
function asRead(text: string): string {
  // Turkish: the small letter of İ comes with a dot of its own.
  return cleanSubject(text.normalize('NFKC')).toLowerCase().replaceAll('i\u0307', 'i');
}

const IN_BRACKETS = /\[([^[\]]{1,80})\]/gu;
/** What may stand behind the fixed subject: nothing, or something that isn't more of the sentence's word. */
const ENDS = /^(?:$|[^\p{L}\p{M}\p{N}])/u;

interface ReadMarks {
  readonly words: ReadonlyMap<string, CriticalMarker>;
  readonly subjects: readonly (readonly [subject: string, language: string])[];
}

/** A pack's marks as they are read, once for all its messages. */
const readMarks = new WeakMap<CriticalMarks, ReadMarks>();

function marksAsRead(marks: CriticalMarks): ReadMarks {
  const known = readMarks.get(marks);
  if (known !== undefined) return known;
  const words = new Map<string, CriticalMarker>();
  for (const [language, inLanguage] of marks.critical.words)
    for (const word of inLanguage)
      if (!words.has(asRead(word))) words.set(asRead(word), { kind: 'word', word, language });
  const subjects = [...marks.texts].map(
    ([language, { criticalSubject }]) => [asRead(criticalSubject), language] as const,
  );
  const read = { words, subjects };
  readMarks.set(marks, read);
  return read;
}

/**
 * The mark by which a subject, decoded as it came, claims to be critical: a word of the pack in square brackets
 * anywhere, in any case, or *Additional information required* as the subject behind prefixes such as `Re:`. All
 * languages of the marketplace count. Other brackets, or none, are no mark. Null where there is none.
 */
export function findCriticalMarker(subject: string, marks: CriticalMarks): CriticalMarker | null {
  const { words, subjects } = marksAsRead(marks);
  const read = asRead(subject);
  for (const [, inside = ''] of read.matchAll(IN_BRACKETS)) {
    const word = words.get(inside.trim());
    if (word !== undefined) return word;
  }
  const topic = threadTopic(read);
  for (const [fixed, language] of subjects) {
    if (topic.startsWith(fixed) && ENDS.test(topic.slice(fixed.length)))
      return { kind: 'fixed-subject', language };
  }
  return null;
}
