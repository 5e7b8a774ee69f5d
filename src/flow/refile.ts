import type { Transaction } from 'kysely';

import type { Actor } from '#market/party.ts';
import { writeAudit } from '#store/audit.ts';
import type { FiledConversation } from '#store/refile.ts';
import {
  lockFiled,
  markMerged,
  moveMessages,
  openFiled,
  primaryOf,
  recountConversation,
} from '#store/refile.ts';
import type { DB } from '#store/schema.gen.ts';

import type { Outcome } from './moderation-ports.ts';
import { refuse } from './moderation-ports.ts';
import type { ClockPorts } from './response-clock.ts';

/** Where messages are filed by hand. */
export type RefileTarget =
  | { readonly kind: 'conversation'; readonly id: string }
  | { readonly kind: 'order'; readonly orderId: string }
  /** A conversation of their own, about the same order. */
  | { readonly kind: 'new' };

export interface RefileWish {
  readonly actor: Actor;
  /** Whose conversations they have to be; null: the operator's wish. */
  readonly sellerId: string | null;
}

type RefileRefusal = 'not-found' | 'conversation-blocked' | 'nothing-to-move';
type RefileOutcome = Outcome<RefileRefusal, { readonly conversationId: string; readonly moved: number }>;

function isOwn({ key }: FiledConversation, { sellerId }: RefileWish): boolean {
  return sellerId === null || key.sellerId === sellerId;
}

/** SECURITY: messages stay between the two who wrote them. */
function isSameRelationship(some: FiledConversation, other: FiledConversation): boolean {
  return (
    some.key.marketplaceId === other.key.marketplaceId &&
    some.key.sellerId === other.key.sellerId &&
    some.key.buyerId === other.key.buyerId
  );
}

async function findTarget(
  tx: Transaction<DB>,
  { ids, clock }: ClockPorts,
  from: FiledConversation,
  target: RefileTarget,
): Promise<FiledConversation | null> {
  const { key } = from;
  const open = (orderId: string | null, isPrimary: boolean): Promise<FiledConversation> =>
    openFiled(tx, { id: ids.uuid(), key, orderId, isPrimary }, clock.now());
  if (target.kind === 'new') return open(from.orderId, false);
  if (target.kind === 'conversation') return (await lockFiled(tx, [target.id])).get(target.id) ?? null;
  const primary = await primaryOf(tx, key, target.orderId);
  if (primary === null) return null;
  if (primary.conversationId === null) return open(target.orderId, true);
  return (await lockFiled(tx, [primary.conversationId])).get(primary.conversationId) ?? null;
}

interface Refiling {
  readonly conversationId: string;
  /** Null: all of them, and the conversation lives on where they are. */
  readonly messageIds: readonly string[] | null;
  readonly target: RefileTarget;
  readonly wish: RefileWish;
}

/**
 * Files messages of a conversation elsewhere (requirements 12.9): under the right order, in another conversation of the
 * same two, or in one of their own. What answers them later follows them.
 */
export async function refileMessages(
  ports: ClockPorts,
  conversationId: string,
  messageIds: readonly string[] | null,
  target: RefileTarget,
  wish: RefileWish,
): Promise<RefileOutcome> {
  const refiling = { conversationId, messageIds, target, wish };
  try {
    return await ports.db.transaction().execute((tx) => refile(tx, ports, refiling));
  } catch (error) {
    if (error instanceof NothingMoved) return refuse('nothing-to-move');
    throw error;
  }
}

async function refile(tx: Transaction<DB>, ports: ClockPorts, refiling: Refiling): Promise<RefileOutcome> {
  const { messageIds, wish } = refiling;
  const at = ports.clock.now();
  const places = await findPlaces(tx, ports, refiling);
  if ('kind' in places) return places;
  const { from, to } = places;
  const visibleTo = wish.sellerId === null ? 'operator' : 'seller';
  const moved = await moveMessages(tx, { from, to, messageIds, visibleTo, at, by: wish.actor });
  if (moved < (messageIds === null ? 1 : new Set(messageIds).size)) throw new NothingMoved();
  if (messageIds === null) await markMerged(tx, from, to);
  for (const conversation of [from, to]) await recountConversation(tx, conversation);
  const trace =
    messageIds === null
      ? { action: 'conversation.merged', subject: from.id }
      : { action: 'message.moved', subject: messageIds.join(' ') };
  await writeAudit(tx, {
    id: ports.ids.uuid(),
    at,
    sellerId: from.key.sellerId,
    actor: wish.actor,
    ...trace,
    from: from.id,
    to: to.id,
  });
  return { kind: 'done', conversationId: to.id, moved };
}

interface Places {
  readonly from: FiledConversation;
  readonly to: FiledConversation;
}

/** Both conversations, locked, or why nothing can be moved between them. */
async function findPlaces(
  tx: Transaction<DB>,
  ports: ClockPorts,
  { conversationId, target, wish }: Refiling,
): Promise<Places | Extract<RefileOutcome, { kind: 'refused' }>> {
  // Both at once, and in order: two who move messages against each other don't wait for ever.
  const known = target.kind === 'conversation' ? [conversationId, target.id] : [conversationId];
  const from = (await lockFiled(tx, known)).get(conversationId);
  if (from === undefined || !isOwn(from, wish)) return refuse('not-found');
  const to = await findTarget(tx, ports, from, target);
  if (to === null || !isOwn(to, wish)) return refuse('not-found');
  if (to.id === from.id || !isSameRelationship(from, to)) return refuse('nothing-to-move');
  return from.isBlocked || to.isBlocked ? refuse('conversation-blocked') : { from, to };
}

/** Takes the transaction back: a conversation that was opened for nothing isn't left behind. */
class NothingMoved extends Error {}
