import type { Certainty } from '../finding.ts';
import { lexiconOf } from '../lexicon/lexicons.ts';
import type { Lexicon } from '../lexicon/lexicon.ts';
import type { MessageView, PlacedText } from '../view/message-view.ts';
import type { ReadSentence, TextPart } from '../view/text-part.ts';
import { intentProbabilities, INTENTS } from './model.ts';
import type { Intent } from './model.ts';
import { tagsOf } from './tags.ts';
import type { Tag } from './tags.ts';

/** A sentence of the message with what it is about. */
export interface TaggedSentence {
  readonly part: TextPart;
  readonly sentence: ReadSentence;
  readonly tags: ReadonlySet<Tag>;
  /** The subject line: it colours what follows but is judged with more caution. */
  readonly isSubject: boolean;
}

interface IntentPlace {
  readonly part: TextPart;
  /** Set for words in a file: its place in its list. */
  readonly index: number | null;
  /** How surely these are the words. */
  readonly certainty: Certainty;
  readonly start: number;
  readonly end: number;
  readonly probability: number;
}

export interface Intents {
  readonly sentences: readonly TaggedSentence[];
  /** Where each intent was found, surest first. */
  readonly found: ReadonlyMap<Intent, readonly IntentPlace[]>;
}

const THRESHOLD = 0.5;

function hasEntityIn(part: TextPart, sentence: ReadSentence): boolean {
  const inside = (range: { readonly start: number; readonly end: number }): boolean =>
    range.start < sentence.end && range.end > sentence.start;
  return part.emails.some(inside) || part.links.some(inside);
}

/** The message's sentences with their tags, the subject first unless it only repeats the buyer's. */
function tagSentences(view: MessageView): TaggedSentence[] {
  const parts = view.isReplySubject ? view.bodies : [view.subject, ...view.bodies];
  return parts.flatMap((part) => tagPart(part, view.lexicon));
}

function tagPart(part: TextPart, lexicon: Lexicon): TaggedSentence[] {
  const hasEntities = part.emails.length + part.links.length > 0;
  return part.read(lexicon).map((sentence) => ({
    part,
    sentence,
    tags: tagsOf(sentence, part.text, hasEntities && hasEntityIn(part, sentence)),
    isSubject: part.name === 'subject',
  }));
}

function isFrame(tags: ReadonlySet<Tag>): boolean {
  for (const tag of tags) if (tag !== 'GREETING' && tag !== 'SIGNOFF') return false;
  return true;
}

function neighbour(sentences: readonly TaggedSentence[], index: number, step: 1 | -1): ReadonlySet<Tag> {
  for (let at = index + step; ; at += step) {
    const sentence = sentences[at];
    if (sentence === undefined) return new Set();
    if (!isFrame(sentence.tags) || Math.abs(at - index) > 2) return sentence.tags;
  }
}

/** The tags of the sentences beside sentence `index`; greetings and names between them are passed over. */
function nearTags(sentences: readonly TaggedSentence[], index: number): Set<Tag> {
  return new Set([...neighbour(sentences, index, -1), ...neighbour(sentences, index, 1)]);
}

/** What a file may want too. An invoice confirms an order and a repair has a history: those are no breach there. */
const INTENTS_OF_FILES: readonly Intent[] = [
  'marketing',
  'review-incentive',
  'review-removal',
  'review-gating',
  'cancel-request',
  'off-platform',
];

function addIntents(
  found: Map<Intent, IntentPlace[]>,
  sentences: readonly TaggedSentence[],
  wanted: readonly Intent[],
  { index, certainty }: Pick<PlacedText, 'index' | 'certainty'>,
): void {
  for (const [at, { part, sentence, tags }] of sentences.entries()) {
    if (isFrame(tags)) continue;
    const probabilities = intentProbabilities(tags, nearTags(sentences, at));
    for (const [of, intent] of INTENTS.entries()) {
      const probability = probabilities[of] ?? 0;
      if (probability < THRESHOLD || !wanted.includes(intent)) continue;
      const places = found.get(intent) ?? [];
      places.push({ part, index, certainty, start: sentence.start, end: sentence.end, probability });
      found.set(intent, places);
    }
  }
}

/** Reads what each sentence wants, in the message and in its files. */
export function readIntents(view: MessageView): Intents {
  const sentences = tagSentences(view);
  const found = new Map<Intent, IntentPlace[]>();
  addIntents(found, sentences, INTENTS, { index: null, certainty: 'sure' });
  for (const placed of view.fileTexts) {
    const lexicon = lexiconOf(view.languageOf(placed));
    addIntents(found, tagPart(placed.text, lexicon), INTENTS_OF_FILES, placed);
  }
  for (const places of found.values()) places.sort((a, b) => b.probability - a.probability);
  return { sentences, found };
}
