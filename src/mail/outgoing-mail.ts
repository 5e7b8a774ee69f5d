import type { AliasAddress } from './address.ts';
import type { CleanFile } from './authored-content.ts';

/**
 * Everything that a message which leaves may contain: the allow-list of the relay paper, section 4. What is
 * not a field here can't be on the wire. Structured-cloneable.
 */
export interface OutgoingMail {
  /** Name from our profile and the other side's alias. */
  readonly from: { readonly displayName: string; readonly address: string };
  /** The recipient's own alias: the real address stands in the envelope alone. */
  readonly to: AliasAddress;
  readonly subject: string;
  readonly date: Date;
  /** Without angle brackets. */
  readonly messageId: string;
  readonly inReplyTo: string | null;
  readonly references: readonly string[];
  readonly text: string;
  readonly html: string | null;
  readonly files: readonly CleanFile[];
  /** BCP 47 tag for Content-Language. */
  readonly language: string | null;
  readonly automatic: 'auto-generated' | 'auto-replied' | null;
  /** Mark `X-Auto-Response-Suppress` (notices only). */
  readonly suppressAutoReplies: boolean;
  /** RFC 8058 one-click address of the opt-out, on non-critical mail. */
  readonly listUnsubscribe: string | null;
  /** Marketplace and kind, no personal data. */
  readonly feedbackId: string;
  /** Own `X-Parley-…` fields: thread, order, reason, message, language, hop marker. ASCII values. */
  readonly ownFields: readonly (readonly [name: string, value: string])[];
}

export interface SigningKey {
  readonly domain: string;
  readonly selector: string;
  readonly algorithm: 'rsa-sha256' | 'ed25519-sha256';
  /** PKCS#8 DER. */
  readonly privateKey: Uint8Array;
}

export interface Envelope {
  /** Reverse-path: our signed bounce address. */
  readonly reversePath: string;
  /** Forward-path: the real address. */
  readonly forwardPath: string;
  /** RFC 3461 ENVID: the delivery id. */
  readonly envelopeId: string;
}
