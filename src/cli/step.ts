import { endStep, takeStep } from '#flow/enforce.ts';
import { say } from '#locales/catalogue.ts';
import { STEP_KINDS, effectOf, phaseOf } from '#market/enforcement.ts';
import { listSteps } from '#store/enforcement.ts';
import { findMarketplace } from '#store/marketplace.ts';
import { findSellerId } from '#store/party.ts';

import { moderationPorts } from './moderation-ports.ts';
import type { OptionValues, SubVerb, Verb, VerbContext } from './verb.ts';
import {
  CALLED_WRONGLY,
  COMMAND_LINE,
  DONE,
  FAILED,
  isId,
  optionText,
  tableLines,
  timeText,
  verbOf,
} from './verb.ts';

const WHERE = { seller: { type: 'string' }, marketplace: { type: 'string' } } as const;
const MOST_DAYS = 3650;

/** The seller and the marketplace that the options name; null after saying which isn't there. */
async function findWhere(
  { db, err }: VerbContext,
  values: OptionValues,
): Promise<{ readonly sellerId: string; readonly marketplaceId: string } | null> {
  const sellerId = await findSellerId(db, optionText(values, 'seller') ?? '');
  if (sellerId === null) {
    err('There is no such seller; parley seller list shows them.');
    return null;
  }
  const marketplace = await findMarketplace(db, optionText(values, 'marketplace') ?? '');
  if (marketplace === null) err('There is no such marketplace; parley marketplace list shows them.');
  return marketplace === null ? null : { sellerId, marketplaceId: marketplace.id };
}

const list: SubVerb = {
  usage: '--seller ID --marketplace de',
  options: WHERE,
  words: [],
  async run({ values }, context) {
    const where = await findWhere(context, values);
    if (where === null) return FAILED;
    const now = context.clock.now();
    const steps = await listSteps(context.db, where.sellerId, where.marketplaceId);
    const { state, sellingSuspended, until } = effectOf(steps, now);
    const end = until === null ? '' : ` until ${timeText(until)}`;
    context.out(`In force: ${state}${end}${sellingSuspended ? '; selling is suspended' : ''}.`);
    const rows = steps.map((step) => [
      step.id,
      step.kind,
      phaseOf(step, now),
      timeText(step.beginsAt),
      timeText(step.endsAt),
      step.automatic ? 'the schedule' : step.decidedBy.label,
    ]);
    for (const line of tableLines([['STEP', 'KIND', 'PHASE', 'FROM', 'TO', 'BY'], ...rows]))
      context.out(line);
    return DONE;
  },
};

/** The days that `--days` gives; null without it, which means until it is lifted. */
function daysOf(values: OptionValues): number | null | 'wrong' {
  const text = optionText(values, 'days');
  if (text === null) return null;
  const days = /^\d{1,4}$/u.test(text) ? Number(text) : 0;
  return days >= 1 && days <= MOST_DAYS ? days : 'wrong';
}

const add: SubVerb = {
  usage: `STEP --seller ID --marketplace de --facts TEXT [--days 30] [--rules email-address,…]      (STEP is ${STEP_KINDS.join(', ')})`,
  options: { ...WHERE, facts: { type: 'string' }, days: { type: 'string' }, rules: { type: 'string' } },
  words: ['STEP'],
  async run({ values, words: [wished = ''] }, context) {
    const step = STEP_KINDS.find((kind) => kind === wished);
    const forDays = daysOf(values);
    if (step === undefined || forDays === 'wrong') {
      context.err(
        step === undefined
          ? `STEP is one of ${STEP_KINDS.join(', ')}.`
          : `--days takes a whole number from 1 to ${MOST_DAYS}; without it the step holds until it is lifted.`,
      );
      return CALLED_WRONGLY;
    }
    const where = await findWhere(context, values);
    if (where === null) return FAILED;
    const outcome = await takeStep(moderationPorts(context), {
      ...where,
      step,
      forDays,
      facts: optionText(values, 'facts') ?? '',
      rules: (optionText(values, 'rules') ?? '').split(',').filter((rule) => rule !== ''),
      actor: COMMAND_LINE,
    });
    if (outcome.kind === 'refused') {
      context.err(say('en', `problem.${outcome.reason}`));
      return FAILED;
    }
    context.out(`${outcome.stepId}: ${step}, in force`);
    return DONE;
  },
};

const lift: SubVerb = {
  usage: 'STEP',
  options: {},
  words: ['STEP'],
  async run({ words: [id = ''] }, context) {
    const outcome = isId(id)
      ? await endStep(moderationPorts(context), id, COMMAND_LINE)
      : ({ kind: 'refused', reason: 'not-found' } as const);
    if (outcome.kind === 'refused') {
      context.err(
        outcome.reason === 'not-found'
          ? 'There is no such step; parley step list shows their ids.'
          : say('en', `problem.${outcome.reason}`),
      );
      return FAILED;
    }
    context.out(`${id}: lifted`);
    return DONE;
  },
};

/** `parley step …` (MOD 2): the same as the endpoints under `/api/v1/sellers/:seller/steps`. */
export const step: Verb = verbOf('step', 'Steps against sellers: taken by hand, lifted, shown.', {
  list,
  add,
  lift,
});
