import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * What a signed text is good for; one of a purpose is none of another. `account`: a link that invites a person or lets
 * them choose a new password; `answer`: a link by which a buyer answers on the web; `device`: the cookie by which a
 * browser is known that a person signed in with; `unsubscribe`: the address in a mail to a buyer by which they decline
 * what isn't needed.
 */
export type LinkPurpose = 'account' | 'answer' | 'device' | 'unsubscribe';

const ID_OCTETS = 16;
const MAC_OCTETS = 16;
const TEXT = /^[A-Za-z0-9_-]{43}$/u;

function macOf(purpose: LinkPurpose, id: Uint8Array, key: Uint8Array): Buffer {
  return createHmac('sha256', key)
    .update(`parley ${purpose} link 1\0`)
    .update(id)
    .digest()
    .subarray(0, MAC_OCTETS);
}

function octetsOf(uuid: string): Buffer {
  return Buffer.from(uuid.replaceAll('-', ''), 'hex');
}

/**
 * The secret part of a link in a mail: the id of the row that it stands for, and 128 bits of HMAC-SHA-256 over
 * purpose and id. SECURITY: nothing in the database opens it, so who reads a copy of the database gets no links.
 */
export function makeSignedLink(purpose: LinkPurpose, uuid: string, key: Uint8Array): string {
  const id = octetsOf(uuid);
  return Buffer.concat([id, macOf(purpose, id, key)]).toString('base64url');
}

/** The id behind a link that we made with one of `keys` for this purpose; null for every other text. */
export function readSignedLink(
  purpose: LinkPurpose,
  text: string,
  keys: readonly Uint8Array[],
): string | null {
  if (!TEXT.test(text)) return null;
  const octets = Buffer.from(text, 'base64url');
  const id = octets.subarray(0, ID_OCTETS);
  const mac = octets.subarray(ID_OCTETS);
  // One MAC has one writing: the last letter of 43 carries two bits that nobody would compare.
  if (octets.length !== ID_OCTETS + MAC_OCTETS || octets.toString('base64url') !== text) return null;
  if (!keys.some((key) => timingSafeEqual(mac, macOf(purpose, id, key)))) return null;
  const hex = id.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
