import { ATTRIBUTION_LENGTH, attributionStrength } from './new-text/attribution.ts';
import { isFlatHeaderBlock } from './new-text/header-block.ts';
import { plainText } from './new-text/lines.ts';
import { separatorPhrase } from './new-text/separators.ts';

/**
 * What an element of a reply is, as its mail program marked it.
 *
 * - `quote`: the element holds the quoted original; its siblings may be the author's (answers between quotes).
 * - `quote-onward`: the element opens the quote; it and everything after it in the document is the original
 *   (Outlook and others put the original beside the marker, not into it).
 * - `signature`: the author's signature block.
 */
export type QuotedElement = 'quote' | 'quote-onward' | 'signature';

/** Exchange writes `x_` before names of the mail it quotes, Yahoo `yiv` and a number: both as often as quoted. */
const NAME_PREFIX = /^(?:x_|yiv\d{1,20}){1,20}/u;

/** Element ids and classes of mail programs, lower case. */
const NAMES: ReadonlyMap<string, QuotedElement> = new Map([
  // Gmail
  ['gmail_quote', 'quote'],
  ['gmail_quote_container', 'quote'],
  ['gmail_attr', 'quote'],
  ['gmail_signature', 'signature'],
  // Outlook, Outlook on the web, Outlook for phones and for Mac
  ['divrplyfwdmsg', 'quote-onward'],
  ['appendonsend', 'quote-onward'],
  ['olk_src_body_section', 'quote'],
  ['mail-editor-reference-message-container', 'quote'],
  ['ms-outlook-mobile-reference-message', 'quote'],
  ['signature', 'signature'],
  ['ms-outlook-mobile-signature', 'signature'],
  ['mac_outlook_signature', 'signature'],
  // Apple Mail
  ['applemailsignature', 'signature'],
  // Thunderbird, Roundcube, eM Client, SOGo
  ['moz-cite-prefix', 'quote'],
  ['moz-forward-container', 'quote'],
  ['moz-email-headers-table', 'quote'],
  ['moz-signature', 'signature'],
  ['reply-intro', 'quote'],
  ['_rc_sig', 'signature'],
  // Yahoo, AOL
  ['yahoo_quoted', 'quote'],
  ['aolreplacedbody', 'quote'],
  // Proton, Tuta
  ['protonmail_quote', 'quote'],
  ['protonmail_signature_block', 'signature'],
  ['tutanota_quote', 'quote'],
  // Zoho, Zimbra
  ['zmail_extra', 'quote'],
  ['zmail_extra_hr', 'quote'],
  ['blockquote_zmail', 'quote'],
  // Open-Xchange (IONOS, mailbox.org, Telekom): its quotes are blockquotes of type cite
  ['io-ox-signature', 'signature'],
  // QQ, NetEase
  ['orimsghtmlseperator', 'quote-onward'],
  ['isreplycontent', 'quote'],
  ['isforwardcontent', 'quote'],
  // BlackBerry, Samsung
  ['_originalcontent', 'quote'],
  ['_signatureplaceholder', 'signature'],
  ['composer_signature', 'signature'],
  // Spark, Airmail, Front, Superhuman, Mailspring
  ['messagereplysection', 'quote'],
  ['messagesignaturesection', 'signature'],
  ['bloop_sign', 'signature'],
  ['front-blockquote', 'quote'],
  ['front-signature', 'signature'],
  ['sh-quoted-content', 'quote'],
  ['sh-signature', 'signature'],
  ['nylas-quote', 'quote'],
]);

/** Names that end in a number or an id of their own. */
const NAME_STARTS: readonly (readonly [string, QuotedElement])[] = [
  ['yahoo_quoted_', 'quote'],
  ['ydp', 'quote'],
  ['bloop_sign_', 'signature'],
];

function kindOfName(name: string): QuotedElement | null {
  const lower = name.toLowerCase();
  const bare = lower.replace(NAME_PREFIX, '');
  const known = NAMES.get(bare);
  if (known !== undefined) return known;
  for (const [start, kind] of NAME_STARTS)
    if (bare.startsWith(start) && bare.includes('quoted') === (kind === 'quote')) return kind;
  return null;
}

