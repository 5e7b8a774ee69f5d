import { createHmac, timingSafeEqual } from 'node:crypto';

import type { ApiCall } from './call.ts';
import type { SellingPartnerPorts } from './ports.ts';

/** What a link lets its holder do with a document. */
export type DocumentVerb = 'PUT' | 'GET';

const ROOT = '/selling-partner/documents/';

export interface DocumentLink {
  readonly id: string;
  readonly verb: DocumentVerb;
  readonly endsAt: Date;
}

function macOf({ id, verb, endsAt }: DocumentLink, key: Uint8Array): Buffer {
  return createHmac('sha256', key).update(`${verb} ${id} ${endsAt.getTime()}`).digest();
}

/**
 * An address that is good without a token, for as long as it says: what clients put files to, and fetch reports from.
 * It is on the host that the request named unless one is configured: a client reaches the host that it believes in.
 */
export function documentUrl(
  link: DocumentLink,
  { url }: Pick<ApiCall, 'url'>,
  { publicUrl, documentKeys }: Pick<SellingPartnerPorts, 'publicUrl' | 'documentKeys'>,
): string {
  const [key] = documentKeys;
  if (key === undefined) throw new Error('there is no key to sign links with');
  const mac = macOf(link, key).toString('base64url');
  return `${publicUrl ?? url.origin}${ROOT}${link.id}?until=${link.endsAt.getTime()}&mac=${mac}`;
}

export function isDocumentPath(path: string): boolean {
  return path.startsWith(ROOT);
}

/** The document that an address is good for; null where it was forged, is for another verb, or is over. */
export function readDocumentUrl(
  url: URL,
  verb: DocumentVerb,
  { documentKeys, now }: { readonly documentKeys: readonly Uint8Array[]; readonly now: Date },
): string | null {
  const id = url.pathname.slice(ROOT.length);
  const until = url.searchParams.get('until') ?? '';
  const given = Buffer.from(url.searchParams.get('mac') ?? '', 'base64url');
  if (!/^[0-9a-f-]{36}$/u.test(id) || !/^\d{1,15}$/u.test(until) || Number(until) <= now.getTime())
    return null;
  const link = { id, verb, endsAt: new Date(Number(until)) };
  const isGood = documentKeys.some((key) => {
    const mac = macOf(link, key);
    return mac.length === given.length && timingSafeEqual(mac, given);
  });
  return isGood ? id : null;
}
