import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { Agent } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { connect } from 'node:net';
import { after, test } from 'node:test';
import { connect as connectTls, createServer as createTlsServer } from 'node:tls';

import * as official from '@amazon-sp-api-release/amazon-sp-api-sdk-js';
import * as scaleleap from '@scaleleap/selling-partner-api-sdk';
import AmazonSpApi from 'amazon-sp-api';

import { MESSAGE_TYPES } from '#http/selling-partner/message-types.ts';
import type { OfferedType } from '#test/support/api-orders.ts';
import { GOOD_TEXT, OFFERED_TYPES, orderOffering } from '#test/support/api-orders.ts';
import { COVERAGE } from '#test/support/api-messages.ts';
import { madePdf } from '#test/support/made-files.ts';
import { shipmentXml, xmlFeed } from '#test/support/sample-feed.ts';
import { sellingPartnerHttp } from '#test/support/selling-partner-http.ts';
import { TEST_CERTIFICATE } from '#test/support/test-certificate.ts';

// Programs that sellers' tools are built on, as they are published, each on its whole way: a token, the list of actions,
// every message type, a file, the solicitation, a feed and its report.

const door = await sellingPartnerHttp();
const { http, application, refreshToken } = door;
const PDF = madePdf([{ lines: ['Rechnung 4711'] }]);
const MD5 = createHash('md5').update(PDF).digest('base64');
const DE = ['de'];

// One of them always calls https, port 443: a listener with TLS in front of the server, where its own agent leads it.
const sockets = new Set<Socket>();
const tls = createTlsServer({ key: TEST_CERTIFICATE.key, cert: TEST_CERTIFICATE.certificate }, (secured) => {
  const plain = connect(Number(new URL(door.base).port), '127.0.0.1');
  for (const socket of [secured, plain]) {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
  }
  secured.pipe(plain).pipe(secured);
});
tls.listen(0, '127.0.0.1');
await once(tls, 'listening');
const { port: tlsPort } = tls.address() as AddressInfo;

/** Leads every call to the test's listener, whichever host it names. */
class RedirectAgent extends Agent {
  override createConnection(): Socket {
    return connectTls({
      host: '127.0.0.1',
      port: tlsPort,
      ca: TEST_CERTIFICATE.certificate,
      servername: 'mx.parley.test',
    });
  }
}

after(async () => {
  for (const socket of sockets) socket.destroy();
  tls.close();
  await door.stop();
});

interface Attachment {
  readonly uploadDestinationId: string;
  readonly fileName: string;
}

/** What the journey needs of a client. */
interface Client {
  readonly actions: (orderId: string) => Promise<readonly string[]>;
  readonly locale: (orderId: string) => Promise<string>;
  readonly announce: (resource: string) => Promise<{ id: string; url: string; headers: object }>;
  readonly send: (type: OfferedType, orderId: string, body: object) => Promise<void>;
  /** The status of a refusal, and the words of its first error. */
  readonly refusal: (type: OfferedType, orderId: string, body: object) => Promise<[number, string]>;
  readonly feedDocument: () => Promise<{ id: string; url: string }>;
  readonly putFeed: (place: { id: string; url: string }, text: string) => Promise<void>;
  readonly createFeed: (documentId: string) => Promise<string>;
  readonly feed: (id: string) => Promise<{ status: string; reportId: string }>;
  readonly report: (documentId: string) => Promise<string>;
  /** Types that this client has no operation for. */
  readonly lacks: readonly OfferedType[];
}

async function putPlain(url: string, body: Uint8Array | string, headers: object): Promise<void> {
  const response = await fetch(url, {
    method: 'PUT',
    body: body as Uint8Array<ArrayBuffer>,
    headers: headers as Record<string, string>,
  });
  assert.equal(response.status, 200);
}

/** A link on the host that the client believes in, on the server that it is. */
const reachable = (url: string): string => url.replace(/^https?:\/\/[^/]+/u, door.base);

const FEED_CONTENT = 'text/xml; charset=UTF-8';

async function bodyFor(client: Client, type: OfferedType, orderId: string): Promise<object> {
  const { text, files, hasCoverageDates } = MESSAGE_TYPES[type];
  const attachments: Attachment[] = [];
  if (files !== null) {
    const { id, url, headers } = await client.announce(`messaging/v1/orders/${orderId}/messages/${type}`);
    await putPlain(reachable(url), PDF, headers);
    attachments.push({ uploadDestinationId: id, fileName: 'Rechnung-4711.pdf' });
  }
  return {
    ...(text === null ? {} : { text: GOOD_TEXT }),
    ...(files === null ? {} : { attachments }),
    ...(hasCoverageDates === true ? COVERAGE : {}),
  };
}

