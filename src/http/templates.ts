import type { Context } from 'hono';
import { z } from 'zod';

import { fillForOrder, judgeTemplate } from '#flow/seller-template.ts';
import { say } from '#locales/catalogue.ts';
import { TEMPLATE_VARIABLES, unknownVariables } from '#market/message-template.ts';
import { isOrderId } from '#market/order-id.ts';
import { isLanguageTag } from '#store/marketplace.ts';
import type { MessageTemplate, TemplateChange, TemplateWish } from '#store/message-template.ts';
import {
  MOST_TEMPLATES,
  changeTemplate,
  createTemplate,
  findTemplate,
  listTemplates,
  removeTemplate,
} from '#store/message-template.ts';
import { findSellerName } from '#store/party.ts';
import { findOrderKey } from '#views/orders.ts';

import { actorOf } from './actor.ts';
import type { HttpEnvironment } from './environment.ts';
import { findingView } from './finding-view.ts';
import { readerOf, requirePrincipal } from './guard.ts';
import { tagOf, versionOf } from './if-match.ts';
import { isMarketplaceId, sellerOf } from './in-path.ts';
import type { HttpPorts } from './ports.ts';
import type { FieldError } from './problem.ts';
import { problem } from './problem.ts';
import type { RequestReading } from './requests.ts';
import { readId, readJsonBody } from './requests.ts';
import type { Routes } from './routes.ts';

export const template = z.strictObject({
  name: z
    .string()
    .trim()
    .min(1, 'must not be empty')
    .max(100)
    .refine((text) => !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(text), 'must be one line'),
  contactReason: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,39}$/u, 'must be the id of a contact reason')
    .nullable()
    .default(null),
  texts: z
    .record(
      z.string().refine(isLanguageTag, 'must be a language tag such as de'),
      z.string().min(1).max(10_000),
    )
    .refine((texts) => Object.keys(texts).length > 0, 'must hold a text of at least one language')
    .refine((texts) => Object.keys(texts).length <= 20, 'must hold at most 20 languages'),
});

export const filling = z.strictObject({
  marketplace: z.string().refine(isMarketplaceId, 'must be the id of a marketplace, such as de'),
  order: z.string().refine(isOrderId, 'must be 17 digits written 3-7-7'),
  language: z.string().max(35),
});

/** A seller's own templates, which several people edit: a change names the version that it changes (RFC 9110 §13). */
export function templateRoutes(routes: Routes, ports: HttpPorts): void {
  const { db } = ports.database;

  routes.add('GET /api/v1/sellers/:seller/templates', async (c) => {
    const seller = await sellerOf(c, ports);
    if (seller === null) return problem(c, 'not-found');
    const items = (await listTemplates(db, seller)).map(view);
    const variables = TEMPLATE_VARIABLES.map((name) => ({
      name,
      meaning: say(c.get('language'), `template.variable.${name}`),
    }));
    return c.json({ items, variables });
  });

  routes.add('POST /api/v1/sellers/:seller/templates', (c) => create(c, ports));

  routes.add('GET /api/v1/sellers/:seller/templates/:id', async (c) => {
    const found = await templateOf(c, ports);
    if (found === null) return problem(c, 'not-found');
    c.header('etag', tagOf(found.template.version));
    return c.json(view(found.template));
  });

  routes.add('PUT /api/v1/sellers/:seller/templates/:id', (c) => replace(c, ports));

  routes.add('DELETE /api/v1/sellers/:seller/templates/:id', async (c) => {
    const found = await templateOf(c, ports);
    if (found === null) return problem(c, 'not-found');
    const version = versionOf(c);
    if (version === null) return problem(c, 'version-missing');
    const change = changeOf(c, ports, found.seller, found.template.id);
    const result = await db.transaction().execute((tx) => removeTemplate(tx, change, version));
    return result === 'removed' ? c.json({ result }) : problem(c, result);
  });

  routes.add('POST /api/v1/sellers/:seller/templates/:id/fill', (c) => fill(c, ports));
}

function view({ changedBy, ...shown }: MessageTemplate): object {
  return { ...shown, changedBy: { kind: changedBy.kind, label: changedBy.label } };
}

function changeOf(
  c: Context<HttpEnvironment>,
  { clock, ids }: HttpPorts,
  sellerId: string,
  id: string,
): TemplateChange {
  return { sellerId, id, actor: actorOf(requirePrincipal(c)), at: clock.now(), auditId: ids.uuid() };
}

interface FoundTemplate {
  readonly seller: string;
  readonly template: MessageTemplate;
}

