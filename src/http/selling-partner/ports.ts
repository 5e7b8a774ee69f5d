import type { Clock, Ids } from '#flow/ports.ts';
import type { WriteOutcome, WrittenMessage } from '#flow/write-message.ts';
import type { Pack } from '#market/pack.ts';
import type { Log } from '#src/log.ts';
import type { Database } from '#store/connect.ts';

/** What the selling-partner door needs of its surroundings. */
export interface SellingPartnerPorts extends SellingPartnerSettings {
  readonly database: Pick<Database, 'db' | 'pool'>;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  /** Where links to documents point; null: to the host that the request named. */
  readonly publicUrl: string | null;
  /** Of the files of one message together, decoded (ALIAS 8). */
  readonly maxFileBytes: number;
  /** A delivery became due: wake the workers. */
  readonly wake: () => void;
  /** Takes a message as every door does. */
  readonly write: (written: WrittenMessage) => Promise<WriteOutcome>;
  /** A marketplace's pack; throws where it has none. */
  readonly packFor: (marketplace: { readonly id: string; readonly pack: string }) => Pack;
}

/** What the door alone needs. */
export interface SellingPartnerSettings {
  /** A feed was put into the queue: wake the worker that reads them. */
  readonly wakeFeeds: () => void;
  /** Keys of the MACs in links to documents; the first one signs. */
  readonly documentKeys: readonly Uint8Array[];
  /** Whether operations that left the published model are served, for older tools. */
  readonly servesRetired: boolean;
}
