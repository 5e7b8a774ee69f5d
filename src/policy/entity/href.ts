import type { Place } from '../finding.ts';
import type { HtmlElement, SourceRange } from '../view/element.ts';
import type { MessageView } from '../view/message-view.ts';
import type { Contact, LinkContact } from './contact.ts';
import { has, isKnownHost, WARRANTY_PATH } from './contact.ts';

export interface HrefContacts {
  readonly emails: Contact[];
  readonly phones: Contact[];
  readonly links: LinkContact[];
}

/** A link's target, read as a browser reads it; null for anchors inside the message and unreadable ones. */
export function readTarget(href: string): URL | null {
  const text = href.trim();
  if (text === '' || text.startsWith('#')) return null;
  return URL.parse(text.startsWith('//') ? `https:${text}` : text);
}

/** A link element's text as a reader sees it. */
export function linkText(view: MessageView, element: HtmlElement): string {
  return (view.document?.text.text ?? '').slice(element.textStart, element.textEnd);
}

/** Source ranges of the sentences that speak of a maker, a warranty or a supplier. */
function makerRanges(view: MessageView): SourceRange[] {
  const html = view.bodies.find((part) => part.name === 'html');
  if (html === undefined) return [];
  return html
    .read(view.lexicon)
    .filter((sentence) => has(sentence.hits, 'MAKER'))
    .map((sentence) => ({
      start: html.normal.startOf(sentence.start),
      end: html.normal.endOf(sentence.end - 1),
    }));
}

function isMakersPage(element: HtmlElement, target: URL, ranges: readonly SourceRange[]): boolean {
  if (target.protocol !== 'https:') return false;
  if (WARRANTY_PATH.test(target.pathname)) return true;
  return ranges.some((range) => range.start < element.whole.end && range.end > element.whole.start);
}

const CALLING = /^(?:tel|sms|callto|skype|whatsapp|facetime):$/u;

/** Adds what clicking on `href` at `place` reaches; `isMakers` says whether a page is one that the order needs. */
function addTarget(
  view: MessageView,
  href: string,
  place: Place,
  found: HrefContacts,
  isMakers: (target: URL) => boolean,
): void {
  const target = readTarget(href);
  if (target === null) return;
  const contact: Contact = { place, around: place, shown: href, certainty: 'sure' };
  if (target.protocol === 'mailto:') found.emails.push(contact);
  else if (CALLING.test(target.protocol)) found.phones.push(contact);
  else if (target.protocol === 'http:' || target.protocol === 'https:') {
    const host = target.hostname.toLowerCase();
    const scheme = target.protocol === 'http:' ? 'http' : 'https';
    const isNecessary = isKnownHost(view, host) || isMakers(target);
    found.links.push({ ...contact, host, scheme, visible: false, isNecessary });
  }
}

/** What stands behind the links of a message's HTML. */
export function hrefLinks(view: MessageView): HrefContacts {
  const found: HrefContacts = { emails: [], phones: [], links: [] };
  const links = (view.document?.elements ?? []).filter(({ tag }) => tag === 'a' || tag === 'area');
  if (links.length === 0) return found;
  const ranges = makerRanges(view).slice(0, 20);
  for (const element of links) {
    const { start, end } = element.attributePlaces.get('href') ?? element.startTag;
    const href = element.attributes.get('href') ?? '';
    addTarget(view, href, { part: 'html', start, end }, found, (target) =>
      isMakersPage(element, target, ranges),
    );
  }
  return found;
}

/** What stands behind the links of PDFs and other documents, and in the fields of contact cards. */
export function fileLinks(view: MessageView): HrefContacts {
  const found: HrefContacts = { emails: [], phones: [], links: [] };
  for (const { target, place } of view.fileLinks)
    addTarget(
      view,
      target,
      place,
      found,
      (page) => page.protocol === 'https:' && WARRANTY_PATH.test(page.pathname),
    );
  return found;
}
