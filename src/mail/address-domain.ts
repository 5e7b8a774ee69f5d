import { domainToASCII } from 'node:url';

/** RFC 5321 §4.5.3.1.2 allows 255 octets; RFC 1035 §2.3.4 leaves 253 of them for the text form. */
const LONGEST_DOMAIN = 253;
const LDH_LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/u;
const ASCII_OF_A_DOMAIN = /^[a-zA-Z0-9.-]*$/u;
const NOT_ASCII = /[^\u0000-\u007f]/gu;
/** Nothing that can't be seen or isn't a letter, mark, digit, dot or symbol may stand in a U-label. */
const INVISIBLE = /[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}]/u;

/**
 * Brings a domain to its one comparable form: A-labels, lower case (UTS 46, RFC 5890). Null where it isn't
 * a host name by RFC 5321 §4.1.2: address literals, a root dot, empty or over-long labels, a last label of
 * digits alone, underscores, invisible characters.
 */
export function normalDomain(text: string): string | null {
  if (text === '' || text.length > LONGEST_DOMAIN * 4) return null;
  const ascii = text.replace(NOT_ASCII, '');
  // SECURITY: the converter works by the URL standard: it would undo percent escapes, cut at "/", drop tabs
  // and read 0x7f.1 as an IPv4 address. So it gets to see nothing of ASCII but letters, digits, "-" and ".".
  if (!ASCII_OF_A_DOMAIN.test(ascii)) return null;
  const domain = ascii.length === text.length && !hasPunycode(text) ? text.toLowerCase() : toAscii(text);
  return domain !== null && isHostName(domain) ? domain : null;
}

function hasPunycode(text: string): boolean {
  return /xn--/iu.test(text);
}

function toAscii(text: string): string | null {
  if (INVISIBLE.test(text)) return null;
  const domain = domainToASCII(text);
  return domain === '' ? null : domain;
}

function isHostName(domain: string): boolean {
  if (domain.length > LONGEST_DOMAIN) return false;
  const labels = domain.split('.');
  // RFC 3696 §2: a top-level domain is never all digits, and 127.0.0.1 is no domain.
  return labels.every((label) => LDH_LABEL.test(label)) && !/^\d+$/u.test(labels.at(-1) ?? '');
}
