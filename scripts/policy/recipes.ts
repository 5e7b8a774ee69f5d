import type { Intent } from '#policy/intent/model.ts';

/**
 * What messages are made of, in concepts. A recipe is one or more sentences; each names concepts, which the paraphrase
 * generator replaces by words of one language's lexicon. `A|B` one of them, `A?` maybe, `-A` denied ("no A"), `~` a
 * question mark, `#code` a coupon-like code, `#percent`, `#money` such figures, `#entity` an address or a link. `labels`
 * says which sentences have which intent; a sentence without a label has none. `weight` repeats a recipe.
 */
export interface Recipe {
  readonly sentences: readonly string[];
  readonly labels?: Partial<Record<Intent, readonly number[]>>;
  readonly weight?: number;
}

const BENEFIT = 'GIFT|DISCOUNT|FREE|REFUND';

const incentives: readonly Recipe[] = [
  { sentences: [`IF REVIEW|OPINION GIVE? ${BENEFIT}`], labels: { 'review-incentive': [0] }, weight: 3 },
  { sentences: [`REVIEW|OPINION GIVE GIFT|DISCOUNT|FREE`], labels: { 'review-incentive': [0] }, weight: 2 },
  { sentences: [`EXCHANGE REVIEW|STARS GIVE? ${BENEFIT}`], labels: { 'review-incentive': [0] }, weight: 2 },
  {
    sentences: [`EXCHANGE ${BENEFIT} GIVE?`, 'ASK REVIEW'],
    labels: { 'review-incentive': [0], 'review-request': [1] },
  },
  {
    sentences: ['ASK REVIEW|OPINION', `EXCHANGE? GIVE GIFT|DISCOUNT|FREE`],
    labels: { 'review-incentive': [1], 'review-request': [0] },
    weight: 2,
  },
  {
    sentences: ['ASK REVIEW|OPINION', 'EXCHANGE GIVE? GIFT|REFUND|DISCOUNT'],
    labels: { 'review-incentive': [1], 'review-request': [0] },
    weight: 2,
  },
  { sentences: ['ASK OPINION GIVE GIFT|FREE'], labels: { 'review-incentive': [0] } },
  { sentences: ['GIFT GIVE', 'ASK? HAPPY? REVIEW|STARS EXCHANGE'], labels: { 'review-incentive': [1] } },
  { sentences: ['STARS|REVIEW REFUND IF'], labels: { 'review-incentive': [0] } },
  { sentences: ['EXCHANGE OPINION GIVE GIFT'], labels: { 'review-incentive': [0] } },
  { sentences: ['REVIEW|OPINION GIFT #money'], labels: { 'review-incentive': [0] } },
  { sentences: ['REVIEW DISCOUNT #percent GIVE?'], labels: { 'review-incentive': [0] } },
  {
    sentences: ['REPLACE|REFUND GIVE EXCHANGE REMOVE|CHANGE REVIEW|STARLOW'],
    labels: { 'review-incentive': [0], 'review-removal': [0] },
  },
  {
    sentences: ['IF REMOVE|CHANGE REVIEW|STARLOW REFUND|GIFT|REPLACE GIVE?'],
    labels: { 'review-incentive': [0], 'review-removal': [0] },
  },
  { sentences: ['-GIFT REVIEW|OPINION HONEST?'], weight: 3 },
  { sentences: ['-GIFT -GIVE REVIEW|EXCHANGE'], weight: 2 },
  { sentences: ['REFUSE GIFT? EXCHANGE REVIEW'], weight: 2 },
  {
    sentences: ['REFUSE EXCHANGE REVIEW', 'ASK REVIEW|OPINION HONEST'],
    labels: { 'review-request': [1] },
    weight: 2,
  },
  {
    sentences: ['ASK REVIEW|OPINION', '-GIFT -EXCHANGE REVIEW HONEST'],
    labels: { 'review-request': [0] },
    weight: 2,
  },
  { sentences: ['REFUND PROBLEM WEDID?', 'ASK'], weight: 2 },
  { sentences: ['REFUND PROBLEM #money'], weight: 3 },
  { sentences: ['PROBLEM REPLACE FREE'], weight: 3 },
  { sentences: ['GIFT DISCOUNT IDCUE #money'], weight: 2 },
  { sentences: ['GIFT WEDID? IDCUE'], weight: 1 },
  { sentences: ['ASK OPINION REVIEW? ~ IDCUE?'], labels: {} },
];

