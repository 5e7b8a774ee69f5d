import type { MailReadRequest, WrittenRequest } from '#flow/ports.ts';
import type { OutgoingMail, SigningKey } from '#mail/outgoing-mail.ts';
import type { ReadingOptions } from './read-incoming.ts';

/** How a worker thread asks DNS: as data, because a thread shares no objects with another. */
export type DnsSettings =
  | { readonly kind: 'zone'; readonly text: string }
  /** Empty: the name servers of the machine. */
  | { readonly kind: 'servers'; readonly servers: readonly string[] };

/** What a mail worker is started with. */
export interface MailWorkerData extends ReadingOptions {
  readonly dns: DnsSettings;
}

export type MailJob =
  | { readonly kind: 'read'; readonly request: MailReadRequest }
  | { readonly kind: 'clean'; readonly request: WrittenRequest }
  | { readonly kind: 'write'; readonly mail: OutgoingMail; readonly key: SigningKey };
