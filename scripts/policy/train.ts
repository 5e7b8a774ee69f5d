// Trains the model that tells intents from concepts: npm run train:policy (or node scripts/policy/train.ts).
// Deterministic: the same lexicons and recipes give the same weights, byte for byte.
import { writeFileSync } from 'node:fs';
import { featuresOf, INTENTS } from '#policy/intent/model.ts';
import type { Intent } from '#policy/intent/model.ts';
import type { Tag } from '#policy/intent/tags.ts';
import { LANGUAGES } from '#policy/language.ts';
import { Chance, tagsOfWritten, writeSentence } from './paraphrase.ts';
import { BACKGROUND, RECIPES } from './recipes.ts';

const SAMPLES_PER_WEIGHT = 60;
const EPOCHS = 12;
const RATE = 0.12;
const DECAY = 2e-5;
const SMALLEST = 0.04;
/** The share of samples with nothing before or after them: a short message is one sentence. */
const ALONE = 0.12;

interface Sample {
  readonly features: readonly number[];
  readonly labels: ReadonlySet<Intent>;
}

const names: string[] = [];
const numbers = new Map<string, number>();
function numberOf(feature: string): number {
  let number = numbers.get(feature);
  if (number === undefined) {
    number = names.length;
    numbers.set(feature, number);
    names.push(feature);
  }
  return number;
}

let chance = new Chance(20_261_122);

/** A recipe's own seed: a new recipe leaves what the others write as it was. */
function seedOf(text: string): number {
  let hash = 2_166_136_261;
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 16_777_619);
  return hash >>> 0;
}

function isFrame(tags: ReadonlySet<Tag>): boolean {
  return [...tags].every((tag) => tag === 'GREETING' || tag === 'SIGNOFF');
}

function near(all: readonly ReadonlySet<Tag>[], index: number): Set<Tag> {
  const side = (step: 1 | -1): ReadonlySet<Tag> => {
    for (let at = index + step; ; at += step) {
      const tags = all[at];
      if (tags === undefined) return new Set();
      if (!isFrame(tags) || Math.abs(at - index) > 2) return tags;
    }
  };
  return new Set([...side(-1), ...side(1)]);
}

// Tags that words of any sentence may carry by accident; the model has to bear them, and to miss a tag now and then.
const STRAY: readonly Tag[] = [
  'IF',
  'IDCUE',
  'MAKER',
  'GIVE',
  'ONLY',
  'FREE',
  'ASK',
  'FIRST',
  'CONTACT',
  'DIRECT',
  'YOUSELF',
  'PLEASED',
  'THANKS',
  'ARRIVES',
  'DELAY',
  'MONEY',
  'QUESTION',
  'HELP',
  'CARRIER',
  'MAILUS',
  'CALL',
  'DESIGN',
  'WROTE',
];

function blur(tags: ReadonlySet<Tag>): Set<Tag> {
  const blurred = new Set([...tags].filter(() => chance.next() >= 0.06));
  while (chance.next() < 0.3) blurred.add(chance.pick(STRAY));
  return blurred;
}

function makeSamples(): Sample[] {
  const samples: Sample[] = [];
  for (const recipe of RECIPES) {
    chance = new Chance(seedOf(JSON.stringify(recipe)));
    const count = (recipe.weight ?? 1) * SAMPLES_PER_WEIGHT;
    for (let i = 0; i < count; i += 1) {
      const language = chance.pick(LANGUAGES);
      const isAlone = chance.next() < ALONE;
      const beside = (): string => (isAlone ? '' : chance.pick(BACKGROUND));
      const before = [beside()];
      const after = [beside()];
      const written = [...before, ...recipe.sentences, ...after].map((sentence) =>
        writeSentence(sentence, language, chance),
      );
      const tags = tagsOfWritten(written, language).map(blur);
      for (let at = 0; at < recipe.sentences.length; at += 1) {
        const own = tags[before.length + at] ?? new Set<Tag>();
        const labels = new Set<Intent>();
        for (const intent of INTENTS) if (recipe.labels?.[intent]?.includes(at) === true) labels.add(intent);
        samples.push({ features: featuresOf(own, near(tags, before.length + at)).map(numberOf), labels });
      }
    }
  }
  return samples;
}

function shuffle(items: Sample[]): void {
  for (let i = items.length - 1; i > 0; i -= 1) {
    const j = Math.floor(chance.next() * (i + 1));
    const [a, b] = [items[i], items[j]];
    if (a !== undefined && b !== undefined) [items[i], items[j]] = [b, a];
  }
}

/** Stochastic gradient descent with Adagrad steps and weight decay. */
function trainIntent(
  intent: Intent,
  samples: readonly Sample[],
): { bias: number; weights: Record<string, number> } {
  const weights = new Float64Array(names.length);
  const squares = new Float64Array(names.length).fill(1e-2);
  let bias = -1;
  for (let epoch = 0; epoch < EPOCHS; epoch += 1) {
    for (const { features, labels } of samples) {
      let sum = bias;
      for (const feature of features) sum += weights[feature] ?? 0;
      const error = 1 / (1 + Math.exp(-sum)) - (labels.has(intent) ? 1 : 0);
      bias -= 0.02 * error;
      for (const feature of features) {
        // Pairs learn more slowly than single concepts, so that what holds for a concept alone is learnt there.
        const single = (names[feature] ?? '').search(/[+~]./u) <= 0;
        const gradient = error * (single ? 1 : 0.5);
        const square = (squares[feature] ?? 0) + gradient * gradient;
        squares[feature] = square;
        weights[feature] = (weights[feature] ?? 0) * (1 - DECAY) - (RATE * gradient) / Math.sqrt(square);
      }
    }
  }
  const kept: Record<string, number> = {};
  for (const name of names.toSorted()) {
    const weight = weights[numbers.get(name) ?? -1] ?? 0;
    if (Math.abs(weight) >= SMALLEST) kept[name] = Math.round(weight * 100) / 100;
  }
  return { bias: Math.round(bias * 100) / 100, weights: kept };
}

const samples = makeSamples();
chance = new Chance(20_261_122);
shuffle(samples);
const models: Record<string, unknown> = {};
for (const intent of INTENTS) {
  const model = trainIntent(intent, samples);
  models[intent] = model;
  let right = 0;
  for (const { features, labels } of samples) {
    const sum = features.reduce(
      (total, feature) => total + (model.weights[names[feature] ?? ''] ?? 0),
      model.bias,
    );
    if (sum > 0 === labels.has(intent)) right += 1;
  }
  console.log(
    `${intent.padEnd(20)} ${Object.keys(model.weights).length} weights, ${((100 * right) / samples.length).toFixed(2)} % of ${samples.length} sentences`,
  );
}
writeFileSync(
  new URL('../../src/policy/intent/weights.json', import.meta.url),
  `${JSON.stringify(models, null, 2)}\n`,
);