async function sentFor(orderId: string): Promise<string[]> {
  const { rows } = await http.database.pool.query<{ contact_reason: string }>(
    `select m.contact_reason from message m join conversation c on c.id = m.conversation_id
      where c.order_id = $1 and m.author = 'seller' and m.state in ('accepted', 'held')`,
    [orderId],
  );
  return rows.map((row) => row.contact_reason);
}

function journey(name: string, open: () => Promise<Client>): void {
  test(`${name}: lists actions and sends every message type, with files, and the solicitation`, async () => {
    const client = await open();
    for (const type of OFFERED_TYPES.filter((item) => !client.lacks.includes(item))) {
      door.later(20);
      const orderId = await orderOffering(http.database, http.market.anna.id, type);
      if (type !== 'productReviewAndSellerFeedback') {
        const names = await client.actions(orderId);
        assert.ok(names.includes(MESSAGE_TYPES[type].name), `${type}: ${names.join()}`);
      }
      await client.send(type, orderId, await bodyFor(client, type, orderId));
      assert.equal((await sentFor(orderId)).length, 1, type);
    }
    const orderId = await orderOffering(http.database, http.market.anna.id, 'confirmOrderDetails');
    assert.equal(await client.locale(orderId), 'nl-NL');
  });

  test(`${name}: understands why something isn’t sent`, async () => {
    const client = await open();
    door.later(20);
    const orderId = await orderOffering(http.database, http.market.anna.id, 'confirmOrderDetails');
    const text = 'Schrijf naar service@anna-lampen.example, dank u.';
    const [breach, why] = await client.refusal('confirmOrderDetails', orderId, { text });
    assert.deepEqual([breach, why], [400, 'The message does not comply with the communication guidelines.']);
    const [refused, known] = await client.refusal('unexpectedProblem', orderId, { text: GOOD_TEXT });
    assert.deepEqual([refused, known], [403, 'Invalid amazonOrderId and template combination.']);
  });

  test(`${name}: hands in a feed and reads its report`, async () => {
    const client = await open();
    door.later(200);
    const orderId = await orderOffering(http.database, http.market.anna.id, 'confirmOrderDetails');
    const shipment = shipmentXml({ order: orderId, tracking: '1Z999AA10123456784', carrier: 'DHL' });
    const place = await client.feedDocument();
    await client.putFeed(place, xmlFeed([shipment], { messageType: 'OrderFulfillment' }));
    const feedId = await client.createFeed(place.id);
    assert.equal((await client.feed(feedId)).status, 'IN_QUEUE');
    await door.readFeed();
    const { status, reportId } = await client.feed(feedId);
    assert.equal(status, 'DONE');
    door.later(60);
    assert.match(await client.report(reportId), /<MessagesSuccessful>1<\/MessagesSuccessful>/u);
  });
}

// ------------------------------------------------------------ amazon-sp-api

const SENDS: Readonly<Record<OfferedType, string>> = {
  confirmCustomizationDetails: 'confirmCustomizationDetails',
  confirmDeliveryDetails: 'createConfirmDeliveryDetails',
  legalDisclosure: 'createLegalDisclosure',
  confirmOrderDetails: 'createConfirmOrderDetails',
  confirmServiceDetails: 'createConfirmServiceDetails',
  warranty: 'createWarranty',
  digitalAccessKey: 'createDigitalAccessKey',
  unexpectedProblem: 'createUnexpectedProblem',
  invoice: 'sendInvoice',
  amazonMotors: 'createAmazonMotors',
  productReviewAndSellerFeedback: 'createProductReviewAndSellerFeedbackSolicitation',
};

// oxlint-disable-next-line typescript/no-explicit-any -- none of these clients types what it gives
type Loose = any;

/** The model begins these with a capital, and this client copies it. */
const CAPITALS: ReadonlyMap<OfferedType, string> = new Map([
  ['warranty', 'CreateWarranty'],
  ['amazonMotors', 'CreateAmazonMotors'],
]);