const removals: readonly Recipe[] = [
  { sentences: ['ASK REMOVE|CHANGE STARLOW|REVIEW ~'], labels: { 'review-removal': [0] }, weight: 4 },
  { sentences: ['REMOVE|CHANGE REVIEW|STARLOW'], labels: { 'review-removal': [0] }, weight: 3 },
  {
    sentences: ['PROBLEM REPLACE', 'ASK REMOVE|CHANGE REVIEW|STARLOW ~'],
    labels: { 'review-removal': [1] },
    weight: 2,
  },
  {
    sentences: ['STARLOW PROBLEM?', 'ASK CHANGE|REMOVE|REMIND'],
    labels: { 'review-removal': [1] },
    weight: 2,
  },
  { sentences: ['STARLOW|REVIEW CHANGE ASK'], labels: { 'review-removal': [0] } },
  { sentences: ['STARLOW', 'ASK CHANGE ~'], labels: { 'review-removal': [1] }, weight: 2 },
  { sentences: ['ASK CHANGE STARS STARLOW?'], labels: { 'review-removal': [0] } },
  { sentences: ['ASK REMIND OPINION|REVIEW CHANGE'], labels: { 'review-removal': [0] } },
  { sentences: ['THANKS STARLOW|REVIEW', 'PROBLEM REPLACE'], weight: 2 },
  { sentences: ['REVIEW STARLOW PROBLEM', 'REPLACE|REFUND WEDID?'], weight: 2 },
  { sentences: ['ASK CHANGE IDCUE ~'], weight: 2 },
  { sentences: ['ASK CHANGE ~'], weight: 3 },
  { sentences: ['CHANGE DELAY ARRIVES'], weight: 2 },
  { sentences: ['ASK REMOVE ~'], weight: 3 },
  { sentences: ['REPLACE REMOVE PROBLEM'], weight: 1 },
  { sentences: ['CHANGE ARRIVES|CARRIER', 'ASK ~'], weight: 1 },
  { sentences: ['BUYERASKED CHANGE', 'ASK'], weight: 2 },
  { sentences: ['ASK OPINION CHANGE ~'], weight: 1 },
];

