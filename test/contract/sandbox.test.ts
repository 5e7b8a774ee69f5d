import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:http';
import { json } from 'node:stream/consumers';
import { after, test } from 'node:test';

import { sellingPartnerHttp } from '#test/support/selling-partner-http.ts';

import type { ModelOperation, SandboxCase } from './model.ts';
import { modelOperations } from './model.ts';

// Each case of the static sandbox in the published models, asked for as the model writes it.

const door = await sellingPartnerHttp();
after(() => door.stop());

interface Asked {
  readonly path: string;
  readonly body?: object;
}

function requestOf({ path, parameters }: ModelOperation, { request }: SandboxCase): Asked {
  let filled = path;
  const query = new URLSearchParams();
  let body: object | undefined;
  for (const [name, { value }] of Object.entries(request?.parameters ?? {})) {
    const known = parameters.find((parameter) => parameter.name === name);
    if (known?.in === 'path') filled = filled.replace(`{${name}}`, encodeURIComponent(String(value)));
    else if (known?.in === 'query') query.set(name, Array.isArray(value) ? value.join(',') : String(value));
    else body = value as object;
  }
  const asked = `${filled}${query.size === 0 ? '' : `?${query}`}`;
  return body === undefined ? { path: asked } : { path: asked, body };
}

const seen = new Set<string>();
for (const operation of modelOperations())
  for (const [status, { sandbox }] of Object.entries(operation.responses))
    for (const [index, item] of (sandbox?.static ?? []).entries()) {
      const { path, body } = requestOf(operation, item);
      const request = `${operation.method} ${path} ${JSON.stringify(body)}`;
      // A request that the model answers in two ways gets the first of them.
      if (seen.has(request)) continue;
      seen.add(request);
      test(`sandbox ${operation.model} ${operation.operationId} ${status} ${index}`, async () => {
        door.later(10);
        const given = body === undefined ? {} : { body };
        const answer = await door.call(operation.method, `/sandbox${path}`, given);
        assert.equal(String(answer.status), status, answer.text);
        if (status === '204') assert.equal(answer.text, '');
        else assert.deepEqual(answer.json, item.response ?? {});
        assert.equal(answer.headers.get('x-amzn-ratelimit-limit'), '5.0');
      });
    }

test('there are cases, and what matches none is told so', async () => {
  assert.ok(seen.size > 40, String(seen.size));
  door.later(10);
  const answer = await door.call('GET', '/sandbox/messaging/v1/orders/1?marketplaceIds=de');
  assert.deepEqual([answer.status, answer.json.errors[0].code], [400, 'InvalidInput']);
});

test('the sandbox is reached by its host name too, and needs a token', async () => {
  door.later(10);
  const path = '/messaging/v1/orders/123-1234567-1234567/attributes?marketplaceIds=ATVPDKIKX0DER';
  // fetch keeps the Host to itself.
  const headers = { host: 'sandbox.sellingpartnerapi-eu.amazon.com', 'x-amz-access-token': door.access };
  const asked = request(door.base + path, { headers }).end();
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  assert.deepEqual(await json(response), { buyer: { locale: 'en-US' } });
  assert.equal((await door.call('GET', `/sandbox${path}`, { token: '' })).status, 403);
  assert.equal((await door.call('GET', path)).status, 400, 'elsewhere there is no such marketplace');
});
