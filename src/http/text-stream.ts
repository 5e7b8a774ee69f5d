async function* encode(pieces: AsyncIterable<string>): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  for await (const piece of pieces) yield encoder.encode(piece);
}

/** An answer that is made while it is sent. */
export function textStream(
  pieces: AsyncIterable<string>,
  headers: Readonly<Record<string, string>>,
): Response {
  return new Response(ReadableStream.from(encode(pieces)), { headers });
}
