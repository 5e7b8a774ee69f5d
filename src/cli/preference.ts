import { changePreference, declinesFromAll, listPreferenceChanges } from '#store/buyer-preference.ts';
import { listMarketplaces } from '#store/marketplace.ts';
import { findBuyerId, findSellerId } from '#store/party.ts';

import type { OptionValues, SubVerb, Verb, VerbContext } from './verb.ts';
import {
  CALLED_WRONGLY,
  COMMAND_LINE,
  DONE,
  FAILED,
  optionText,
  tableLines,
  timeText,
  verbOf,
} from './verb.ts';

interface Whose {
  readonly marketplaceId: string;
  readonly buyerId: string;
}

/** Whose preference it is; null after saying what is missing. */
async function findWhose(
  { db, err }: VerbContext,
  values: OptionValues,
  buyer: string,
): Promise<Whose | null> {
  const marketplaceId = optionText(values, 'marketplace') ?? '';
  if (!(await listMarketplaces(db)).some(({ id }) => id === marketplaceId)) {
    err('There is no such marketplace; parley marketplace list shows them.');
    return null;
  }
  const buyerId = await findBuyerId(db, buyer);
  if (buyerId === null) err(`There is no buyer ${buyer}.`);
  return buyerId === null ? null : { marketplaceId, buyerId };
}

const MARKETPLACE = { marketplace: { type: 'string' } } as const;

const show: SubVerb = {
  usage: 'BUYER --marketplace de',
  options: MARKETPLACE,
  words: ['BUYER'],
  async run({ values, words: [buyer = ''] }, context) {
    const whose = await findWhose(context, values, buyer);
    if (whose === null) return FAILED;
    const changes = await listPreferenceChanges(context.db, whose, 50);
    const declines = await declinesFromAll(context.db, whose);
    context.out(declines ? 'Declines messages that are not needed.' : 'Declines nothing.');
    const rows = changes.map((change) => [
      timeText(change.at),
      change.sellerId ?? 'every seller',
      change.declines ? 'declines' : 'takes',
      change.actor.label,
    ]);
    if (rows.length > 0)
      for (const line of tableLines([['WHEN', 'FROM', 'WISH', 'WHO'], ...rows])) context.out(line);
    return DONE;
  },
};

const set: SubVerb = {
  usage: 'BUYER WISH --marketplace de [--seller ID]      (WISH is declines or takes)',
  options: { ...MARKETPLACE, seller: { type: 'string' } },
  words: ['BUYER', 'WISH'],
  async run({ values, words: [buyer = '', wish = ''] }, context) {
    const { db, ids, clock, out, err } = context;
    if (wish !== 'declines' && wish !== 'takes') {
      err('WISH is declines or takes.');
      return CALLED_WRONGLY;
    }
    const whose = await findWhose(context, values, buyer);
    if (whose === null) return FAILED;
    const named = optionText(values, 'seller');
    const sellerId = named === null ? null : await findSellerId(db, named);
    if (named !== null && sellerId === null) {
      err('There is no such seller; parley seller list shows them.');
      return FAILED;
    }
    const change = { ...whose, sellerId, declines: wish === 'declines', actor: COMMAND_LINE };
    const outcome = await db
      .transaction()
      .execute((tx) => changePreference(tx, { ...change, id: ids.uuid(), at: clock.now() }));
    if (outcome === 'strangers') {
      err('This buyer and this seller have nothing to do with each other.');
      return FAILED;
    }
    out(outcome);
    return DONE;
  },
};

/** `parley preference …` (OPT 1). */
export const preference: Verb = verbOf('preference', 'What buyers decline, and who said so.', { show, set });
