import { createHash } from 'node:crypto';

import type { AuthoredContent } from '#mail/authored-content.ts';
import type { Authentication } from '#mail/authentication.ts';
import type { AutomaticMail } from '#mail/automatic.ts';
import type { ContactReason } from '#market/contact-reason.ts';
import type { Door } from '#market/message.ts';
import type { Actor, Side } from '#market/party.ts';
import type { Relationship } from '#market/relationship.ts';

/** What a door knows of a message whose author is certain: the value between attribution and judgement. */
export interface Submission {
  readonly relationship: Relationship;
  readonly author: Side;
  readonly by: Actor;
  /** Mailbox for notices to this very author; null at doors where the author sees the answer at once. */
  readonly authorAddress: string | null;
  readonly door: Door;
  /** What a seller chose at a door that asks why they write; null by mail, in answers and in buyers' messages. */
  readonly reason: ContactReason | null;
  readonly receivedAt: Date;
  readonly subject: string;
  readonly content: AuthoredContent;
  readonly automatic: AutomaticMail | null;
  readonly inReplyTo: readonly string[];
  readonly references: readonly string[];
  readonly authorRfcId: string | null;
  readonly authentication: Authentication | null;
  readonly dedupKey: Uint8Array;
  /** The original octets; null at doors that get none. */
  readonly raw: Uint8Array | null;
}

/**
 * The key under which a repeat of the same submission is recognised (OPS 3, M7): alias, Message-ID, body. Two
 * mails without Message-ID that say the same are told apart by their Date. SHA-512/256: on 64-bit processors without
 * instructions for SHA-256 it takes two thirds of the time.
 */
export function dedupKey(
  alias: string,
  { messageId, date }: { readonly messageId: string | null; readonly date: Date | null },
  raw: Uint8Array,
): Uint8Array {
  const mark = messageId ?? date?.toISOString() ?? '';
  return createHash('sha512-256').update(`${alias}\n${mark}\n`).update(bodyOf(raw)).digest();
}

/** The octets after the header: what a resent copy has in common with the first, whatever its trace fields say. */
function bodyOf(raw: Uint8Array): Uint8Array {
  const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
  const end = bytes.indexOf('\r\n\r\n');
  return end < 0 ? bytes : bytes.subarray(end + 4);
}
