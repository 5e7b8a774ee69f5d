import { html } from 'hono/html';

import type { EventField } from '#market/event.ts';
import { EVENT_KINDS } from '#market/event.ts';

import type { Json } from './description/openapi.ts';
import { openApiDocument } from './description/openapi.ts';
import { layout, showPage } from './page.ts';
import type { Routes } from './routes.ts';

type Markup = ReturnType<typeof html>;

/** The API's own description: for programs, and as a page for those who write them (English, like all of docs/). */
export function apiPageRoutes(routes: Routes): void {
  const made: { document?: Json; page?: string } = {};
  const document = (): Json => (made.document ??= openApiDocument());

  routes.add('GET /api/v1/openapi.json', (c) => c.json(document()));
  routes.add('GET /docs/api', (c) => showPage(c, (made.page ??= pageOf(document()))));
}

interface OperationObject {
  readonly operationId: string;
  readonly summary: string;
  readonly parameters: readonly {
    readonly name: string;
    readonly in: string;
    readonly required: boolean;
    readonly schema: Json;
  }[];
  readonly requestBody?: { readonly content: Json };
  readonly responses: Readonly<Record<string, { readonly content?: Json }>>;
  readonly 'x-rights': string | Json;
}

function pageOf(document: Json): string {
  const { paths, info, components } = document as unknown as {
    paths: Record<string, Record<string, OperationObject>>;
    info: { description: string };
    components: { schemas: Record<string, Json> };
  };
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) =>
      operationPart(`${method.toUpperCase()} ${path}`, operation),
    ),
  );
  return layout(
    'en',
    'API',
    html`<h1>API</h1>
      ${info.description.split('\n\n').map((paragraph) => html`<p>${paragraph.replaceAll('`', '')}</p>`)}
      <p><a href="/api/v1/openapi.json">OpenAPI 3.1</a></p>
      <h2>Endpoints</h2>
      ${operations}
      <h2>Events</h2>
      ${eventPart()}
      <h2>Things</h2>
      ${Object.entries(components.schemas).map(
        ([name, schema]) =>
          html`<h3 id="${name}">${name}</h3>
            ${fieldList(schema)}`,
      )}`,
  );
}

function operationPart(endpoint: string, operation: OperationObject): Markup {
  const { operationId, summary, parameters, requestBody, responses } = operation;
  const [status = '', answer] = Object.entries(responses)[0] ?? [];
  return html`<details id="${operationId}">
    <summary><code>${endpoint}</code> ${summary}</summary>
    <p>${rightsText(operation['x-rights'])}</p>
    ${
      parameters.length === 0
        ? ''
        : html`<ul>
            ${parameters.map(
              ({ name, in: where, required, schema }) =>
                html`<li>
                  <code>${name}</code> (${where}${required ? ', required' : ''}): ${typeText(schema)}
                </li>`,
            )}
          </ul>`
    }
    ${contentPart('Takes', requestBody?.content)} ${contentPart(`Answers ${status}`, answer?.content)}
  </details>`;
}

function rightsText(rights: string | Json): string {
  if (typeof rights === 'string') return rights === 'public' ? 'For everybody.' : 'For whoever is signed in.';
  const who = ['seller', 'buyer', 'operator'].filter((kind) => rights[kind] !== 'none');
  return `Scope ${String(rights['scope'])}; ${who.map((kind) => `${kind}: ${String(rights[kind])}`).join(', ')}.`;
}

function contentPart(title: string, content: Json | undefined): Markup | string {
  if (content === undefined) return html`<p>${title}</p>`;
  return html`${Object.entries(content as Readonly<Record<string, { readonly schema?: Json }>>).map(
    ([type, { schema }]) => [
      html`<p>${title}: <code>${type}</code>${schema === undefined ? '' : html` ${typeText(schema)}`}</p>`,
      schema === undefined ? '' : fieldList(schema),
    ],
  )}`;
}

/** SECURITY: nothing deeper than our own schemas are: they hold no cycles. */
function fieldList(schema: Json): Markup | string {
  const of = itemsOf(schema);
  const properties = of['properties'] as Record<string, Json> | undefined;
  if (properties === undefined) return '';
  const required = new Set(of['required'] as string[] | undefined);
  return html`<ul>
    ${Object.entries(properties).map(
      ([name, field]) =>
        html`<li>
          <code>${name}</code>${required.has(name) ? '' : '?'}: ${typeText(field)}
          ${typeof field['description'] === 'string' ? html` – ${field['description']}` : ''}
          ${fieldList(field)}
        </li>`,
    )}
  </ul>`;
}

/** What a list holds, and what a value is where it isn't null. */
function itemsOf(schema: Json): Json {
  if (typeof schema['items'] === 'object' && schema['items'] !== null)
    return itemsOf(schema['items'] as Json);
  const choices = schema['anyOf'] as Json[] | undefined;
  const [only, ...more] = choices?.filter(({ type }) => type !== 'null') ?? [];
  return only !== undefined && more.length === 0 ? itemsOf(only) : schema;
}

function typeText(schema: Json): Markup | string {
  const { $ref, enum: words, const: word, anyOf, type, format, items } = schema;
  if (typeof $ref === 'string') {
    const name = $ref.split('/').at(-1) ?? '';
    return html`<a href="#${name}">${name}</a>`;
  }
  if (Array.isArray(words)) return words.join(' | ');
  if (word !== undefined) return JSON.stringify(word);
  if (Array.isArray(anyOf))
    return html`${(anyOf as Json[]).map((choice, index) => html`${index === 0 ? '' : ' or '}${typeText(choice)}`)}`;
  if (type === 'array') return html`list of ${typeText((items ?? {}) as Json)}`;
  return typeof format === 'string' ? format : typeof type === 'string' ? type : 'anything';
}

function eventPart(): Markup {
  return html`<ul>
    ${Object.entries(EVENT_KINDS).map(([type, { means, hearers, data }]) => {
      const fields = Object.entries(data as Readonly<Record<string, EventField>>);
      return html`<li>
        <code>${type}</code> – ${means} Heard by: ${HEARD_BY[hearers]}.
        <ul>
          ${fields.map(
            ([name, field]) =>
              html`<li>
                <code>${name}</code>: ${field.type} –
                ${field.means}${field.for === undefined ? '' : ` For the ${field.for}.`}
              </li>`,
          )}
        </ul>
      </li>`;
    })}
  </ul>`;
}

const HEARD_BY = {
  sides: 'both sides and the operator',
  'who-sees-message': 'whoever sees the message, and the operator',
  author: 'the message’s author and the operator',
  seller: 'the seller and the operator',
  operator: 'the operator',
} as const;
