import type { Kysely, Transaction } from 'kysely';

import type { Actor } from '#market/party.ts';

import type { DB } from './schema.gen.ts';

export type AccountLinkKind = 'invitation' | 'reset';

export interface AccountLink {
  readonly id: string;
  readonly kind: AccountLinkKind;
  readonly personId: string;
}

/** Makes a link good; the person's earlier ones of both kinds are good no more. */
export async function openLink(
  tx: Transaction<DB>,
  link: AccountLink & { readonly madeBy: Actor; readonly at: Date; readonly endsAt: Date },
): Promise<void> {
  await revokeLinks(tx, link.personId, link.at);
  await tx
    .insertInto('account_link')
    .values({
      id: link.id,
      kind: link.kind,
      person_id: link.personId,
      made_by: JSON.stringify(link.madeBy),
      made_at: link.at,
      ends_at: link.endsAt,
    })
    .execute();
}

/** All links of a person that are still good are good no more. */
export async function revokeLinks(tx: Transaction<DB>, personId: string, at: Date): Promise<void> {
  await tx
    .updateTable('account_link')
    .set({ revoked_at: at })
    .where('person_id', '=', personId)
    .where('used_at', 'is', null)
    .where('revoked_at', 'is', null)
    .execute();
}

function goodLinks(db: Kysely<DB>, id: string, now: Date) {
  return db
    .selectFrom('account_link')
    .innerJoin('person', 'person.id', 'account_link.person_id')
    .select(['account_link.id', 'account_link.kind', 'account_link.person_id as personId'])
    .where('account_link.id', '=', id)
    .where('account_link.used_at', 'is', null)
    .where('account_link.revoked_at', 'is', null)
    .where('account_link.ends_at', '>', now)
    .where('person.deactivated_at', 'is', null);
}

/** What a link stands for; null where it is used, over, revoked or none. Changes nothing. */
export async function findLink(db: Kysely<DB>, id: string, now: Date): Promise<AccountLink | null> {
  return (await goodLinks(db, id, now).executeTakeFirst()) ?? null;
}

/** Uses a link up: it is good once, also for two who use it at the same moment. */
export async function takeLink(tx: Transaction<DB>, id: string, now: Date): Promise<AccountLink | null> {
  const link = await goodLinks(tx, id, now).forUpdate('account_link').executeTakeFirst();
  if (link === undefined) return null;
  await tx.updateTable('account_link').set({ used_at: now }).where('id', '=', id).execute();
  return link;
}
