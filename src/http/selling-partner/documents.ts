import { feedReportResponse } from '#http/feed-report-body.ts';
import { fillDocument, md5Of, readDocument } from '#store/api-document.ts';
import { findReportedFeed } from '#store/feed-request.ts';
import { findFeed } from '#views/feeds.ts';

import { readBytes } from './call.ts';
import { readDocumentUrl } from './document-links.ts';
import type { SellingPartnerPorts } from './ports.ts';

/** Of one file or feed: 10 MiB (the paper, section 5). */
const MOST_BYTES = 10 * 1024 * 1024;

type StorageProblem =
  | 'AccessDenied'
  | 'NoSuchKey'
  | 'BadDigest'
  | 'InvalidDigest'
  | 'EntityTooLarge'
  | 'MethodNotAllowed'
  | 'ObjectLocked'
  | 'InternalError';

const PROBLEMS: Readonly<Record<StorageProblem, readonly [status: number, sentence: string]>> = {
  AccessDenied: [403, 'Request has expired, or its signature is not right'],
  NoSuchKey: [404, 'The specified key does not exist.'],
  BadDigest: [400, 'The Content-MD5 you specified did not match what we received.'],
  InvalidDigest: [400, 'The Content-MD5 you specified is not valid.'],
  EntityTooLarge: [400, 'Your proposed upload exceeds the maximum allowed object size.'],
  MethodNotAllowed: [405, 'The specified method is not allowed against this resource.'],
  ObjectLocked: [409, 'A feed was made from this document.'],
  InternalError: [500, 'We encountered an internal error. Please try again.'],
};

/** Clients expect a store of files to answer as the one that they know: in XML. */
function problem(code: StorageProblem): Response {
  const [status, sentence] = PROBLEMS[code];
  const text = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${sentence}</Message></Error>`;
  return new Response(text, {
    status,
    headers: { 'content-type': 'application/xml', 'cache-control': 'no-store' },
  });
}

/** Takes or gives a document at an address that was handed out; who holds the address needs no token. */
export async function answerDocumentRequest(
  request: Request,
  url: URL,
  ports: SellingPartnerPorts,
): Promise<Response> {
  const { method } = request;
  if (method !== 'PUT' && method !== 'GET') return problem('MethodNotAllowed');
  const { documentKeys, clock } = ports;
  const id = readDocumentUrl(url, method, { documentKeys, now: clock.now() });
  if (id === null) return problem('AccessDenied');
  try {
    return method === 'PUT' ? await put(request, id, ports) : await get(id, ports);
  } catch (error) {
    ports.log.error('http.request-failed', error, { method });
    return problem('InternalError');
  }
}

async function put(
  request: Request,
  id: string,
  { database, clock }: SellingPartnerPorts,
): Promise<Response> {
  const bytes = await readBytes(request, MOST_BYTES);
  if (bytes === null) return problem('EntityTooLarge');
  const digest = request.headers.get('content-md5');
  if (digest !== null && !/^[A-Za-z0-9+/]{22}==$/u.test(digest)) return problem('InvalidDigest');
  if (digest !== null && digest !== md5Of(bytes)) return problem('BadDigest');
  switch (await fillDocument(database.db, { id, bytes, at: clock.now() })) {
    case 'filled':
      // Exactly 200: a client takes no other (the paper, section 5).
      return new Response(null, { status: 200, headers: { etag: `"${id}"` } });
    case 'not-found':
      return problem('NoSuchKey');
    case 'wrong-digest':
      return problem('BadDigest');
    case 'taken-already':
      return problem('ObjectLocked');
  }
}

async function get(id: string, { database, clock }: SellingPartnerPorts): Promise<Response> {
  const { db } = database;
  const reported = await findReportedFeed(db, id);
  if (reported !== null) {
    const feed = await findFeed(db, { kind: 'operator' }, reported.feedId, clock.now());
    return feed === null ? problem('NoSuchKey') : feedReportResponse(database, feed, 'en', reported.id);
  }
  const found = await readDocument(db, id, clock.now());
  if (found === null) return problem('NoSuchKey');
  const { bytes, mediaType } = found;
  // SECURITY: what a program handed in is never shown as a page of this host.
  const headers = {
    'content-type': mediaType,
    'content-disposition': 'attachment',
    'cache-control': 'no-store',
  };
  return new Response(new Uint8Array(bytes), { headers });
}
