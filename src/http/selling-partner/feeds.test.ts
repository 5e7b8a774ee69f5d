import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { createSystemIds } from '#src/system-ports.ts';
import { claimFeedRequest } from '#store/feed-request.ts';
import { shipmentXml, xmlFeed } from '#test/support/sample-feed.ts';
import type { Answer } from '#test/support/sample-http.ts';
import { sampleOrderId } from '#test/support/sample-market.ts';
import { sellingPartnerHttp } from '#test/support/selling-partner-http.ts';

const door = await sellingPartnerHttp();
const { call, http } = door;
const { database, market } = http;
const ids = createSystemIds();
const ROOT = '/feeds/2021-06-30';
const XML = 'text/xml; charset=UTF-8';

after(() => door.stop());

interface Place {
  readonly feedDocumentId: string;
  readonly url: string;
}

async function openPlace(contentType = XML, token?: string): Promise<Place> {
  door.later(60);
  const { status, json } = await call('POST', `${ROOT}/documents`, { token, body: { contentType } });
  assert.equal(status, 201);
  return json;
}

async function put({ url }: Place, text: string): Promise<number> {
  const init = { method: 'PUT', body: text, headers: { 'content-type': XML } };
  return (await fetch(url, init)).status;
}

function create(inputFeedDocumentId: string, changes: object = {}): Promise<Answer> {
  door.later(130);
  const body = { feedType: 'POST_ORDER_FULFILLMENT_DATA', marketplaceIds: ['de'], inputFeedDocumentId };
  return call('POST', `${ROOT}/feeds`, { body: { ...body, ...changes } });
}

async function hand(text: string): Promise<string> {
  const place = await openPlace();
  assert.equal(await put(place, text), 200);
  const { status, json } = await create(place.feedDocumentId);
  assert.equal(status, 202);
  return json.feedId;
}

// oxlint-disable-next-line typescript/no-explicit-any -- a body of the wire
async function feedOf(id: string): Promise<any> {
  const { status, json } = await call('GET', `${ROOT}/feeds/${id}`);
  assert.equal(status, 200);
  return json;
}

async function reportOf(id: string): Promise<Response> {
  const { resultFeedDocumentId } = await feedOf(id);
  door.later(60);
  const { status, json } = await call('GET', `${ROOT}/documents/${resultFeedDocumentId}`);
  assert.equal(status, 200);
  assert.equal(json.feedDocumentId, resultFeedDocumentId);
  return fetch(json.url);
}

const count = (report: string, name: string): string | undefined =>
  new RegExp(`<${name}>(\\d+)</${name}>`, 'u').exec(report)?.[1];

const shipment = (order: string): string =>
  shipmentXml({ order, tracking: '1Z999AA10123456784', carrier: 'DHL' });
const GOOD = xmlFeed([shipment(sampleOrderId(0, 0)), shipment('302-9999999-9999999')], {
  messageType: 'OrderFulfillment',
});

test('a feed’s way: a place, its bytes, the queue, the report with what was taken and what was not', async () => {
  const id = await hand(GOOD);
  const waiting = await feedOf(id);
  assert.deepEqual(
    [waiting.feedId, waiting.feedType, waiting.marketplaceIds, waiting.processingStatus],
    [id, 'POST_ORDER_FULFILLMENT_DATA', ['de'], 'IN_QUEUE'],
  );
  await door.readFeed();
  const done = await feedOf(id);
  assert.equal(done.processingStatus, 'DONE');
  assert.ok(Date.parse(done.processingEndTime) >= Date.parse(done.processingStartTime));
  const response = await reportOf(id);
  assert.equal(response.headers.get('content-type'), XML);
  const report = await response.text();
  assert.ok(report.includes(`<DocumentTransactionID>${id}</DocumentTransactionID>`));
  assert.deepEqual(
    ['MessagesProcessed', 'MessagesSuccessful', 'MessagesWithError'].map((name) => count(report, name)),
    ['2', '1', '1'],
  );
  const { status } = await database.db
    .selectFrom('sales_order')
    .select('status')
    .where('id', '=', sampleOrderId(0, 0))
    .executeTakeFirstOrThrow();
  assert.equal(status, 'shipped');
});

test('the same feed again takes nothing twice, and says so as a warning (FEED 4)', async () => {
  const id = await hand(GOOD);
  await door.readFeed();
  const report = await (await reportOf(id)).text();
  assert.equal(count(report, 'MessagesWithWarning'), '1');
});

test('a file that is no feed → FATAL, with the place of the fault in its report', async () => {
  const id = await hand('<AmazonEnvelope><oops');
  await door.readFeed();
  assert.equal((await feedOf(id)).processingStatus, 'FATAL');
  assert.match(await (await reportOf(id)).text(), /<MessageID>0<\/MessageID><ResultCode>Error/u);
});

test('a node that died leaves its feed to the next one, and the feed is read to its end', async () => {
  const id = await hand(GOOD);
  const now = door.clock.now;
  const claimed = await claimFeedRequest(database.db, { now, until: new Date(now.getTime() + 60_000) });
  assert.equal(claimed?.id, id);
  await door.readFeed();
  assert.equal((await feedOf(id)).processingStatus, 'IN_PROGRESS', 'its lease still runs');
  door.later(61);
  await door.readFeed();
  assert.equal((await feedOf(id)).processingStatus, 'DONE');
});

