import { defineRule } from '../rule.ts';

const RISKY =
  /\.(?:exe|msi|bat|cmd|com|scr|pif|js|jse|vbs|vbe|wsf|hta|jar|apk|dmg|pkg|iso|img|ps1|sh|lnk|reg|dll|zip|rar|7z|tar|gz|tgz|bz2|xz|cab|ace|arj|vcf|vcard|ics|html?|svg|docm|xlsm|pptm|eml|msg)$/iu;
const RISKY_TYPE =
  /^(?:application\/(?:x-msdownload|x-msdos-program|x-executable|x-dosexec|zip|x-zip-compressed|x-rar-compressed|vnd\.rar|x-7z-compressed|gzip|x-tar|java-archive|x-sh|vnd\.android\.package-archive|vnd\.microsoft\.portable-executable)|text\/(?:vcard|x-vcard|directory|html|calendar)|message\/rfc822)\b/iu;
const MEDIA = /^(?:video|audio)\//iu;

/** Whether what a file holds isn't what its name says: `label.pdf` that is a program. */
function belies(declared: string, sniffed: string | null): boolean {
  if (sniffed === null || declared === '' || declared === 'application/octet-stream') return false;
  const family = (type: string): string => (type.startsWith('image/') ? 'image' : type.toLowerCase());
  return family(declared) !== family(sniffed);
}

function isRisky(filename: string, types: readonly string[]): boolean {
  return RISKY.test(filename) || types.some((type) => RISKY_TYPE.test(type) || MEDIA.test(type));
}

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
    },
    messages: ['type', 'belied', 'promotion'],
    fixable: 'none',
    languages: 'any',
  },
  check(view, report, { allowedExtensions }) {
    for (const [index, { filename, contentType }] of view.message.attachments.entries()) {
      const where = [{ part: 'attachment', index } as const];
      const sniffed =
        view.files.find((file) => file.part === 'attachment' && file.index === index)?.sniffedType ?? null;
      const extension = /\.([^.]{1,10})$/u.exec(filename)?.[1]?.toLowerCase() ?? '';
      const isForbidden =
        isRisky(filename, [contentType, sniffed ?? '']) || !allowedExtensions.includes(extension);
      if (isForbidden) report({ messageId: 'type', where, data: { filename } });
      else if (belies(contentType, sniffed)) report({ messageId: 'belied', where, data: { filename } });
    }
  },
});
