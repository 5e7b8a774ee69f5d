import type { Kysely } from 'kysely';

import type { DB } from './schema.gen.ts';

/** A marketplace as programs of the selling-partner API know it. */
export interface ApiMarketplace {
  readonly id: string;
  /** What programs call it; our id where nothing else was set. */
  readonly apiId: string;
  readonly name: string;
  readonly country: string;
  readonly pack: string;
  readonly languages: readonly string[];
  readonly noticeDomain: string;
}

function query(db: Kysely<DB>) {
  return db
    .selectFrom('marketplace')
    .select((is) => [
      'id',
      is.fn.coalesce('api_id', 'id').as('apiId'),
      'name',
      'country',
      'pack',
      'languages',
      'notice_domain as noticeDomain',
    ])
    .where('pack', 'is not', null)
    .$narrowType<{ pack: string; apiId: string }>()
    .orderBy('id');
}

/** All marketplaces that sellers can be judged in. */
export async function listApiMarketplaces(db: Kysely<DB>): Promise<ApiMarketplace[]> {
  return query(db).execute();
}

/** The marketplace that a program calls so, by its own id or the one for programs; null where there is none. */
export async function findApiMarketplace(db: Kysely<DB>, name: string): Promise<ApiMarketplace | null> {
  const found = await query(db)
    .where((is) => is.or([is('api_id', '=', name), is('id', '=', name)]))
    .executeTakeFirst();
  return found ?? null;
}

/** Sets what programs call a marketplace; null: by our id. False where there is none, or another is called so. */
export async function nameForPrograms(
  db: Kysely<DB>,
  marketplaceId: string,
  apiId: string | null,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('marketplace')
    .set({ api_id: apiId })
    .where('id', '=', marketplaceId)
    .where((is) =>
      is.not(
        is.exists(
          is
            .selectFrom('marketplace as other')
            .select('other.id')
            .where('other.id', '<>', marketplaceId)
            .where((its) => its.or([its('other.api_id', '=', apiId), its('other.id', '=', apiId ?? '')])),
        ),
      ),
    )
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}
