import type { Context } from 'hono';
import { z } from 'zod';

import type { WrittenMessage } from '#flow/write-message.ts';
import type { RelationshipKey } from '#market/party.ts';
import type { Principal } from '#market/rights.ts';
import { emptyDraft } from '#store/draft.ts';
import { openRelationship } from '#store/open-relationship.ts';
import { findConversationKey } from '#views/conversations.ts';
import { findOrderKey } from '#views/orders.ts';
import { findQuestionPlace } from '#views/question-place.ts';

import { actorOf } from './actor.ts';
import { holderOf } from './conversation-work.ts';
import type { HttpEnvironment } from './environment.ts';
import { readerOf, requirePrincipal } from './guard.ts';
import { isMarketplaceId, namedOrder } from './in-path.ts';
import type { MessageBody } from './message-body.ts';
import { messageFields, readMessageBody, reasonFields } from './message-body.ts';
import { once } from './once.ts';
import type { RequestKey } from './once.ts';
import type { HttpPorts } from './ports.ts';
import { problem } from './problem.ts';
import { readId, readQuery } from './requests.ts';
import type { Routes } from './routes.ts';
import { answerPreview, answerWritten } from './written-answer.ts';

export const aboutOrder = z.strictObject({
  ...reasonFields,
  /** A seller says why they write; a buyer just writes. */
  reason: z.string().max(40).nullable().default(null),
});
export const reply = z.strictObject(messageFields);
export const question = z.strictObject({
  ...messageFields,
  marketplace: z.string().refine(isMarketplaceId, 'must be the id of a marketplace, such as de'),
  seller: z.string().refine((text) => readId(text) !== null, 'must be the id of a seller'),
  /** What it is about; nothing: the seller in general. */
  product: z.string().max(200).nullable().default(null),
});

/** As a link of the shop's names it. */
export const placeQuery = {
  marketplace: z.string().refine(isMarketplaceId, 'must be the id of a marketplace, such as de'),
  /** Ours, or the shop's. */
  seller: z.string().min(1).max(200),
  product: z.string().max(200).nullable().default(null),
};

/** Where a message is written to, once it is certain that its author may. */
interface WritingPlace {
  readonly key: RelationshipKey;
  readonly orderId: string | null;
  readonly conversationId: string | null;
}

type Words = Pick<WrittenMessage, 'contactReason' | 'inputs' | 'text' | 'files'>;
type Reading = { readonly words: Words; readonly bytes: Uint8Array } | { readonly response: Response };

/** Writing: by contact reason about an order, answers, a buyer's questions; and what would become of them. */
export function writingRoutes(routes: Routes, ports: HttpPorts): void {
  routes.add('POST /api/v1/orders/:marketplace/:id/messages', (c) =>
    write(c, ports, placeOfOrder, readAbout),
  );
  routes.add('POST /api/v1/orders/:marketplace/:id/messages/preview', (c) =>
    preview(c, ports, placeOfOrder, readAbout),
  );
  routes.add('POST /api/v1/conversations/:id/messages', (c) =>
    write(c, ports, placeOfConversation, readReply),
  );
  routes.add('POST /api/v1/conversations/:id/messages/preview', (c) =>
    preview(c, ports, placeOfConversation, readReply),
  );
  routes.add('GET /api/v1/questions/place', async (c) => {
    const query = readQuery(c, placeQuery);
    if (query.kind === 'answer') return query.response;
    const place = await findQuestionPlace(ports.database.db, query.values);
    return place === null ? problem(c, 'not-found') : c.json(place);
  });
  routes.add('POST /api/v1/questions', (c) => ask(c, ports));
}

type FindPlace = (c: Context<HttpEnvironment>, ports: HttpPorts) => Promise<WritingPlace | null>;
type ReadWords = (c: Context<HttpEnvironment>, ports: HttpPorts) => Promise<Reading>;

const placeOfOrder: FindPlace = async (c, { database }) => {
  const named = namedOrder(c);
  if (named === null) return null;
  const reader = readerOf(requirePrincipal(c));
  const key = await findOrderKey(database.db, reader, named.marketplace, named.id);
  return key === null ? null : { key, orderId: named.id, conversationId: null };
};

