import type { AccountSettings } from '#accounts/ports.ts';
import type { AskGuidelines, AskLint } from '#flow/guidelines.ts';
import type { ModerationPorts } from '#flow/moderation-ports.ts';
import type { Clock, Ids } from '#flow/ports.ts';
import type { Preview, WriteOutcome, WriteRefusal, WrittenMessage } from '#flow/write-message.ts';
import type { Pack } from '#market/pack.ts';
import type { WebhookUrlFault } from '#market/webhook.ts';
import type { Log } from '#src/log.ts';
import type { Database } from '#store/connect.ts';
import type { Secrets } from '#store/seal-keys.ts';

import type { EventStreams } from './event-streams.ts';
import type { WebBuild } from './web-build.ts';
import type { SellingPartnerSettings } from './selling-partner/ports.ts';

/** Something that the process counts since it started, for `/metrics`. */
export interface Counter {
  /** As Prometheus names it: `parley_messages_total`. */
  readonly name: string;
  readonly help: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** What the HTTP side needs of its surroundings. */
export interface HttpPorts {
  readonly database: Pick<Database, 'db' | 'pool'>;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  /** How people reach the server; null: at the address it listens on. Beginning with https: cookies and HSTS. */
  readonly publicUrl: string | null;
  /** The message centre's browser side; null where it wasn't built. */
  readonly web: WebBuild | null;
  /** Who listens to what happens. */
  readonly events: EventStreams;
  /** Sign the links in mails, and seal what must not be read in the database. */
  readonly secrets: Secrets;
  /** What the operator decided about signing in. */
  readonly accounts: AccountSettings;
  /** The rules of moderation of a marketplace's pack; throws where it has none. */
  readonly rulesFor: ModerationPorts['rulesFor'];
  /** The communication guidelines; judged off the main thread. */
  readonly askGuidelines: AskGuidelines;
  /** Of all files of one message together, decoded (ALIAS 8). */
  readonly maxFileBytes: number;
  /** Takes a message that isn't mail, and wakes the workers; see `#flow/write-message.ts`. */
  write(written: WrittenMessage): Promise<WriteOutcome>;
  /** What would become of it; nothing is kept. */
  preview(written: WrittenMessage): Promise<Preview | WriteRefusal>;
  /** A marketplace's pack; throws where it has none. */
  packFor(marketplace: { readonly id: string; readonly pack: string }): Pack;
  /** What the guidelines say of a draft. */
  readonly lint: AskLint;
  /** Why a webhook can't be told at this address; null where it can. */
  checkWebhook(url: string): Promise<WebhookUrlFault | null>;
  /** What the selling-partner door alone needs. */
  readonly sellingPartner: SellingPartnerSettings;
  /** Accepted and refused messages and whatever else is counted. */
  counters(): readonly Counter[];
  /** Why the server takes nothing at the moment; null when all is well. */
  pressure(): 'busy' | 'storage' | null;
  /** A delivery became due now: wake the workers. */
  wake(): void;
}
