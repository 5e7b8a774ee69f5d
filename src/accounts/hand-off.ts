import { decodeJwt, decodeProtectedHeader, importSPKI, jwtVerify } from 'jose';
import type { JWTPayload } from 'jose';

import { sessionLife } from '#market/web-session.ts';
import type { HandOffAlgorithm, HandOffKey } from '#store/hand-off.ts';
import { findHandOffKey, findShopBuyer, takeHandOffToken } from '#store/hand-off.ts';
import { beginSession, endSessions, makeSessionSecret } from '#store/web-session.ts';

import type { BegunSession, Browser } from './begin-session.ts';
import type { AccountPorts } from './ports.ts';

/** A token lives for the moment in which a browser goes from one page to the next. */
const LONGEST_LIFE_SECONDS = 300;
/** How far the shop's clock may be off. */
const TOLERANCE_SECONDS = 30;
const LONGEST_TOKEN = 4000;

/** True for a public key in PEM (SPKI) that fits the algorithm. */
export async function isPublicKey(pem: string, algorithm: HandOffAlgorithm): Promise<boolean> {
  try {
    await importSPKI(pem, algorithm);
    return true;
  } catch {
    return false;
  }
}

/** The key that a token says it is signed with; nothing of it is believed yet. */
async function keyOf({ database: { db } }: AccountPorts, token: string): Promise<HandOffKey | null> {
  if (token.length > LONGEST_TOKEN) return null;
  try {
    const { kid } = decodeProtectedHeader(token);
    const { iss } = decodeJwt(token);
    return kid === undefined || iss === undefined ? null : await findHandOffKey(db, iss, kid);
  } catch {
    return null;
  }
}

/** Whose pages may post this token straight away; null where nobody's but ours. */
export async function shopOriginOf(ports: AccountPorts, token: string): Promise<string | null> {
  return (await keyOf(ports, token))?.shopOrigin ?? null;
}

/** What a token says, where the key's signature and all that is asked of a token bear it out. */
async function verify(
  token: string,
  { publicKey, algorithm, marketplaceId }: HandOffKey,
  audience: string,
  now: Date,
): Promise<JWTPayload | null> {
  try {
    const { payload } = await jwtVerify(token, await importSPKI(publicKey, algorithm), {
      algorithms: [algorithm],
      issuer: marketplaceId,
      audience,
      currentDate: now,
      clockTolerance: TOLERANCE_SECONDS,
      maxTokenAge: LONGEST_LIFE_SECONDS,
      requiredClaims: ['iss', 'aud', 'sub', 'jti', 'iat', 'exp'],
    });
    const { sub = '', jti = '', iat = 0, exp = 0 } = payload;
    const isShort = exp - iat <= LONGEST_LIFE_SECONDS && jti.length <= 200;
    return isShort && jti !== '' && sub !== '' ? payload : null;
  } catch {
    return null;
  }
}

interface Voucher {
  readonly marketplaceId: string;
  readonly buyerId: string;
  readonly name: string;
  readonly tokenId: string;
  readonly endsAt: Date;
}

/**
 * Whom a token vouches for, where it is good: signed by a key of the marketplace that it names, for us, for at most
 * five minutes, with a number of its own. Null otherwise. Doesn't use it up.
 */
export async function readHandOff(ports: AccountPorts, token: string): Promise<Voucher | null> {
  const key = await keyOf(ports, token);
  // Without an address of our own there is nothing that a token could be meant for.
  if (key === null || ports.publicUrl === null) return null;
  const payload = await verify(token, key, ports.publicUrl, ports.clock.now());
  if (payload === null) return null;
  const { sub = '', jti = '', iat = 0 } = payload;
  const buyer = await findShopBuyer(ports.database.db, key.marketplaceId, sub);
  if (buyer === null) return null;
  // Kept for longer than any clock would still take it.
  const endsAt = new Date((iat + LONGEST_LIFE_SECONDS + 2 * TOLERANCE_SECONDS) * 1000);
  return { marketplaceId: key.marketplaceId, buyerId: buyer.id, name: buyer.name, tokenId: jti, endsAt };
}

/** Signs a buyer in by the shop's word, once per token. Null where the token isn't good, or was used. */
export async function acceptHandOff(
  ports: AccountPorts,
  token: string,
  browser: Browser,
): Promise<BegunSession | null> {
  const voucher = await readHandOff(ports, token);
  if (voucher === null) return null;
  const at = ports.clock.now();
  const id = ports.ids.uuid();
  const secret = makeSessionSecret((length) => ports.ids.random(length));
  return ports.database.db.transaction().execute(async (tx) => {
    if (!(await takeHandOffToken(tx, voucher, at))) return null;
    if (browser.oldSecret !== null)
      await endSessions(tx, { by: 'secret', secret: browser.oldSecret }, 'replaced', at);
    const owner = { kind: 'buyer', buyerId: voucher.buyerId, link: null } as const;
    const life = sessionLife('buyer', 'hand-off');
    await beginSession(tx, { id, secret, owner, proof: 'hand-off', device: browser.device, life, at });
    return { id, secret, personId: null };
  });
}
