import type { EmailAddress } from './address.ts';

/** One header field. */
export interface HeaderField {
  /** Lower case, nothing but printable ASCII. */
  readonly name: string;
  /** Unfolded and decoded (RFC 2047), one line without control characters. */
  readonly value: string;
  /** The whole field as it came, its name and folds included, without the line end that closes it. */
  readonly raw: string;
}

export interface Mailbox {
  readonly displayName: string;
  readonly address: EmailAddress;
}

/** A leaf of the MIME tree that is not the body. */
export interface MailPart {
  /** Place in the tree, `1.2.1`; parts of an attached message go on below its own place. */
  readonly path: string;
  /** `type/subtype` as declared, lower case; `application/octet-stream` where a named part's can't be read. */
  readonly mediaType: string;
  readonly parameters: ReadonlyMap<string, string>;
  readonly disposition: 'inline' | 'attachment' | null;
  /** Decoded (RFC 2231, RFC 2047), not yet cleaned. */
  readonly fileName: string | null;
  readonly contentId: string | null;
  /** Transfer encoding taken off. For a message/rfc822 part: the attached message's bytes. */
  readonly bytes: Uint8Array;
}

/** What the mail is as a whole, where that decides its way. */
export type MailKind =
  | 'ordinary'
  | 'delivery-report' // multipart/report; report-type=delivery-status (RFC 3464)
  | 'feedback-report' // report-type=feedback-report (RFC 5965)
  | 'disposition-report' // a read receipt (RFC 8098)
  | 'encrypted' // S/MIME enveloped, PGP/MIME, inline PGP: can't be judged
  | 'signed'; // multipart/signed or opaque signed-data; the content is unwrapped already

/**
 * Something odd that was put up with: value and complaint, never a lost message. For the operator. Codes:
 * header: `header-line-malformed`, `field-name-malformed`, `field-repeated`, `fold-lost`, `address-malformed`;
 * structure: `content-type-malformed`, `content-type-repeated`, `content-disposition-repeated`,
 * `parameter-disputed`, `file-name-disputed`, `boundary-reused`, `multipart-without-parts`,
 * `alternative-repeated`, `bare-carriage-returns`; decoding: `transfer-encoding-malformed`, `base64-junk`,
 * `base64-after-padding`, `base64-cut-off`, `quoted-printable-junk`, `charset-unknown`, `charset-wrong`; left
 * out: `signature-dropped`, `key-dropped`, `alternative-dropped`, `resource-fork-dropped`.
 */
export interface MailComplaint {
  readonly code: string;
  readonly detail: string;
}

/** A message as it was read: no policy applied, nothing cleaned. Structured-cloneable. */
export interface ReceivedMail {
  readonly headers: readonly HeaderField[];
  readonly kind: MailKind;
  /** How many From fields the header holds; RFC 5322 §3.6 allows one. */
  readonly fromFieldCount: number;
  /** Every mailbox of every From field; malformed or group syntax leaves it empty. */
  readonly from: readonly Mailbox[];
  readonly to: readonly Mailbox[];
  readonly cc: readonly Mailbox[];
  /** One line, decoded, no control or bidi characters; prefixes kept. */
  readonly subject: string;
  /** Ids without angle brackets. */
  readonly messageId: string | null;
  readonly inReplyTo: readonly string[];
  readonly references: readonly string[];
  readonly date: Date | null;
  /** Number of Received fields: the loop counter (RFC 5321 §6.3). */
  readonly hopCount: number;
  /**
   * The plain body, complete; null where the author sent HTML alone, or any piece of several as HTML alone. Line
   * ends are `\n`, no control characters but tabs. Never null together with `html`.
   */
  readonly text: string | null;
  /** The HTML body, complete: pieces that came as plain text alone are put into it escaped. */
  readonly html: string | null;
  readonly parts: readonly MailPart[];
  readonly complaints: readonly MailComplaint[];
}

/** Why a message can't be taken at all; each has a reply text of its own at the door. */
export type UnreadableReason =
  | 'too-deep'
  | 'too-many-parts'
  | 'header-too-large'
  | 'too-many-headers'
  | 'partial' // message/partial, message/external-body
  | 'ambiguous' // two readings of the MIME structure that differ (C1)
  | 'malformed'
  | 'too-slow'; // the reader hit its time or memory limit

export type ReadResult =
  | { readonly kind: 'mail'; readonly mail: ReceivedMail }
  | { readonly kind: 'unreadable'; readonly reason: UnreadableReason; readonly detail: string };

/** What one message may cost to read (threats T9, C2). All counts are of the whole tree, not of one part. */
export interface MailLimits {
  /** Octets of one header block, the message's or a part's. */
  readonly headerBytes: number;
  /** Octets of one field, folds included. */
  readonly fieldBytes: number;
  /** Fields of one header block. */
  readonly fields: number;
  /** Levels of multiparts within each other. */
  readonly depth: number;
  /** Entities of the whole tree, multiparts included. */
  readonly parts: number;
}
