import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, test } from 'node:test';

import { sampleOrderId } from '#test/support/sample-market.ts';
import type { Answer } from '#test/support/sample-http.ts';
import { sellingPartnerHttp } from '#test/support/selling-partner-http.ts';

const door = await sellingPartnerHttp();
const bytes = Buffer.from('%PDF-1.4 an invoice');
const md5 = (data: Uint8Array): string => createHash('md5').update(data).digest('base64');
const RESOURCE = encodeURIComponent(`messaging/v1/orders/${sampleOrderId(0, 0)}/messages/invoice`);

after(() => door.stop());

function open(digest = md5(bytes), resource = RESOURCE): Promise<Answer> {
  const query = new URLSearchParams({ marketplaceIds: 'de', contentMD5: digest });
  return door.call('POST', `/uploads/2020-11-01/uploadDestinations/${resource}?${query}`, {
    headers: { 'content-type': 'application/json' },
  });
}

async function put(
  url: string,
  data: Uint8Array,
  headers: Record<string, string> = {},
): Promise<[number, string]> {
  const response = await fetch(url, { method: 'PUT', body: data as Uint8Array<ArrayBuffer>, headers });
  return [response.status, await response.text()];
}

test('a destination takes the announced bytes, with exactly 200 and no token', async () => {
  const { status, json } = await open();
  assert.equal(status, 201);
  const { uploadDestinationId, url, headers } = json.payload;
  assert.match(uploadDestinationId, /^[0-9a-f-]{36}$/u);
  assert.deepEqual(headers, { 'Content-MD5': md5(bytes) });
  assert.ok(url.startsWith(`${door.base}/selling-partner/documents/`));
  assert.deepEqual(await put(url, bytes, headers), [200, '']);
  assert.deepEqual(await put(url, bytes), [200, ''], 'a repeat is no error');
});

test('other bytes, another digest, a changed or late address → an error in XML', async () => {
  const { url } = (await open()).json.payload;
  const other = Buffer.from('other');
  const code = (text: string): string | undefined => /<Code>(\w+)<\/Code>/u.exec(text)?.[1];
  const refused = async (...given: Parameters<typeof put>): Promise<unknown[]> => {
    const [status, text] = await put(...given);
    return [status, code(text)];
  };
  assert.deepEqual(await refused(url, other), [400, 'BadDigest']);
  assert.deepEqual(await refused(url, bytes, { 'content-md5': md5(other) }), [400, 'BadDigest']);
  assert.deepEqual(await refused(url, bytes, { 'content-md5': 'x' }), [400, 'InvalidDigest']);
  assert.deepEqual(await refused(url.replace(/mac=./u, 'mac=_'), bytes), [403, 'AccessDenied']);
  assert.deepEqual(await refused(url.replace(/until=1/u, 'until=2'), bytes), [403, 'AccessDenied']);
  assert.equal((await fetch(url)).status, 403, 'an address to put to gives nothing');
  const large = Buffer.alloc(10 * 1024 * 1024 + 1);
  assert.deepEqual(await refused(url, large), [400, 'EntityTooLarge']);
  door.later(900);
  assert.deepEqual(await refused(url, bytes), [403, 'AccessDenied']);
});

for (const [what, digest, resource] of [
  ['no digest', '', RESOURCE],
  ['a digest that is none', 'abc', RESOURCE],
  ['a resource of another API', md5(bytes), encodeURIComponent('aplus/2020-11-01/contentDocuments')],
  ['an unknown message type', md5(bytes), encodeURIComponent('messaging/v1/orders/1/messages/nothing')],
] as const)
  test(`${what} → 400`, async () => {
    const { status, json } = await open(digest, resource);
    assert.deepEqual([status, json.errors[0].code], [400, 'InvalidInput']);
  });

test('links are on the host that the request named, unless one is configured', async () => {
  const path = `/uploads/2020-11-01/uploadDestinations/${RESOURCE}?marketplaceIds=de&contentMD5=${encodeURIComponent(md5(bytes))}`;
  const named = await sellingPartnerHttp(() => ({ publicUrl: 'https://messages.example' }));
  const { json } = await named.call('POST', path);
  assert.ok(json.payload.url.startsWith('https://messages.example/selling-partner/documents/'));
  await named.stop();
});
