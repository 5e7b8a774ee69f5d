import { TAGS } from './tags.ts';
import type { Tag } from './tags.ts';
import weights from './weights.json' with { type: 'json' };

/** What a sentence may want. `review-request` is no breach: it tells which messages count for `review-repeat`. */
export const INTENTS = [
  'order-confirmation',
  'marketing',
  'review-incentive',
  'review-removal',
  'review-gating',
  'review-repeat',
  'review-request',
  'cancel-request',
  'off-platform',
] as const;

export type Intent = (typeof INTENTS)[number];

interface ModelWeights {
  readonly bias: number;
  /** By feature name: `X` a tag of the sentence, `X+Y` two of them, `X~Y` one of it and one of a sentence beside it. */
  readonly weights: Readonly<Record<string, number>>;
}

/** The features of a sentence: its tags, its neighbours' tags, and pairs of them. */
export function featuresOf(own: ReadonlySet<Tag>, near: ReadonlySet<Tag>): string[] {
  const features: string[] = [];
  const ordered = [...own].sort();
  for (let i = 0; i < ordered.length; i += 1) {
    const tag = ordered[i] ?? '';
    features.push(tag);
    for (let j = i + 1; j < ordered.length; j += 1) features.push(`${tag}+${ordered[j] ?? ''}`);
    for (const other of near) features.push(`${tag}~${other}`);
  }
  return features;
}

const ALL: Readonly<Record<string, ModelWeights | undefined>> = weights;

// Weights by numbers of tags rather than names of features: single tags, then pairs, each with one weight per intent.
const TAG_COUNT = TAGS.length;
const WIDTH = INTENTS.length;
const numberOf: ReadonlyMap<string, number> = new Map(TAGS.map((tag, number) => [tag, number]));

interface WeightTables {
  readonly single: Float64Array;
  readonly pair: Float64Array;
  readonly near: Float64Array;
}

function putWeight(tables: WeightTables, feature: string, intent: number, weight: number): void {
  const [, first = '', sign = '', second = ''] = /^([^+~]+)([+~]?)(.*)$/u.exec(feature) ?? [];
  const a = numberOf.get(first);
  const b = numberOf.get(second);
  if (a === undefined) return;
  if (sign === '') tables.single[a * WIDTH + intent] = weight;
  if (b === undefined) return;
  if (sign === '~') tables.near[(a * TAG_COUNT + b) * WIDTH + intent] = weight;
  if (sign === '+') {
    tables.pair[(a * TAG_COUNT + b) * WIDTH + intent] = weight;
    tables.pair[(b * TAG_COUNT + a) * WIDTH + intent] = weight;
  }
}

const tables: WeightTables = (() => {
  const made = {
    single: new Float64Array(TAG_COUNT * WIDTH),
    pair: new Float64Array(TAG_COUNT * TAG_COUNT * WIDTH),
    near: new Float64Array(TAG_COUNT * TAG_COUNT * WIDTH),
  };
  for (const [intent, name] of INTENTS.entries()) {
    for (const [feature, weight] of Object.entries(ALL[name]?.weights ?? {}))
      putWeight(made, feature, intent, weight);
  }
  return made;
})();

const BIASES = Float64Array.from(INTENTS, (intent) => ALL[intent]?.bias ?? -20);

function addRow(sums: Float64Array, table: Float64Array, row: number): void {
  const at = row * WIDTH;
  for (let i = 0; i < WIDTH; i += 1) sums[i] = (sums[i] ?? 0) + (table[at + i] ?? 0);
}

const numbersOf = (tags: ReadonlySet<Tag>): number[] => Array.from(tags, (tag) => numberOf.get(tag) ?? 0);

/**
 * How likely a sentence with tags `own`, beside sentences with tags `near`, has each intent: 0 to 1, in the order of
 * `INTENTS`. Logistic regression over `featuresOf`.
 */
export function intentProbabilities(own: ReadonlySet<Tag>, near: ReadonlySet<Tag>): Float64Array {
  const sums = BIASES.slice();
  const numbers = numbersOf(own);
  const others = numbersOf(near);
  for (const [i, tag] of numbers.entries()) {
    addRow(sums, tables.single, tag);
    for (let j = i + 1; j < numbers.length; j += 1)
      addRow(sums, tables.pair, tag * TAG_COUNT + (numbers[j] ?? 0));
    for (const other of others) addRow(sums, tables.near, tag * TAG_COUNT + other);
  }
  return sums.map((sum) => 1 / (1 + Math.exp(-sum)));
}
