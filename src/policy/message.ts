import type { CriticalMarks } from '#market/critical-marker.ts';

/** A picture that belongs to a message's HTML, by content id. */
interface Picture {
  readonly cid: string;
  readonly contentType: string;
  readonly width: number | null;
  readonly height: number | null;
}

/** A file that goes with a message. */
interface Attachment {
  readonly filename: string;
  readonly contentType: string;
  /** Bytes. */
  readonly size: number;
}

/** What an author wrote: the quote and the signature's boilerplate are already off (requirements 12.1). */
export interface Message {
  readonly subject: string;
  readonly text: string | null;
  readonly html: string | null;
  readonly images: readonly Picture[];
  readonly attachments: readonly Attachment[];
}

interface OrderFacts {
  readonly id: string;
  readonly completedAt: Date | null;
  /** Requests for a review that went out for this order before. */
  readonly reviewRequestsSent: number;
}

/** What the judge knows beside the message. */
export interface Context {
  readonly order: OrderFacts | null;
  /** BCP 47; empty where unknown. */
  readonly preferredLanguage: string;
  /** The marketplace's own hosts. */
  readonly marketplaceHosts: readonly string[];
  /** ISO 3166-1 alpha-2: numbers without a country code are read as this country's. */
  readonly country: string;
  /** The marketplace's zone, an IANA name: days begin at its midnight. Universal time where it is left out. */
  readonly timeZone?: string;
  /** What marks a subject as critical there; without it the words that are known of marketplaces. */
  readonly criticalMarks?: CriticalMarks;
  readonly authorRole: 'seller' | 'buyer';
  readonly contactReason: string;
  readonly sentAt: Date;
  /** Names that may stand in the message and in no dictionary: the products' titles, the buyer's and the seller's. */
  readonly names?: readonly string[];
  /** The buyer has several orders with this seller and the message names none of them. */
  readonly isOrderUnclear?: boolean;
  /** Anonymous addresses that stand for the author, in lower case: what they typed of their own was replaced by them. */
  readonly ownAddresses?: readonly string[];
}

/** A reply in the buyer's own thread: exempt from lateness. */
export function isReply(context: Context): boolean {
  return context.contactReason === 'reply-to-buyer';
}
