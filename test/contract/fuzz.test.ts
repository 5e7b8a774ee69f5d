import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import fc from 'fast-check';

import { sellingPartnerHttp } from '#test/support/selling-partner-http.ts';

import { fuzzedCalls, tryCall } from './fuzz.ts';

const door = await sellingPartnerHttp();
after(() => door.stop());

test('whatever is sent by the models’ schemas, the answer is in the contract and of nobody else', async () => {
  await fc.assert(
    fc.asyncProperty(fuzzedCalls(), async (call) => {
      assert.deepEqual((await tryCall(door, call)).faults, []);
    }),
    { numRuns: 400 },
  );
});
