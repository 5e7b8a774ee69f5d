import type { Kysely, Transaction } from 'kysely';

import type { ApplicationRole } from '#market/application.ts';

import type { Trace } from './application.ts';
import { writeAudit } from './audit.ts';
import type { DB } from './schema.gen.ts';

export interface GrantKey {
  readonly applicationId: string;
  readonly sellerId: string;
}

/** Lets an application act for a seller within roles; a grant that is there gets the new ones (API 1). */
export async function grantApplication(
  tx: Transaction<DB>,
  { applicationId, sellerId, roles }: GrantKey & { readonly roles: readonly ApplicationRole[] },
  { at, actor, auditId }: Trace,
): Promise<void> {
  const values = {
    roles: [...roles],
    granted_by: JSON.stringify(actor),
    granted_at: at,
    withdrawn_at: null,
  };
  await tx
    .insertInto('application_grant')
    .values({ application_id: applicationId, seller_id: sellerId, ...values })
    .onConflict((conflict) => conflict.columns(['application_id', 'seller_id']).doUpdateSet(values))
    .execute();
  await writeAudit(tx, {
    id: auditId,
    at,
    sellerId,
    actor,
    action: 'application.granted',
    subject: applicationId,
    from: null,
    to: roles.join(', '),
  });
}

/** Ends what a seller granted, at once: no token of it is good any more. False where nothing was granted. */
export async function withdrawGrant(
  tx: Transaction<DB>,
  { applicationId, sellerId }: GrantKey,
  { at, actor, auditId }: Trace,
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('application_grant')
    .set({ withdrawn_at: at })
    .where('application_id', '=', applicationId)
    .where('seller_id', '=', sellerId)
    .where('withdrawn_at', 'is', null)
    .executeTakeFirst();
  if (numUpdatedRows === 0n) return false;
  await tx
    .deleteFrom('application_token')
    .where('application_id', '=', applicationId)
    .where('seller_id', '=', sellerId)
    .execute();
  await writeAudit(tx, {
    id: auditId,
    at,
    sellerId,
    actor,
    action: 'application.grant-withdrawn',
    subject: applicationId,
    from: null,
    to: null,
  });
  return true;
}

export interface ListedGrant {
  readonly applicationId: string;
  readonly name: string;
  readonly roles: readonly string[];
  readonly grantedAt: Date;
}

/** The applications that act for a seller, by name. */
export async function listGrants(db: Kysely<DB>, sellerId: string): Promise<ListedGrant[]> {
  return db
    .selectFrom('application_grant as g')
    .innerJoin('application as a', 'a.id', 'g.application_id')
    .select(['a.id as applicationId', 'a.name', 'g.roles', 'g.granted_at as grantedAt'])
    .where('g.seller_id', '=', sellerId)
    .where('g.withdrawn_at', 'is', null)
    .where('a.withdrawn_at', 'is', null)
    .orderBy('a.name')
    .orderBy('a.id')
    .execute();
}
