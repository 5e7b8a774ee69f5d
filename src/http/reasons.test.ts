import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { changePreference } from '#store/buyer-preference.ts';
import { createSystemIds } from '#src/system-ports.ts';
import { MARKET_AT, sampleOrderId } from '#test/support/sample-market.ts';
import { sampleHttp } from '#test/support/sample-http.ts';
import { shippedPack } from '#test/support/packs.ts';

import { createHttpApp } from './app.ts';

const ids = createSystemIds();
const http = await sampleHttp();
const { ask, database, market, ports, tokens } = http;
const path = `/api/v1/orders/de/${sampleOrderId(0, 0)}/reasons`;

after(() => http.stop());

interface Shown {
  readonly id: string;
  readonly name: string;
  readonly subject: string;
  readonly language: string;
  readonly obstacles: readonly { code: string; sentence: string }[];
  readonly optOut: { passes: boolean; stops: boolean | null };
}

const find = (list: readonly Shown[], id: string): Shown => {
  const found = list.find((reason) => reason.id === id);
  assert.ok(found, id);
  return found;
};

test('reasons say what may be written, in the reader’s language, with the subject that the buyer will read (REASON 1, 3)', async () => {
  const { status, json } = await ask('GET', path, {
    token: tokens.get('seller'),
    headers: { 'accept-language': 'de' },
  });
  assert.equal(status, 200);
  assert.deepEqual([json.buyer, json.buyerLanguage, json.enforcement.state], ['J.', 'nl', 'none']);
  const details = find(json.offered, 'order-details');
  assert.equal(details.name, 'Bestelldetails bestätigen oder ergänzen');
  assert.equal(details.language, 'nl');
  assert.match(details.subject, /bestelling 302-0000000-0000000/u);
  const unadjusted = find(json.notOffered, 'problem-with-order');
  assert.deepEqual(
    unadjusted.obstacles.map(({ code }) => code),
    ['not-adjusted'],
  );
  assert.match(unadjusted.obstacles[0]?.sentence ?? '', /^Erstatten Sie zuerst den vollen Betrag/u);
  assert.deepEqual(details.optOut, { passes: true, stops: false });
  assert.deepEqual(find(json.offered, 'other').optOut, { passes: false, stops: false });
});

test('a step against the seller stands against reasons that need words of their own (MOD 2)', async () => {
  const token = tokens.get('operator');
  const body = JSON.stringify({ marketplace: 'de', step: 'templates-only', facts: 'x', forDays: 7 });
  const headers = { 'content-type': 'application/json' };
  const steps = `/api/v1/sellers/${market.anna.id}/steps`;
  const { json: taken } = await ask('POST', steps, { token, headers, body });
  const { json } = await ask('GET', path, { token });
  assert.deepEqual(
    [json.enforcement, find(json.notOffered, 'order-details').obstacles[0]?.code],
    [{ state: 'templates-only', until: '2026-11-08T10:00:00.000Z' }, 'templates-only'],
  );
  assert.equal((await ask('POST', `/api/v1/steps/${taken.stepId}/lift`, { token })).status, 200);
});

test('where the marketplace hides preferences the answer is the same for who declines and who doesn’t (OPT 6)', async () => {
  const pack = shippedPack('de');
  const hiding = { ...pack, optOut: { ...pack.optOut, hidesPreference: true } };
  const app = createHttpApp({ ...ports(), packFor: () => hiding });
  const answer = async (): Promise<string> => {
    const headers = { authorization: `Bearer ${tokens.get('seller')}` };
    return (await app.request(path, { headers })).text();
  };
  const shown = async (): Promise<Shown> => {
    const { json } = await ask('GET', path, { token: tokens.get('seller') });
    return find([...json.offered, ...json.notOffered], 'other');
  };
  const before = await answer();
  assert.deepEqual((await shown()).optOut, { passes: false, stops: false });
  await database.db.transaction().execute((tx) =>
    changePreference(tx, {
      id: ids.uuid(),
      marketplaceId: 'de',
      buyerId: market.jan.id,
      sellerId: null,
      declines: true,
      actor: { kind: 'buyer', id: market.jan.id, label: 'Jan' },
      at: MARKET_AT,
    }),
  );
  assert.deepEqual((await shown()).optOut, { passes: false, stops: true });
  assert.equal(await answer(), before);
  assert.match(before, /"stops":null/u);
});
