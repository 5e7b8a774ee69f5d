import { normalDomain } from './address-domain.ts';

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

/** RFC 5321 §4.5.3.1.1. */
const LONGEST_LOCAL_PART = 64;
/** RFC 5321 §4.5.3.1.3 counts a path with its angle brackets: 256 - 2 (RFC 3696 erratum 1690). */
const LONGEST_ADDRESS = 254;

/** RFC 5322 §3.2.3 atext, widened by RFC 6532 §3.2; the dots between are checked apart. */
const ATOM = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~\u0080-\u{10ffff}-]+$/u;
/** RFC 5321 §4.1.2: what a quoted local part may hold once its quotes are taken off. */
const QUOTED_TEXT = /^[ -~\u0080-\u{10ffff}]*$/u;
/** Controls, spaces beyond U+0020, lone surrogates, private use, zero-width and bidi characters. */
const UNSEEN =
  /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000\p{Default_Ignorable_Code_Point}]/u;
/**
 * SECURITY: the three code points that NFC turns into ASCII: the Kelvin sign, the Greek question mark and
 * oxia's grave. Letting them in would make one person's mailbox equal another's (threats I8).
 */
const BECOMES_ASCII = /[\u212a\u037e\u1fef]/u;
/**
 * SECURITY: a reader that decodes RFC 2047 too early finds another address in such a local part
 * ("splitting the email atom", threats I8); nobody's real mailbox looks like it.
 */
const ENCODED_WORD = /=\?[^?]*\?[bq]\?[^?]*\?=/iu;

/**
 * Reads a mailbox as it stands in an envelope, without angle brackets (RFC 5321 §4.1.2 Mailbox, with
 * RFC 6531 non-ASCII). Null for all else: source routes, several unquoted `@`, comments, white space, address
 * literals (`a@[127.0.0.1]`: we neither take nor send mail for them), a root dot, invisible characters,
 * local parts over 64 octets, addresses over 254.
 */
export function parseAddress(text: string): EmailAddress | null {
  const at = text.lastIndexOf('@');
  if (at < 1 || text.length > LONGEST_ADDRESS * 2) return null;
  const localPart = readLocalPart(text.slice(0, at));
  return localPart === null ? null : makeAddress(localPart, text.slice(at + 1));
}

/**
 * Puts an address together from an unquoted local part and a domain, with all the checks of `parseAddress`.
 * Null where no such mailbox can be.
 */
export function makeAddress(unquotedLocalPart: string, domainText: string): EmailAddress | null {
  if (unquotedLocalPart === '' || !QUOTED_TEXT.test(unquotedLocalPart)) return null;
  if (UNSEEN.test(unquotedLocalPart) || BECOMES_ASCII.test(unquotedLocalPart)) return null;
  if (ENCODED_WORD.test(unquotedLocalPart)) return null;
  const localPart = unquotedLocalPart.normalize('NFC');
  const length = Buffer.byteLength(formatLocalPart(localPart));
  if (length > LONGEST_LOCAL_PART) return null;
  const domain = normalDomain(domainText);
  if (domain === null || length + 1 + domain.length > LONGEST_ADDRESS) return null;
  return { localPart, domain };
}

/** RFC 5322 §3.2.3 dot-atom-text: atoms with single dots between them. */
export function isDotAtom(text: string): boolean {
  return text.split('.').every((atom) => ATOM.test(atom));
}

function readLocalPart(text: string): string | null {
  if (!text.startsWith('"')) return isDotAtom(text) ? text : null;
  if (text.length < 3 || !text.endsWith('"')) return null;
  return unquote(text.slice(1, -1));
}

/** RFC 5321 §4.1.2 QcontentSMTP; null where a bare quote stands in it, or a backslash before what isn't ASCII. */
function unquote(inner: string): string | null {
  let unquoted = '';
  for (let index = 0; index < inner.length; index += 1) {
    let character = inner.charAt(index);
    if (character === '"') return null;
    if (character === '\\') {
      index += 1;
      character = inner.charAt(index);
      if (character < ' ' || character > '~') return null;
    }
    unquoted += character;
  }
  return unquoted;
}

/** Writes an address as RFC 5321 has it, the local part quoted only where it must be. */
export function formatAddress(address: EmailAddress): string {
  return `${formatLocalPart(address.localPart)}@${address.domain}`;
}

function formatLocalPart(localPart: string): string {
  return isDotAtom(localPart) ? localPart : `"${localPart.replace(/["\\]/gu, '\\$&')}"`;
}

/**
 * The form in which two addresses are compared, and the only one (threats I8, PERM 7): letters folded to lower
 * case one by one, NFC, the domain in A-labels, a `+tag` sub-address taken off (RFC 5233).
 *
 * SECURITY: nothing that isn't ASCII turns into ASCII here, so `ß`, `ı`, `ſ`, full-width letters and the
 * Kelvin sign never make a stranger's mailbox equal to a party's. NFKC and upper-casing would.
 */
export function canonicalAddress(address: EmailAddress): string {
  const plus = address.localPart.indexOf('+');
  const mailbox = plus > 0 ? address.localPart.slice(0, plus) : address.localPart;
  // Letter by letter, because `toLowerCase` on a whole word gives a final sigma another form.
  const folded = Array.from(mailbox, (letter) => letter.toLowerCase()).join('');
  return `${formatLocalPart(folded.normalize('NFC'))}@${address.domain}`;
}
