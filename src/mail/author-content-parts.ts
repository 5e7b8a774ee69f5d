import type { CleanFile, ContentNote, ContentNoteCode, ContentRefusal } from './authored-content.ts';
import { readCalendar } from './files/calendar.ts';
import type { CalendarEvent } from './files/calendar.ts';
import { cleanFile } from './files/clean-file.ts';
import { FileFault } from './files/file-fault.ts';
import { shownFileName } from './files/file-name.ts';
import { typeOfBytes } from './files/file-type.ts';
import type { FileType } from './files/file-type.ts';
import { readTnef } from './files/tnef.ts';
import { bareText } from './html-parse.ts';
import { htmlElement, htmlText } from './html-tree.ts';
import type { HtmlNode } from './html-tree.ts';
import { plainTextOf } from './html-content.ts';
import { readMail } from './read-mail.ts';
import type { MailPart, ReceivedMail } from './received-mail.ts';
import type { Scrubber } from './scrub.ts';

/** Words that stand in a message in the author's name; the catalogue of texts has them in other languages. */
export interface ContentWords {
  readonly attachedMessage: string;
  readonly proposedTime: string;
  readonly cancelledTime: string;
}

export const ENGLISH_WORDS: ContentWords = {
  attachedMessage: 'Attached message',
  proposedTime: 'Proposed time',
  cancelledTime: 'Cancelled time',
};

/** What the parts of a mail come to, apart from its body. */
export interface SortedParts {
  readonly files: CleanFile[];
  readonly notes: ContentNote[];
  readonly refusals: ContentRefusal[];
  /** Flattened invitations and messages, to follow the author's text. */
  readonly appended: HtmlNode[];
  /** A body that stood in a `winmail.dat`. */
  tnefBody: { readonly text: string | null; readonly html: string | null } | null;
  /** The name of a `winmail.dat` whose body is in RTF, which isn't read. */
  unreadBody: string | null;
}

type PartKind = 'message' | 'calendar' | 'contact-card' | 'tnef' | 'key' | 'nothing' | 'file';

const KEY_TYPES =
  /^application\/(?:pgp-(?:keys|signature)|pkix-cert|x-x509-[a-z-]+|(?:x-)?pkcs7-(?:signature|certificates)|pem-certificate-chain)$/u;

const TYPES: readonly (readonly [RegExp, PartKind])[] = [
  [/^message\/(?:rfc822|global|news)$/u, 'message'],
  // Reports of other hosts, header blocks, resource forks: nothing that an author wrote.
  [/^message\/|^text\/rfc822-headers$|^application\/applefile$/u, 'nothing'],
  [/^(?:text\/calendar|application\/(?:ics|x-ical))$/u, 'calendar'],
  [/^text\/(?:x-)?vcard$|^text\/directory$/u, 'contact-card'],
  [/^application\/(?:ms-tnef|vnd\.ms-tnef)$/u, 'tnef'],
  [KEY_TYPES, 'key'],
];

const NAMES: readonly (readonly [RegExp, PartKind])[] = [
  [/\.eml$/iu, 'message'],
  [/\.(?:ics|ical|ifb)$/iu, 'calendar'],
  [/\.(?:vcf|vcard)$/iu, 'contact-card'],
  [/\.(?:asc|sig|p7s|p7c|pgp|gpg|cer|crt|pem)$/iu, 'key'],
];

/** Signatures and certificates in DER, which has no sign of its own. */
const CERTIFICATE_NAMES = /\.(?:p7s|p7c|cer|crt|der)$/iu;

/** Content that is what it is under any name and type. */
const TELLING: ReadonlyMap<FileType, PartKind> = new Map([
  ['tnef', 'tnef'],
  ['calendar', 'calendar'],
  ['contact-card', 'contact-card'],
  ['key', 'key'],
  ['apple-double', 'nothing'],
]);

function kindOfPart({ mediaType, fileName, bytes }: MailPart): PartKind {
  if (bytes.length === 0) return 'nothing';
  const content = typeOfBytes(bytes);
  const telling = TELLING.get(content);
  if (telling !== undefined) return telling;
  const declared = TYPES.find(([pattern]) => pattern.test(mediaType))?.[1];
  // A `winmail.dat` that isn't TNEF is a file like any other.
  if (declared !== undefined && declared !== 'tnef') return declared;
  return kindOfName(fileName ?? '', content);
}

function kindOfName(name: string, content: FileType): PartKind {
  if (content === 'unknown') return CERTIFICATE_NAMES.test(name) ? 'key' : 'file';
  if (content !== 'text' && content !== 'markup') return 'file';
  return NAMES.find(([pattern]) => pattern.test(name))?.[1] ?? 'file';
}

/** Messages within messages within messages: deeper ones are left out and said so. */
const DEEPEST = 3;
const LONGEST_ATTACHED_TEXT = 200_000;

/** Takes the parts of a mail apart: files cleaned, everything that carries addresses by its nature flattened. */
export class PartSorter {
  readonly result: SortedParts = {
    files: [],
    notes: [],
    refusals: [],
    appended: [],
    tnefBody: null,
    unreadBody: null,
  };
  readonly #scrubber: Scrubber;
  readonly #words: ContentWords;

  constructor(scrubber: Scrubber, words: ContentWords) {
    this.#scrubber = scrubber;
    this.#words = words;
  }

