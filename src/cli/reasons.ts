import { join } from 'node:path';

import { orderReasons } from '#flow/order-reasons.ts';
import { isOrderId } from '#market/order-id.ts';
import type { Pack } from '#market/pack.ts';
import { readPack } from '#packs/read-pack.ts';
import type { ReasonView } from '#packs/reason-view.ts';
import { reasonView } from '#packs/reason-view.ts';
import { findMarketplace } from '#store/marketplace.ts';

import type { Verb, VerbContext } from './verb.ts';
import { CALLED_WRONGLY, DONE, FAILED, optionText, plainVerb, tableLines, timeText } from './verb.ts';

/** The marketplace's pack; null after saying what is wrong with it. */
export async function findPack(
  { db, packsFolder, err }: VerbContext,
  marketplaceId: string,
): Promise<Pack | null> {
  // The name becomes part of a path only once it is known to be a marketplace's.
  const known = await findMarketplace(db, marketplaceId);
  if (known === null) {
    err('There is no such marketplace; parley marketplace list shows them.');
    return null;
  }
  const reading = readPack(join(packsFolder, known.pack));
  if (reading.kind === 'pack') return reading.pack;
  for (const { file, line, sentence } of reading.problems)
    err(`packs/${known.pack}/${file}:${line}: ${sentence}`);
  return null;
}

function row({ id, name, offered, obstacles, optOut }: ReasonView): string[] {
  const why = obstacles.map(({ code, sentence }) => `${code}: ${sentence}`).join(' ');
  return [id, name, offered ? 'yes' : 'no', optOut.passes ? 'passes' : 'stopped', why];
}

/** `parley reasons ORDER`: what a seller may write for an order, as the contact page shows it (REASON 1, OPT 6). */
export const reasons: Verb = plainVerb('reasons', 'Which contact reasons an order offers, and why not.', {
  usage: 'ORDER --marketplace de [--language en]',
  options: { marketplace: { type: 'string' }, language: { type: 'string' } },
  words: ['ORDER'],
  async run({ values, words: [orderId = ''] }, context) {
    const { clock, out, err } = context;
    const complaint = `${orderId} is no order number: 17 digits written 3-7-7.`;
    if (!isOrderId(orderId)) {
      err(complaint);
      return CALLED_WRONGLY;
    }
    const marketplaceId = optionText(values, 'marketplace') ?? '';
    const pack = await findPack(context, marketplaceId);
    if (pack === null) return FAILED;
    const question = { pack, marketplaceId, orderId, door: 'web' as const, now: clock.now() };
    const found = await orderReasons(context, question);
    if (found === null) {
      err(`${marketplaceId} has no order ${orderId}.`);
      return FAILED;
    }
    const { enforcement, names } = found;
    const until = enforcement.until === null ? '' : ` until ${timeText(enforcement.until)}`;
    out(`Step against the seller: ${enforcement.state}${until}.`);
    const language = optionText(values, 'language') ?? 'en';
    const rows = found.decisions.map((decision) =>
      row(reasonView(pack, decision, language, { ...names, orderId })),
    );
    for (const line of tableLines([['REASON', 'NAME', 'OFFERED', 'AN OPT-OUT', 'WHY NOT'], ...rows]))
      out(line);
    return DONE;
  },
});
