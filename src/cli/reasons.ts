import { join } from 'node:path';

import { obstacleText } from '#locales/obstacle.ts';
import type { ReasonDecision } from '#market/offered-reasons.ts';
import { offerReasons } from '#market/offered-reasons.ts';
import { isOrderId } from '#market/order-id.ts';
import type { Pack } from '#market/pack.ts';
import { packLanguage } from '#market/pack.ts';
import { readPack } from '#packs/read-pack.ts';
import { listMarketplaces } from '#store/marketplace.ts';
import { loadSituation } from '#store/order-situation.ts';

import type { Verb, VerbContext } from './verb.ts';
import { CALLED_WRONGLY, DONE, FAILED, optionText, plainVerb, tableLines } from './verb.ts';

/** The marketplace's pack; null after saying what is wrong with it. */
async function findPack({ db, packsFolder, err }: VerbContext, marketplaceId: string): Promise<Pack | null> {
  // The name becomes part of a path only once it is known to be a marketplace's.
  const known = (await listMarketplaces(db)).find(({ id }) => id === marketplaceId);
  if (known === undefined) {
    err('There is no such marketplace; parley marketplace list shows them.');
    return null;
  }
  const reading = readPack(join(packsFolder, known.pack));
  if (reading.kind === 'pack') return reading.pack;
  for (const { file, line, sentence } of reading.problems)
    err(`packs/${known.pack}/${file}:${line}: ${sentence}`);
  return null;
}

function row(pack: Pack, language: string, decision: ReasonDecision): string[] {
  const { reason, offered, obstacles, wouldPassOptOut } = decision;
  const name = pack.texts.get(packLanguage(pack, language))?.reasons.get(reason.id)?.name ?? reason.id;
  const why = obstacles.map((found) => `${found.code}: ${obstacleText(language, found)}`).join(' ');
  return [reason.id, name, offered ? 'yes' : 'no', wouldPassOptOut ? 'passes' : 'stopped', why];
}

/** `parley reasons ORDER`: what a seller may write for an order, as the contact page shows it (REASON 1, OPT 6). */
export const reasons: Verb = plainVerb('reasons', 'Which contact reasons an order offers, and why not.', {
  usage: 'ORDER --marketplace de [--language en]',
  options: { marketplace: { type: 'string' }, language: { type: 'string' } },
  words: ['ORDER'],
  async run({ values, words: [orderId = ''] }, context) {
    const { db, clock, out, err } = context;
    const complaint = `${orderId} is no order number: 17 digits written 3-7-7.`;
    if (!isOrderId(orderId)) {
      err(complaint);
      return CALLED_WRONGLY;
    }
    const marketplaceId = optionText(values, 'marketplace') ?? '';
    const pack = await findPack(context, marketplaceId);
    if (pack === null) return FAILED;
    const stored = await loadSituation(db, marketplaceId, orderId);
    if (stored === null) {
      err(`${marketplaceId} has no order ${orderId}.`);
      return FAILED;
    }
    const { order, preference, isSuppressed } = stored;
    const decisions = offerReasons({
      pack,
      order,
      preference,
      isSuppressed,
      position: 'new',
      door: 'web',
      enforcement: 'none',
      now: clock.now(),
    });
    const language = optionText(values, 'language') ?? 'en';
    const rows = decisions.map((decision) => row(pack, language, decision));
    for (const line of tableLines([['REASON', 'NAME', 'OFFERED', 'AN OPT-OUT', 'WHY NOT'], ...rows]))
      out(line);
    return DONE;
  },
});
