import { createHmac, timingSafeEqual } from 'node:crypto';
import { decodeBase32, encodeBase32 } from './base32.ts';

const DAY_MS = 86_400_000;
const DAY_BYTES = 2;
const UUID_BYTES = 16;
/** 96 bits: the paper asks for 64 or more (relay paper, section 4). */
const MAC_BYTES = 12;
const PAYLOAD_BYTES = DAY_BYTES + UUID_BYTES;

/** Length of a token in characters: 30 bytes in base32. */
const TOKEN_LENGTH = 48;

/** A delivery and the day (UTC) on which it left: what a token says. */
export interface DeliveryToken {
  readonly deliveryId: string;
  /** Days since 1970-01-01, UTC. */
  readonly day: number;
}

/** The day of `date`, in days since 1970-01-01 UTC. */
export function dayOf(date: Date): number {
  return Math.floor(date.getTime() / DAY_MS);
}

/** The 16 bytes of a UUID. Throws for anything else: ids are made by us. */
export function bytesOfUuid(uuid: string): Uint8Array {
  if (!/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/iu.test(uuid))
    throw new TypeError('a delivery id is a UUID');
  return Buffer.from(uuid.replaceAll('-', ''), 'hex');
}

function uuidOfBytes(bytes: Uint8Array): string {
  return Buffer.from(bytes)
    .toString('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})/u, '$1-$2-$3-$4-');
}

function macOf(payload: Uint8Array, purpose: string, key: Uint8Array): Buffer {
  // The purpose is prefixed with its length, so no purpose and payload can be read as another pair.
  const label = Buffer.from(purpose, 'utf8');
  const mac = createHmac('sha256', key)
    .update(Buffer.from([label.length]))
    .update(label)
    .update(payload);
  return mac.digest().subarray(0, MAC_BYTES);
}

/**
 * Signs a delivery id and a day: 48 characters of lower-case base32. `purpose` (at most 255 octets) keeps
 * a token from being taken for one of another kind or domain.
 */
export function makeToken(token: DeliveryToken, purpose: string, key: Uint8Array): string {
  if (key.length < 16) throw new RangeError('a token key has at least 128 bits');
  if (!Number.isInteger(token.day) || token.day < 0 || token.day > 0xff_ff)
    throw new RangeError('a token day lies between 1970 and 2149');
  const payload = Buffer.alloc(PAYLOAD_BYTES);
  payload.writeUInt16BE(token.day);
  payload.set(bytesOfUuid(token.deliveryId), DAY_BYTES);
  return encodeBase32(Buffer.concat([payload, macOf(payload, purpose, key)]));
}

/** What a token says, or null if none of the keys made it. Takes the same time whichever key fits. */
export function readToken(text: string, purpose: string, keys: readonly Uint8Array[]): DeliveryToken | null {
  const bytes = text.length === TOKEN_LENGTH ? decodeBase32(text) : null;
  if (bytes === null) return null;
  const payload = bytes.subarray(0, PAYLOAD_BYTES);
  const mac = bytes.subarray(PAYLOAD_BYTES);
  // SECURITY: constant-time compare, and no early end: neither MAC bytes nor the key in use can be guessed.
  let genuine = false;
  for (const key of keys) if (timingSafeEqual(macOf(payload, purpose, key), mac)) genuine = true;
  if (!genuine) return null;
  return {
    deliveryId: uuidOfBytes(payload.subarray(DAY_BYTES)),
    day: Buffer.from(payload).readUInt16BE(),
  };
}
