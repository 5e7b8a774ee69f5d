import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { changePreference } from '#store/buyer-preference.ts';
import { createSystemIds } from '#src/system-ports.ts';
import { messageBody, sendPath, uploadFor } from '#test/support/api-messages.ts';
import { GOOD_TEXT, OFFERED_TYPES, orderOffering } from '#test/support/api-orders.ts';
import { madePdf } from '#test/support/made-files.ts';
import { shippedPack } from '#test/support/packs.ts';
import type { Answer } from '#test/support/sample-http.ts';
import { sampleOrderId } from '#test/support/sample-market.ts';
import { sellingPartnerHttp } from '#test/support/selling-partner-http.ts';

import { MESSAGE_TYPES } from './message-types.ts';

const door = await sellingPartnerHttp();
const { call, http } = door;
const { database, market } = http;
const ids = createSystemIds();

after(() => door.stop());

function send(orderId: string, type: string, body?: object): Promise<Answer> {
  door.later(10);
  return call('POST', `${sendPath(orderId, type)}?marketplaceIds=de`, body === undefined ? {} : { body });
}

interface Stored {
  readonly state: string;
  readonly text: string;
  readonly reason: string | null;
  readonly door: string;
  readonly files: readonly string[];
}

async function messagesOf(orderId: string): Promise<Stored[]> {
  const { rows } = await database.pool.query<Stored>(
    `select m.state, m.body_text as text, m.contact_reason as reason, m.door,
            array(select f.name from message_file f where f.message_id = m.id order by f.position) as files
       from message m join conversation c on c.id = m.conversation_id
      where c.order_id = $1 and m.author = 'seller' order by m.received_at`,
    [orderId],
  );
  return rows;
}

const errorsOf = ({ status, json }: Answer): unknown[] => [
  status,
  ...json.errors.map(({ code, message }: { code: string; message: string }) => [code, message]),
];
const NOT_OFFERED = 'Invalid amazonOrderId and template combination.';

for (const type of OFFERED_TYPES)
  test(`${type}: sent as at every other door → 201 {}`, async () => {
    const orderId = await orderOffering(database, market.anna.id, type);
    const answer = await send(orderId, type, await messageBody(door, orderId, type));
    assert.deepEqual([answer.status, answer.text], [201, '{}'], answer.text);
    const [stored, ...others] = await messagesOf(orderId);
    assert.ok(stored);
    assert.equal(others.length, 0);
    assert.equal(stored.door, 'api');
    const pack = shippedPack('de');
    assert.equal(stored.reason, pack.reasons.find(({ api }) => api.includes(type))?.id);
    assert.ok(stored.state === 'accepted' || stored.state === 'held', stored.state);
    const { text, files } = MESSAGE_TYPES[type];
    if (text !== null) assert.ok(stored.text.includes(GOOD_TEXT), stored.text);
    const hasFile = files !== null && (files.min > 0 || text === null);
    assert.deepEqual(stored.files, hasFile ? ['Rechnung-4711.pdf'] : []);
  });

test('the names of the schema document are taken as well, and links by their other name', async () => {
  const orderId = await orderOffering(database, market.anna.id, 'confirmOrderDetails');
  assert.equal((await send(orderId, 'confirmOrderDetails', { rawMessageBody: GOOD_TEXT })).status, 201);
  const other = await orderOffering(database, market.anna.id, 'invoice');
  const id = await uploadFor(door, other, 'sendInvoice');
  const answer = await send(other, 'sendInvoice', { attachments: [{ id, fileName: 'Rechnung.pdf' }] });
  assert.equal(answer.status, 201, answer.text);
});

test('a warranty begins on the day that it is in the marketplace’s zone', async () => {
  const orderId = await orderOffering(database, market.anna.id, 'warranty');
  assert.equal((await send(orderId, 'warranty', await messageBody(door, orderId, 'warranty'))).status, 201);
  const [stored] = await messagesOf(orderId);
  // 21:39 on the first in California is the second in Berlin; and the buyer reads Dutch.
  assert.match(stored?.text ?? '', /2 november 2026/u);
});