function withSpApi(): Promise<Client> {
  const sp: Loose = new (AmazonSpApi as Loose)({
    region: 'na',
    refresh_token: refreshToken,
    credentials: {
      SELLING_PARTNER_APP_CLIENT_ID: application.clientId,
      SELLING_PARTNER_APP_CLIENT_SECRET: application.clientSecret,
    },
    options: {
      https_proxy_agent: new RedirectAgent(),
      retry_remote_timeout: false,
      auto_request_throttled: false,
    },
  });
  const call = (endpoint: string, operation: string, rest: object): Promise<Loose> =>
    sp.callAPI({ endpoint, operation, ...rest });
  const query = { marketplaceIds: DE };
  const send = (type: OfferedType, amazonOrderId: string, body: object): Promise<Loose> =>
    type === 'productReviewAndSellerFeedback'
      ? call('solicitations', SENDS[type], { path: { amazonOrderId }, query })
      : call('messaging', CAPITALS.get(type) ?? SENDS[type], { path: { amazonOrderId }, query, body });
  return Promise.resolve({
    lacks: [],
    actions: async (amazonOrderId) => {
      const list = await call('messaging', 'getMessagingActionsForOrder', { path: { amazonOrderId }, query });
      return list._links.actions.map((action: Loose) => action.name);
    },
    locale: async (amazonOrderId) =>
      (await call('messaging', 'GetAttributes', { path: { amazonOrderId }, query })).buyer.locale,
    announce: async (resource) => {
      const place = await call('uploads', 'createUploadDestinationForResource', {
        path: { resource },
        query: { marketplaceIds: DE, contentMD5: MD5 },
      });
      return { id: place.uploadDestinationId, url: place.url, headers: place.headers };
    },
    send,
    refusal: async (type, orderId, body) => {
      const error: Loose = await send(type, orderId, body).then(
        () => assert.fail('it was sent'),
        (caught: unknown) => caught,
      );
      return [error.code === 'InvalidInput' ? 400 : 403, error.message];
    },
    feedDocument: async () => {
      const place = await call('feeds', 'createFeedDocument', { body: { contentType: FEED_CONTENT } });
      return { id: place.feedDocumentId, url: place.url };
    },
    // Its own upload and download, which force https and a host that its agent leads home.
    putFeed: async ({ id, url }, content) => {
      const details = { feedDocumentId: id, url };
      assert.deepEqual(await sp.upload(details, { content, contentType: FEED_CONTENT }), { success: true });
    },
    createFeed: async (inputFeedDocumentId) => {
      const body = { feedType: 'POST_ORDER_FULFILLMENT_DATA', marketplaceIds: DE, inputFeedDocumentId };
      return (await call('feeds', 'createFeed', { body })).feedId;
    },
    feed: async (feedId) => {
      const feed = await call('feeds', 'getFeed', { path: { feedId } });
      return { status: feed.processingStatus, reportId: feed.resultFeedDocumentId };
    },
    report: async (feedDocumentId) => {
      const found = await call('feeds', 'getFeedDocument', { path: { feedDocumentId } });
      return sp.download(found);
    },
  });
}

// ------------------------------------------------------------ the vendor's own

async function freshToken(): Promise<string> {
  const { json } = await door.tokenRequest({
    grant_type: 'refresh_token',
    refresh_token: refreshToken,
    client_id: application.clientId,
    client_secret: application.clientSecret,
  });
  return json.access_token;
}