const gatings: readonly Recipe[] = [
  { sentences: ['IF HAPPY ASK? REVIEW|STARS'], labels: { 'review-gating': [0] }, weight: 4 },
  {
    sentences: ['IF HAPPY ASK? REVIEW|STARS', 'IF? UNHAPPY ASK? CONTACT FIRST?'],
    labels: { 'review-gating': [0, 1] },
    weight: 3,
  },
  { sentences: ['IF HAPPY REVIEW|STARS UNHAPPY CONTACT FIRST'], labels: { 'review-gating': [0] }, weight: 3 },
  { sentences: ['ONLY IF? HAPPY REVIEW|OPINION ASK?'], labels: { 'review-gating': [0] }, weight: 3 },
  {
    sentences: ['IF? HAPPY OPINION', 'UNHAPPY CONTACT DIRECT?'],
    labels: { 'review-gating': [0, 1] },
    weight: 2,
  },
  { sentences: ['OPINION|REVIEW UNHAPPY DIRECT|CONTACT'], labels: { 'review-gating': [0] }, weight: 2 },
  {
    sentences: ['HAPPY ~', 'ASK? REVIEW|STARS', 'UNHAPPY ~', 'CONTACT FIRST?'],
    labels: { 'review-gating': [1, 3] },
    weight: 2,
  },
  {
    sentences: ['HAPPY REVIEW|STARS OPINION?', 'UNHAPPY CONTACT FIRST?'],
    labels: { 'review-gating': [0, 1] },
    weight: 2,
  },
  { sentences: ['ASK STARS'], labels: { 'review-gating': [0] }, weight: 3 },
  { sentences: ['ASK REVIEW STARS IF? HAPPY?'], labels: { 'review-gating': [0] }, weight: 2 },
  { sentences: ['UNHAPPY CONTACT FIRST REVIEW'], labels: { 'review-gating': [0] }, weight: 2 },
  { sentences: ['IF UNHAPPY|PROBLEM ASK CONTACT FIRST', 'REVIEW ASK'], labels: { 'review-gating': [0] } },
  { sentences: ['CONTACT FIRST REVIEW'], labels: { 'review-gating': [0] }, weight: 2 },
  {
    sentences: ['ASK REVIEW', 'IF UNHAPPY|PROBLEM CONTACT FIRST'],
    labels: { 'review-gating': [1], 'review-request': [0] },
  },
  { sentences: ['HAPPY REVIEW', 'UNHAPPY CONTACT'], labels: { 'review-gating': [0, 1] }, weight: 2 },
  { sentences: ['ASK REVIEW|OPINION HONEST'], labels: { 'review-request': [0] }, weight: 4 },
  {
    sentences: ['ASK REVIEW|OPINION', 'IF PROBLEM CONTACT REPLACE?'],
    labels: { 'review-request': [0] },
    weight: 3,
  },
  {
    sentences: ['ASK REVIEW|OPINION HONEST', 'IF PROBLEM CONTACT'],
    labels: { 'review-request': [0] },
    weight: 2,
  },
  { sentences: ['REVIEW HONEST STARS? ASK'], labels: { 'review-request': [0] }, weight: 2 },
  { sentences: ['STARS IDCUE ASK ~'] },
  { sentences: ['OPINION IDCUE ASK ~'], weight: 2 },
  { sentences: ['IF UNHAPPY CONTACT ASK?'], weight: 3 },
  { sentences: ['HAPPY ~', 'ASK REVIEW HONEST'], labels: { 'review-request': [1] }, weight: 2 },
  { sentences: ['IF HAPPY PROBLEM? CONTACT'], weight: 2 },
  { sentences: ['PROBLEM IF ASK REPLACE|CONTACT'], weight: 3 },
];

const requests: readonly Recipe[] = [
  { sentences: ['ASK REVIEW ~?'], labels: { 'review-request': [0] }, weight: 4 },
  { sentences: ['ASK REVIEW OPINION'], labels: { 'review-request': [0] }, weight: 3 },
  { sentences: ['ASK OPINION HONEST?'], labels: { 'review-request': [0] }, weight: 2 },
  {
    sentences: ['REMIND ASK? REVIEW|OPINION'],
    labels: { 'review-repeat': [0], 'review-request': [0] },
    weight: 4,
  },
  {
    sentences: ['REMIND REVIEW', 'ASK REVIEW|OPINION ~'],
    labels: { 'review-repeat': [0], 'review-request': [1] },
    weight: 3,
  },
  {
    sentences: ['ASK REMIND REVIEW|OPINION ~'],
    labels: { 'review-repeat': [0], 'review-request': [0] },
    weight: 2,
  },
  {
    sentences: ['REMIND', 'ASK REVIEW|OPINION'],
    labels: { 'review-repeat': [0], 'review-request': [1] },
    weight: 2,
  },
  { sentences: ['REMIND ASK ~'], weight: 3 },
  { sentences: ['REMIND PROBLEM|REPLACE|SHIPPED'], weight: 3 },
  { sentences: ['REMIND CARRIER ARRIVES'], weight: 1 },
  { sentences: ['REMIND THANKS'], weight: 1 },
];

