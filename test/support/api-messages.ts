import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';

import { MESSAGE_TYPES } from '#http/selling-partner/message-types.ts';

import type { OfferedType } from './api-orders.ts';
import { GOOD_TEXT } from './api-orders.ts';
import { madePdf } from './made-files.ts';
import type { SellingPartnerHttp } from './selling-partner-http.ts';

const INVOICE = madePdf([{ lines: ['Rechnung 4711'] }]);

/** The Content-MD5 of bytes. */
export function md5Of(bytes: Uint8Array): string {
  return createHash('md5').update(bytes).digest('base64');
}

/** The path of the operation that sends a type about an order. */
export function sendPath(orderId: string, type: string): string {
  return type === 'productReviewAndSellerFeedback'
    ? `/solicitations/v1/orders/${orderId}/solicitations/${type}`
    : `/messaging/v1/orders/${orderId}/messages/${type}`;
}

/** The path and query by which a place for a file is announced. */
export function uploadPath(orderId: string, type: string, bytes: Uint8Array = INVOICE): string {
  const query = new URLSearchParams({ marketplaceIds: 'de', contentMD5: md5Of(bytes) });
  const resource = encodeURIComponent(`messaging/v1/orders/${orderId}/messages/${type}`);
  return `/uploads/2020-11-01/uploadDestinations/${resource}?${query}`;
}

export interface UploadWish {
  readonly bytes?: Uint8Array;
  readonly contentType?: string;
  readonly token?: string;
  /** False: nothing is put there. */
  readonly isFilled?: boolean;
}

/** Announces a file for a message and puts it there; gives its uploadDestinationId. */
export async function uploadFor(
  { call }: SellingPartnerHttp,
  orderId: string,
  type: string,
  { bytes = INVOICE, contentType, token, isFilled = true }: UploadWish = {},
): Promise<string> {
  const said = contentType === undefined ? '' : `&contentType=${encodeURIComponent(contentType)}`;
  const { status, json } = await call('POST', uploadPath(orderId, type, bytes) + said, { token });
  assert.equal(status, 201);
  const { url, headers, uploadDestinationId } = json.payload;
  if (isFilled) {
    const put = await fetch(url, { method: 'PUT', body: Uint8Array.from(bytes), headers });
    assert.equal(put.status, 200);
  }
  return uploadDestinationId;
}

export const COVERAGE = {
  coverageStartDate: '2026-11-01T21:39:45.618-08:00',
  coverageEndDate: '2028-11-01T21:39:45.618-08:00',
};

/** The body of a message that passes; a file where the type has no words. Undefined: the type takes none. */
export async function messageBody(
  door: SellingPartnerHttp,
  orderId: string,
  type: OfferedType,
): Promise<object | undefined> {
  const { text, files, hasCoverageDates } = MESSAGE_TYPES[type];
  if (text === null && files === null) return undefined;
  const hasFile = files !== null && (files.min > 0 || text === null);
  return {
    ...(text === null ? {} : { text: GOOD_TEXT }),
    ...(hasFile
      ? {
          attachments: [
            { uploadDestinationId: await uploadFor(door, orderId, type), fileName: 'Rechnung-4711.pdf' },
          ],
        }
      : {}),
    ...(hasCoverageDates === true ? COVERAGE : {}),
  };
}