test('a breach of the guidelines → 400 with the rule, the place and the words; the seller finds the message refused', async () => {
  const orderId = await orderOffering(database, market.anna.id, 'confirmOrderDetails');
  const text = 'Welke kleur wilt u? Schrijf naar service@anna-lampen.example, dank u.';
  const { status, json } = await send(orderId, 'confirmOrderDetails', { text });
  assert.equal(status, 400);
  const [{ code, details }] = json.errors;
  assert.equal(code, 'InvalidInput');
  assert.match(details, /^email-address \[text \d+-\d+\]: .+“.*anna-lampen/u);
  assert.deepEqual(
    (await messagesOf(orderId)).map(({ state }) => state),
    ['refused'],
  );
});

test('not offered for the order → 403 with what stands against it, and nothing is kept', async () => {
  const orderId = sampleOrderId(0, 0);
  for (const [type, code] of [
    ['unexpectedProblem', 'not-adjusted'],
    ['confirmCustomizationDetails', 'category'],
  ] as const) {
    const before = (await messagesOf(orderId)).length;
    const answer = await send(orderId, type, { text: GOOD_TEXT });
    assert.deepEqual(errorsOf(answer), [403, ['Unauthorized', NOT_OFFERED]]);
    assert.match(answer.json.errors[0].details, new RegExp(`^${code}: `, 'u'));
    assert.equal((await messagesOf(orderId)).length, before);
  }
});

test('a message that the marketplace has no reason for → 403', async () => {
  const answer = await send(sampleOrderId(0, 0), 'negativeFeedbackRemoval');
  assert.deepEqual(errorsOf(answer), [403, ['Unauthorized', NOT_OFFERED]]);
});

test('a solicitation: before its window the days are named, a second one is not available', async () => {
  const early = await send(sampleOrderId(0, 0), 'productReviewAndSellerFeedback');
  assert.equal(early.status, 403);
  assert.match(JSON.stringify(early.json), /5-30 day range after the delivery date/u);
  const orderId = await orderOffering(database, market.anna.id, 'productReviewAndSellerFeedback');
  const statuses: unknown[] = [];
  for (let index = 0; index < 2; index += 1)
    statuses.push(await send(orderId, 'productReviewAndSellerFeedback'));
  const [first, second] = statuses as [Answer, Answer];
  assert.equal(first.status, 201);
  assert.deepEqual(errorsOf(second), [
    403,
    ['Unauthorized', 'The requested solicitation is not available for this amazonOrderId.'],
  ]);
  assert.match(second.json.errors[0].details, /^solicited-already: /u);
});

test('what the buyer declines → 403, kept as refused for the seller to see (OPT 4)', async () => {
  const orderId = await orderOffering(database, market.anna.id, 'invoice');
  const change = (declines: boolean): Promise<unknown> =>
    database.db.transaction().execute((tx) =>
      changePreference(tx, {
        id: ids.uuid(),
        marketplaceId: 'de',
        buyerId: market.jan.id,
        sellerId: null,
        declines,
        actor: { kind: 'buyer', id: market.jan.id, label: 'Jan' },
        at: door.clock.now,
      }),
    );
  await change(true);
  const answer = await send(orderId, 'invoice', await messageBody(door, orderId, 'invoice'));
  await change(false);
  assert.deepEqual(errorsOf(answer), [403, ['Unauthorized', NOT_OFFERED]]);
  assert.match(answer.json.errors[0].details, /^reason-not-needed: /u);
  assert.deepEqual(
    (await messagesOf(orderId)).map(({ state }) => state),
    ['refused'],
  );
});

test('another seller’s order is answered like one that isn’t there, and gets no message', async () => {
  const orderId = await orderOffering(database, market.bert.id, 'confirmOrderDetails');
  const answer = await send(orderId, 'confirmOrderDetails', { text: GOOD_TEXT });
  assert.deepEqual([answer.status, answer.json.errors[0].code], [404, 'NotFound']);
  assert.deepEqual(await messagesOf(orderId), []);
});

