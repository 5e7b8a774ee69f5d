import type { KeyObject } from 'node:crypto';
import { createSecretKey, hkdfSync } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** One master secret; keys for each purpose are derived from it. */
export interface Secret {
  /** Stored beside what was sealed with it, so it must not change. */
  readonly id: string;
  readonly bytes: Uint8Array;
}

/** Newest first: the first one seals and signs, all of them open and verify. */
export type Secrets = readonly [Secret, ...Secret[]];

/** Where the secrets are (the configuration's `secret`). */
export type SecretSource =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'file'; readonly path: string; readonly createIfMissing: boolean };

/** The secrets are missing or malformed; the message is for the operator and repeats none of them. */
export class SecretsError extends Error {
  constructor(sentence: string, options?: ErrorOptions) {
    super(sentence, options);
    this.name = 'SecretsError';
  }
}

const SHORTEST_SECRET_BYTES = 32;

const FILE_HEAD = `# Parley's secrets, one a line: a name, a colon, at least 32 random bytes in base64.
# The first one is used for what is new; the others still open what is old. To rotate, add a line on top
# (openssl rand -base64 32). Without this file the stored originals and DKIM keys can't be opened: back it up,
# apart from the database.
`;

/**
 * Reads secrets from text: `name:base64` separated by line ends, blanks or commas, newest first; from a `#` to the
 * end of the line is a comment. `origin` names the place in errors.
 */
export function parseSecrets(text: string, origin: string): Secrets {
  const entries = text
    .replaceAll(/#.*$/gmu, '')
    .split(/[\s,]+/u)
    .filter((entry) => entry !== '');
  const secrets = entries.map((entry): Secret => {
    const [, id, base64] = /^([a-z0-9-]{1,32}):([A-Za-z0-9+/_-]+={0,2})$/u.exec(entry) ?? [];
    const bytes = Buffer.from(base64 ?? '', 'base64');
    if (id === undefined || bytes.length < SHORTEST_SECRET_BYTES)
      throw new SecretsError(
        `${origin}: a secret must be written name:base64, with a name of a-z, 0-9 and -, and at least ${SHORTEST_SECRET_BYTES} bytes.`,
      );
    return { id, bytes };
  });
  const [first, ...rest] = secrets;
  if (first === undefined) throw new SecretsError(`${origin} holds no secret.`);
  if (new Set(secrets.map(({ id }) => id)).size !== secrets.length)
    throw new SecretsError(`${origin}: two secrets have the same name.`);
  return [first, ...rest];
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}

async function createSecretFile(path: string, random: (length: number) => Uint8Array): Promise<void> {
  const id = Buffer.from(random(4)).toString('hex');
  const secret = Buffer.from(random(SHORTEST_SECRET_BYTES)).toString('base64');
  const temporary = `${path}.new-${id}`;
  await mkdir(dirname(path), { recursive: true, mode: 0o711 });
  try {
    await writeFile(temporary, `${FILE_HEAD}${id}:${secret}\n`, { mode: 0o600, flag: 'wx', flush: true });
    // A link is there whole or not at all: of two processes that start at once the second reads the first one's.
    await link(temporary, path);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  } finally {
    await rm(temporary, { force: true });
  }
}

async function readSecretFile(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
}

async function textOf(
  source: SecretSource & { kind: 'file' },
  random: (length: number) => Uint8Array,
): Promise<string> {
  try {
    const found = await readSecretFile(source.path);
    if (found !== null) return found;
    if (source.createIfMissing) {
      await createSecretFile(source.path, random);
      return await readFile(source.path, 'utf8');
    }
  } catch (error) {
    throw new SecretsError(`The secrets in ${source.path} can't be read or made (${codeOf(error)}).`, {
      cause: error,
    });
  }
  throw new SecretsError(`PARLEY_SECRET_FILE names ${source.path}, and there is no such file.`);
}

/**
 * Reads the secrets that the configuration names. A file in the data folder is made if there is none, 0600, with one
 * new secret of `random` bytes. Throws a `SecretsError`.
 */
export async function loadSecrets(
  source: SecretSource,
  random: (length: number) => Uint8Array,
): Promise<Secrets> {
  if (source.kind === 'text') return parseSecrets(source.text, 'PARLEY_SECRET');
  return parseSecrets(await textOf(source, random), source.path);
}

/** 256 bits for one purpose; a key of one purpose says nothing of the secret or of the keys of others (RFC 5869). */
function derive(secret: Secret, purpose: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', secret.bytes, new Uint8Array(), `parley ${purpose} 1`, 32));
}

/** What `seal` and `unseal` need. */
export interface SealingKeys {
  readonly current: string;
  readonly keys: ReadonlyMap<string, KeyObject>;
}

export function sealingKeys(secrets: Secrets): SealingKeys {
  return {
    current: secrets[0].id,
    keys: new Map(secrets.map((secret) => [secret.id, createSecretKey(derive(secret, 'seal'))])),
  };
}

/** Keys of the MACs in bounce addresses and hop markers, the current one first. */
export function tokenKeys(secrets: Secrets): readonly Uint8Array[] {
  return secrets.map((secret) => derive(secret, 'token'));
}

/** The key that new MACs are made with. */
export function currentTokenKey(secrets: Secrets): Uint8Array {
  return derive(secrets[0], 'token');
}

/** Keys of the MACs in links to documents, the current one first. */
export function documentKeys(secrets: Secrets): readonly Uint8Array[] {
  return secrets.map((secret) => derive(secret, 'document'));
}
