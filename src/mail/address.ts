/** An address as it stands in an envelope or a header field, taken apart (RFC 5321 §4.1.2, RFC 6531). */
export interface EmailAddress {
  /** As written, unquoted, NFC. */
  readonly localPart: string;
  /** A-labels, lower case, no trailing dot. */
  readonly domain: string;
}

declare const aliasBrand: unique symbol;
/** The address of an anonymous alias of ours: the only kind of address that may travel to the other party. */
export type AliasAddress = string & { readonly [aliasBrand]: true };
