import fc from 'fast-check';

import { sampleOrderId } from '#test/support/sample-market.ts';
import type { SellingPartnerHttp } from '#test/support/selling-partner-http.ts';

import type { Definitions, ModelOperation, Parameter, Schema } from './model.ts';
import { faultsOf, modelOperations, resolve } from './model.ts';

// Calls made of the models' own schemas, right and wrong: what comes back has to be in the contract, whatever was sent.

/** Of another seller: nothing of it may come back. */
const OTHERS = sampleOrderId(1, 1);
const ORDERS = [sampleOrderId(0, 0), sampleOrderId(0, 1), OTHERS, '302-9999999-9999999'];

const instant = fc
  .date({ min: new Date('2020-01-01'), max: new Date('2030-01-01'), noInvalidDate: true })
  .map((at) => at.toISOString());

const word: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('de', 'nl', 'A1PA6795UKMFR9', ...ORDERS) },
  { weight: 2, arbitrary: instant },
  { weight: 2, arbitrary: fc.constantFrom('text/xml; charset=UTF-8', 'POST_ORDER_FULFILLMENT_DATA', 'GET') },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
  { weight: 1, arbitrary: fc.uuid() },
  {
    weight: 1,
    arbitrary: fc.constantFrom('', '%', '\0', '\ud800', '../..', '__proto__', "'--", '𝔘'.repeat(900)),
  },
);

function scalar(schema: Schema): fc.Arbitrary<unknown> {
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  if (schema.format === 'date-time') return instant;
  if (schema.type === 'integer') return fc.integer({ min: schema.minimum ?? -2, max: schema.maximum ?? 200 });
  if (schema.type === 'number') return fc.double();
  return schema.type === 'boolean' ? fc.boolean() : word;
}

/** Values of a schema, and now and then something else altogether. */
function valueOf(schema: Schema, definitions: Definitions, depth = 0): fc.Arbitrary<unknown> {
  const found = resolve(schema, definitions);
  const meant = depth > 6 ? fc.constant(null) : meantBy(found, definitions, depth);
  return fc.oneof({ weight: 12, arbitrary: meant }, { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 2 }) });
}

function meantBy(schema: Schema, definitions: Definitions, depth: number): fc.Arbitrary<unknown> {
  const { items, properties, type } = schema;
  if (type === 'array' && items !== undefined)
    return fc.array(valueOf(items, definitions, depth + 1), { maxLength: 6 });
  if (properties === undefined) return type === 'object' ? fc.dictionary(word, word) : scalar(schema);
  const fields = Object.entries(properties).map(
    ([name, own]) => [name, valueOf(own, definitions, depth + 1)] as const,
  );
  return fc.record(Object.fromEntries(fields), {
    requiredKeys: fields.map(([name]) => name).filter((name) => schema.required?.includes(name) === true),
  });
}

export interface FuzzedCall {
  readonly operation: ModelOperation;
  readonly path: string;
  readonly body: string | null;
  readonly contentType: string;
}

function pathOf(operation: ModelOperation, parts: Readonly<Record<string, string>>): string {
  return operation.path.replace(/\{(\w+)\}/gu, (_, name: string) => {
    const text = parts[name] ?? '';
    return encodeURIComponent(text.toWellFormed());
  });
}

function queryOf({
  name,
  type,
  items,
  enum: words,
}: Parameter): fc.Arbitrary<readonly (readonly [string, string])[]> {
  const one = fc.oneof(
    { weight: 6, arbitrary: items?.enum === undefined ? word : fc.constantFrom(...items.enum).map(String) },
    { weight: 6, arbitrary: words === undefined ? word : fc.constantFrom(...words).map(String) },
    { weight: 2, arbitrary: fc.constantFrom('1', '0', '-1', '100', 'BUYER', 'IN_QUEUE', 'eyJxIjoiIn0') },
  );
  const given = type === 'array' ? fc.array(one, { maxLength: 3 }).map((list) => list.join(',')) : one;
  return fc.oneof(
    { weight: 1, arbitrary: fc.constant([]) },
    { weight: 3, arbitrary: given.map((text) => [[name, text.toWellFormed()] as const]) },
  );
}

function callOf(operation: ModelOperation): fc.Arbitrary<FuzzedCall> {
  const { parameters, definitions, method } = operation;
  const inPath = parameters.filter((parameter) => parameter.in === 'path');
  const inQuery = parameters.filter((parameter) => parameter.in === 'query');
  const body = parameters.find((parameter) => parameter.in === 'body');
  const parts = fc.record(
    Object.fromEntries(
      inPath.map(({ name }) => [
        name,
        fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...ORDERS) }, { weight: 1, arbitrary: word }),
      ]),
    ),
  );
  const written =
    body?.schema === undefined || method === 'GET'
      ? fc.constant(null)
      : fc.oneof(
          {
            weight: 10,
            arbitrary: valueOf(body.schema, definitions).map((value) => JSON.stringify(value) ?? ''),
          },
          { weight: 1, arbitrary: fc.string({ maxLength: 50 }) },
        );
  const types = fc.oneof(
    { weight: 12, arbitrary: fc.constant('application/json') },
    { weight: 1, arbitrary: fc.constantFrom('text/plain', 'application/x-www-form-urlencoded', 'x') },
  );
  return fc
    .tuple(parts, fc.tuple(...inQuery.map(queryOf)), written, types)
    .map(([named, pairs, text, contentType]) => {
      const query = new URLSearchParams(pairs.flat().map(([name, value]): [string, string] => [name, value]));
      const path = `${pathOf(operation, named)}?${query}`;
      return { operation, path, body: text, contentType };
    });
}

/** Calls of every operation of the models. */
export function fuzzedCalls(): fc.Arbitrary<FuzzedCall> {
  return fc.oneof(...modelOperations().map(callOf));
}

/** What a gateway answers to any body that it doesn't take, documented for the operation or not. */
const OF_BODIES = new Set(['413', '415']);

/** Makes a call; gives the status, and what of the answer isn't in the contract. */
export async function tryCall(
  door: SellingPartnerHttp,
  { operation, path, body, contentType }: FuzzedCall,
): Promise<{ readonly status: number; readonly faults: readonly string[] }> {
  // Every bucket is full again, at the price of a new token now and then.
  door.later(125);
  const answer = await door.call(operation.method, path, {
    headers: { 'content-type': contentType },
    ...(body === null ? {} : { body }),
  });
  const status = String(answer.status);
  const { schema } = operation.responses[status] ?? {};
  const isKnown = Object.hasOwn(operation.responses, status) || OF_BODIES.has(status);
  const isOthers = new URL(path, door.base).pathname.split('/').includes(OTHERS);
  return {
    status: answer.status,
    faults: [
      ...(answer.status >= 500 ? ['a fault of the server'] : []),
      ...(isKnown ? [] : [`${status} isn’t documented`]),
      ...(schema === undefined ? [] : faultsOf(answer.json, schema, operation.definitions)),
      ...(isOthers && answer.status < 300 ? ['another seller’s order was answered'] : []),
      ...(/Bert|"P-1"|private\.example|12345678/u.test(answer.text) ? ['what is another’s came back'] : []),
    ],
  };
}
