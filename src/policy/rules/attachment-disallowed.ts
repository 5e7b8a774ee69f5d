import { surest, weaker } from '../finding.ts';
import type { Certainty } from '../finding.ts';
import type { FileFacts } from '../files.ts';
import { LANGUAGES } from '../language.ts';
import { defineRule } from '../rule.ts';
import type { MessageView } from '../view/message-view.ts';
import { namesCatalogue } from './catalogue-name.ts';

const RISKY =
  /\.(?:exe|msi|bat|cmd|com|scr|pif|js|jse|vbs|vbe|wsf|hta|jar|apk|dmg|pkg|iso|img|ps1|sh|lnk|reg|dll|zip|rar|7z|tar|gz|tgz|bz2|xz|cab|ace|arj|vcf|vcard|ics|html?|svg|docm|xlsm|pptm|eml|msg)$/iu;
const RISKY_TYPE =
  /^(?:application\/(?:x-archive|x-pem-file|applefile|ms-tnef|x-msdownload|x-msdos-program|x-executable|x-dosexec|zip|x-zip-compressed|x-rar-compressed|vnd\.rar|x-7z-compressed|gzip|x-tar|java-archive|x-sh|vnd\.android\.package-archive|vnd\.microsoft\.portable-executable)|text\/(?:vcard|x-vcard|directory|html|calendar)|message\/rfc822)\b/iu;
const MEDIA = /^(?:video|audio)\//iu;

/** Whether what a file holds isn't what its name says: `label.pdf` that is a program. */
function belies(declared: string, sniffed: string | null): boolean {
  if (sniffed === null || declared === '' || declared === 'application/octet-stream') return false;
  return familyOf(declared) !== familyOf(sniffed);
}

/** Types that programs give to one and the same content. */
function familyOf(type: string): string {
  const known = type.toLowerCase().split(';')[0]?.trim() ?? '';
  if (known.startsWith('image/')) return 'image';
  if (/^text\/(?!html|v?card|x-vcard|calendar)/u.test(known)) return 'text';
  if (/^application\/(?:msword|vnd\.ms-(?:excel|powerpoint))$/u.test(known))
    return 'application/x-ole-storage';
  if (known === 'application/x-pdf') return 'application/pdf';
  return known;
}

/** From this share of its sentences on a file is an advertisement, not a paper with a line of it. */
const ADVERTISES_FROM = 1 / 3;

/** How surely a file is there to advertise, by its words; null where it isn't. */
function advertises(view: MessageView, index: number): Certainty | null {
  const places = (view.intents.found.get('marketing') ?? []).filter(
    (place) => place.part.name === 'attachment' && place.index === index,
  );
  if (places.length === 0) return null;
  const parts = new Set(places.map(({ part }) => part));
  const sentences = [...parts].reduce((sum, part) => sum + part.sentences.length, 0);
  if (places.length / sentences < ADVERTISES_FROM) return null;
  return weaker('likely', surest(places.map(({ certainty }) => certainty)));
}

function promotes(view: MessageView, filename: string, index: number): Certainty | null {
  return namesCatalogue(filename) ? 'likely' : advertises(view, index);
}

function factsAt(view: MessageView, index: number): FileFacts | null {
  return view.files.find((file) => file.part === 'attachment' && file.index === index) ?? null;
}

function isRisky(filename: string, types: readonly string[]): boolean {
  return RISKY.test(filename) || types.some((type) => RISKY_TYPE.test(type) || MEDIA.test(type));
}

const extensionOf = (filename: string): string => /\.([^.]{1,10})$/u.exec(filename)?.[1]?.toLowerCase() ?? '';

const isUnread = (facts: FileFacts | null): boolean => facts !== null && facts.unread !== null;

/** Files other than labels, invoices, designs, warranty papers and instructions; archives, programs, cards never. */
export default defineRule({
  meta: {
    id: 'attachment-disallowed',
    clause: 'CG-2.3',
    kind: 'element',
    severity: 'block',
    options: {
      allowedExtensions: {
        type: 'strings',
        default: [
          'pdf',
          'png',
          'jpg',
          'jpeg',
          'gif',
          'webp',
          'txt',
          'doc',
          'docx',
          'odt',
          'tif',
          'tiff',
          'heic',
        ],
        about: 'Extensions of file names that may go with a message.',
      },
      holdUnread: {
        type: 'boolean',
        default: true,
        about: 'A person looks at a file that can’t be read, or not to its end.',
      },
    },
    messages: ['type', 'belied', 'promotion', 'unread'],
    fixable: 'none',
    languages: LANGUAGES,
  },
  check(view, report, { allowedExtensions, holdUnread }) {
    for (const [index, { filename, contentType }] of view.message.attachments.entries()) {
      const where = [{ part: 'attachment', index } as const];
      const data = { filename };
      const facts = factsAt(view, index);
      const sniffed = facts?.sniffedType ?? null;
      const isAllowed = allowedExtensions.includes(extensionOf(filename));
      if (!isAllowed || isRisky(filename, [contentType, sniffed ?? ''])) {
        report({ messageId: 'type', where, data });
        continue;
      }
      if (belies(contentType, sniffed)) report({ messageId: 'belied', where, data });
      const promotion = promotes(view, filename, index);
      if (promotion !== null) report({ messageId: 'promotion', where, data, certainty: promotion });
      if (holdUnread && isUnread(facts)) report({ messageId: 'unread', where, data, certainty: 'review' });
    }
  },
});
