import { createPublicKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { getPublicKey, toALabel } from 'mailauth/lib/tools.js';
import type { KeyCache } from 'mailauth/lib/dkim/dkim-verifier.js';

/** Enough for the selectors of the providers and shops that write to one node; about 2 KB each. */
const MAX_KEYS = 2000;

/** What mailauth made of a key record, with the key in a form that needs no parsing to verify with. */
interface ReadyKey {
  readonly publicKey: KeyObject;
}

/** By the record's own text and all that bears on its reading. A record that changes is another entry. */
const ready = new Map<string, ReadyKey>();

/**
 * The keys of one message's signatures, for mailauth's verifier. The record is asked for anew each time, from the
 * DNS or its cache; the key in it is parsed once. mailauth alone parses it three times for each signature (as DER,
 * to PEM, from PEM), which takes ten times as long as the RSA verification itself.
 */
export function dkimKeys(resolver: (name: string, type: string) => Promise<string[][]>): KeyCache {
  return {
    get: async (type, name, minBitLength, options) => {
      const records = await resolver(toALabel(name), 'TXT');
      const id = JSON.stringify([records[0], type, minBitLength, options?.strict, options?.hashAlgo]);
      const known = ready.get(id);
      if (known !== undefined) return known;
      // Throws where the record is no good; that is never kept.
      const read = await getPublicKey(type, name, minBitLength, () => Promise.resolve(records), options);
      const key: ReadyKey = { ...read, publicKey: createPublicKey(read.publicKey) };
      keep(id, key);
      return key;
    },
  };
}

function keep(id: string, key: ReadyKey): void {
  const [oldest] = ready.keys();
  if (ready.size >= MAX_KEYS && oldest !== undefined) ready.delete(oldest);
  ready.set(id, key);
}
