import { packFor, requirePacks } from '#packs/read-pack.ts';
import { listMarketplaces } from '#store/marketplace.ts';
import { findSellerId } from '#store/party.ts';
import { listDuties } from '#views/duties.ts';

import type { Verb } from './verb.ts';
import { DONE, FAILED, plainVerb, tableLines, timeText } from './verb.ts';

const MOST = 200;

/** `parley duties SELLER`: shipments, refunds, returns and news for buyers that are due (ORDER 7). */
export const duties: Verb = plainVerb('duties', 'What a seller has to do, the most urgent first.', {
  usage: 'SELLER',
  options: {},
  words: ['SELLER'],
  async run({ words: [name = ''] }, { db, clock, packsFolder, out, err }) {
    const sellerId = await findSellerId(db, name);
    if (sellerId === null) {
      err('There is no such seller; parley seller list shows them.');
      return FAILED;
    }
    const known = requirePacks(packsFolder);
    const marketplaces = await listMarketplaces(db);
    const packs = new Map(marketplaces.map((market) => [market.id, packFor(known, market)] as const));
    const found = await listDuties(db, sellerId, packs, { now: clock.now(), limit: MOST });
    const rows = found.map(({ kind, marketplace, orderId, returnId, dueBefore, isOverdue }) => [
      kind,
      marketplace,
      orderId,
      returnId ?? '-',
      timeText(dueBefore),
      isOverdue ? 'overdue' : '',
    ]);
    for (const line of tableLines([['DUTY', 'MARKET', 'ORDER', 'RETURN', 'DUE BEFORE', ''], ...rows]))
      out(line);
    return DONE;
  },
});
