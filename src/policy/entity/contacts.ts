import { weaker } from '../finding.ts';
import { lexiconOf } from '../lexicon/lexicons.ts';
import type { MessageView, PlacedText } from '../view/message-view.ts';
import { has, isKnownHost, placeIn, WARRANTY_PATH } from './contact.ts';
import type { Contact, Contacts, LinkContact } from './contact.ts';
import type { FoundEmail } from './email.ts';
import { MAILBOX_PROVIDERS } from './host-lists.ts';
import { fileLinks, hrefLinks } from './href.ts';
import { isUnder } from './link.ts';
import { judgePhones } from './phone-judge.ts';

function linkContact(
  view: MessageView,
  placed: PlacedText,
  link: PlacedText['text']['links'][number],
): LinkContact {
  const sentence = placed.text.readAt(lexiconOf(view.languageOf(placed)), link.start);
  // Words of the link itself say nothing: anybody can name a page of his shop `guarantee`.
  const around = sentence.hits.filter((hit) => hit.end <= link.start || hit.start >= link.end);
  const isMakers = link.scheme === 'https' && (has(around, 'MAKER') || WARRANTY_PATH.test(link.path));
  return {
    place: placeIn(placed, link.start, link.end),
    around: placeIn(placed, sentence.start, sentence.end),
    shown: placed.text.text.slice(link.start, link.end),
    certainty: weaker(placed.certainty, link.disguised ? 'likely' : 'sure'),
    host: link.host,
    scheme: link.scheme,
    visible: true,
    isNecessary: isKnownHost(view, link.host) || isMakers,
  };
}

/** The local part of an alias: nobody types one. */
const ALIAS_NAME = /^[a-z2-7]{26,}$/u;

// SECURITY: the author's mailbox was typed here and masked on the way in; that doesn't make it a marketplace's address.
// Of another mailbox at the author's own domain the domain alone was masked, and the name stands before it.
function isOwn(view: MessageView, { address, host }: Pick<FoundEmail, 'address' | 'host'>): boolean {
  const own = view.context.ownAddresses ?? [];
  const lower = address.toLowerCase();
  if (own.includes(lower)) return true;
  const name = lower.slice(0, lower.lastIndexOf('@'));
  return own.some((alias) => alias.endsWith(`@${host}`)) && !ALIAS_NAME.test(name);
}

function emailContacts(view: MessageView, placed: PlacedText): Contact[] {
  const contacts = placed.text.emails
    .filter((email) => isOwn(view, email) || !isUnder(email.host, view.context.marketplaceHosts))
    .map((email): Contact => {
      const sentence = placed.text.sentenceAt(email.start);
      return {
        place: placeIn(placed, email.start, email.end),
        around: placeIn(placed, Math.min(sentence.start, email.start), Math.max(sentence.end, email.end)),
        shown: placed.text.text.slice(email.start, email.end),
        certainty: weaker(placed.certainty, email.disguised ? 'likely' : 'sure'),
      };
    });
  return contacts.length > 0 ? contacts : mentionedMailboxes(view, placed);
}

/** `my mailbox at Gmail begins with …`: an address that is described rather than written. */
function mentionedMailboxes(view: MessageView, placed: PlacedText): Contact[] {
  const { words } = placed.text;
  if (!words.some((word) => MAILBOX_PROVIDERS.has(word.text.toLowerCase()))) return [];
  const contacts: Contact[] = [];
  for (const sentence of placed.text.read(lexiconOf(view.languageOf(placed)))) {
    const provider = sentence.words.find((word) =>
      /^(?:gmail|googlemail|hotmail|gmx|icloud|yahoo|proton(?:mail)?|ymail)$/iu.test(word.text),
    );
    if (provider === undefined || !has(sentence.hits, 'MAILUS', 'CONTACT', 'CALL', 'MESSENGER')) continue;
    if (has(sentence.hits, 'REFUSE')) continue;
    const around = placeIn(placed, sentence.start, sentence.end);
    const certainty = weaker(placed.certainty, 'likely');
    contacts.push({ place: around, around, shown: provider.text, certainty });
  }
  return contacts;
}

/** Reads all contacts of a message, in its own parts and its files and behind the links of both. */
export function findContacts(view: MessageView): Contacts {
  const emails: Contact[] = [];
  const phones: Contact[] = [];
  const links: LinkContact[] = [];
  for (const placed of view.texts) {
    emails.push(...emailContacts(view, placed));
    phones.push(...judgePhones(view, placed));
    // `label.pdf` is a name, not a host; nobody clicks a file's name.
    if (placed.file !== 'name')
      links.push(...placed.text.links.map((link) => linkContact(view, placed, link)));
  }
  for (const behind of [hrefLinks(view), fileLinks(view)]) {
    emails.push(...behind.emails);
    phones.push(...behind.phones);
    links.push(...behind.links);
  }
  return { emails, phones, links };
}
