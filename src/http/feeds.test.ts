import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { shipmentXml, xmlFeed } from '#test/support/sample-feed.ts';
import { sampleOrderId } from '#test/support/sample-market.ts';
import { sampleHttp } from '#test/support/sample-http.ts';

const http = await sampleHttp();
const { ask, market, tokens } = http;

after(() => http.stop());

test('a feed by API: taken while it comes, with its lines and its processing report (FEED 4)', async () => {
  const token = tokens.get('seller');
  const path = `/api/v1/sellers/${market.anna.id}/feeds`;
  const bodies = [sampleOrderId(0, 0), sampleOrderId(1, 0)].map((id) => shipmentXml({ order: id }));
  const submitted = await ask('POST', `${path}?type=POST_ORDER_FULFILLMENT_DATA&marketplaces=de`, {
    token,
    headers: { 'content-type': 'text/xml', 'accept-language': 'de' },
    body: xmlFeed(bodies, { messageType: 'OrderFulfillment', merchant: 'Anna' }),
  });
  assert.equal(submitted.status, 200, submitted.text);
  const { id, state, processed, successful, withError } = submitted.json;
  assert.deepEqual([state, processed, successful, withError], ['done', 2, 1, 1]);
  const { json } = await ask('GET', `/api/v1/feeds/${id}/lines?limit=1&after=1`, {
    token,
    headers: { 'accept-language': 'de' },
  });
  assert.deepEqual(
    [json.items[0].messageId, json.items[0].result, json.items[0].faults[0].code, json.next],
    ['2', 'refused', 'order-unknown', null],
  );
  assert.match(json.items[0].faults[0].sentence, /ist keine Bestellung bei Ihnen/u);
  const report = await ask('GET', `/api/v1/feeds/${id}/report`, { token });
  assert.equal(report.headers.get('content-type'), 'text/xml; charset=UTF-8');
  assert.match(report.text, /<MessagesProcessed>2<\/MessagesProcessed>/u);
  assert.match(report.text, /<MessageID>2<\/MessageID><ResultCode>Error<\/ResultCode>/u);
  assert.equal((await ask('GET', path, { token })).json.items[0].id, id);
  const wrongType = await ask('POST', `${path}?type=x`, {
    token,
    headers: { 'content-type': 'text/xml' },
    body: 'x',
  });
  assert.equal(wrongType.status, 400);
});
