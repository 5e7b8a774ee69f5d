import type { PermissionChange } from '#market/permission.ts';
import { say } from '#locales/catalogue.ts';
import { findSellerId } from '#store/party.ts';
import { changePermission, eraseAddress, listPermissions } from '#store/permission.ts';

import type { SubVerb, Verb } from './verb.ts';
import { COMMAND_LINE, DONE, FAILED, optionText, tableLines, timeText, verbOf } from './verb.ts';

const OPTIONS = { seller: { type: 'string' } } as const;
const NO_SELLER = 'There is no such seller; parley seller list shows them.';

const list: SubVerb = {
  usage: '--seller ID',
  options: OPTIONS,
  words: [],
  async run({ values }, { db, out, err }) {
    const seller = await findSellerId(db, optionText(values, 'seller') ?? '');
    if (seller === null) {
      err(NO_SELLER);
      return FAILED;
    }
    const rows = (await listPermissions(db, seller)).map((row) => [
      row.address,
      row.state,
      String(row.attemptCount),
      timeText(row.firstAttemptAt),
      timeText(row.lastAttemptAt),
    ]);
    const heading = ['ADDRESS', 'STATE', 'ATTEMPTS', 'FIRST', 'LAST'];
    for (const line of tableLines([heading, ...rows])) out(line);
    return DONE;
  },
};

function changeVerb(change: PermissionChange): SubVerb {
  return {
    usage: '--seller ID ADDRESS',
    options: OPTIONS,
    words: ['ADDRESS'],
    async run({ values, words: [address = ''] }, { db, ids, clock, out, err }) {
      const seller = await findSellerId(db, optionText(values, 'seller') ?? '');
      if (seller === null) {
        err(NO_SELLER);
        return FAILED;
      }
      const result = await db.transaction().execute((tx) =>
        changePermission(tx, {
          sellerId: seller,
          address,
          change,
          isNew: false,
          actor: COMMAND_LINE,
          at: clock.now(),
          auditId: ids.uuid(),
        }),
      );
      if (result.kind !== 'refused') {
        out(`${result.address}: ${result.kind}`);
        return DONE;
      }
      err(
        result.reason === 'no-such-seller'
          ? NO_SELLER
          : say('en', `problem.${result.reason}`, { address: result.address }),
      );
      return FAILED;
    },
  };
}

const SALT_BYTES = 16;

const erase: SubVerb = {
  usage: '--seller ID ADDRESS',
  options: OPTIONS,
  words: ['ADDRESS'],
  async run({ values, words: [address = ''] }, { db, ids, clock, out, err }) {
    const sellerId = await findSellerId(db, optionText(values, 'seller') ?? '');
    if (sellerId === null) {
      err(NO_SELLER);
      return FAILED;
    }
    const request = { sellerId, address, actor: COMMAND_LINE, at: clock.now(), auditId: ids.uuid() };
    const outcome = await db.transaction().execute((tx) => eraseAddress(tx, request, ids.random(SALT_BYTES)));
    if (outcome === 'erased') {
      out(`${address}: erased. If it was blocked, it stays so.`);
      return DONE;
    }
    err(
      outcome === 'not-listed'
        ? `${address} is not on this seller's list.`
        : `${address} is approved and may still write: block it first.`,
    );
    return FAILED;
  },
};

/** `parley permission …` (PERM 8). */
export const permission: Verb = verbOf('permission', 'Which addresses may write to buyers for a seller.', {
  list,
  approve: changeVerb('approve'),
  block: changeVerb('block'),
  remove: changeVerb('remove'),
  erase,
});
