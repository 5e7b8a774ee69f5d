import { requestReviews } from '#flow/request-reviews.ts';
import { reviewRequestView } from '#flow/review-request-view.ts';
import { writeMessage } from '#flow/write-message.ts';
import { isOrderId } from '#market/order-id.ts';
import type { Pack } from '#market/pack.ts';
import { silentLog } from '#src/log.ts';
import { findSellerId } from '#store/party.ts';

import { moderationPorts } from './moderation-ports.ts';
import { findPack } from './reasons.ts';
import type { Verb, VerbContext } from './verb.ts';
import { CALLED_WRONGLY, COMMAND_LINE, DONE, FAILED, optionText, plainVerb, tableLines } from './verb.ts';

/** One request per order; a thread judges its text by the guidelines as for any other message. */
async function request(
  context: VerbContext,
  pack: Pack,
  scope: { readonly sellerId: string; readonly marketplaceId: string; readonly orderIds: readonly string[] },
): ReturnType<typeof requestReviews> {
  const { db, packsFolder, clock } = context;
  // Only here: the engine's language data take a second and 200 MB, which no other verb needs.
  const [
    { createWritePorts },
    { createJudgingWorkers },
    { loadRules },
    { waitingRulesOf },
    { writtenContent },
  ] = await Promise.all([
    import('#src/relay.ts'),
    import('#judging/judging-workers.ts'),
    import('#packs/read-ruleset.ts'),
    import('#src/server.ts'),
    import('#mail/written-content.ts'),
  ]);
  const packs = loadRules(packsFolder);
  const judging = createJudgingWorkers({ packs, clock, log: silentLog });
  const ports = createWritePorts({
    ...context,
    ...moderationPorts(context),
    cleaner: {
      clean: async ({ written, privateValues, maxFileBytes, words }) =>
        writtenContent(written, privateValues, { maxFileBytes, words }),
    },
    maxFileBytes: 0,
    askGuidelines: judging.ask,
    packFor: () => pack,
    waitingRules: waitingRulesOf(packsFolder, packs),
  });
  const wish = { ...scope, by: COMMAND_LINE, door: 'api', requestKey: null } as const;
  try {
    return await requestReviews(db, pack, wish, (written) => writeMessage(written, ports));
  } finally {
    await judging.close();
  }
}

/** `parley review-request ORDER,…`: the one request for a review that each of these orders may get (ORDER 6). */
export const reviewRequest: Verb = plainVerb('review-request', 'Ask the buyers of orders for a review.', {
  usage: 'ORDER[,ORDER…] --seller ID --marketplace de [--language en]',
  options: { seller: { type: 'string' }, marketplace: { type: 'string' }, language: { type: 'string' } },
  words: ['ORDERS'],
  async run({ values, words: [orders = ''] }, context) {
    const { db, out, err } = context;
    const orderIds = orders.split(',').map((id) => id.trim());
    const wrong = orderIds.find((id): boolean => !isOrderId(id));
    if (wrong !== undefined) {
      err(`${wrong} is no order number: 17 digits written 3-7-7.`);
      return CALLED_WRONGLY;
    }
    const sellerId = await findSellerId(db, optionText(values, 'seller') ?? '');
    if (sellerId === null) {
      err('There is no such seller; parley seller list shows them.');
      return FAILED;
    }
    const marketplaceId = optionText(values, 'marketplace') ?? '';
    const pack = await findPack(context, marketplaceId);
    if (pack === null) return FAILED;
    const lines = await request(context, pack, { sellerId, marketplaceId, orderIds });
    if (lines === null) {
      err(`The pack of ${marketplaceId} has no contact reason of the kind solicitation.`);
      return FAILED;
    }
    const language = optionText(values, 'language') ?? 'en';
    const views = lines.map((line) => reviewRequestView(language, line));
    const why = ({ reasons }: (typeof views)[number]): string =>
      reasons.map(({ code, sentence }) => `${code}: ${sentence}`).join(' ');
    for (const line of tableLines(views.map((view) => [view.order, view.result, why(view)]))) out(line);
    return views.every(({ result }) => result !== 'not-sent') ? DONE : FAILED;
  },
});
