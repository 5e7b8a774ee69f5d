import { changeLanguage, changePreference } from '#store/buyer-preference.ts';
import { listMarketplaces } from '#store/marketplace.ts';
import { findBuyerId, findSellerId } from '#store/party.ts';
import type { PreferenceTrace } from '#views/preferences.ts';
import { findPreferences, listPreferenceChanges } from '#views/preferences.ts';

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

const MOST_CHANGES = 50;

function row({ at, marketplace, seller, declines, language, actor }: PreferenceTrace): string[] {
  const from = seller?.name ?? 'every seller';
  const wish = declines === true ? 'declines' : 'takes';
  return language === null
    ? [timeText(at), marketplace ?? '', from, wish, actor.label]
    : [timeText(at), 'all', '-', `language ${language}`, actor.label];
}

const show: SubVerb = {
  usage: 'BUYER',
  options: {},
  words: ['BUYER'],
  async run({ words: [buyer = ''] }, { db, out, err }) {
    const buyerId = await findBuyerId(db, buyer);
    const preferences = buyerId === null ? null : await findPreferences(db, buyerId);
    if (buyerId === null || preferences === null) {
      err(`There is no buyer ${buyer}.`);
      return FAILED;
    }
    out(
      `Language: ${preferences.language}${preferences.languageChosen ? ', chosen' : ', as the shop says'}.`,
    );
    for (const { marketplace, declines, muted } of preferences.marketplaces) {
      out(
        `${marketplace}: ${declines ? 'declines messages that are not needed' : 'declines nothing from all sellers'}.`,
      );
      for (const { name, id } of muted) out(`${marketplace}: declines them from ${name} (${id}).`);
    }
    const { items } = await listPreferenceChanges(db, { buyerId, after: null, limit: MOST_CHANGES });
    const heading = ['WHEN', 'MARKETPLACE', 'FROM', 'WISH', 'WHO'];
    if (items.length > 0) for (const line of tableLines([heading, ...items.map(row)])) out(line);
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

const language: SubVerb = {
  usage: 'BUYER LANGUAGE',
  options: {},
  words: ['BUYER', 'LANGUAGE'],
  async run({ words: [buyer = '', wished = ''] }, { db, ids, clock, out, err }) {
    const offered = [...new Set((await listMarketplaces(db)).flatMap(({ languages }) => languages))].sort();
    if (!offered.includes(wished)) {
      err(`LANGUAGE is one of ${offered.join(', ')}.`);
      return CALLED_WRONGLY;
    }
    const buyerId = await findBuyerId(db, buyer);
    if (buyerId === null) {
      err(`There is no buyer ${buyer}.`);
      return FAILED;
    }
    const change = { id: ids.uuid(), buyerId, language: wished, actor: COMMAND_LINE, at: clock.now() };
    const changed = await db.transaction().execute((tx) => changeLanguage(tx, change));
    out(changed ? 'changed' : 'unchanged');
    return DONE;
  },
};

/** `parley preference …` (OPT 1). */
export const preference: Verb = verbOf(
  'preference',
  'What buyers decline and which language they read, with who said so.',
  {
    show,
    set,
    language,
  },
);
