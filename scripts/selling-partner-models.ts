import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

// Makes src/http/selling-partner/models/*.json from the published Swagger models:
//   node scripts/selling-partner-models.ts FOLDER-OF-MODELS
// Prose, examples and headers are left out; the table of a usage plan becomes numbers.

const [source = ''] = process.argv.slice(2);
const target = new URL('../src/http/selling-partner/models/', import.meta.url).pathname;

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type JsonObject = { [key: string]: Json };

/** Which model file becomes which of ours, and which operations of it: null for all. */
const MODELS: readonly (readonly [from: string, to: string, only: readonly string[] | null])[] = [
  ['messaging.json', 'messaging-v1.json', null],
  [
    'messaging_before-2025-08-04.json',
    'messaging-v1-retired.json',
    ['createNegativeFeedbackRemoval', 'CreateAmazonMotors'],
  ],
  ['solicitations.json', 'solicitations-v1.json', null],
  ['uploads_2020-11-01.json', 'uploads-2020-11-01.json', null],
  ['feeds_2021-06-30.json', 'feeds-2021-06-30.json', null],
  [
    'ordersV0.json',
    'orders-v0.json',
    ['getOrders', 'getOrder', 'getOrderBuyerInfo', 'getOrderAddress', 'getOrderItems', 'confirmShipment'],
  ],
  ['orders_2026-01-01.json', 'orders-2026-01-01.json', null],
  ['tokens_2021-03-01.json', 'tokens-2021-03-01.json', null],
  ['sellers.json', 'sellers-v1.json', null],
];

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const PROSE = new Set([
  'description',
  'summary',
  'tags',
  'examples',
  'example',
  'title',
  'x-example',
  'x-docgen-enum-table-extension',
]);

/** A schema without prose. What stands under `properties` are names, and none of them is prose. */
function bare(value: Json, isNames = false): Json {
  if (Array.isArray(value)) return value.map((item) => bare(item));
  if (!isObject(value)) return value;
  const kept = Object.entries(value).filter(([key]) => isNames || !PROSE.has(key));
  return Object.fromEntries(
    kept.map(([key, item]) => [
      key,
      key === 'x-amzn-api-sandbox' || key === 'enum' || key === 'required'
        ? item
        : bare(item, !isNames && (key === 'properties' || key === 'definitions')),
    ]),
  );
}

const textOf = (value: Json | undefined): string => (typeof value === 'string' ? value : '');

function usagePlan(description: Json | undefined): JsonObject {
  const [, rate, burst] = /\|\s*([\d.]+)\s*\|\s*(\d+)\s*\|/u.exec(textOf(description)) ?? [];
  return rate === undefined ? {} : { usagePlan: { rate: Number(rate), burst: Number(burst) } };
}

function operationOf(operation: JsonObject): JsonObject {
  const responses = Object.entries(operation['responses'] as JsonObject).map(([status, response]) => {
    const { schema, 'x-amzn-api-sandbox': sandbox } = response as JsonObject;
    return [
      status,
      {
        ...(schema === undefined ? {} : { schema: bare(schema) }),
        ...(sandbox === undefined ? {} : { sandbox }),
      },
    ] as const;
  });
  return {
    operationId: operation['operationId'] ?? null,
    ...usagePlan(operation['description']),
    parameters: bare(operation['parameters'] ?? []),
    responses: Object.fromEntries(responses),
  };
}

/** The definitions that are reached from these values. */
function reached(roots: readonly Json[], definitions: JsonObject): JsonObject {
  const names = new Set<string>();
  const visit = (value: Json): void => {
    if (Array.isArray(value)) value.forEach(visit);
    if (!isObject(value)) return;
    const name = /^#\/definitions\/(.+)$/u.exec(textOf(value['$ref']))?.[1];
    if (name !== undefined && !names.has(name)) {
      names.add(name);
      visit(definitions[name] ?? null);
    }
    Object.values(value).forEach(visit);
  };
  roots.forEach(visit);
  return Object.fromEntries([...names].sort().map((name) => [name, bare(definitions[name] ?? null)]));
}

for (const [from, to, only] of MODELS) {
  const model = JSON.parse(readFileSync(join(source, from), 'utf8')) as JsonObject;
  const operations = Object.entries(model['paths'] as JsonObject).flatMap(([path, methods]) =>
    Object.entries(methods as JsonObject)
      .filter(([method]) => /^(?:get|post|put|patch|delete)$/u.test(method))
      .map(([method, operation]): JsonObject => {
        return { method: method.toUpperCase(), path, ...operationOf(operation as JsonObject) };
      }),
  );
  const kept = operations.filter(({ operationId }) => only?.includes(textOf(operationId)) ?? true);
  const derived = {
    source: `https://github.com/amzn/selling-partner-api-models, ${from}; changed: see NOTICE`,
    produces: (model['produces'] as Json[])[0] ?? null,
    operations: kept,
    definitions: reached(kept, model['definitions'] as JsonObject),
  };
  writeFileSync(join(target, to), `${JSON.stringify(derived, null, 2)}\n`);
}