/**
 * Outlook's rule above the header of the original: a div with no border but the upper one
 * (`border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm`); Windows Mail spells it out.
 */
function isOutlookRule(style: string): boolean {
  const dense = style.toLowerCase().replaceAll(/\s+/gu, '');
  return (
    /border:none;border-top:solid(?:#[\da-f]{3,8}|windowtext|[a-z]{3,20})1(?:\.0)?pt/u.test(dense) ||
    /border-top-color:rgb\(229,229,229\)/u.test(dense)
  );
}

/** A line down the left side: how most programs draw a quotation that they don't name. */
function hasQuoteBar(style: string): boolean {
  return /border-left(?:-style|-width)?\s*:[^;]{0,60}(?:solid|\dpx|\dpt)/iu.test(style);
}

function kindOfNames(attributes: ReadonlyMap<string, string>): QuotedElement | null {
  const names = [attributes.get('id'), attributes.get('name'), attributes.get('data-smartmail')];
  for (const name of names) {
    const kind = name === undefined ? null : kindOfName(name.trim());
    if (kind !== null) return kind;
  }
  for (const name of (attributes.get('class') ?? '').slice(0, 2000).split(/\s+/u)) {
    const kind = kindOfName(name);
    // `signature` as a class is anyone's word; as an id it is Outlook's.
    if (kind !== null && name.toLowerCase() !== 'signature') return kind;
  }
  return null;
}

/**
 * Says what part of a reply an HTML element is, by the marks that mail programs leave. For a walk through the
 * tree in document order; it looks at one element alone and never at its content.
 *
 * The caller keeps two rules: answers that stand between `quote` elements stay; and where leaving out all that
 * is marked would leave no words, the whole document is kept (never an empty message where the author wrote one).
 *
 * @param tagName lower case
 * @param attributes names lower case, values as parsed
 */
export function isQuotedElement(
  tagName: string,
  attributes: ReadonlyMap<string, string>,
): QuotedElement | null {
  const named = kindOfNames(attributes);
  if (named !== null) return named;
  const style = (attributes.get('style') ?? '').slice(0, 2000);
  switch (tagName) {
    case 'blockquote':
      return isCitation(attributes) || hasQuoteBar(style) ? 'quote' : null;
    case 'div':
      return kindOfDiv(attributes, style);
    case 'hr':
      return isDividingRule(attributes) ? 'quote-onward' : null;
    case 'includetail':
      return 'quote';
    default:
      return null;
  }
}

function kindOfDiv(attributes: ReadonlyMap<string, string>, style: string): QuotedElement | null {
  // GMX, WEB.DE and mail.com name it; a bar alone may be the author's own layout.
  if (attributes.get('name') === 'quote') return 'quote';
  return isOutlookRule(style) ? 'quote-onward' : null;
}

/** Zimbra's and Outlook.com's line above the original. */
function isDividingRule(attributes: ReadonlyMap<string, string>): boolean {
  return attributes.get('data-marker') === '__DIVIDER__' || attributes.get('id') === 'stopSpelling';
}

function isCitation(attributes: ReadonlyMap<string, string>): boolean {
  const classes = attributes.get('class') ?? '';
  return (
    attributes.get('type')?.trim().toLowerCase() === 'cite' ||
    // RFC 2392: Thunderbird and SOGo name the quoted mail by its Message-ID.
    /^(?:mid:|cid:)/iu.test(attributes.get('cite') ?? '') ||
    /(?:^|\s)(?:x_)*cite2?(?:\s|$)/iu.test(classes)
  );
}

/**
 * True where the text of one block is the line above a quotation ("On … wrote:", in the languages of the table),
 * a separator such as "-----Original Message-----", or a header block (From, Sent, To, Subject) run together.
 * White space may be as it comes. For the block right before a quote; of a block anywhere else it is no proof.
 */
export function isQuoteHead(text: string): boolean {
  if (text.length > 2 * ATTRIBUTION_LENGTH) return false;
  const plain = plainText(text);
  if (plain === '') return false;
  if (attributionStrength(plain) !== null) return true;
  const phrase = separatorPhrase(plain);
  if (phrase === 'framed-phrase' || (phrase === 'phrase' && /[:\uFF1A]$/u.test(plain))) return true;
  return isFlatHeaderBlock(plain);
}
