import type { MessageView } from '../view/message-view.ts';
import type { ReadSentence, TextPart } from '../view/text-part.ts';
import { featuresOf, intentProbabilities, INTENTS } from './model.ts';
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
const MAX_SENTENCES = 400;

function hasEntityIn(part: TextPart, sentence: ReadSentence): boolean {
  const inside = (range: { readonly start: number; readonly end: number }): boolean =>
    range.start < sentence.end && range.end > sentence.start;
  return part.emails.some(inside) || part.links.some(inside);
}

/** The message's sentences with their tags, the subject first unless it only repeats the buyer's. */
function tagSentences(view: MessageView): TaggedSentence[] {
  const parts = view.isReplySubject ? view.bodies : [view.subject, ...view.bodies];
  const tagged: TaggedSentence[] = [];
  for (const part of parts) {
    const hasEntities = part.emails.length + part.links.length > 0;
    for (const sentence of part.read(view.lexicon).slice(0, MAX_SENTENCES)) {
      const tags = tagsOf(sentence, part.text, hasEntities && hasEntityIn(part, sentence));
      tagged.push({ part, sentence, tags, isSubject: part.name === 'subject' });
    }
  }
  return tagged;
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

/** Reads what each sentence wants. */
export function readIntents(view: MessageView): Intents {
  const sentences = tagSentences(view);
  const found = new Map<Intent, IntentPlace[]>();
  for (const [index, { part, sentence, tags }] of sentences.entries()) {
    if (isFrame(tags)) continue;
    const features = featuresOf(tags, nearTags(sentences, index));
    const probabilities = intentProbabilities(features);
    for (const [at, intent] of INTENTS.entries()) {
      const probability = probabilities[at] ?? 0;
      if (probability < THRESHOLD) continue;
      const places = found.get(intent) ?? [];
      places.push({ part, start: sentence.start, end: sentence.end, probability });
      found.set(intent, places);
    }
  }
  for (const places of found.values()) places.sort((a, b) => b.probability - a.probability);
  return { sentences, found };
}
