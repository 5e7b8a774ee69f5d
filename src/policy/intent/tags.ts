import { CONCEPTS } from '../lexicon/concepts.ts';
import type { Concept } from '../lexicon/concepts.ts';
import type { ConceptHit } from '../lexicon/lexicon.ts';
import type { ReadSentence } from '../view/text-part.ts';

/** What the model sees of a sentence: concepts, and shapes that need no words. */
export const TAGS = [
  ...CONCEPTS,
  'DENIED',
  'QUESTION',
  'CODESHAPE',
  'PERCENT',
  'MONEY',
  'ENTITY',
  'PROMO2',
] as const;

export type Tag = (typeof TAGS)[number];

// Concepts that a "no", "not" or "neither" in the same clause turns into their denial.
const DENIABLE: ReadonlySet<Concept> = new Set<Concept>([
  'GIFT',
  'REFUND',
  'DISCOUNT',
  'FREE',
  'GIVE',
  'EXCHANGE',
  'TRANSFER',
  'MESSENGER',
  'MAILUS',
  'CALL',
  'WEBSITE',
  'CANCEL',
  'DIRECT',
]);
const CLAUSE_END = /[,;:–—()!?]/u;
const MAX_DISTANCE = 48;
const CODE = /(?<![\p{L}\p{N}-])[A-Z\p{Lu}]{3,12}-?\d{1,4}(?![\p{L}\p{N}-])/u;
const PERCENT = /\d\s?(?:%|prozent\b|procent\b|percent\b|per cent\b|pour cent\b|por ciento\b|per cento\b)/iu;
const MONEY =
  /[€$£]\s?\d|\d\s?(?:€|\$|£|euro|eur\b|zł|kr\b|kronor|pounds?\b|dollars?\b)|\p{L}\s(?:euros?|pounds|dollars|kronor|złotych)\b/iu;

/** A phrase swallows the bare "not" inside it: "don't hesitate" denies nothing. */
function isSwallowed(neg: ConceptHit, hits: readonly ConceptHit[]): boolean {
  return hits.some(
    (hit) =>
      hit.concept !== 'NEG' &&
      hit.concept !== 'REFUSE' &&
      hit.length > 1 &&
      hit.start <= neg.start &&
      hit.end >= neg.end,
  );
}

function isDenied(hit: ConceptHit, denials: readonly ConceptHit[], text: string): boolean {
  return denials.some((denial) => {
    if (denial.start >= hit.start && denial.end <= hit.end && denial.length < hit.length) return false;
    const from = Math.min(denial.end, hit.end);
    const to = Math.max(denial.start, hit.start);
    if (to - from > MAX_DISTANCE) return false;
    return from >= to || !CLAUSE_END.test(text.slice(from, to));
  });
}

// These only tell where a word of abuse or an opt-out stands; they say nothing about what the message wants.
const UNTAGGED: ReadonlySet<Concept> = new Set<Concept>([
  'NEG',
  'INSULTING',
  'READER',
  'THREAT',
  'UNSUBSCRIBE',
  'OWNCALL',
  'IDIOM',
  'MANUAL',
]);
const MAX_SIGNOFF_WORDS = 8;

/** A greeting opens a sentence; a sign-off is a short line. Inside a sentence their words mean something else. */
function isOutOfPlace(hit: ConceptHit, sentence: ReadSentence): boolean {
  if (hit.concept === 'GREETING') return hit.start !== sentence.start;
  return hit.concept === 'SIGNOFF' && sentence.words.length > MAX_SIGNOFF_WORDS;
}

// "It isn't sold out": right before the word; further away the "not" belongs to something else that is missing.
const CLOSE = 12;

function isDeniedClosely(hit: ConceptHit, denials: readonly ConceptHit[]): boolean {
  return denials.some(
    ({ concept, end }) => concept === 'NEG' && end <= hit.start && hit.start - end <= CLOSE,
  );
}

function tagOfHit(hit: ConceptHit, denials: readonly ConceptHit[], text: string): Tag {
  if (denials.length === 0) return hit.concept;
  if (hit.concept === 'STOCK') return isDeniedClosely(hit, denials) ? 'DENIED' : 'STOCK';
  if (hit.concept === 'HAPPY' && isDenied(hit, denials, text)) return 'UNHAPPY';
  return DENIABLE.has(hit.concept) && isDenied(hit, denials, text) ? 'DENIED' : hit.concept;
}

const SHAPES: readonly (readonly [Tag, RegExp])[] = [
  ['QUESTION', /[?？]|ますか|でしょうか/u],
  ['CODESHAPE', CODE],
  ['PERCENT', PERCENT],
  ['MONEY', MONEY],
];

/** The tags of a sentence of `text`; `hasEntity` says that a contact stands in it. */
export function tagsOf(sentence: ReadSentence, text: string, hasEntity: boolean): Set<Tag> {
  const tags = new Set<Tag>();
  const denials = sentence.hits.filter(
    (hit) => hit.concept === 'REFUSE' || (hit.concept === 'NEG' && !isSwallowed(hit, sentence.hits)),
  );
  for (const hit of sentence.hits) {
    if (UNTAGGED.has(hit.concept) || isOutOfPlace(hit, sentence)) continue;
    tags.add(tagOfHit(hit, denials, text));
  }
  // One such word may stand anywhere; two in a sentence advertise.
  const promotions = new Set(sentence.hits.filter((hit) => hit.concept === 'PROMO').map((hit) => hit.end));
  if (promotions.size > 1) tags.add('PROMO2');
  if (denials.length > 0) tags.add('NEG');
  const shown = text.slice(sentence.start, sentence.end);
  for (const [tag, shape] of SHAPES) if (shape.test(shown)) tags.add(tag);
  if (hasEntity) tags.add('ENTITY');
  return tags;
}