const confirmations: readonly Recipe[] = [
  { sentences: ['SHIPPED ARRIVES?'], labels: { 'order-confirmation': [0] }, weight: 4 },
  { sentences: ['SHIPPED ARRIVES CARRIER?'], labels: { 'order-confirmation': [0] }, weight: 3 },
  { sentences: ['RECEIVED THANKS? PREPARE?'], labels: { 'order-confirmation': [0] }, weight: 5 },
  { sentences: ['THANKS', 'RECEIVED PREPARE?'], labels: { 'order-confirmation': [1] }, weight: 2 },
  { sentences: ['PREPARE ARRIVES?'], labels: { 'order-confirmation': [0] }, weight: 3 },
  { sentences: ['RECEIVED', 'SHIPPED IF? ARRIVES?'], labels: { 'order-confirmation': [0, 1] } },
  { sentences: ['ARRIVES SHIPPED IDCUE?'], labels: { 'order-confirmation': [0] } },
  { sentences: ['ARRIVES CARRIER'], labels: { 'order-confirmation': [0] } },
  { sentences: ['PROBLEM SHIPPED ARRIVES?'], weight: 3 },
  { sentences: ['REPLACE SHIPPED ARRIVES?'], weight: 4 },
  { sentences: ['PROBLEM', 'REPLACE SHIPPED|ARRIVES'], weight: 2 },
  { sentences: ['DELAY ARRIVES|SHIPPED'], weight: 3 },
  { sentences: ['ASK CARRIER ARRIVES ~'], weight: 3 },
  { sentences: ['ASK ARRIVES ~'], weight: 2 },
  { sentences: ['PREPARE ASK ~'], weight: 2 },
  { sentences: ['ASK ~', 'PREPARE IF'], weight: 2 },
  { sentences: ['CARRIER PROBLEM ARRIVES'], weight: 2 },
];

const cancels: readonly Recipe[] = [
  { sentences: ['STOCK', 'ASK CANCEL YOUSELF?'], labels: { 'cancel-request': [1] }, weight: 4 },
  { sentences: ['STOCK PROBLEM?', 'ASK? CANCEL YOUSELF'], labels: { 'cancel-request': [1] }, weight: 3 },
  { sentences: ['STOCK ASK CANCEL YOUSELF?'], labels: { 'cancel-request': [0] }, weight: 4 },
  { sentences: ['STOCK CANCEL YOUSELF'], labels: { 'cancel-request': [0] }, weight: 2 },
  { sentences: ['ASK CANCEL YOUSELF STOCK?'], labels: { 'cancel-request': [0] }, weight: 3 },
  { sentences: ['STOCK', 'CANCEL REFUND YOUSELF?'], labels: { 'cancel-request': [1] }, weight: 2 },
  { sentences: ['STOCK', 'ASK REFUND CANCEL IF'], labels: { 'cancel-request': [1] } },
  { sentences: ['STOCK', 'WEDID CANCEL REFUND'], weight: 4 },
  { sentences: ['STOCK WEDID CANCEL REFUND?'], weight: 3 },
  { sentences: ['WEDID CANCEL REFUND #money'], weight: 3 },
  { sentences: ['BUYERASKED CANCEL', 'ASK YOUSELF CANCEL WEDID?'], weight: 4 },
  { sentences: ['BUYERASKED CANCEL YOUSELF WEDID?'], weight: 4 },
  { sentences: ['BUYERASKED CANCEL ASK? YOUSELF'], weight: 3 },
  { sentences: ['PROBLEM DELAY', 'IF ASK REFUND WEDID'], weight: 2 },
  { sentences: ['DELAY', 'IF CANCEL REFUND WEDID CONTACT'], weight: 2 },
  { sentences: ['STOCK', 'ASK REPLACE|REFUND ~'], weight: 3 },
  { sentences: ['STOCK DELAY ARRIVES'], weight: 2 },
  { sentences: ['STOCK PROBLEM'], weight: 2 },
  { sentences: ['STOCK IF CANCEL YOUSELF?'], labels: { 'cancel-request': [0] }, weight: 3 },
];