async function withOfficial(): Promise<Client> {
  const sdk: Loose = official;
  const opened = async (group: string): Promise<Loose> => {
    const client = new sdk[group].ApiClient(door.base);
    client.applyXAmzAccessTokenToRequest(await freshToken());
    client.disableRateLimiter();
    return client;
  };
  const messaging = new sdk.MessagingSpApi.MessagingApi(await opened('MessagingSpApi'));
  const solicitations = new sdk.SolicitationsSpApi.SolicitationsApi(await opened('SolicitationsSpApi'));
  const uploads = new sdk.UploadsSpApi.UploadsApi(await opened('UploadsSpApi'));
  const feeds = new sdk.FeedsSpApi.FeedsApi(await opened('FeedsSpApi'));
  const send = (type: OfferedType, orderId: string, body: object): Promise<Loose> =>
    type === 'productReviewAndSellerFeedback'
      ? solicitations[SENDS[type]](orderId, DE)
      : messaging[SENDS[type]](orderId, DE, body);
  return {
    // Left the model, and with it this client.
    lacks: ['amazonMotors'],
    actions: async (orderId) =>
      (await messaging.getMessagingActionsForOrder(orderId, DE)).links.actions.map((a: Loose) => a.name),
    locale: async (orderId) => (await messaging.getAttributes(orderId, DE)).buyer.locale,
    announce: async (resource) => {
      const { payload } = await uploads.createUploadDestinationForResource(DE, MD5, resource, {});
      return { id: payload.uploadDestinationId, url: payload.url, headers: payload.headers };
    },
    send,
    refusal: async (type, orderId, body) => {
      const error: Loose = await send(type, orderId, body).then(
        () => assert.fail('it was sent'),
        (caught: unknown) => caught,
      );
      return [error.status, JSON.parse(error.response.text).errors[0].message];
    },
    feedDocument: async () => {
      const place = await feeds.createFeedDocument({ contentType: FEED_CONTENT });
      return { id: place.feedDocumentId, url: place.url };
    },
    putFeed: ({ url }, text) => putPlain(url, text, { 'content-type': FEED_CONTENT }),
    createFeed: async (inputFeedDocumentId) =>
      (
        await feeds.createFeed({
          feedType: 'POST_ORDER_FULFILLMENT_DATA',
          marketplaceIds: DE,
          inputFeedDocumentId,
        })
      ).feedId,
    feed: async (id) => {
      const feed = await feeds.getFeed(id);
      return { status: feed.processingStatus, reportId: feed.resultFeedDocumentId };
    },
    report: async (id) => (await fetch((await feeds.getFeedDocument(id)).url)).text(),
  };
}

// ------------------------------------------------------------ scaleleap

async function withScaleleap(): Promise<Client> {
  const sdk: Loose = scaleleap;
  const settings = { basePath: door.base, region: 'us-east-1', accessToken: await freshToken() };
  const messaging = new sdk.MessagingApiClient(settings);
  const solicitations = new sdk.SolicitationsApiClient(settings);
  const uploads = new sdk.UploadsApiClient(settings);
  const feeds = new sdk.FeedsApiClientV20210630(settings);
  const send = (type: OfferedType, amazonOrderId: string, body: object): Promise<Loose> =>
    type === 'productReviewAndSellerFeedback'
      ? solicitations[SENDS[type]]({ amazonOrderId, marketplaceIds: DE })
      : messaging[SENDS[type]]({ amazonOrderId, marketplaceIds: DE, body });
  return {
    lacks: [],
    actions: async (amazonOrderId) => {
      const { data } = await messaging.getMessagingActionsForOrder({ amazonOrderId, marketplaceIds: DE });
      return data._links.actions.map((action: Loose) => action.name);
    },
    locale: async (amazonOrderId) =>
      (await messaging.getAttributes({ amazonOrderId, marketplaceIds: DE })).data.buyer.locale,
    announce: async (resource) => {
      const wanted = { marketplaceIds: DE, contentMD5: MD5, resource };
      const { payload } = (await uploads.createUploadDestinationForResource(wanted)).data;
      return { id: payload.uploadDestinationId, url: payload.url, headers: payload.headers };
    },
    send,
    refusal: async (type, orderId, body) => {
      const error: Loose = await send(type, orderId, body).then(
        () => assert.fail('it was sent'),
        (caught: unknown) => caught,
      );
      return [error.cause.response.status, error.message];
    },
    feedDocument: async () => {
      const { data } = await feeds.createFeedDocument({ body: { contentType: FEED_CONTENT } });
      return { id: data.feedDocumentId, url: data.url };
    },
    putFeed: ({ url }, text) => putPlain(url, text, { 'content-type': FEED_CONTENT }),
    createFeed: async (inputFeedDocumentId) => {
      const body = { feedType: 'POST_ORDER_FULFILLMENT_DATA', marketplaceIds: DE, inputFeedDocumentId };
      return (await feeds.createFeed({ body })).data.feedId;
    },
    feed: async (feedId) => {
      const { data } = await feeds.getFeed({ feedId });
      return { status: data.processingStatus, reportId: data.resultFeedDocumentId };
    },
    report: async (feedDocumentId) =>
      (await fetch((await feeds.getFeedDocument({ feedDocumentId })).data.url)).text(),
  };
}

journey('amazon-sp-api 1.2.1', withSpApi);
journey('the vendor’s JavaScript SDK 1.12.0', withOfficial);
journey('@scaleleap/selling-partner-api-sdk 8.4.0', withScaleleap);