  take(part: MailPart, depth = 0): void {
    switch (kindOfPart(part)) {
      case 'message':
        this.#message(part, depth);
        break;
      case 'calendar':
        this.#calendar(part);
        break;
      case 'contact-card':
        // Programs name a card after its owner.
        this.result.notes.push({ code: 'contact-card-removed', detail: 'vCard' });
        break;
      case 'tnef':
        this.#tnef(part, depth);
        break;
      case 'key':
        this.result.notes.push({ code: 'signature-removed', detail: 'PGP, S/MIME' });
        break;
      case 'nothing':
        break;
      case 'file':
        this.#file(part);
    }
  }

  /** A picture that the text shows; null where it can't be cleaned: then the text goes without it. */
  picture(part: Pick<MailPart, 'fileName' | 'mediaType' | 'bytes'>, contentId: string): CleanFile | null {
    const given = { name: part.fileName, mediaType: part.mediaType, charset: undefined, bytes: part.bytes };
    const outcome = cleanFile(given, this.#scrubber);
    if (outcome.kind === 'refused' || !outcome.file.mediaType.startsWith('image/')) {
      this.#note('remote-content-removed', part);
      return null;
    }
    // Programs number the pictures of a text by themselves: a new name for one is no news to its author.
    this.result.notes.push(...outcome.notes.filter(({ code }) => code !== 'file-renamed'));
    return { ...outcome.file, contentId };
  }

  #note(code: ContentNoteCode, part: Pick<MailPart, 'fileName'>): void {
    this.result.notes.push({ code, detail: shownFileName(part.fileName, this.#scrubber) });
  }

  #file(part: MailPart): void {
    const given = {
      name: part.fileName,
      mediaType: part.mediaType,
      charset: part.parameters.get('charset'),
      bytes: part.bytes,
    };
    const outcome = cleanFile(given, this.#scrubber);
    if (outcome.kind === 'refused') {
      this.result.refusals.push(outcome.refusal);
      return;
    }
    this.result.files.push(outcome.file);
    this.result.notes.push(...outcome.notes);
  }

  #calendar(part: MailPart): void {
    const events = readCalendar(part.bytes, part.parameters.get('charset'));
    for (const event of events) this.result.appended.push(eventCard(event, this.#words));
    this.#note('calendar-flattened', part);
  }

  #message(part: MailPart, depth: number): void {
    this.#note('attached-message-flattened', part);
    const read = depth < DEEPEST ? readMail(part.bytes) : null;
    if (read === null || read.kind === 'unreadable') return;
    if (read.mail.kind === 'encrypted') {
      const detail = shownFileName(part.fileName, this.#scrubber);
      this.result.refusals.push({ code: 'unreadable-file', detail });
      return;
    }
    this.result.appended.push(...messageCard(read.mail, this.#words));
    for (const inner of read.mail.parts) this.take(inner, depth + 1);
  }

  #tnef(part: MailPart, depth: number): void {
    try {
      const { text, html, files, embedded, hasRichText } = readTnef(part.bytes);
      this.#note('tnef-unpacked', part);
      if (text !== null || html !== null) this.result.tnefBody ??= { text, html };
      else if (hasRichText) this.result.unreadBody ??= shownFileName(part.fileName, this.#scrubber);
      if (embedded > 0) throw new FileFault('unreadable-file', 'a message or object within');
      if (depth >= DEEPEST) return;
      for (const { name, mediaType, contentId, bytes } of files)
        this.take(
          {
            ...part,
            fileName: name,
            mediaType,
            contentId,
            bytes,
            parameters: new Map(),
            disposition: 'attachment',
          },
          depth + 1,
        );
    } catch (error) {
      if (!(error instanceof FileFault) && !(error instanceof RangeError)) throw error;
      const detail = shownFileName(part.fileName, this.#scrubber);
      this.result.refusals.push({ code: 'unreadable-file', detail });
    }
  }
}

function lines(texts: readonly string[]): HtmlNode[] {
  return texts.flatMap((text, index) =>
    index === 0 ? [htmlText(text)] : [htmlElement('br'), htmlText(text)],
  );
}

/** What stands in the place of an invitation: a client's "Accept" would go straight to the organiser. */
function eventCard(
  { summary, start, end, location, cancelled }: CalendarEvent,
  words: ContentWords,
): HtmlNode {
  const label = cancelled ? words.cancelledTime : words.proposedTime;
  const time = [start, end].filter((text) => text !== '').join(' – ');
  const texts = [`${label}: ${time}`.trim(), summary, location].filter((text) => text !== '');
  return htmlElement('p', lines(texts));
}

/** The text of an attached message with subject and day, no other field of its header. */
function messageCard(mail: ReceivedMail, words: ContentWords): HtmlNode[] {
  const day = mail.date === null ? '' : ` (${mail.date.toISOString().slice(0, 10)})`;
  const text = (plainTextOf(mail.html) ?? mail.text ?? bareText(mail.html ?? '')).slice(
    0,
    LONGEST_ATTACHED_TEXT,
  );
  const head = `${words.attachedMessage}: ${mail.subject}${day}`;
  return [htmlElement('p', [htmlText(head)]), htmlElement('blockquote', lines(text.trim().split('\n')))];
}
