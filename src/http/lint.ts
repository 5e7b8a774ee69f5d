import type { Context } from 'hono';
import { z } from 'zod';

import { lintLine } from '#lint-format/lint-line.ts';
import type { SaidGuideline } from '#locales/catalogue.ts';
import { sayGuideline } from '#locales/catalogue.ts';
import { isOrderId } from '#market/order-id.ts';
import type { Judgement } from '#policy/lint.ts';
import type { Context as JudgedContext, Message } from '#policy/message.ts';
import type { LintOrder } from '#store/lint-order.ts';
import { findLintOrder } from '#store/lint-order.ts';
import type { NewMarketplace } from '#store/marketplace.ts';
import { findMarketplace } from '#store/marketplace.ts';

import type { HttpEnvironment } from './environment.ts';
import { readerOf, requirePrincipal } from './guard.ts';
import { isMarketplaceId } from './in-path.ts';
import type { HttpPorts } from './ports.ts';
import { problem } from './problem.ts';
import { readJsonBody } from './requests.ts';
import type { Routes } from './routes.ts';

const LARGEST_BODY = 4 * 1024 * 1024;
/**
 * Drafts that one token, and all tokens together, have judged at a time: they share a thread with the doors, which a
 * program that asks without end must not keep busy.
 */
const MOST_OF_ONE = 4;
const MOST = 16;

const name = z.string().max(500);

/** A draft: words in the form of `parley lint`, and where it belongs in place of what is known of the order. */
export const draft = z.strictObject({
  marketplace: z.string().refine(isMarketplaceId, 'must be the id of a marketplace'),
  order: z.string().refine(isOrderId, 'must be 17 digits written 3-7-7').nullable().default(null),
  /** It answers the buyer. */
  reply: z.boolean().default(false),
  contactReason: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,39}$/u, 'must be the id of a contact reason')
    .nullable()
    .default(null),
  subject: z.string().default(''),
  text: z.string().nullable().default(null),
  html: z.string().nullable().default(null),
  attachments: z
    .array(z.strictObject({ filename: name, contentType: name.default(''), size: z.int().min(0).default(0) }))
    .max(100)
    .default([]),
  images: z
    .array(z.strictObject({ cid: name, contentType: name.default('') }))
    .max(100)
    .default([]),
});

type Draft = z.infer<typeof draft>;

function messageOf({ subject, text, html, attachments, images }: Draft): Message {
  const pictures = images.map((image) => ({ ...image, width: null, height: null }));
  return { subject, text, html, attachments, images: pictures };
}

function contextOf(
  { order: id, reply, contactReason }: Draft,
  marketplace: NewMarketplace,
  order: LintOrder | null,
  now: Date,
): JudgedContext {
  const { completedAt = null, reviewRequestsSent = 0, buyerLanguage = '', names = [] } = order ?? {};
  return {
    order: id === null ? null : { id, completedAt, reviewRequestsSent },
    preferredLanguage: buyerLanguage,
    marketplaceHosts: [marketplace.aliasDomain],
    country: marketplace.country,
    timeZone: marketplace.timeZone,
    authorRole: 'seller',
    contactReason: reply ? 'reply-to-buyer' : (contactReason ?? 'proactive'),
    sentAt: now,
    names,
  };
}

/** The answer of `parley lint`, by which ruleset it was given, and the guidelines that it rests on, each once. */
function answerOf(judgement: Judgement, message: Message, language: string, publicUrl: string | null) {
  const { verdict, findings } = lintLine(undefined, judgement, message, language);
  const guidelines: Record<string, SaidGuideline & { readonly url: string | null }> = {};
  for (const { rule } of judgement.findings) {
    const said = sayGuideline(language, rule);
    if (said !== null)
      guidelines[rule] = { ...said, url: publicUrl === null ? null : `${publicUrl}/rules/${rule}` };
  }
  return { verdict, ruleset: judgement.ruleset, findings, guidelines };
}

/** Who asks how often at a time; a token or session that asks too much at once waits for its answers. */
class Turns {
  readonly #underWay = new Map<string, number>();
  #all = 0;

  /** False where there are too many already. */
  take(who: string): boolean {
    const own = this.#underWay.get(who) ?? 0;
    if (own >= MOST_OF_ONE || this.#all >= MOST) return false;
    this.#underWay.set(who, own + 1);
    this.#all += 1;
    return true;
  }

  giveBack(who: string): void {
    const left = (this.#underWay.get(who) ?? 1) - 1;
    if (left === 0) this.#underWay.delete(who);
    else this.#underWay.set(who, left);
    this.#all -= 1;
  }
}

/** What the guidelines say of a draft, before it is sent (requirements section 5). Nothing is kept of it. */
export function lintRoutes(routes: Routes, ports: HttpPorts): void {
  const turns = new Turns();

  routes.add('POST /api/v1/lint', async (c) => {
    const { tokenId, sessionId } = requirePrincipal(c);
    const who = tokenId ?? sessionId ?? '';
    if (!turns.take(who)) return problem(c, 'too-many-drafts');
    try {
      return await answerDraft(c, ports);
    } finally {
      turns.giveBack(who);
    }
  });
}

async function answerDraft(c: Context<HttpEnvironment>, ports: HttpPorts): Promise<Response> {
  const body = await readJsonBody(c, draft, LARGEST_BODY);
  if (body.kind === 'answer') return body.response;
  const { db } = ports.database;
  const { marketplace: marketplaceId, order: orderId } = body.values;
  const reader = readerOf(requirePrincipal(c));
  const sellerId = reader.kind === 'seller' ? reader.sellerId : null;
  const marketplace = await findMarketplace(db, marketplaceId);
  // SECURITY: an order of somebody else's and one that isn't there have one answer.
  const order = orderId === null ? null : await findLintOrder(db, { marketplaceId, orderId, sellerId });
  if (marketplace === null || (orderId !== null && order === null)) return problem(c, 'not-found');
  const message = messageOf(body.values);
  const context = contextOf(body.values, marketplace, order, ports.clock.now());
  const answer = await ports.lint({ pack: marketplace.pack, message, context });
  if (answer.kind === 'not-judged') return problem(c, 'not-judged');
  const language = c.get('language');
  c.header('content-language', language);
  return c.json(answerOf(answer.judgement, message, language, ports.publicUrl));
}
