/** A file that somebody wants to send, before it is read. */
export interface Attachment {
  readonly id: string;
  readonly file: File;
}

/** A file as the server takes it, in base64 (RFC 4648 §4). */
interface OutgoingFile {
  readonly name: string;
  readonly mediaType: string;
  readonly content: string;
}

/** As many as the server takes with one message. */
export const MOST_FILES = 20;

/** Why a file isn't taken along. */
export type FileRefusal = 'too-large' | 'too-many' | 'empty';

/**
 * Adds files as long as they fit: all together `maxBytes` of decoded bytes. Of those that don't fit the first reason is
 * told; the others are taken.
 */
export function withFiles(
  there: readonly Attachment[],
  added: readonly Attachment[],
  { maxBytes, most }: { readonly maxBytes: number; readonly most: number },
): { readonly files: readonly Attachment[]; readonly refusal: FileRefusal | null } {
  const files = [...there];
  let size = bytesOf(there);
  let refusal: FileRefusal | null = null;
  for (const one of added) {
    const against = refusalOf(one, { count: files.length, size }, { maxBytes, most });
    refusal ??= against;
    if (against !== null) continue;
    files.push(one);
    size += one.file.size;
  }
  return { files, refusal };
}

function refusalOf(
  { file }: Attachment,
  { count, size }: { readonly count: number; readonly size: number },
  { maxBytes, most }: { readonly maxBytes: number; readonly most: number },
): FileRefusal | null {
  if (file.size === 0) return 'empty';
  if (count >= most) return 'too-many';
  return size + file.size > maxBytes ? 'too-large' : null;
}

export function bytesOf(attachments: readonly Attachment[]): number {
  return attachments.reduce((sum, { file }) => sum + file.size, 0);
}

/** Reads the files. Throws where one can't be read any more. */
export function encodeFiles(attachments: readonly Attachment[]): Promise<readonly OutgoingFile[]> {
  return Promise.all(
    attachments.map(async ({ file }) => ({
      name: file.name.slice(0, 255),
      mediaType: file.type === '' ? 'application/octet-stream' : file.type.slice(0, 100),
      content: await base64Of(file),
    })),
  );
}

function base64Of(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    // `data:TYPE;base64,CONTENT`
    reader.onload = () =>
      resolve(typeof reader.result === 'string' ? reader.result.slice(reader.result.indexOf(',') + 1) : '');
    reader.onerror = () => reject(reader.error ?? new Error('the file can’t be read'));
    reader.readAsDataURL(file);
  });
}
