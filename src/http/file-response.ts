import type { FileContent } from '#views/files.ts';

/** Types that a browser shows as a picture or document and never as a page of this origin. */
const HARMLESS = /^(?:image\/(?:png|jpeg|gif|webp)|application\/pdf|text\/plain)$/u;

/**
 * A file to download. SECURITY: what a stranger sent is never shown in this origin: it is an attachment,
 * its type is not guessed, and where it is opened nevertheless it may do nothing (threats C5).
 */
export function fileResponse({ name, mediaType, bytes }: FileContent): Response {
  return new Response(Uint8Array.from(bytes), {
    headers: {
      'content-type': HARMLESS.test(mediaType) ? mediaType : 'application/octet-stream',
      'content-length': String(bytes.byteLength),
      'content-disposition': attachment(name),
      'content-security-policy': "default-src 'none'; sandbox",
    },
  });
}

/** RFC 6266 §4.3, RFC 8187 §3.2: an ASCII name for old clients, and the real one percent-encoded. */
function attachment(name: string): string {
  const ascii = name.replaceAll(/[^\x20-\x7e]|["\\%/]/gu, '_').slice(0, 150);
  const encoded = encodeURIComponent(name.toWellFormed()).replaceAll(
    /['()*]/gu,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`;
}