test('a feed that nodes die of is given up after an hour', async () => {
  const id = await hand(GOOD);
  const now = door.clock.now;
  await claimFeedRequest(database.db, { now, until: now });
  door.later(3601);
  await door.readFeed();
  assert.equal((await feedOf(id)).processingStatus, 'FATAL');
});

test('cancelled while it waits it is never read; afterwards it is too late', async () => {
  const id = await hand(GOOD);
  const cancel = (): Promise<Answer> => call('DELETE', `${ROOT}/feeds/${id}`);
  const cancelled = await cancel();
  assert.deepEqual([cancelled.status, cancelled.text], [200, '{}']);
  await door.readFeed();
  assert.equal((await feedOf(id)).processingStatus, 'CANCELLED');
  assert.deepEqual([(await cancel()).status], [400]);
});

test('a document is good for one feed, and can’t be changed any more', async () => {
  const place = await openPlace();
  assert.equal((await create(place.feedDocumentId)).status, 400, 'nothing was put there');
  assert.equal(await put(place, GOOD), 200);
  assert.equal((await create(place.feedDocumentId)).status, 202);
  door.clock.now = new Date(door.clock.now.getTime() - 200_000);
  assert.equal(await put(place, GOOD), 409);
  assert.equal((await create(place.feedDocumentId)).status, 400);
  await door.readFeed();
});

for (const [what, changes] of [
  ['an unknown feed type', { feedType: 'POST_PRODUCT_DATA' }],
  ['an unknown marketplace', { marketplaceIds: ['ATVPDKIKX0DER'] }],
  ['no marketplace', { marketplaceIds: [] }],
  ['an unknown document', { inputFeedDocumentId: ids.uuid() }],
  ['a document id that is none', { inputFeedDocumentId: 'amzn1.tortuga.4.na.x' }],
] as const)
  test(`${what} → 400`, async () => {
    const place = await openPlace();
    await put(place, GOOD);
    const { status, json } = await create(place.feedDocumentId, changes);
    assert.deepEqual([status, json.errors[0].code], [400, 'InvalidInput']);
  });

test('a content type that no feed here has → 400', async () => {
  const body = { contentType: 'text/tab-separated-values; charset=UTF-8' };
  assert.equal((await call('POST', `${ROOT}/documents`, { body })).status, 400);
});

test('feeds, documents and reports are their application’s and seller’s alone', async () => {
  const place = await openPlace();
  await put(place, GOOD);
  const id = await hand(GOOD);
  await door.readFeed();
  const { resultFeedDocumentId: reportId } = await feedOf(id);
  for (const seller of [market.anna, market.bert]) {
    const token = await door.accessFor(seller.id);
    for (const [method, path] of [
      ['GET', `${ROOT}/feeds/${id}`],
      ['DELETE', `${ROOT}/feeds/${id}`],
      ['GET', `${ROOT}/documents/${reportId}`],
      ['GET', `${ROOT}/documents/${place.feedDocumentId}`],
    ] as const)
      assert.equal((await call(method, path, { token })).status, 404, `${method} ${path}`);
    const body = {
      feedType: 'POST_ORDER_FULFILLMENT_DATA',
      marketplaceIds: ['de'],
      inputFeedDocumentId: place.feedDocumentId,
    };
    assert.equal((await call('POST', `${ROOT}/feeds`, { token, body })).status, 400);
    const list = await call('GET', `${ROOT}/feeds?feedTypes=POST_ORDER_FULFILLMENT_DATA`, { token });
    assert.deepEqual(list.json.feeds, []);
  }
});

test('lists are paged, the newest first, and filtered by type, state and marketplace', async () => {
  const list = async (query: string): Promise<Answer> => {
    door.later(60);
    return call('GET', `${ROOT}/feeds?${query}`);
  };
  const own = [await hand(GOOD), await hand(GOOD), await hand(GOOD)].toReversed();
  const type = 'feedTypes=POST_ORDER_FULFILLMENT_DATA,POST_PAYMENT_ADJUSTMENT_DATA';
  const queued = `${type}&processingStatuses=IN_QUEUE&marketplaceIds=de`;
  const first = await list(`${queued}&pageSize=2`);
  const rest = await list(`nextToken=${encodeURIComponent(first.json.nextToken)}`);
  const idsOf = ({ json }: Answer): string[] => json.feeds.map(({ feedId }: { feedId: string }) => feedId);
  assert.deepEqual([...idsOf(first), ...idsOf(rest)], own);
  assert.equal(rest.json.nextToken, undefined);
  assert.deepEqual(idsOf(await list(`${queued}&feedTypes=POST_PRODUCT_DATA&createdUntil=2026-01-01`)), []);
  for (const wrong of [
    '',
    'nextToken=x',
    `${type}&processingStatuses=LATE`,
    `${type}&pageSize=0`,
    `${type}&createdSince=yesterday`,
  ])
    assert.equal((await list(wrong)).status, 400, wrong);
});
