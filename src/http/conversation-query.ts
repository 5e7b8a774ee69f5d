import type { Context } from 'hono';
import { z } from 'zod';

import { looksLikeAlias } from '#market/alias.ts';
import { isOrderId } from '#market/order-id.ts';
import { searchWords } from '#market/search-words.ts';
import { findSearchTerms } from '#store/search-index.ts';
import type { ConversationChoice } from '#views/conversation-choice.ts';

import type { HttpEnvironment } from './environment.ts';
import { requirePrincipal } from './guard.ts';
import { isMarketplaceId } from './in-path.ts';
import type { HttpPorts } from './ports.ts';
import { pageQuery, readId } from './requests.ts';

const isEither = z
  .enum(['yes', 'no'], { error: 'must be yes or no' })
  .transform((word) => word === 'yes')
  .nullable()
  .default(null);

const day = z
  .string()
  .refine((text) => /^\d{4}-\d\d-\d\d(?:T[\d:.]{5,15}Z)?$/u.test(text) && !Number.isNaN(Date.parse(text)), {
    error: 'must be a day such as 2026-11-22, or an instant in UTC',
  })
  .transform((text) => new Date(text))
  .nullable()
  .default(null);

const aWord = z
  .string()
  .regex(/^[a-z][a-z0-9_-]{0,39}$/u, 'must be a word of the list')
  .nullable()
  .default(null);

/** Everything that a list of conversations can be asked for; see docs on searching. */
export const conversationQuery = {
  ...pageQuery,
  /** Words, an order id, or the address that the reader writes to. */
  q: z.string().max(200, 'must have at most 200 characters').default(''),
  order: z.string().refine(isOrderId, 'must be 17 digits written 3-7-7').nullable().default(null),
  /** For sellers: those in which a buyer waits, by when they have to be answered (INBOX 4). */
  due: z
    .union([z.enum(['any', 'overdue']), z.string().regex(/^[1-9]\d{0,2}$/u)], {
      error: 'must be any, overdue, or a number of hours from 1 to 999',
    })
    .nullable()
    .default(null),
  /** `people`: without the marketplace's automatic mail; `sent`: in which the reader wrote (INBOX 2). */
  box: z.enum(['people', 'sent']).nullable().default(null),
  marketplace: z.string().refine(isMarketplaceId, 'must be the id of a marketplace').nullable().default(null),
  unread: isEither,
  /** For sellers: a seat, `me` or `none`. */
  assignee: z
    .string()
    .refine((text) => text === 'me' || text === 'none' || readId(text) !== null, {
      error: 'must be me, none, or the id of a seat',
    })
    .nullable()
    .default(null),
  /** For sellers: what nobody has resolved since the buyer last asked, or what somebody has. */
  state: z.enum(['open', 'resolved'], { error: 'must be open or resolved' }).nullable().default(null),
  reason: aWord,
  status: aWord,
  complaint: isEither,
  return: isEither,
  language: aWord,
  files: isEither,
  blocked: isEither,
  since: day,
  until: day,
};

export type ConversationQuery = z.infer<z.ZodObject<typeof conversationQuery>>;

const NOBODY = '00000000-0000-0000-0000-000000000000';

/** What of a query the table of conversations is asked for. */
export async function choiceOf(
  c: Context<HttpEnvironment>,
  { q, order, state, status, return: returning, assignee, ...query }: ConversationQuery,
  { database: { pool } }: HttpPorts,
): Promise<ConversationChoice> {
  const { user } = requirePrincipal(c);
  const typed = q.trim();
  const [localPart = ''] = typed.toLowerCase().split('@');
  const alias = looksLikeAlias(localPart) ? localPart : null;
  const isAboutOrder = order === null && isOrderId(typed);
  const words = alias === null && !isAboutOrder ? searchWords(typed) : [];
  const { box, marketplace, unread, reason, complaint, language, files, blocked, since, until } = query;
  return {
    orderId: isAboutOrder ? typed : order,
    alias,
    terms: await findSearchTerms(pool, words, c.get('language')),
    assignee: assignee === 'me' ? (user?.seatId ?? NOBODY) : assignee,
    resolved: state === null ? null : state === 'resolved',
    orderStatus: status,
    returning,
    box,
    marketplace,
    unread,
    reason,
    complaint,
    language,
    files,
    blocked,
    since,
    until,
  };
}
