import type { FeedFormat } from '#market/feed-type.ts';

/** The bytes of a feed can't be read as text in an encoding that feeds may have. */
export class FeedEncodingError extends Error {
  constructor() {
    super('not UTF-8 or ISO-8859-1');
    this.name = 'FeedEncodingError';
  }
}

const DECLARED = /^\s*<\?xml[^>]{0,200}?\bencoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']/u;

/** UTF-8, or ISO-8859-1 where the XML declaration says so. */
function encodingOf(beginning: Uint8Array, format: FeedFormat): 'utf-8' | 'latin1' {
  const text = Buffer.from(beginning.subarray(0, 300)).toString('latin1');
  const declared = format === 'xml' ? DECLARED.exec(text)?.[1]?.toLowerCase() : undefined;
  if (declared === undefined || declared === 'utf-8' || declared === 'us-ascii') return 'utf-8';
  if (declared === 'iso-8859-1' || declared === 'latin1') return 'latin1';
  throw new FeedEncodingError();
}

/** The text of a feed, piece by piece. Throws a FeedEncodingError where the bytes aren't text in that encoding. */
export async function* decodeFeed(
  bytes: AsyncIterable<Uint8Array>,
  format: FeedFormat,
): AsyncGenerator<string> {
  let decoder: InstanceType<typeof TextDecoder> | null = null;
  try {
    for await (const chunk of bytes) {
      decoder ??= new TextDecoder(encodingOf(chunk, format), { fatal: true });
      yield decoder.decode(chunk, { stream: true });
    }
    if (decoder !== null) yield decoder.decode();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_ENCODING_INVALID_ENCODED_DATA')
      throw new FeedEncodingError();
    throw error;
  }
}
