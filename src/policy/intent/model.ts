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

export interface ModelWeights {
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

/** Logistic regression: 0 to 1. */
export function probability(
  model: ReadonlyMap<string, number>,
  bias: number,
  features: readonly string[],
): number {
  let sum = bias;
  for (const feature of features) sum += model.get(feature) ?? 0;
  return 1 / (1 + Math.exp(-sum));
}

interface LoadedModel {
  readonly bias: number;
  readonly weights: ReadonlyMap<string, number>;
}

const models: ReadonlyMap<string, LoadedModel> = new Map(
  Object.entries(weights as Readonly<Record<string, ModelWeights>>).map(([intent, model]) => [
    intent,
    { bias: model.bias, weights: new Map(Object.entries(model.weights)) },
  ]),
);

/** How likely a sentence with these features has the intent. */
export function intentProbability(intent: Intent, features: readonly string[]): number {
  const model = models.get(intent);
  return model === undefined ? 0 : probability(model.weights, model.bias, features);
}
