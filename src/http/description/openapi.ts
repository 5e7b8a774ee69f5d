import { z } from 'zod';

import { EVENT_KINDS } from '#market/event.ts';
import type { EndpointRights } from '#market/rights.ts';
import { RIGHTS } from '#market/rights.ts';

import type { ApiEndpoint, OtherBody } from './operation.ts';
import { isOtherBody } from './operation.ts';
import { OPERATIONS } from './operations.ts';
import { problem } from './views.ts';

/** A JSON value that is an object: a document or a part of one. */
export type Json = Readonly<Record<string, unknown>>;

const DESCRIPTION = `Everything that the pages can do. Begin with docs/api.md.

Lists are read by cursor: ask again with \`after\` = \`next\`. A write may carry an \`Idempotency-Key\`: for a day the same key gives
the same answer and does nothing again. What several people edit has an ETag, and a change names it in \`If-Match\`. What went
wrong is a problem (RFC 9457), its sentence in the language of \`Accept-Language\`. Answers may gain fields; ignore those that you
don't know.`;

/** The document of the API (OpenAPI 3.1.0), made of the schemas that the endpoints check with. */
export function openApiDocument(): Json {
  const components: Record<string, unknown> = {};
  const paths: Record<string, Record<string, unknown>> = {};
  for (const endpoint of describedEndpoints()) {
    const [method = '', path = ''] = endpoint.split(' ');
    const template = path.replaceAll(/:(\w+)/gu, '{$1}');
    paths[template] = { ...paths[template], [method.toLowerCase()]: operationObject(endpoint, components) };
  }
  schemaOf(problem, 'output', components);
  return {
    openapi: '3.1.0',
    info: {
      title: 'Parley',
      version: '1',
      description: DESCRIPTION,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    security: [{ token: [] }, { session: [] }],
    paths,
    webhooks: webhookObjects(components),
    components: {
      schemas: Object.fromEntries(Object.entries(components).sort(([a], [b]) => a.localeCompare(b))),
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: 'A token that `parley token create` made.' },
        session: { type: 'apiKey', in: 'cookie', name: 'parley-session', description: 'Of a browser.' },
      },
    },
  };
}

/** In the order of the table of rights. */
export function describedEndpoints(): ApiEndpoint[] {
  const isDescribed = (endpoint: string): endpoint is ApiEndpoint => Object.hasOwn(OPERATIONS, endpoint);
  return Object.keys(RIGHTS).filter(isDescribed);
}

/** `getConversationsById`: what generators of clients name their functions by. */
function operationId(endpoint: string): string {
  const [method = '', path = ''] = endpoint.split(' ');
  const words = path
    .split('/')
    .slice(3)
    .flatMap((part) => (part.startsWith(':') ? ['by', part.slice(1)] : part.split(/[-.]/u)));
  return method.toLowerCase() + words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
}