const promotions: readonly Recipe[] = [
  { sentences: ['PROMO'], labels: { marketing: [0] }, weight: 2 },
  { sentences: ['PROMO MATCHING|DISCOUNT|NEXT'], labels: { marketing: [0] }, weight: 4 },
  { sentences: ['PROMO #percent|#money|#code DISCOUNT?'], labels: { marketing: [0] }, weight: 3 },
  { sentences: ['NEXT DISCOUNT|GIFT|CHEAPER CODE?'], labels: { marketing: [0] }, weight: 4 },
  { sentences: ['CODE #code DISCOUNT?'], labels: { marketing: [0] }, weight: 3 },
  { sentences: ['CODE #code NEXT'], labels: { marketing: [0] }, weight: 2 },
  { sentences: ['DISCOUNT #percent PROMO?'], labels: { marketing: [0] }, weight: 3 },
  { sentences: ['FOLLOW PROMO?'], labels: { marketing: [0] }, weight: 3 },
  { sentences: ['NEWSLETTER ASK?'], labels: { marketing: [0] }, weight: 4 },
  { sentences: ['MATCHING PROMO?'], labels: { marketing: [0] }, weight: 2 },
  { sentences: ['MATCHING DISCOUNT|CHEAPER'], labels: { marketing: [0] }, weight: 2 },
  { sentences: ['THANKS', 'NEXT PROMO|DISCOUNT'], labels: { marketing: [1] }, weight: 2 },
  {
    sentences: ['NEXT WEBSITE CHEAPER #entity?'],
    labels: { marketing: [0], 'off-platform': [0] },
    weight: 2,
  },
  { sentences: ['GIFT DISCOUNT IDCUE'], weight: 3 },
  { sentences: ['GIFT|DISCOUNT IDCUE #money'], weight: 4 },
  { sentences: ['BUYERASKED GIFT|DISCOUNT CODE'], weight: 2 },
  { sentences: ['REPLACE MATCHING PROBLEM'], weight: 2 },
  { sentences: ['ASK MATCHING ~'], weight: 3 },
  { sentences: ['REPLACE PROMO PROBLEM'], weight: 2 },
  { sentences: ['DISCOUNT REFUND PROBLEM #money'], weight: 2 },
  { sentences: ['PROBLEM DISCOUNT WEDID REFUND'], weight: 2 },
  { sentences: ['NEXT REPLACE SHIPPED'], weight: 2 },
  { sentences: ['MAKER PROMO ASK'], weight: 1 },
  { sentences: ['#percent'], weight: 2 },
  { sentences: ['#code IDCUE'], weight: 2 },
];

