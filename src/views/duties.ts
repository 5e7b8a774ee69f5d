import type { Kysely } from 'kysely';

import type { Duty } from '#market/duty.ts';
import { dutiesOf } from '#market/duty.ts';
import type { Pack } from '#market/pack.ts';
import { findDutyCauses } from '#store/duty.ts';
import type { DB } from '#store/schema.gen.ts';

const DAY_MS = 86_400_000;
/** What nobody did in so many days is for the operator to decide, and not a duty to be shown. */
const FOLLOWED_DAYS = 180;

export interface DutyView extends Duty {
  readonly marketplace: string;
}

/** What a seller has to do in each marketplace, at most `limit` duties, the most urgent first (ORDER 7). */
export async function listDuties(
  db: Kysely<DB>,
  sellerId: string,
  packs: ReadonlyMap<string, Pack>,
  { now, limit }: { readonly now: Date; readonly limit: number },
): Promise<readonly DutyView[]> {
  const found: DutyView[] = [];
  for (const [marketplaceId, pack] of packs) {
    const causes = await findDutyCauses(db, {
      marketplaceId,
      sellerId,
      rules: pack.duties,
      // A day more than the notice, because a day is as long as the zone makes it.
      promisedBefore: new Date(now.getTime() + (pack.duties.delayNoticeDays + 2) * DAY_MS),
      since: new Date(now.getTime() - FOLLOWED_DAYS * DAY_MS),
      limit,
    });
    found.push(...dutiesOf(causes, pack, now).map((duty) => ({ ...duty, marketplace: marketplaceId })));
  }
  return found.toSorted((a, b) => a.dueBefore.getTime() - b.dueBefore.getTime()).slice(0, limit);
}
