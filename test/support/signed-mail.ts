import { generateKeyPairSync } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { dkimSign } from 'mailauth/lib/dkim/sign.js';

/** A key that a domain signs with, and the record that says so. */
export interface DomainKey {
  readonly domain: string;
  readonly selector: string;
  readonly privateKey: string;
  /** For the text of a zone. */
  readonly record: string;
}

function domainKey(
  domain: string,
  selector: string,
  type: string,
  pair: { publicKey: KeyObject; privateKey: KeyObject },
): DomainKey {
  const der = pair.publicKey.export({ type: 'spki', format: 'der' });
  // RFC 8463 §4 publishes the bare key of 32 octets.
  const octets = (type === 'ed25519' ? der.subarray(-32) : der).toString('base64');
  const strings =
    octets
      .match(/.{1,200}/gu)
      ?.map((piece) => `"${piece}"`)
      .join(' ') ?? '';
  return {
    domain,
    selector,
    privateKey: pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    record: `${selector}._domainkey.${domain}. TXT ( "v=DKIM1; k=${type}; p=" ${strings} )`,
  };
}

/** Ed25519, because making such a key costs nothing. */
export function newKey(domain: string, selector = 's1'): DomainKey {
  return domainKey(domain, selector, 'ed25519', generateKeyPairSync('ed25519'));
}

export function newRsaKey(domain: string, bits: number, selector = 'rsa'): DomainKey {
  return domainKey(domain, selector, 'rsa', generateKeyPairSync('rsa', { modulusLength: bits }));
}

type SignOptions = Parameters<typeof dkimSign>[1];

/** The message with a signature of the domain in front of it. */
export async function signedBy(
  key: DomainKey,
  message: Buffer | string,
  options: Partial<SignOptions> = {},
): Promise<Buffer> {
  const signature: SignOptions = {
    signingDomain: key.domain,
    selector: key.selector,
    privateKey: key.privateKey,
    ...options,
  };
  // The times are read from above, all else from the list.
  const { signatures, errors } = await dkimSign(Buffer.from(message), {
    ...signature,
    signatureData: [signature],
  });
  if (errors.length > 0) throw new Error(errors.map(({ err }) => err.message).join());
  return Buffer.concat([Buffer.from(signatures), Buffer.from(message)]);
}
