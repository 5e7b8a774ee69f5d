import type { Kysely } from 'kysely';

import type { EnforcementRules } from '#market/enforcement-schedule.ts';
import type { Actor } from '#market/party.ts';
import type { ModeratedParties } from '#store/moderated-parties.ts';
import type { DB } from '#store/schema.gen.ts';

import type { Clock, Ids } from './ports.ts';

/** What the operator's decisions need, whatever the way in. */
export interface ModerationPorts {
  readonly db: Kysely<DB>;
  readonly clock: Clock;
  readonly ids: Ids;
  /** Where the pages of guidelines are; null: nowhere that people can reach. */
  readonly publicUrl: string | null;
  /** The rules of moderation of the marketplace's pack. Throws where its pack has none. */
  rulesFor(marketplace: Pick<ModeratedParties['marketplace'], 'id' | 'pack'>): EnforcementRules;
}

/** Who decides, when, and from when on it is told and holds. */
export interface Deciding {
  readonly by: Actor;
  readonly at: Date;
  readonly toldAt: Date;
}

export type Outcome<Reason extends string, Done = object> =
  | ({ readonly kind: 'done' } & Done)
  | { readonly kind: 'refused'; readonly reason: Reason };

export function refuse<Reason extends string>(reason: Reason): { kind: 'refused'; reason: Reason } {
  return { kind: 'refused', reason };
}
