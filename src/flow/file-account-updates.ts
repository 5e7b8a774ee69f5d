import type { Kysely } from 'kysely';

import type { Log } from '#src/log.ts';
import { fileAccountUpdates, listAccountUpdateBatches } from '#store/account-update.ts';
import type { DB } from '#store/schema.gen.ts';

export interface FilingPorts {
  readonly db: Kysely<DB>;
  readonly log: Log;
  /** Account updates became due: wake whoever delivers. */
  readonly wake: () => void;
}

/** Batches that a pass looks at before it looks again. */
const AT_ONCE = 100;

/**
 * Files the account updates that feeds left, batch by batch: into the conversation of each order and into the outbox.
 * Every batch is a transaction, so a node that dies leaves it to the next pass, and several nodes may file at once. One
 * that can't be filed is logged and left; those behind it go on.
 */
export async function fileDueAccountUpdates({ db, log, wake }: FilingPorts): Promise<void> {
  for (;;) {
    let filed = 0;
    for (const batch of await listAccountUpdateBatches(db, AT_ONCE)) {
      try {
        if (await fileAccountUpdates(db, batch)) filed += 1;
      } catch (error) {
        log.error('account-updates.not-filed', error, { batch });
      }
    }
    if (filed === 0) return;
    wake();
  }
}
