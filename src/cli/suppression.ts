import { createReadStream } from 'node:fs';

import { readCsvRows } from '#http/read-csv-rows.ts';
import { say } from '#locales/catalogue.ts';
import { findSellerId } from '#store/party.ts';
import type { BuyerName, SuppressionChange } from '#store/suppression.ts';
import { addSuppression, readBuyerName, removeSuppression } from '#store/suppression.ts';
import { importSuppressions } from '#store/suppression-import.ts';
import { listSuppressions } from '#views/suppressions.ts';

import { decodeText, fileTrouble } from './text-file.ts';
import type { OptionValues, SubVerb, Verb, VerbContext } from './verb.ts';
import { COMMAND_LINE, DONE, FAILED, optionText, tableLines, timeText, verbOf } from './verb.ts';

const SELLER = { seller: { type: 'string' } } as const;
const WITH_MARKETPLACE = { ...SELLER, marketplace: { type: 'string' } } as const;
const MOST = 1000;
const LONGEST_ROW = 4000;

async function findSeller({ db, err }: VerbContext, values: OptionValues): Promise<string | null> {
  const seller = await findSellerId(db, optionText(values, 'seller') ?? '');
  if (seller === null) err('There is no such seller; parley seller list shows them.');
  return seller;
}

function change({ ids, clock }: VerbContext, sellerId: string, buyer: BuyerName): SuppressionChange {
  return { sellerId, buyer, actor: COMMAND_LINE, at: clock.now(), auditId: ids.uuid() };
}

const list: SubVerb = {
  usage: '--seller ID',
  options: SELLER,
  words: [],
  async run({ values }, context) {
    const seller = await findSeller(context, values);
    if (seller === null) return FAILED;
    const page = { after: null, limit: MOST };
    const { items } = await listSuppressions(context.db, { kind: 'operator' }, seller, page);
    const rows = items.map((item) => [
      item.address ?? '-',
      item.marketplace,
      item.buyer.name,
      item.source,
      timeText(item.addedAt),
    ]);
    for (const line of tableLines([['ADDRESS', 'MARKETPLACE', 'BUYER', 'SOURCE', 'SINCE'], ...rows]))
      context.out(line);
    return DONE;
  },
};

const add: SubVerb = {
  usage:
    'BUYER --seller ID [--marketplace de]      (BUYER is an order, with its marketplace, or an anonymous address)',
  options: WITH_MARKETPLACE,
  words: ['BUYER'],
  async run({ values, words: [text = ''] }, context) {
    const seller = await findSeller(context, values);
    if (seller === null) return FAILED;
    const buyer = readBuyerName(text, optionText(values, 'marketplace'));
    const result =
      buyer === null
        ? 'buyer-unknown'
        : await context.db
            .transaction()
            .execute((tx) => addSuppression(tx, change(context, seller, buyer), 'hand'));
    if (result !== 'buyer-unknown') context.out(result);
    else context.err(say('en', 'problem.buyer-unknown'));
    return result === 'buyer-unknown' ? FAILED : DONE;
  },
};

const remove: SubVerb = {
  usage: 'BUYER --seller ID [--marketplace de]',
  options: WITH_MARKETPLACE,
  words: ['BUYER'],
  async run({ values, words: [text = ''] }, context) {
    const seller = await findSeller(context, values);
    if (seller === null) return FAILED;
    const buyer = readBuyerName(text, optionText(values, 'marketplace'));
    const result =
      buyer === null
        ? 'not-listed'
        : await context.db
            .transaction()
            .execute((tx) => removeSuppression(tx, change(context, seller, buyer), true));
    if (result === 'removed') {
      context.out(result);
      return DONE;
    }
    context.err(say('en', `problem.${result}`, { address: text }));
    return FAILED;
  },
};

const importVerb: SubVerb = {
  usage:
    'FILE.csv --seller ID [--marketplace de]      (columns buyer and, where orders of several are named, marketplace)',
  options: WITH_MARKETPLACE,
  words: ['FILE'],
  async run({ values, words: [file = ''] }, context) {
    const { db, ids, clock, out, err } = context;
    const sellerId = await findSeller(context, values);
    if (sellerId === null) return FAILED;
    const counts = { added: 0, unchanged: 0, refused: 0 };
    const wish = {
      sellerId,
      marketplaceId: optionText(values, 'marketplace'),
      actor: COMMAND_LINE,
      at: clock.now(),
      newId: () => ids.uuid(),
    };
    try {
      const source = decodeText(file === '-' ? process.stdin : createReadStream(file));
      await importSuppressions(db, readCsvRows(source, LONGEST_ROW), wish, ({ line, result, reason }) => {
        counts[result] += 1;
        if (reason !== null) err(`line ${line}: refused, ${say('en', `suppression.${reason}`)}`);
      });
    } catch (error) {
      const sentence = fileTrouble(error, file);
      if (sentence === null) throw error;
      err(sentence);
      return FAILED;
    }
    out(`${counts.added} added, ${counts.unchanged} unchanged, ${counts.refused} refused`);
    return counts.refused === 0 ? DONE : FAILED;
  },
};

/** `parley suppression …` (OPT 7). */
export const suppression: Verb = verbOf('suppression', 'Buyers whom a seller never asks for reviews.', {
  list,
  add,
  remove,
  import: importVerb,
});
