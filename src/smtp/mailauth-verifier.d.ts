// Parts of mailauth that have no types of their own.
declare module 'mailauth/lib/dkim/dkim-verifier.js' {
  import type { Writable } from 'node:stream';
  import type { DKIMVerifyOptions, DKIMVerifyResult } from 'mailauth';

  export interface KeyCache {
    get(
      type: string,
      name: string,
      minBitLength: number | undefined,
      options?: { readonly strict?: boolean; readonly hashAlgo?: string },
    ): Promise<unknown>;
  }

  /** Verifies what is written to it. */
  export class DkimVerifier extends Writable {
    constructor(options: DKIMVerifyOptions);
    keyCache: KeyCache;
    readonly fromFields: DKIMVerifyResult['fromFields'];
    readonly results: DKIMVerifyResult['results'];
    readonly headers: DKIMVerifyResult['headers'];
    readonly arc: DKIMVerifyResult['arc'];
  }
}

declare module 'mailauth/lib/tools.js' {
  import type { Writable } from 'node:stream';

  type Resolver = (name: string, type: string) => Promise<string[][]>;

  export function toALabel(name: string): string;
  export function writeToStream(stream: Writable, input: Buffer): Promise<void>;
  /** Throws where the record holds no usable key. */
  export function getPublicKey(
    type: string,
    name: string,
    minBitLength: number | undefined,
    resolver: Resolver,
    options?: { readonly strict?: boolean; readonly hashAlgo?: string },
  ): Promise<{ readonly publicKey: string }>;
}