const placeOfConversation: FindPlace = async (c, { database }) => {
  const id = readId(c.req.param('id'));
  const reader = readerOf(requirePrincipal(c));
  const key = id === null ? null : await findConversationKey(database.db, reader, id);
  return key === null ? null : { key, orderId: null, conversationId: id };
};

const readAbout: ReadWords = async (c, { maxFileBytes }) => {
  const body = await readMessageBody(c, aboutOrder, maxFileBytes);
  if (body.kind === 'answer') return body;
  const { reason, inputs, text } = body.values.fields;
  return wordsOf(body.values, { contactReason: reason, inputs, text });
};

const readReply: ReadWords = async (c, { maxFileBytes }) => {
  const body = await readMessageBody(c, reply, maxFileBytes);
  if (body.kind === 'answer') return body;
  return wordsOf(body.values, { contactReason: null, inputs: {}, text: body.values.fields.text });
};

function wordsOf(
  { files, bytes }: Pick<MessageBody<unknown>, 'files' | 'bytes'>,
  words: Omit<Words, 'files'>,
): Reading {
  return { words: { ...words, files }, bytes };
}

function messageOf(
  principal: Principal,
  { key, orderId, conversationId }: WritingPlace,
  words: Words,
  requestKey: RequestKey,
): WrittenMessage {
  const { kind: author, tokenId } = principal;
  if (author === 'operator') throw new Error('only a party writes messages');
  // A program shows a token; a page has a session.
  const door = tokenId === null ? 'web' : 'api';
  const by = actorOf(principal);
  return { ...words, relationship: key, author, by, door, orderId, conversationId, requestKey };
}

async function write(
  c: Context<HttpEnvironment>,
  ports: HttpPorts,
  findPlace: FindPlace,
  readWords: ReadWords,
): Promise<Response> {
  const place = await findPlace(c, ports);
  if (place === null) return problem(c, 'not-found');
  const read = await readWords(c, ports);
  if ('response' in read) return read.response;
  const principal = requirePrincipal(c);
  return once(c, ports, read.bytes, async (requestKey) => {
    const outcome = await ports.write(messageOf(principal, place, read.words, requestKey));
    const { key, conversationId } = place;
    // What was refused is still to be mended.
    const isSent = outcome.kind === 'recorded' && outcome.state !== 'refused';
    if (isSent && conversationId !== null) {
      const draft = { key, conversationId, holderId: holderOf(principal) };
      await emptyDraft(ports.database.db, draft, ports.clock.now());
    }
    return answerWritten(c, outcome);
  });
}

async function preview(
  c: Context<HttpEnvironment>,
  ports: HttpPorts,
  findPlace: FindPlace,
  readWords: ReadWords,
): Promise<Response> {
  const place = await findPlace(c, ports);
  if (place === null) return problem(c, 'not-found');
  const read = await readWords(c, ports);
  if ('response' in read) return read.response;
  return answerPreview(c, await ports.preview(messageOf(requirePrincipal(c), place, read.words, null)));
}

/**
 * A buyer's question to a seller before any order (REASON 8): whoever asks may be answered. The relationship with its
 * anonymous addresses begins with it.
 */
async function ask(c: Context<HttpEnvironment>, ports: HttpPorts): Promise<Response> {
  const { database, ids, clock, maxFileBytes } = ports;
  const body = await readMessageBody(c, question, maxFileBytes);
  if (body.kind === 'answer') return body.response;
  const { marketplace, seller, product, text } = body.values.fields;
  const principal = requirePrincipal(c);
  if (principal.ownerId === null) throw new Error('only a buyer asks');
  const key = { marketplaceId: marketplace, sellerId: readId(seller) ?? '', buyerId: principal.ownerId };
  return once(c, ports, body.values.bytes, async (requestKey) => {
    const opened = await openRelationship(database.db, key, product, { ids, at: clock.now() });
    if (opened === null) return problem(c, 'not-found');
    const subject = opened.productTitle === null ? '' : `${opened.productTitle} (${product ?? ''})\n\n`;
    const words = { contactReason: null, inputs: {}, text: `${subject}${text}`, files: body.values.files };
    const place = { key, orderId: null, conversationId: null };
    return answerWritten(c, await ports.write(messageOf(principal, place, words, requestKey)));
  });
}
