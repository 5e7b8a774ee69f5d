import assert from 'node:assert/strict';
import { test } from 'node:test';

import { matchOperation } from './operations.ts';

const ORDER = '/messaging/v1/orders/302-0000000-0000000';

for (const [method, path, id, parameters] of [
  ['GET', ORDER, 'getMessagingActionsForOrder', { amazonOrderId: '302-0000000-0000000' }],
  ['GET', `${ORDER}/`, 'getMessagingActionsForOrder', { amazonOrderId: '302-0000000-0000000' }],
  ['GET', `${ORDER}/attributes`, 'GetAttributes', { amazonOrderId: '302-0000000-0000000' }],
  [
    'GET',
    `${ORDER}/messages/sendInvoice/schema`,
    'getMessagingActionSchema',
    { amazonOrderId: '302-0000000-0000000', name: 'invoice' },
  ],
  [
    'POST',
    '/uploads/2020-11-01/uploadDestinations/messaging%2Fv1%2Forders%2F1%2Fmessages%2Finvoice',
    'createUploadDestinationForResource',
    { resource: 'messaging/v1/orders/1/messages/invoice' },
  ],
  [
    'POST',
    '/uploads/2020-11-01/uploadDestinations//messaging/v1/orders/1/messages/invoice',
    'createUploadDestinationForResource',
    { resource: '/messaging/v1/orders/1/messages/invoice' },
  ],
] as const)
  test(`${method} ${path} → ${id}`, () => {
    const match = matchOperation(method, path);
    assert.equal(match?.id, id);
    assert.deepEqual({ ...match?.parameters }, parameters);
  });

for (const [method, path] of [
  ['POST', ORDER],
  ['GET', '/messaging/v1/orders'],
  ['GET', '/messaging/v1/orders/%ff'],
  ['GET', '/messaging/v1/orders/a/b/c'],
  ['POST', '/uploads/2020-11-01/uploadDestinations/'],
] as const)
  test(`${method} ${path} → nothing`, () => assert.equal(matchOperation(method, path), null));
