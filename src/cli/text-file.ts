import { Readable } from 'node:stream';

async function* decode(stream: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  for await (const chunk of stream) yield decoder.decode(chunk, { stream: true });
  yield decoder.decode();
}

/** The bytes of a stream as text, piece by piece; throws a TypeError where they aren't UTF-8. */
export function decodeText(stream: AsyncIterable<Uint8Array>): Readable {
  return Readable.from(decode(stream));
}

/** A sentence for what went wrong with the file; null where it wasn't the file. */
export function fileTrouble(error: unknown, file: string): string | null {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ENOENT') return `${file} is not there.`;
  if (code === 'EACCES') return `${file} may not be read.`;
  if (code === 'EISDIR') return `${file} is a folder.`;
  return code === 'ERR_ENCODING_INVALID_ENCODED_DATA'
    ? `${file} is not UTF-8 text from here on; what was reported is kept.`
    : null;
}
