import { withoutArmour } from './author-content-armour.ts';
import { ENGLISH_WORDS, PartSorter } from './author-content-parts.ts';
import type { ContentWords, SortedParts } from './author-content-parts.ts';
import { Pictures, shownIds } from './author-content-pictures.ts';
import type { AuthoredContent, ContentNote, ContentRefusal, PrivateValues } from './authored-content.ts';
import { authorHtml } from './html-content.ts';
import type { AuthorHtml, AuthorHtmlOptions } from './html-content.ts';
import { cleanLinksInText } from './html-link.ts';
import { bareText } from './html-parse.ts';
import { renderText, tidyText } from './html-text.ts';
import type { HtmlNode } from './html-tree.ts';
import { visibleText } from './html-visible-text.ts';
import { extractNewText } from './new-text.ts';
import type { MailPart, ReceivedMail } from './received-mail.ts';
import { createScrubber } from './scrub.ts';
import type { Scrubber } from './scrub.ts';

export interface AuthorContentOptions {
  /** Decoded bytes of all files together; 10,000,000 by default in the configuration (ALIAS 8). */
  readonly maxFileBytes: number;
  /** True for mail domains of ours: an address there is an alias, everybody else in To or Cc an outsider. */
  readonly isOurs: (domain: string) => boolean;
  /** English where it isn't given. */
  readonly words?: ContentWords;
}

/** The author's words in both forms, not yet with files. */
interface Words {
  readonly text: string;
  readonly html: string | null;
  readonly quoted: string | null;
  readonly cut: AuthoredContent['cut'];
  readonly replaced: number;
  readonly unwrapped: number;
  readonly remotePictures: number;
  readonly armoured: number;
  /** False where the HTML, if there was any, said nothing or couldn't be read. */
  readonly fromHtml: boolean;
}

const NOTHING: AuthoredContent = {
  text: '',
  html: null,
  quoted: null,
  cut: 'none',
  files: [],
  notes: [],
  refusals: [],
};

/** Words from plain text, by the same steps as those from HTML. */
function plainWords(source: string, appended: readonly HtmlNode[], scrubber: Scrubber): Words {
  const armour = withoutArmour(visibleText(source));
  const found = extractNewText(armour.text);
  // Relay paper, section 5: where the cut is unsure the whole text goes, and says so.
  const own = found.cut === 'unsure' ? withoutSignature(armour.text, found.signature) : found.text;
  const text = [own, renderText(appended).text].map(tidyText).filter((part) => part !== '');
  const links = cleanLinksInText(text.join('\n\n'), scrubber);
  const scrubbed = scrubber.scrub(links.text);
  return {
    text: tidyText(scrubbed.text),
    html: null,
    quoted: found.quoted,
    cut: found.cut,
    replaced: scrubbed.count + links.scrubbed,
    unwrapped: links.unwrapped,
    remotePictures: 0,
    armoured: armour.count,
    fromHtml: false,
  };
}

/** SECURITY: programs put name, number and device there (ALIAS 3): unsure is what is a quote, not this. */
function withoutSignature(text: string, signature: string | null): string {
  const lines = text.replaceAll(/\r\n?/gu, '\n');
  const at = signature === null ? -1 : lines.lastIndexOf(signature);
  return signature === null || at === -1 ? text : lines.slice(0, at) + lines.slice(at + signature.length);
}

function wordsOfHtml(found: AuthorHtml): Words {
  return {
    ...found,
    replaced: found.replaced + found.counts.scrubbedAttributes,
    unwrapped: found.counts.unwrappedLinks,
    remotePictures: found.counts.remotePictures,
    fromHtml: true,
  };
}

/** Addresses in To and Cc that are neither ours nor the author's (relay paper, section 4). */
function outsiders(mail: ReceivedMail, isOurs: AuthorContentOptions['isOurs']): number {
  const key = ({ localPart, domain }: { localPart: string; domain: string }): string =>
    `${localPart.toLowerCase()}@${domain}`;
  const own = new Set(mail.from.map(({ address }) => key(address)));
  const others = [...mail.to, ...mail.cc].filter(
    ({ address }) => !isOurs(address.domain) && !own.has(key(address)),
  );
  return new Set(others.map(({ address }) => key(address))).size;
}

function notesOf(words: Words, mail: ReceivedMail, options: AuthorContentOptions): ContentNote[] {
  const counted: [ContentNote['code'], number][] = [
    ['address-replaced', words.replaced],
    ['client-wrapper-removed', words.unwrapped],
    ['remote-content-removed', words.remotePictures],
    ['signature-removed', words.armoured + (isSigned(mail) ? 1 : 0)],
    ['outsiders-copied', outsiders(mail, options.isOurs)],
  ];
  const notes = counted
    .filter(([, count]) => count > 0)
    .map(([code, count]): ContentNote => ({ code, detail: String(count) }));
  return words.cut === 'unsure' ? [...notes, { code: 'cut-unsure', detail: '' }] : notes;
}