const WAY = 'MESSENGER|MAILUS|WEBSITE|TRANSFER';
const departures: readonly Recipe[] = [
  { sentences: ['ASK? CONTACT MESSENGER'], labels: { 'off-platform': [0] }, weight: 4 },
  { sentences: ['MESSENGER ASK'], labels: { 'off-platform': [0] }, weight: 3 },
  { sentences: ['MESSENGER CALL|MAILUS'], labels: { 'off-platform': [0] }, weight: 2 },
  { sentences: ['MESSENGER'], labels: { 'off-platform': [0] }, weight: 3 },
  { sentences: ['ASK? TRANSFER DIRECT'], labels: { 'off-platform': [0] }, weight: 5 },
  { sentences: ['TRANSFER CHEAPER|DIRECT ASK?'], labels: { 'off-platform': [0] }, weight: 3 },
  { sentences: ['ASK TRANSFER #money'], labels: { 'off-platform': [0] }, weight: 2 },
  { sentences: ['WEBSITE CHEAPER|DISCOUNT'], labels: { 'off-platform': [0] }, weight: 4 },
  { sentences: ['ASK WEBSITE DIRECT'], labels: { 'off-platform': [0] }, weight: 4 },
  { sentences: ['WEBSITE PROMO|NEXT'], labels: { 'off-platform': [0], marketing: [0] }, weight: 2 },
  { sentences: ['ASK WEBSITE'], labels: { 'off-platform': [0] }, weight: 3 },
  { sentences: ['IF WEBSITE DIRECT CHEAPER?'], labels: { 'off-platform': [0] } },
  { sentences: ['CONTACT DIRECT MESSENGER|CALL'], labels: { 'off-platform': [0] }, weight: 2 },
  { sentences: ['DIRECT CHEAPER NEXT?'], labels: { 'off-platform': [0] }, weight: 2 },
  { sentences: ['MESSENGER FOLLOW|IF|CONTACT'], labels: { 'off-platform': [0] }, weight: 3 },
  { sentences: ['WEBSITE PLEASED|THANKS'], weight: 3 },
  { sentences: ['FOLLOW WEBSITE'], labels: { marketing: [0] }, weight: 2 },
  { sentences: [`-TRANSFER REFUSE?`], weight: 4 },
  { sentences: ['REFUSE TRANSFER'], weight: 4 },
  { sentences: ['REFUSE MESSENGER|WEBSITE|CALL|MAILUS'], weight: 4 },
  { sentences: [`-MESSENGER ASK?`], weight: 2 },
  { sentences: ['BUYERASKED WEBSITE|TRANSFER', 'REFUSE'], weight: 2 },
  { sentences: ['CALL CARRIER ARRIVES'], weight: 3 },
  { sentences: ['CALL|MAILUS MAKER IDCUE?'], weight: 3 },
  { sentences: ['CARRIER CALL ASK ~'], weight: 2 },
  { sentences: ['MAILUS ASK ~'], weight: 3 },
  { sentences: ['CONTACT DIRECT ASK'], weight: 2 },
  { sentences: ['REFUND WEDID TRANSFER'], weight: 2 },
  { sentences: ['TRANSFER PROBLEM REFUND WEDID?'], weight: 2 },
  { sentences: ['CALL PROBLEM REPLACE'], weight: 3 },
  { sentences: ['CALL'], weight: 3 },
  { sentences: ['MAILUS'], weight: 3 },
  { sentences: ['IDCUE TRANSFER'], weight: 3 },
  { sentences: ['ASK MAILUS HELP?'], weight: 1 },
  { sentences: [`BUYERASKED ${WAY}`, 'REFUSE DIRECT?'], weight: 2 },
];

/** What stands in any message and wants nothing that a guideline forbids. */
export const BACKGROUND: readonly string[] = [
  '',
  '',
  'GREETING',
  'SIGNOFF',
  'THANKS',
  'ASK ~',
  'ASK IF',
  'IDCUE',
  'MAKER',
  'CARRIER ARRIVES',
  'PROBLEM',
  'PROBLEM REPLACE',
  'HELP',
  'PLEASED',
  'PROBLEM IF CONTACT',
  'REPLACE',
  'ASK CHANGE ~',
  'FREE',
  'FREE REPLACE',
  'ONLY ASK',
  'YOUSELF ASK',
  'DIRECT CARRIER',
  'HAPPY ASK ~',
  'CHEAPER',
  'FIRST ASK',
  'GIVE',
  'GIVE IDCUE',
  'REMIND',
  'IF',
  'NEG',
  'NEG PROBLEM',
  'CONTACT ASK',
  'HONEST',
  'OPINION ASK ~',
  '#money',
];

const background: readonly Recipe[] = BACKGROUND.map((sentence) => ({ sentences: [sentence], weight: 4 }));

export const RECIPES: readonly Recipe[] = [
  ...incentives,
  ...removals,
  ...gatings,
  ...requests,
  ...confirmations,
  ...cancels,
  ...promotions,
  ...departures,
  ...background,
];
