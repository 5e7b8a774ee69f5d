import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { after, test } from 'node:test';

import { OPERATIONS } from '#http/selling-partner/operations.ts';
import type { Operation } from '#http/selling-partner/operations.ts';
import { shippedPack } from '#test/support/packs.ts';
import type { Answer } from '#test/support/sample-http.ts';
import { sellingPartnerHttp } from '#test/support/selling-partner-http.ts';

import type { GoodCall } from './calls.ts';
import { callsOf } from './calls.ts';
import { deviationOf } from './deviations.ts';
import type { ModelOperation } from './model.ts';
import { faultsOf, modelOperations } from './model.ts';
import { conformanceTable } from './table.ts';

// Every operation of the published models: each documented status is reached and its answer checked against the model,
// or a reason says why it can't be. The table of them stands in docs/selling-partner-api.md and is written by
//   node test/contract/conformance.test.ts --write

const DOCS = new URL('../../docs/selling-partner-api.md', import.meta.url);
const MARKS = ['<!-- conformance: begin -->', '<!-- conformance: end -->'] as const;

/** What every use of the database throws while it is set. */
let fault: Error | null = null;

const door = await sellingPartnerHttp((ports, http) => {
  // The feedback message that left the model has no reason in the packs; here one stands for both that left it.
  const reasons = shippedPack('de').reasons.map((reason) =>
    reason.id === 'fitment-check'
      ? { ...reason, api: ['negativeFeedbackRemoval', 'amazonMotors'] as const }
      : reason,
  );
  const pack = shippedPack('de', { reasons });
  const own = http.portsWith(() => pack);
  const db = new Proxy(ports.database.db, {
    get: (target, name, receiver): unknown => {
      if (fault !== null) throw fault;
      const found: unknown = Reflect.get(target, name, receiver);
      return typeof found === 'function' ? (found.bind(target) as unknown) : found;
    },
  });
  return {
    database: { ...ports.database, db },
    write: (written) => own.write(written),
    packFor: () => pack,
  };
});

after(() => door.stop());

const operations = modelOperations();
const reached = new Map<string, Set<string>>();

function keyOf({ model, operationId }: ModelOperation): string {
  return `${model} ${operationId}`;
}

/** Checks an answer against the model and notes its status. */
function check(operation: ModelOperation, answer: Answer, status: string): void {
  assert.equal(String(answer.status), status, answer.text);
  const documented = operation.responses[status];
  assert.ok(documented, `${status} isn't documented`);
  assert.match(answer.headers.get('x-amzn-requestid') ?? '', /^[0-9a-f-]{36}$/u);
  if (status === '204') assert.equal(answer.text, '');
  else {
    assert.equal(answer.headers.get('content-type'), operation.produces);
    if (documented.schema !== undefined)
      assert.deepEqual(faultsOf(answer.json, documented.schema, operation.definitions), []);
  }
  const key = keyOf(operation);
  reached.set(key, (reached.get(key) ?? new Set()).add(status));
}

async function ask(
  { method }: ModelOperation,
  { path, body, token }: GoodCall,
  changes: Partial<Parameters<typeof door.call>[2]> = {},
): Promise<Answer> {
  door.later(200);
  return door.call(method, path, { token, ...(body === undefined ? {} : { body }), ...changes });
}

/** The path of a good call, with a query that no operation takes. */
function withOddCharacters({ path, ...rest }: GoodCall): GoodCall {
  return { ...rest, path: `${path}${path.includes('?') ? '&' : '?'}odd=%00` };
}

const successOf = ({ responses }: ModelOperation): string =>
  Object.keys(responses).find((status) => status.startsWith('2')) ?? '';

const documents = (operation: ModelOperation, status: string): boolean =>
  Object.hasOwn(operation.responses, status) && deviationOf(operation, status) === null;

const servedAs = (operation: ModelOperation): Operation | undefined =>
  Object.values<Operation>(OPERATIONS).find(
    ({ method, path }) => method === operation.method && path.replace('{+', '{') === operation.path,
  );

for (const operation of operations) {
  const name = keyOf(operation);
  const calls = callsOf(operation);

  test(`${name}: is served, with the model’s usage plan`, () => {
    const served = servedAs(operation);
    assert.ok(served);
    if (operation.usagePlan !== undefined && operation.usagePlan !== null)
      assert.deepEqual({ rate: served.rate, burst: served.burst }, operation.usagePlan);
    assert.equal(served.mediaType, operation.produces);
  });

  test(`${name}: works → ${successOf(operation)}`, async () => {
    check(operation, await ask(operation, await calls.good(door)), successOf(operation));
  });

  test(`${name}: invalid → 400`, async () => {
    const call = calls.invalid ?? (async () => withOddCharacters(await calls.good(door)));
    check(operation, await ask(operation, await call(door)), '400');
  });

  test(`${name}: without a token → 403`, async () => {
    check(operation, await ask(operation, await calls.good(door), { token: '' }), '403');
  });

  if (documents(operation, '404'))
    test(`${name}: of nobody → 404`, async () => {
      assert.ok(calls.missing);
      check(operation, await ask(operation, await calls.missing(door)), '404');
    });

  if (documents(operation, '413'))
    test(`${name}: a body that is too large → 413`, async () => {
      const call = await calls.good(door);
      check(operation, await ask(operation, call, { body: { text: 'x'.repeat(300_000) } }), '413');
    });

  if (documents(operation, '415'))
    test(`${name}: a body of another type → 415`, async () => {
      const call = await calls.good(door);
      const headers = { 'content-type': 'application/xml' };
      check(operation, await ask(operation, call, { body: '<x/>', headers }), '415');
    });

  test(`${name}: more calls than the plan has → 429`, async () => {
    const { path } = withOddCharacters(await calls.good(door));
    const own = servedAs(operation);
    assert.ok(own);
    // Of its own application, whose buckets run dry here.
    const thirsty = await door.accessFor(door.http.market.anna.id);
    let last: Answer | undefined;
    for (let index = 0; index <= own.burst; index += 1)
      last = await door.call(operation.method, path, { token: thirsty });
    assert.ok(last);
    check(operation, last, '429');
  });

  for (const [status, error] of [
    ['500', new Error('a fault of ours')],
    ['503', Object.assign(new Error('nobody listens'), { code: 'ECONNREFUSED' })],
  ] as const)
    test(`${name}: ${error.message} → ${status}`, async () => {
      const call = await calls.good(door);
      // The clock moves first, and with it a token may have to be fetched.
      await ask(operation, withOddCharacters(call));
      fault = error;
      try {
        const { path, body, token } = call;
        check(
          operation,
          await door.call(operation.method, path, { token, ...(body === undefined ? {} : { body }) }),
          status,
        );
      } finally {
        fault = null;
      }
    });
}

test('every documented status was reached, or a reason says why it can’t be', () => {
  for (const operation of operations) {
    const statuses = reached.get(keyOf(operation)) ?? new Set();
    for (const status of Object.keys(operation.responses))
      assert.notEqual(
        statuses.has(status),
        deviationOf(operation, status) !== null,
        `${keyOf(operation)} ${status}`,
      );
  }
});

test('the table in the documentation is the one that these tests come to', () => {
  const text = readFileSync(DOCS, 'utf8');
  const [begin, end] = MARKS;
  const [before = '', rest = ''] = text.split(begin);
  const [, behind = ''] = rest.split(end);
  const written = `${before}${begin}\n\n${conformanceTable(operations)}\n${end}${behind}`;
  if (process.argv.includes('--write')) writeFileSync(DOCS, written);
  else assert.equal(text, written, 'run: node test/contract/conformance.test.ts --write');
});