function isSigned(mail: ReceivedMail): boolean {
  return (
    mail.kind === 'signed' ||
    mail.complaints.some(({ code }) => code === 'signature-dropped' || code === 'key-dropped')
  );
}

/** What can't be read on, whatever is in it. */
function refusalOfAll(mail: ReceivedMail, maxFileBytes: number): ContentRefusal | null {
  if (mail.kind === 'encrypted') return { code: 'encrypted', detail: '' };
  const size = mail.parts.reduce((sum, { bytes }) => sum + bytes.length, 0);
  return size > maxFileBytes ? { code: 'files-too-large', detail: `${maxFileBytes / 1_000_000} MB` } : null;
}

/**
 * Takes out of a message what its author wrote, ready for re-origination: new text without the quote,
 * sanitised HTML with the same text, files without metadata, and no private address of either party.
 *
 * Text and HTML never differ: where there is HTML, the text is made from what is left of it (C8).
 *
 * Synchronous; never throws for bad mail: what can't pass stands in `refusals`, what was changed in `notes`.
 * Details of both are safe to show to both sides.
 */
export function authorContent(
  mail: ReceivedMail,
  privateValues: PrivateValues,
  options: AuthorContentOptions,
): AuthoredContent {
  const refusal = refusalOfAll(mail, options.maxFileBytes);
  if (refusal !== null) return { ...NOTHING, refusals: [refusal] };
  const scrubber = createScrubber(privateValues);
  const sorter = new PartSorter(scrubber, options.words ?? ENGLISH_WORDS);
  const pictures = new Pictures(mail.parts, sorter);
  const ids = shownIds(mail.html);
  // A picture that only the quote shows belongs to it and goes with it.
  const isShown = (part: MailPart): boolean => part.contentId !== null && ids.has(part.contentId);
  for (const part of mail.parts) if (!isShown(part)) sorter.take(part);
  const words = wordsOf(mail, sorter, pictures, scrubber);
  if (!words.fromHtml) for (const part of mail.parts) if (isShown(part)) pictures.keep(part);
  const shown = pictures.shown.map((file) => (words.html === null ? { ...file, contentId: null } : file));
  const files = [...shown, ...sorter.result.files];
  const refusals = refusalsOf(words, files.length > 0, sorter.result);
  return {
    text: words.text,
    html: words.html,
    quoted: words.quoted === null ? null : scrubber.scrub(words.quoted).text,
    cut: words.cut,
    files,
    notes: [
      // The subject is replaced where it is read; its author is told in one sum.
      ...notesOf({ ...words, replaced: words.replaced + scrubber.find(mail.subject).length }, mail, options),
      ...sorter.result.notes,
    ],
    refusals,
  };
}

function refusalsOf(
  { text }: Words,
  hasFiles: boolean,
  { refusals, unreadBody }: SortedParts,
): readonly ContentRefusal[] {
  // Outlook sends the text beside its `winmail.dat`; where it didn't, the words are in there.
  if (text === '' && unreadBody !== null)
    return [...refusals, { code: 'unreadable-file', detail: unreadBody }];
  const isEmpty = text === '' && !hasFiles && refusals.length === 0;
  return isEmpty ? [{ code: 'empty', detail: '' }] : refusals;
}

interface Body {
  readonly text: string | null;
  readonly html: string | null;
}

const isBlank = (text: string | null): boolean => text === null || text.trim() === '';

function wordsOf(mail: Body, sorter: PartSorter, pictures: Pictures, scrubber: Scrubber): Words {
  const { appended, files, tnefBody } = sorter.result;
  const body = isBlank(mail.html) && isBlank(mail.text) ? (tnefBody ?? mail) : mail;
  const context = { scrubber, picture: pictures.name, appended, hasFiles: files.length > 0 };
  const found = body.html === null ? null : authorHtml(pictures.lift(body.html), context);
  if (found !== null && (found.text !== '' || isBlank(body.text))) return wordsOfHtml(found);
  return textWords(body.text ?? bareText(body.html ?? ''), context);
}

function textWords(
  text: string,
  { scrubber, appended, hasFiles }: Pick<AuthorHtmlOptions, 'scrubber' | 'appended' | 'hasFiles'>,
): Words {
  const words = plainWords(text, appended, scrubber);
  // Never an empty message where there are words: a forwarded mail is all quotation.
  return words.text !== '' || hasFiles || isBlank(text) ? words : wholeWords(words, text, scrubber);
}

function wholeWords(words: Words, text: string, scrubber: Scrubber): Words {
  const whole = scrubber.scrub(cleanLinksInText(visibleText(text), scrubber).text);
  return { ...words, text: tidyText(whole.text), cut: 'unsure', replaced: whole.count };
}
