import { encodeBase32 } from './base32.ts';
import { bytesOfUuid } from './signed-token.ts';

/**
 * The Message-ID of a delivery, without angle brackets. It depends on the delivery alone, so a repeat
 * after a crash carries the same id and receivers can recognise it (RFC 5322 §3.6.4).
 */
export function makeMessageId(deliveryId: string, domain: string): string {
  return `${encodeBase32(bytesOfUuid(deliveryId))}@${domain.toLowerCase()}`;
}

// RFC 5322 §2.1.1: 998 characters a line; ids in the wild stay far below.
const MAX_LENGTH = 900;

/**
 * True for an id (without angle brackets) that may stand in a header field of ours: ids that a party's own
 * mail program made are foreign text, and nothing but printable ASCII goes into a header.
 */
export function isUsableMessageId(id: string): boolean {
  return id.length <= MAX_LENGTH && /^[!-;=?-~]+@[!-;=?-~]+$/u.test(id);
}