async function templateOf(c: Context<HttpEnvironment>, ports: HttpPorts): Promise<FoundTemplate | null> {
  const seller = await sellerOf(c, ports);
  const id = readId(c.req.param('id'));
  const found = seller === null || id === null ? null : await findTemplate(ports.database.db, seller, id);
  return seller === null || found === null ? null : { seller, template: found };
}

async function create(c: Context<HttpEnvironment>, ports: HttpPorts): Promise<Response> {
  const seller = await sellerOf(c, ports);
  if (seller === null) return problem(c, 'not-found');
  const body = await readTemplate(c);
  if (body.kind === 'answer') return body.response;
  const change = changeOf(c, ports, seller, ports.ids.uuid());
  const result = await ports.database.db
    .transaction()
    .execute((tx) => createTemplate(tx, change, body.values));
  if (result !== 'created') return problem(c, result, { name: body.values.name, most: MOST_TEMPLATES });
  return answerSaved(c, ports, change, 201);
}

async function replace(c: Context<HttpEnvironment>, ports: HttpPorts): Promise<Response> {
  const found = await templateOf(c, ports);
  if (found === null) return problem(c, 'not-found');
  const version = versionOf(c);
  if (version === null) return problem(c, 'version-missing');
  const body = await readTemplate(c);
  if (body.kind === 'answer') return body.response;
  const change = changeOf(c, ports, found.seller, found.template.id);
  const result = await ports.database.db
    .transaction()
    .execute((tx) => changeTemplate(tx, change, version, body.values));
  if (result !== 'changed') return problem(c, result, { name: body.values.name });
  return answerSaved(c, ports, change, 200);
}

async function readTemplate(c: Context<HttpEnvironment>): Promise<RequestReading<TemplateWish>> {
  const body = await readJsonBody(c, template);
  if (body.kind === 'answer') return body;
  const errors = unknownIn(c, body.values);
  return errors.length === 0
    ? body
    : { kind: 'answer', response: problem(c, 'variable-unknown', {}, errors) };
}

/** What was kept, whatever the guidelines say of it, and what they say. */
async function answerSaved(
  c: Context<HttpEnvironment>,
  { database, askGuidelines }: HttpPorts,
  { sellerId, id, at }: TemplateChange,
  status: 200 | 201,
): Promise<Response> {
  const { db } = database;
  const kept = await findTemplate(db, sellerId, id);
  if (kept === null) return problem(c, 'not-found');
  const judging = { askGuidelines, sellerName: await findSellerName(db, sellerId), now: at };
  const findings = await judgeTemplate(db, sellerId, kept, judging);
  c.header('etag', tagOf(kept.version));
  const shown = findings.map((finding) => ({
    ...findingView(c.get('language'), finding),
    language: finding.language,
    marketplaces: finding.marketplaces,
  }));
  return c.json({ ...view(kept), findings: shown }, status);
}

/** Variables that can't ever be filled, by the language of their text. */
function unknownIn(c: Context<HttpEnvironment>, { texts }: TemplateWish): FieldError[] {
  return Object.entries(texts).flatMap(([language, text]) =>
    unknownVariables(text).map((name) => ({
      field: `texts.${language}`,
      reason: say(c.get('language'), 'template.variable-unknown', {
        name,
        known: TEMPLATE_VARIABLES.join(', '),
      }),
    })),
  );
}

/** The template's text for an order, as the composer shows it; or the variables that nothing is known for. */
async function fill(c: Context<HttpEnvironment>, ports: HttpPorts): Promise<Response> {
  const { db } = ports.database;
  const found = await templateOf(c, ports);
  if (found === null) return problem(c, 'not-found');
  const body = await readJsonBody(c, filling);
  if (body.kind === 'answer') return body.response;
  const { marketplace, order, language } = body.values;
  const { texts } = found.template;
  const text = Object.hasOwn(texts, language) ? texts[language] : undefined;
  if (text === undefined)
    return problem(c, 'template-language-missing', { language, known: Object.keys(texts).join(', ') });
  const key = await findOrderKey(db, readerOf(requirePrincipal(c)), marketplace, order);
  // SECURITY: the operator reads any order, but a template is filled for its own seller's alone.
  const filled =
    key?.sellerId === found.seller ? await fillForOrder(db, key, order, { text, language }) : null;
  if (filled === null) return problem(c, 'not-found');
  if (filled.kind === 'missing') return problem(c, 'variable-empty', { names: filled.variables.join(', ') });
  return c.json({ language, text: filled.text });
}
