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

/** Each feature's weights, one for each intent: a sentence's features are looked up once for all of them. */
const byFeature: ReadonlyMap<string, Float64Array> = (() => {
  const map = new Map<string, Float64Array>();
  for (const [index, intent] of INTENTS.entries()) {
    for (const [feature, weight] of Object.entries(ALL[intent]?.weights ?? {})) {
      const row = map.get(feature) ?? new Float64Array(INTENTS.length);
      row[index] = weight;
      map.set(feature, row);
    }
  }
  return map;
})();

/** How likely a sentence with these features has each intent, 0 to 1, in the order of `INTENTS`: logistic regression. */
export function intentProbabilities(features: readonly string[]): Float64Array {
  const sums = Float64Array.from(INTENTS, (intent) => ALL[intent]?.bias ?? -20);
  for (const feature of features) {
    const row = byFeature.get(feature);
    if (row !== undefined) for (let i = 0; i < row.length; i += 1) sums[i] = (sums[i] ?? 0) + (row[i] ?? 0);
  }
  return sums.map((sum) => 1 / (1 + Math.exp(-sum)));
}
