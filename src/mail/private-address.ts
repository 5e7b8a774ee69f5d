import { inspect } from 'node:util';

const HIDDEN = '[private address]';

/**
 * A party's real address. It prints as `[private address]` wherever it is logged, templated or serialised
 * by accident (ALIAS 3); `.reveal()` is the one way to the text, and the architecture test fences its callers.
 */
export class PrivateAddress {
  readonly #address: string;

  constructor(address: string) {
    this.#address = address;
  }

  reveal(): string {
    return this.#address;
  }

  toString(): string {
    return HIDDEN;
  }

  toJSON(): string {
    return HIDDEN;
  }

  [inspect.custom](): string {
    return HIDDEN;
  }
}