function operationObject(endpoint: ApiEndpoint, components: Record<string, unknown>): Json {
  const operation = OPERATIONS[endpoint];
  if (operation === undefined) throw new Error(`${endpoint} isn't described`);
  const { means, query, body, takesForm, answer, status = 200, ifMatch } = operation;
  const rights: EndpointRights | 'public' | 'signed-in' = RIGHTS[endpoint];
  const content = (of: z.ZodType | OtherBody, io: 'input' | 'output'): Json =>
    isOtherBody(of)
      ? Object.fromEntries(of.types.map((type) => [type, {}]))
      : { 'application/json': { schema: schemaOf(of, io, components) } };
  return {
    operationId: operationId(endpoint),
    tags: [endpoint.split('/')[3] ?? ''],
    summary: means,
    parameters: parametersOf(endpoint, query, ifMatch === true, components),
    ...(body === undefined
      ? {}
      : {
          requestBody: {
            required: true,
            content: { ...content(body, 'input'), ...(takesForm === true ? FORM : {}) },
          },
        }),
    responses: {
      [status]: {
        description: 'Done.',
        ...(ifMatch === true ? { headers: { ETag: { schema: { type: 'string' } } } } : {}),
        ...(answer === undefined ? {} : { content: content(answer, 'output') }),
      },
      default: {
        description: 'What went wrong.',
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    },
    'x-rights': rights,
  };
}

/** The message as JSON in the part `message`, its files as parts `files`. */
const FORM: Json = {
  'multipart/form-data': {
    schema: {
      type: 'object',
      required: ['message'],
      properties: {
        message: { type: 'string' },
        files: { type: 'array', items: { type: 'string', format: 'binary' } },
      },
    },
  },
};

function parametersOf(
  endpoint: ApiEndpoint,
  query: z.ZodRawShape | undefined,
  ifMatch: boolean,
  components: Record<string, unknown>,
): Json[] {
  const inPath = [...endpoint.matchAll(/:(\w+)/gu)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
  const inQuery = Object.entries(query ?? {}).map(([name, schema]) => ({
    name,
    in: 'query',
    required: !(schema as z.ZodType).safeParse(undefined).success,
    schema: schemaOf(schema as z.ZodType, 'input', components),
  }));
  const header = (name: string, description: string, required: boolean): Json => ({
    name,
    in: 'header',
    required,
    description,
    schema: { type: 'string' },
  });
  return [
    ...inPath,
    ...inQuery,
    ...(ifMatch ? [header('If-Match', 'The ETag of what is changed.', true)] : []),
    ...(endpoint.startsWith('GET ')
      ? []
      : [header('Idempotency-Key', '1 to 200 printable ASCII characters.', false)]),
  ];
}

/** A schema of ours as JSON Schema 2020-12; named parts go into `components`. */
function schemaOf(schema: z.ZodType, io: 'input' | 'output', components: Record<string, unknown>): unknown {
  const made = z.toJSONSchema(schema, { io, target: 'draft-2020-12', unrepresentable: 'any' });
  const { $schema: _, $defs = {}, ...root } = made as Record<string, unknown> & { $defs?: Json };
  for (const [name, part] of Object.entries($defs)) components[name] = tidy(part, io);
  const { id } = root;
  if (typeof id !== 'string') return tidy(root, io);
  components[id] = tidy(root, io);
  return { $ref: `#/components/schemas/${id}` };
}

/**
 * What our schemas say about programs that call, in the words of OpenAPI: where named parts stand, and that answers may
 * gain fields.
 */
function tidy(value: unknown, io: 'input' | 'output'): unknown {
  if (Array.isArray(value)) return value.map((item) => tidy(item, io));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, item]) => !isOurs(key, item, io))
      .map(([key, item]) => [
        key,
        key === 'properties' ? tidyEach(item as Json, io) : tidyValue(key, item, io),
      ]),
  );
}

function tidyEach(properties: Json, io: 'input' | 'output'): Json {
  return Object.fromEntries(Object.entries(properties).map(([name, of]) => [name, tidy(of, io)]));
}

function tidyValue(key: string, item: unknown, io: 'input' | 'output'): unknown {
  if (key === '$ref' && typeof item === 'string') return item.replace('#/$defs/', '#/components/schemas/');
  return tidy(item, io);
}

/** What tells callers nothing: names of ours, closed answers, and a default that a transformation made. */
function isOurs(key: string, item: unknown, io: 'input' | 'output'): boolean {
  switch (key) {
    case 'id':
      return typeof item === 'string';
    case 'additionalProperties':
      return io === 'output' && isAnything(item);
    case 'default':
      return item === null || typeof item === 'object' || typeof item === 'number';
    default:
      return false;
  }
}

function isAnything(item: unknown): boolean {
  return item === false || (typeof item === 'object' && item !== null && Object.keys(item).length === 0);
}

/** What a receiver gets for each kind of event. */
function webhookObjects(components: Record<string, unknown>): Json {
  const payload = (type: string): Json => ({
    type: 'object',
    required: ['type', 'timestamp', 'data'],
    properties: {
      type: { const: type },
      timestamp: { type: 'string', format: 'date-time' },
      data: { $ref: '#/components/schemas/Event' },
    },
  });
  if (components['Event'] === undefined) throw new Error('events are described by GET /api/v1/events');
  return Object.fromEntries(
    Object.entries(EVENT_KINDS).map(([type, { means }]) => [
      type,
      {
        post: {
          summary: means,
          requestBody: { content: { 'application/json': { schema: payload(type) } } },
          responses: { '2XX': { description: 'It was taken.' } },
        },
      },
    ]),
  );
}
