import type { AddressToken } from './address-token.ts';
import { tokenizeAddresses } from './address-token.ts';
import { canonicalAddress, isDotAtom, makeAddress } from './address.ts';
import { decodeWords } from './header-words.ts';
import type { Mailbox } from './received-mail.ts';

/** What an address field says (RFC 5322 §3.4). */
export interface AddressList {
  readonly mailboxes: readonly Mailbox[];
  /** Groups, also empty ones (RFC 5322 §3.4, RFC 6854). */
  readonly groupCount: number;
  /** Elements that no mailbox could be read from. */
  readonly faultCount: number;
  /**
   * True where every reader finds the same addresses in it. Obsolete syntax (RFC 5322 §4.4: routes, white
   * space and comments within an address, empty elements), semicolons between addresses, and a comment or
   * an unquoted name that looks like another address make it false.
   */
  readonly plain: boolean;
}

interface Element {
  readonly tokens: AddressToken[];
  readonly comments: string[];
  /** No special character so far; counted along, since every comma of a field without addresses asks (C10). */
  onlyWords: boolean;
  /** A comment that a reader without comments would take for an address. */
  hasOddComment: boolean;
}

interface ReadMailbox {
  readonly mailbox: Mailbox;
  readonly plain: boolean;
}

interface ListState {
  readonly mailboxes: Mailbox[];
  groupCount: number;
  faultCount: number;
  plain: boolean;
  inGroup: boolean;
  inAngle: boolean;
  /** A comma promised another element. */
  awaitsElement: boolean;
  element: Element;
}

/**
 * Reads From, To, Cc and their like: RFC 5322 with its obsolete syntax, groups and comments, RFC 6532 text.
 * An element that can't be read is left out and counted. Encoded words are decoded after the parse and in
 * display names alone, so none can contribute an `@` or a comma (RFC 2047 §6.2). Takes the field's text
 * without its name; folds may still be in it. Linear (threats C10).
 */
export function parseAddressList(text: string): AddressList {
  const state: ListState = {
    mailboxes: [],
    groupCount: 0,
    faultCount: 0,
    plain: true,
    inGroup: false,
    inAngle: false,
    awaitsElement: false,
    element: newElement(),
  };
  for (const token of tokenizeAddresses(text)) takeToken(state, token);
  if (state.inGroup) state.plain = false;
  endElement(state, 'end');
  const { mailboxes, groupCount, faultCount, plain } = state;
  return { mailboxes, groupCount, faultCount, plain };
}

function newElement(): Element {
  return { tokens: [], comments: [], onlyWords: true, hasOddComment: false };
}

function takeToken(state: ListState, token: AddressToken): void {
  if (token.kind === 'special') {
    if (token.text === '<') state.inAngle = true;
    else if (token.text === '>') state.inAngle = false;
    else if (!state.inAngle && endsElement(state, token.text)) return;
  }
  addToElement(state, token);
}

/** True where the special character was structure of the list and is used up. */
function endsElement(state: ListState, special: string): boolean {
  if (special === ',') {
    endElement(state, 'comma');
    return true;
  }
  if (special === ';') {
    endElement(state, 'end');
    // Outlook lets its users part addresses by semicolons, and some programs send them so.
    if (!state.inGroup) state.plain = false;
    state.inGroup = false;
    return true;
  }
  if (special === ':' && !state.inGroup && isPhrase(state.element)) {
    state.groupCount += 1;
    state.inGroup = true;
    state.element = newElement();
    return true;
  }
  return false;
}

function isPhrase({ tokens, onlyWords }: Element): boolean {
  return tokens.length > 0 && onlyWords;
}

function addToElement({ element }: ListState, token: AddressToken): void {
  if (token.kind === 'comment') {
    element.comments.push(token.text);
    // SECURITY: a reader that doesn't know comments would see an address in `x@a.example (<y@b.example>)`.
    if (token.faulty || /[<>]/u.test(token.text)) element.hasOddComment = true;
    return;
  }
  if (token.kind !== 'atom' && token.kind !== 'quoted') element.onlyWords = false;
  element.tokens.push(token);
}

function endElement(state: ListState, reason: 'comma' | 'end'): void {
  const { element } = state;
  if (reason === 'comma' && element.comments.length === 0 && isPhrase(element)) {
    // `Doe, John <john@example.com>`: the comma belongs to a name that somebody forgot to quote.
    element.tokens.push({ kind: 'atom', text: ',', spaced: false, faulty: false });
    return;
  }
  state.element = newElement();
  state.inAngle = false;
  if (element.tokens.length === 0) {
    // RFC 5322 §4.4 obs-mbox-list: elements may be missing.
    if (reason === 'comma' || state.awaitsElement || element.comments.length > 0) state.plain = false;
    return;
  }
  state.awaitsElement = reason === 'comma';
  const read = readMailbox(element);
  if (read === null) state.faultCount += 1;
  else {
    state.mailboxes.push(read.mailbox);
    if (!read.plain) state.plain = false;
  }
}