for (const [what, type, body] of [
  ['no text', 'confirmOrderDetails', {}],
  ['an empty text', 'confirmOrderDetails', { text: '' }],
  ['a text that is too long', 'confirmOrderDetails', { text: 'x'.repeat(2001) }],
  ['a text that is no text', 'confirmOrderDetails', { text: 5 }],
  ['no attachment', 'invoice', { attachments: [] }],
  ['no body', 'invoice', undefined],
  ['a file without a name', 'invoice', { attachments: [{ uploadDestinationId: 'x' }] }],
  ['a file without an id', 'invoice', { attachments: [{ fileName: 'x.pdf' }] }],
  [
    'six files',
    'invoice',
    { attachments: Array.from({ length: 6 }, () => ({ uploadDestinationId: 'x', fileName: 'x.pdf' })) },
  ],
  ['a body that is a list', 'confirmOrderDetails', []],
] as const)
  test(`${what} → 400 InvalidInput`, async () => {
    const orderId = await orderOffering(database, market.anna.id, type);
    const answer = await send(orderId, type, body);
    assert.deepEqual([answer.status, answer.json.errors[0].code], [400, 'InvalidInput'], answer.text);
    assert.deepEqual(await messagesOf(orderId), []);
  });

test('a date that is none → 400', async () => {
  const orderId = await orderOffering(database, market.anna.id, 'warranty');
  const body = { ...(await messageBody(door, orderId, 'warranty')), coverageEndDate: '2028-13-01' };
  const answer = await send(orderId, 'warranty', body);
  assert.equal(answer.status, 400);
  assert.match(answer.json.errors[0].details, /^coverageEndDate: /u);
});

interface BadUpload {
  readonly what: string;
  readonly code: string;
  readonly make: (orderId: string) => Promise<string>;
  readonly fileName?: string;
}

const BAD_UPLOADS: readonly BadUpload[] = [
  { what: 'no id of ours', code: 'UnknownUpload', make: () => Promise.resolve('sc/4711') },
  { what: 'an unknown id', code: 'UnknownUpload', make: () => Promise.resolve(ids.uuid()) },
  {
    what: 'one of another application for the same seller',
    code: 'UnknownUpload',
    make: async (orderId) =>
      uploadFor(door, orderId, 'invoice', { token: await door.accessFor(market.anna.id) }),
  },
  {
    what: 'one of the same kind for another seller',
    code: 'UnknownUpload',
    make: async (orderId) =>
      uploadFor(door, orderId, 'invoice', { token: await door.accessFor(market.bert.id) }),
  },
  {
    what: 'one for another message type',
    code: 'UploadOfAnotherResource',
    make: (orderId) => uploadFor(door, orderId, 'warranty'),
  },
  {
    what: 'one for another order',
    code: 'UploadOfAnotherResource',
    make: () => uploadFor(door, sampleOrderId(0, 0), 'invoice'),
  },
  {
    what: 'one that nothing was put to',
    code: 'UploadWithoutContent',
    make: (orderId) => uploadFor(door, orderId, 'invoice', { isFilled: false }),
  },
  {
    what: 'a name of another kind',
    code: 'FileTypeNotAllowed',
    make: (orderId) => uploadFor(door, orderId, 'invoice'),
    fileName: 'invoice.exe',
  },
  {
    what: 'a name that its bytes aren’t',
    code: 'ContentTypeMismatch',
    make: (orderId) => uploadFor(door, orderId, 'invoice'),
    fileName: 'invoice.png',
  },
  {
    what: 'a content type that its name isn’t',
    code: 'ContentTypeMismatch',
    make: (orderId) => uploadFor(door, orderId, 'invoice', { contentType: 'image/png' }),
  },
  {
    what: 'more bytes than a message may carry',
    code: 'AttachmentsTooLarge',
    make: (orderId) =>
      uploadFor(door, orderId, 'invoice', {
        bytes: madePdf([{ lines: ['x'] }], `/Pad (${'x'.repeat(100_000)})`),
      }),
  },
];

