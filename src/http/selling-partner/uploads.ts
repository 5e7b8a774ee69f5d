import { openDocument } from '#store/api-document.ts';

import type { ApiAnswer } from './api-answer.ts';
import { invalid } from './api-answer.ts';
import type { ApiCall } from './call.ts';
import { readMarketplaceId, requireSeller } from './call.ts';
import { documentUrl } from './document-links.ts';
import { messageTypeOf } from './message-types.ts';
import type { SellingPartnerPorts } from './ports.ts';

/** How long the address takes bytes (the 2020 guide's 900 s), and how long they may then be attached. */
const URL_MS = 900_000;
const KEPT_MS = 24 * 3_600_000;

const RESOURCE = /^\/?(messaging\/v1\/orders\/[^/]{1,40}\/messages\/(\w{1,40}))$/u;

/** createUploadDestinationForResource: a place for a file that a message is going to carry. */
export async function openUpload(call: ApiCall, ports: SellingPartnerPorts): Promise<ApiAnswer> {
  const marketplaceId = readMarketplaceId(call);
  if (marketplaceId.kind === 'answer') return marketplaceId.answer;
  const contentMd5 = call.query.get('contentMD5') ?? '';
  if (!/^[A-Za-z0-9+/]{22}==$/u.test(contentMd5))
    return invalid('contentMD5: Missing or invalid request parameter: contentMD5');
  const [, resource, name = ''] = RESOURCE.exec(call.parameters['resource'] ?? '') ?? [];
  if (resource === undefined || messageTypeOf(name) === null)
    return invalid('resource: Missing or invalid request parameter: resource');
  const { database, clock, ids } = ports;
  const at = clock.now();
  const id = ids.uuid();
  await openDocument(database.db, {
    id,
    purpose: 'message-file',
    applicationId: call.caller.applicationId,
    sellerId: requireSeller(call),
    resource,
    contentMd5,
    mediaType: call.query.get('contentType')?.slice(0, 100) ?? 'application/octet-stream',
    at,
    endsAt: new Date(at.getTime() + KEPT_MS),
  });
  const link = { id, verb: 'PUT', endsAt: new Date(at.getTime() + URL_MS) } as const;
  return {
    status: 201,
    body: {
      payload: {
        uploadDestinationId: id,
        url: documentUrl(link, call, ports),
        headers: { 'Content-MD5': contentMd5 },
      },
    },
  };
}
