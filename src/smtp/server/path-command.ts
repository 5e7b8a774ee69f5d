import { smtpReply } from '#mail/smtp-reply.ts';
import type { SmtpReply } from '#mail/smtp-reply.ts';

/** MAIL FROM or RCPT TO, taken apart. The path is as written, without its angle brackets. */
interface PathCommand {
  readonly path: string;
  /** ESMTP parameters, keywords in upper case; null for a keyword without a value. */
  readonly parameters: ReadonlyMap<string, string | null>;
}

export type PathCommandResult =
  | { readonly kind: 'path'; readonly command: PathCommand }
  | { readonly kind: 'refused'; readonly reply: SmtpReply };

/** RFC 5321 §4.5.3.1.3: 256 octets with the angle brackets. */
const LONGEST_PATH = 254;

const KEYWORD = { 'MAIL FROM': /^MAIL FROM: *</iu, 'RCPT TO': /^RCPT TO: *</iu };

// RFC 5321 §4.1.2 esmtp-param.
const PARAMETER = /^([A-Za-z0-9][A-Za-z0-9-]*)(?:=([!-<>-~]+))?$/u;

/**
 * Reads the command up to the `>` that closes the path, heedful of quoted local parts, so that nothing inside
 * quotes is ever taken for a parameter (threats T5). Source routes, literals and all else stay as they are:
 * what they mean is for others to say. A space after the colon is put up with, as many programs send it.
 */
export function readPathCommand(line: string, keyword: 'MAIL FROM' | 'RCPT TO'): PathCommandResult {
  const syntax = keyword === 'MAIL FROM' ? '5.1.7' : '5.1.3';
  const head = KEYWORD[keyword].exec(line)?.[0];
  if (head === undefined) return refused(501, '5.5.4', `Syntax: ${keyword}:<address>`);
  const length = pathLength(line.slice(head.length));
  if (length === null) return refused(501, syntax, `Syntax: ${keyword}:<address>`);
  const path = line.slice(head.length, head.length + length);
  if (Buffer.byteLength(path) > LONGEST_PATH) return refused(501, syntax, 'The address is too long');
  const parameters = readParameters(line.slice(head.length + length + 1));
  if (parameters === null) return refused(501, '5.5.4', 'The parameters can not be read');
  return { kind: 'path', command: { path, parameters } };
}

/** How far it is to the closing `>`; null where there is none, or where a control, space or `<` is unquoted. */
function pathLength(text: string): number | null {
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character < ' ' || character === '\u007f') return null;
    if (quoted && character === '\\') at += 1;
    else if (character === '"') quoted = !quoted;
    else if (!quoted && character === '>') return at;
    else if (!quoted && (character === ' ' || character === '<')) return null;
  }
  return null;
}

function readParameters(text: string): ReadonlyMap<string, string | null> | null {
  const parameters = new Map<string, string | null>();
  if (text.trim() === '') return parameters;
  if (!text.startsWith(' ')) return null;
  for (const word of text.trim().split(/ +/u)) {
    const [, name, value] = PARAMETER.exec(word) ?? [];
    const keyword = name?.toUpperCase();
    if (keyword === undefined || parameters.has(keyword)) return null;
    parameters.set(keyword, value ?? null);
  }
  return parameters;
}

function refused(code: number, enhanced: string, text: string): PathCommandResult {
  return { kind: 'refused', reply: smtpReply(code, enhanced, text) };
}

interface MailParameters {
  /** RFC 1870; null where the client doesn't say. */
  readonly declaredBytes: number | null;
  /** RFC 6531. */
  readonly smtpUtf8: boolean;
}

export type MailParametersResult =
  | ({ readonly kind: 'parameters' } & MailParameters)
  | { readonly kind: 'refused'; readonly reply: SmtpReply };

/** The parameters of MAIL FROM that belong to what EHLO offers: SIZE, BODY and SMTPUTF8. */
export function readMailParameters(parameters: ReadonlyMap<string, string | null>): MailParametersResult {
  let declaredBytes: number | null = null;
  for (const [keyword, value] of parameters) {
    const valid = MAIL_PARAMETERS.get(keyword);
    if (valid === undefined) return refusedParameter(555, `${keyword} is not a parameter of MAIL FROM here`);
    if (!valid.test(value ?? '')) return refusedParameter(501, `${keyword} has a value that it can not have`);
    if (keyword === 'SIZE') declaredBytes = Number(value);
  }
  return { kind: 'parameters', declaredBytes, smtpUtf8: parameters.has('SMTPUTF8') };
}

const MAIL_PARAMETERS: ReadonlyMap<string, RegExp> = new Map([
  ['SIZE', /^\d{1,20}$/u], // RFC 1870 §4
  ['BODY', /^(?:7BIT|8BITMIME)$/iu], // RFC 6152 §3
  ['SMTPUTF8', /^$/u], // RFC 6531 §3.4
]);

function refusedParameter(code: number, text: string): MailParametersResult {
  return { kind: 'refused', reply: smtpReply(code, '5.5.4', text) };
}