for (const { what, code, make, fileName = 'invoice.pdf' } of BAD_UPLOADS)
  test(`an attachment: ${what} → 400 ${code}`, async () => {
    const orderId = await orderOffering(database, market.anna.id, 'invoice');
    const attachments = [{ uploadDestinationId: await make(orderId), fileName }];
    const answer = await send(orderId, 'invoice', { attachments });
    assert.deepEqual([answer.status, answer.json.errors[0].code], [400, 'InvalidInput']);
    assert.match(answer.json.errors[0].details, new RegExp(`^${code}: `, 'u'));
    assert.deepEqual(await messagesOf(orderId), []);
  });

test('an attachment that was kept for too long → 400 UnknownUpload', async () => {
  const orderId = await orderOffering(database, market.anna.id, 'invoice');
  const body = await messageBody(door, orderId, 'invoice');
  const { now } = door.clock;
  door.later(24 * 3600 + 1);
  const answer = await send(orderId, 'invoice', body);
  door.clock.now = now;
  assert.equal(answer.status, 400, answer.text);
  assert.match(answer.json.errors[0].details, /^UnknownUpload: /u);
});

test('bytes that changed after they were put there → 400 DigestMismatch', async () => {
  const orderId = await orderOffering(database, market.anna.id, 'invoice');
  const body = await messageBody(door, orderId, 'invoice');
  await database.pool.query(`update api_document set bytes = $1 where resource = $2`, [
    madePdf([{ lines: ['other'] }]),
    `messaging/v1/orders/${orderId}/messages/invoice`,
  ]);
  const answer = await send(orderId, 'invoice', body);
  assert.equal(answer.status, 400);
  assert.match(answer.json.errors[0].details, /^DigestMismatch: /u);
});

test('operations that left the model are there only where the operator keeps them', async () => {
  const orderId = await orderOffering(database, market.anna.id, 'amazonMotors');
  const strict = await sellingPartnerHttp((ports) => ({
    sellingPartner: { ...ports.sellingPartner, servesRetired: false },
  }));
  after(() => strict.stop());
  const own = await orderOffering(strict.http.database, strict.http.market.anna.id, 'amazonMotors');
  const names = async (side: typeof door, id: string): Promise<string[]> => {
    const { json } = await side.call('GET', `/messaging/v1/orders/${id}?marketplaceIds=de`);
    return json._links.actions.map(({ name }: { name: string }) => name);
  };
  assert.ok((await names(door, orderId)).includes('amazonMotors'));
  assert.ok(!(await names(strict, own)).includes('amazonMotors'));
  for (const [method, path] of [
    ['POST', `${sendPath(own, 'amazonMotors')}?marketplaceIds=de`],
    ['POST', `${sendPath(own, 'negativeFeedbackRemoval')}?marketplaceIds=de`],
    ['GET', `${sendPath(own, 'amazonMotors')}/schema`],
  ] as const)
    assert.equal((await strict.call(method, path)).status, 404);
});

test('a pack that has a reason for the retired feedback message offers and sends it, under both names', async () => {
  const reasons = shippedPack('de').reasons.map((reason) =>
    reason.id === 'fitment-check'
      ? {
          ...reason,
          api: ['negativeFeedbackRemoval', 'amazonMotors'] as const,
          conditions: { ...reason.conditions, atMostPerOrder: 1 },
        }
      : reason,
  );
  const own = await sellingPartnerHttp((_ports, sample) => {
    const ports = sample.portsWith(() => shippedPack('de', { reasons }));
    return { write: (written) => ports.write(written), packFor: () => shippedPack('de', { reasons }) };
  });
  after(() => own.stop());
  const orderId = await orderOffering(own.http.database, own.http.market.anna.id, 'amazonMotors');
  const post = (name: string): Promise<Answer> =>
    own.call('POST', `${sendPath(orderId, name)}?marketplaceIds=de`);
  assert.deepEqual([(await post('updateFeedback')).status], [201]);
  assert.equal((await post('negativeFeedbackRemoval')).status, 403);
});
