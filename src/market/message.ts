import type { AuthoredContent } from '#mail/authored-content.ts';
import type { Authentication } from '#mail/authentication.ts';
import type { AutomaticMail } from '#mail/automatic.ts';

import type { Actor, RelationshipKey, Side } from './party.ts';
import type { Sending } from './sending.ts';
import type { Verdict } from './verdict.ts';

/** Who speaks: the marketplace itself where it tells a buyer what happened to an order. */
export type MessageAuthor = Side | 'marketplace';

/** By which door a message came in. */
export type Door = 'mail' | 'web' | 'api' | 'system';

export interface NewDelivery {
  readonly id: string;
  readonly recipient: Side;
  /** Null: the message itself. */
  readonly notice: Notice | null;
  /** For a notice to one author of several; null: the party's own address. */
  readonly recipientAddress: string | null;
  readonly rfcMessageId: string;
}

/** What a notice says; the words come from the catalogue when it is composed, in the reader's language. */
export interface Notice {
  readonly kind:
    | 'refused'
    | 'held'
    // Held, and nobody decided in time.
    | 'undecided'
    | 'failed'
    | 'delayed'
    | 'pending'
    // To the buyer at the registered mailbox: somebody wrote to the seller from another one (12.5).
    | 'other-mailbox'
    // Nothing is sent to a webhook of the seller's any more.
    | 'webhook'
    | 'changed'
    // Words of the operator's, made already: a statement of reasons or an answer, a message in a dispute.
    | 'statement'
    | 'intervention';
  readonly language: string;
  readonly orderId: string | null;
  readonly subject: string;
  readonly sentAt: string | null;
  /** The author's own Message-ID, so that the notice stands in their thread. */
  readonly answersRfcId: string | null;
  readonly reasons: readonly NoticeReason[];
  /** Absent in notices of older releases. */
  readonly findings?: readonly NoticeFinding[];
  /** What its author can do; absent in notices of older releases. */
  readonly advice?: readonly NoticeReason[];
  readonly values: Readonly<Record<string, string | boolean>>;
}

/** A catalogue key with its detail. */
export interface NoticeReason {
  readonly code: string;
  readonly detail: string;
  /** Absent in notices of older releases. */
  readonly values?: Readonly<Record<string, string | number>>;
}

/** A finding of the guidelines as its author reads of it: all places of one kind together. */
export interface NoticeFinding {
  readonly rule: string;
  readonly messageId: string;
  readonly data: Readonly<Record<string, string | number>>;
  /** The places; empty where the whole message is meant. */
  readonly quotes: readonly NoticeQuote[];
}

export interface NoticeQuote {
  readonly part: 'subject' | 'text' | 'file';
  /** The author's own words; empty where a whole file is meant. */
  readonly quote: string;
  /** The file's name; absent in notices of older releases. */
  readonly file?: string;
}

export interface NewEvent {
  readonly kind: string;
  readonly deliveryId: string | null;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Everything that one transaction writes of one message: all of it or nothing. */
export interface MessageRecord {
  readonly key: RelationshipKey;
  readonly id: string;
  readonly conversation: {
    readonly id: string;
    readonly isNew: boolean;
    readonly orderId: string | null;
    readonly subject: string;
  };
  readonly author: Side;
  readonly authorLabel: string;
  /** The mailbox that wrote it, for notices about it; null at other doors. */
  readonly authorAddress: string | null;
  readonly door: Door;
  readonly state: 'held' | 'refused' | 'accepted';
  readonly automatic: AutomaticMail | null;
  readonly subject: string;
  readonly content: AuthoredContent;
  readonly answersId: string | null;
  readonly verdict: Verdict;
  /** Null for buyers' and automatic messages. */
  readonly sending: Sending | null;
  /** Who wrote it: the one who took an order's solicitation with it. */
  readonly by: Actor;
  readonly authentication: Authentication | null;
  readonly dedupKey: Uint8Array;
  readonly receivedAt: Date;
  /** Sealed original bytes, for the operator alone. */
  readonly source: { readonly sealed: Uint8Array; readonly sealedBy: string } | null;
  /** The author's own Message-ID, which their mail program will answer to. */
  readonly authorRfcId: string | null;
  readonly deliveries: readonly NewDelivery[];
  readonly expiresAt: Date;
  /** When the author gets an answer at the latest, where the message waits for a person. */
  readonly heldUntil: Date | null;
  /** Its files are looked into before anything is decided (12.3); what the mail said it answers, for that. */
  readonly inspection: {
    readonly inReplyTo: readonly string[];
    readonly references: readonly string[];
  } | null;
  readonly events: readonly NewEvent[];
}