function readMailbox(element: Element): ReadMailbox | null {
  const { tokens } = element;
  if (tokens.some(({ faulty }) => faulty)) return null;
  const open = tokens.findIndex((token) => isSpecial(token, '<'));
  if (open === -1) return readBareAddress(element);
  const close = tokens.findIndex((token) => isSpecial(token, '>'));
  // Anything but comments behind the address makes it a riddle which of the two is meant.
  if (close !== tokens.length - 1) return null;
  const address = readAddress(tokens.slice(open + 1, close));
  if (address === null) return null;
  const name = readDisplayName(tokens.slice(0, open), address.address);
  return {
    mailbox: { displayName: name.text, address: address.address },
    plain: address.plain && name.plain && !element.hasOddComment,
  };
}

function readBareAddress(element: Element): ReadMailbox | null {
  const read = readAddress(element.tokens);
  if (read === null) return null;
  // RFC 5322 §3.4: older programs put the name into a comment behind the address.
  const displayName = decodeWords(element.comments.at(-1) ?? '').trim();
  return { mailbox: { displayName, address: read.address }, plain: read.plain && !element.hasOddComment };
}

function isSpecial(token: AddressToken, text: string): boolean {
  return token.kind === 'special' && token.text === text;
}

interface ReadAddress {
  readonly address: Mailbox['address'];
  readonly plain: boolean;
}

/** addr-spec with obs-route, obs-local-part and obs-domain (RFC 5322 §3.4.1, §4.4). */
function readAddress(all: readonly AddressToken[]): ReadAddress | null {
  const routeEnd = all.findLastIndex((token) => isSpecial(token, ':'));
  const hasRoute = routeEnd !== -1;
  if (hasRoute && !all.slice(0, 1).some((token) => isSpecial(token, '@'))) return null;
  const tokens = all.slice(routeEnd + 1);
  const at = tokens.findIndex((token) => isSpecial(token, '@'));
  const local = readWords(tokens.slice(0, Math.max(at, 0)));
  const domain = readWords(tokens.slice(at + 1));
  if (local === null || domain === null || domain.quoted) return null;
  const isLegal = local.quoted || isDotAtom(local.text);
  const address = isLegal ? makeAddress(local.text, domain.text) : null;
  if (address === null) return null;
  const isSpaced = tokens.slice(1).some(({ spaced }) => spaced);
  return { address, plain: !hasRoute && !isSpaced && local.plain && domain.plain };
}

/** Words with dots between them; white space is allowed beside a dot alone, as obs-local-part has it. */
function readWords(
  tokens: readonly AddressToken[],
): { readonly text: string; readonly quoted: boolean; readonly plain: boolean } | null {
  let text = '';
  let quoted = false;
  let dotBefore = true;
  for (const token of tokens) {
    if (token.kind !== 'atom' && token.kind !== 'quoted') return null;
    const startsWithDot = token.kind === 'atom' && token.text.startsWith('.');
    if (text !== '' && !dotBefore && !startsWithDot) return null;
    if (token.kind === 'quoted') quoted = true;
    text += token.text;
    dotBefore = token.kind === 'atom' && token.text.endsWith('.');
  }
  // A trailing dot would vanish in a quoted local part's text.
  if (dotBefore) return null;
  return { text, quoted, plain: tokens.length === 1 };
}

function readDisplayName(
  tokens: readonly AddressToken[],
  address: Mailbox['address'],
): { readonly text: string; readonly plain: boolean } {
  const words = tokens.map(({ kind, text, spaced }, index) => {
    const word = kind === 'literal' ? `[${text}]` : text;
    return spaced && index > 0 ? ` ${word}` : word;
  });
  const hasSpecial = tokens.some(({ kind }) => kind === 'special');
  return {
    text: decodeWords(words.join('')).trim(),
    plain: !hasSpecial || isSameAddress(tokens, address),
  };
}

/**
 * SECURITY: `me@a.example <me@a.example>` is sloppy but says one thing; `me@a.example <you@b.example>`, with
 * the first not quoted, is read either way by different programs ("Composition Kills", threats I1).
 */
function isSameAddress(tokens: readonly AddressToken[], address: Mailbox['address']): boolean {
  const other = readAddress(tokens);
  return other !== null && canonicalAddress(other.address) === canonicalAddress(address);
}
