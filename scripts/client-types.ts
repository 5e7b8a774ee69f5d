import type { Json } from '#http/description/openapi.ts';
import { openApiDocument } from '#http/description/openapi.ts';

interface OperationObject {
  readonly summary: string;
  readonly parameters: readonly { readonly name: string; readonly in: string; readonly required: boolean }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema?: Json }>> };
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema?: Json }>> }>
  >;
}

/** The types of the client, made of the API's own description. */
export function clientTypes(): string {
  const { paths, components } = openApiDocument() as unknown as {
    paths: Readonly<Record<string, Readonly<Record<string, OperationObject>>>>;
    components: { readonly schemas: Readonly<Record<string, Json>> };
  };
  const things = Object.entries(components.schemas).map(
    ([name, schema]) => `export type ${name} = ${typeOf(schema)};`,
  );
  const endpoints = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => {
      const key = `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/gu, ':$1')}`;
      return `  /** ${operation.summary} */\n  '${key}': { given: ${givenOf(operation)}; answer: ${answerOf(operation)} };`;
    }),
  );
  return [
    '// Made by scripts/write-client.ts of the API’s description. Don’t edit.',
    '',
    ...things,
    '',
    'export interface Endpoints {',
    ...endpoints,
    '}',
    '',
  ].join('\n');
}

function givenOf({ parameters, requestBody }: OperationObject): string {
  const names = (where: string) => parameters.filter((one) => one.in === where);
  const path = names('path').map(({ name }) => `readonly ${name}: string`);
  const query = names('query').map(
    ({ name, required }) =>
      `readonly ${name}${required ? '' : '?'}: string | number${required ? '' : ' | null'}`,
  );
  const isQueryNeeded = names('query').some(({ required }) => required);
  const body = requestBody?.content['application/json']?.schema;
  const parts = [
    ...(path.length === 0 ? [] : [`readonly path: { ${path.join('; ')} }`]),
    ...(query.length === 0
      ? []
      : [`readonly query${isQueryNeeded ? '' : '?'}: { ${query.join('; ')} } | undefined`]),
    ...(requestBody === undefined
      ? []
      : body === undefined
        ? ['readonly body: string | Uint8Array', 'readonly type: string']
        : [`readonly body: ${typeOf(body)}`]),
    ...(names('header').some(({ name }) => name === 'If-Match') ? ['readonly ifMatch: string'] : []),
  ];
  return parts.length === 0 ? '{}' : `{ ${parts.join('; ')} }`;
}

function answerOf({ responses }: OperationObject): string {
  const [answer] = Object.values(responses);
  const schema = answer?.content?.['application/json']?.schema;
  return schema === undefined ? 'string' : typeOf(schema);
}

/** A JSON Schema of ours as a type. */
function typeOf(schema: Json): string {
  const { $ref, enum: words, const: word, anyOf, type } = schema;
  if (typeof $ref === 'string') return $ref.split('/').at(-1) ?? 'unknown';
  if (Array.isArray(words)) return words.map((value) => JSON.stringify(value)).join(' | ');
  if (word !== undefined) return JSON.stringify(word);
  if (Array.isArray(anyOf)) return anyOf.map((one) => typeOf(one as Json)).join(' | ');
  if (Array.isArray(type)) return type.map((one: string) => typeOf({ ...schema, type: one })).join(' | ');
  switch (type) {
    case 'string':
    case 'boolean':
    case 'null':
      return type;
    case 'integer':
    case 'number':
      return 'number';
    case 'array':
      return `readonly (${typeOf((schema['items'] ?? {}) as Json)})[]`;
    case 'object':
      return objectType(schema);
    default:
      return 'unknown';
  }
}

function objectType({ properties, required, additionalProperties }: Json): string {
  if (properties === undefined)
    return `Readonly<Record<string, ${typeOf((additionalProperties === false ? {} : (additionalProperties ?? {})) as Json)}>>`;
  const needed = new Set((required ?? []) as readonly string[]);
  const fields = Object.entries(properties as Readonly<Record<string, Json>>).map(
    ([name, field]) => `readonly ${name}${needed.has(name) ? '' : '?'}: ${typeOf(field)}`,
  );
  return fields.length === 0 ? 'Readonly<Record<string, unknown>>' : `{ ${fields.join('; ')} }`;
}
