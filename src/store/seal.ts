import { createCipheriv, createDecipheriv, hkdfSync } from 'node:crypto';
import type { SealingKeys } from './seal-keys.ts';

/** Bytes that only the holder of the configuration's secret can read, and the id of that secret. */
export interface Sealed {
  readonly sealed: Uint8Array;
  readonly sealedBy: string;
}

/** Sealed bytes can't be opened: the secret isn't there, or they were changed or stand in another row. */
export class UnsealError extends Error {
  constructor(sentence: string, options?: ErrorOptions) {
    super(sentence, options);
    this.name = 'UnsealError';
  }
}

const VERSION = 1;
const SALT_BYTES = 32;
const TAG_BYTES = 16;
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const HEAD_BYTES = 1 + SALT_BYTES;

/**
 * Each text has a key and a nonce of its own, derived from a random salt: with one key for all, AES-GCM's 96-bit
 * nonces would limit a key to 2^32 texts (NIST SP 800-38D §8.3), which a busy marketplace writes in some years.
 */
function keyAndNonce(key: Uint8Array, salt: Uint8Array): [key: Uint8Array, nonce: Uint8Array] {
  const derived = new Uint8Array(
    hkdfSync('sha256', key, salt, 'parley sealed text', KEY_BYTES + NONCE_BYTES),
  );
  return [derived.subarray(0, KEY_BYTES), derived.subarray(KEY_BYTES)];
}

/** SECURITY: the version, the secret and the row are authenticated, so that no row's text opens in another's place. */
function additionalData(sealedBy: string, row: readonly string[]): Uint8Array {
  return Buffer.from(JSON.stringify([VERSION, sealedBy, ...row]));
}

/**
 * Seals bytes with AES-256-GCM under the current secret: a version byte, a salt, the ciphertext, the tag; 49 bytes
 * longer than `plain`. `row` says where it will stand (table and id) and is needed to open it. `random` gives
 * random bytes.
 */
export function seal(
  keys: SealingKeys,
  plain: Uint8Array,
  row: readonly string[],
  random: (length: number) => Uint8Array,
): Sealed {
  const key = keys.keys.get(keys.current);
  if (key === undefined) throw new UnsealError(`There is no secret ${keys.current}.`);
  const salt = random(SALT_BYTES);
  const cipher = createCipheriv('aes-256-gcm', ...keyAndNonce(key, salt), { authTagLength: TAG_BYTES });
  cipher.setAAD(additionalData(keys.current, row));
  const parts = [Uint8Array.of(VERSION), salt, cipher.update(plain), cipher.final(), cipher.getAuthTag()];
  return { sealed: Buffer.concat(parts), sealedBy: keys.current };
}

/** Opens what `seal` made for the same row, under the secret it names. Throws an `UnsealError`. */
export function unseal(keys: SealingKeys, { sealed, sealedBy }: Sealed, row: readonly string[]): Uint8Array {
  const key = keys.keys.get(sealedBy);
  if (key === undefined)
    throw new UnsealError(
      `The secret ${JSON.stringify(sealedBy)} is not in the configuration: add it again as an old one.`,
    );
  if (sealed[0] !== VERSION || sealed.length < HEAD_BYTES + TAG_BYTES)
    throw new UnsealError('Sealed bytes are cut off or of another version.');
  const decipher = createDecipheriv('aes-256-gcm', ...keyAndNonce(key, sealed.subarray(1, HEAD_BYTES)), {
    authTagLength: TAG_BYTES,
  });
  decipher.setAAD(additionalData(sealedBy, row));
  decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(HEAD_BYTES, -TAG_BYTES)), decipher.final()]);
  } catch (error) {
    throw new UnsealError(
      `Sealed bytes were changed, belong to another row than ${row.join(' ')}, or to another secret named ${sealedBy}.`,
      { cause: error },
    );
  }
}
