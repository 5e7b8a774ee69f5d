import type { KeyObject } from 'node:crypto';
import { createCipheriv, createDecipheriv, hkdfSync } from 'node:crypto';
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
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

/** Sealed as it is. */
const PLAIN = 1;
/** Compressed before (RFC 8878): a text message shrinks to a third, and what isn't written needn't be logged, synced or read. */
const COMPRESSED = 2;
const WORTH_COMPRESSING = 1024;
/** SECURITY: only what we sealed is ever opened, and nothing larger is ever sealed (25 MB is the door's limit). */
const MOST_OCTETS = 256_000_000;
const SALT_BYTES = 32;
const TAG_BYTES = 16;
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const HEAD_BYTES = 1 + SALT_BYTES;

/**
 * Each text has a key and a nonce of its own, derived from a random salt: with one key for all, AES-GCM's 96-bit
 * nonces would limit a key to 2^32 texts (NIST SP 800-38D §8.3), which a busy marketplace writes in some years.
 */
function keyAndNonce(key: KeyObject, salt: Uint8Array): [key: Uint8Array, nonce: Uint8Array] {
  const derived = new Uint8Array(
    hkdfSync('sha256', key, salt, 'parley sealed text', KEY_BYTES + NONCE_BYTES),
  );
  return [derived.subarray(0, KEY_BYTES), derived.subarray(KEY_BYTES)];
}

/** SECURITY: the version, the secret and the row are authenticated, so that no row's text opens in another's place. */
function additionalData(version: number, sealedBy: string, row: readonly string[]): Uint8Array {
  return Buffer.from(JSON.stringify([version, sealedBy, ...row]));
}

/** The quickest level: the next ones cost twice the time for a twentieth of the size. */
const COMPRESSION = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };

function shortened(plain: Uint8Array): readonly [version: number, octets: Uint8Array] {
  if (plain.length < WORTH_COMPRESSING) return [PLAIN, plain];
  const compressed = zstdCompressSync(plain, COMPRESSION);
  return compressed.length < plain.length ? [COMPRESSED, compressed] : [PLAIN, plain];
}

/**
 * Seals bytes with AES-256-GCM under the current secret: a version byte, a salt, the ciphertext, the tag: at most 49
 * bytes longer than `plain`. `row` says where it will stand (table and id) and is needed to open it. `random` gives
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
  const [version, octets] = shortened(plain);
  cipher.setAAD(additionalData(version, keys.current, row));
  const parts = [Uint8Array.of(version), salt, cipher.update(octets), cipher.final(), cipher.getAuthTag()];
  return { sealed: Buffer.concat(parts), sealedBy: keys.current };
}

/** Opens what `seal` made for the same row, under the secret it names. Throws an `UnsealError`. */
export function unseal(keys: SealingKeys, { sealed, sealedBy }: Sealed, row: readonly string[]): Uint8Array {
  const key = keys.keys.get(sealedBy);
  if (key === undefined)
    throw new UnsealError(
      `The secret ${JSON.stringify(sealedBy)} is not in the configuration: add it again as an old one.`,
    );
  const version = sealed[0];
  if ((version !== PLAIN && version !== COMPRESSED) || sealed.length < HEAD_BYTES + TAG_BYTES)
    throw new UnsealError('Sealed bytes are cut off or of another version.');
  const decipher = createDecipheriv('aes-256-gcm', ...keyAndNonce(key, sealed.subarray(1, HEAD_BYTES)), {
    authTagLength: TAG_BYTES,
  });
  decipher.setAAD(additionalData(version, sealedBy, row));
  decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
  try {
    const opened = Buffer.concat([
      decipher.update(sealed.subarray(HEAD_BYTES, -TAG_BYTES)),
      decipher.final(),
    ]);
    return version === PLAIN ? opened : zstdDecompressSync(opened, { maxOutputLength: MOST_OCTETS });
  } catch (error) {
    throw new UnsealError(
      `Sealed bytes were changed, belong to another row than ${row.join(' ')}, or to another secret named ${sealedBy}.`,
      { cause: error },
    );
  }
}
