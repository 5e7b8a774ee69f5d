import type { Actor, Side } from '#market/party.ts';
import { writeAudit } from '#store/audit.ts';
import type { ModeratedConversation } from '#store/conversation-block.ts';
import { lockConversation, setConversationBlocked, writeIntervention } from '#store/conversation-block.ts';
import type { ModeratedParties } from '#store/moderated-parties.ts';
import { findModeratedParties } from '#store/moderated-parties.ts';

import type { ModerationPorts, Outcome } from './moderation-ports.ts';
import { refuse } from './moderation-ports.ts';
import { mailWords, tellDecision } from './tell-decision.ts';

const SIDES: readonly Side[] = ['buyer', 'seller'];

/** Closes a conversation for both sides at discretion, at once; both are told why (MOD 1). */
export async function blockConversation(
  ports: ModerationPorts,
  conversationId: string,
  {
    actor,
    facts,
    rules,
  }: { readonly actor: Actor; readonly facts: string; readonly rules: readonly string[] },
): Promise<Outcome<'not-found' | 'facts-missing' | 'conversation-blocked'>> {
  if (facts.trim() === '') return refuse('facts-missing');
  const at = ports.clock.now();
  return ports.db.transaction().execute(async (tx) => {
    const conversation = await lockConversation(tx, conversationId);
    const parties = await partiesOf(tx, conversation);
    if (conversation === null || parties === null) return refuse('not-found');
    if (conversation.isBlocked) return refuse('conversation-blocked');
    await setConversationBlocked(tx, conversationId, at, at);
    const { sellerId, buyerId } = conversation.key;
    for (const addressee of SIDES)
      await tellDecision(
        tx,
        ports,
        {
          parties,
          sellerId,
          addressee,
          buyerId,
          conversationId,
          facts: {
            measure: 'conversation-blocked',
            beginsAt: at.toISOString(),
            endsAt: null,
            words: facts,
            source: 'own-initiative',
            counted: null,
            message: null,
            rules,
            detectedAutomatically: false,
            decidedAutomatically: false,
          },
        },
        { by: actor, at, toldAt: at },
      );
    await writeAudit(tx, traceOf(ports, conversationId, actor, at, 'conversation.blocked'));
    return { kind: 'done' };
  });
}

/** Opens a closed conversation again. */
export async function unblockConversation(
  ports: ModerationPorts,
  conversationId: string,
  actor: Actor,
): Promise<Outcome<'not-found' | 'conversation-not-blocked'>> {
  const at = ports.clock.now();
  return ports.db.transaction().execute(async (tx) => {
    const conversation = await lockConversation(tx, conversationId);
    if (conversation === null) return refuse('not-found');
    if (!conversation.isBlocked) return refuse('conversation-not-blocked');
    await setConversationBlocked(tx, conversationId, null, at);
    await writeAudit(tx, traceOf(ports, conversationId, actor, at, 'conversation.unblocked'));
    return { kind: 'done' };
  });
}

/** The operator joins a conversation in a dispute: both sides get the same words, by mail and in the message centre. */
export async function intervene(
  ports: ModerationPorts,
  conversationId: string,
  { text, actor }: { readonly text: string; readonly actor: Actor },
): Promise<Outcome<'not-found', { readonly messageId: string }>> {
  const at = ports.clock.now();
  return ports.db.transaction().execute(async (tx) => {
    const conversation = await lockConversation(tx, conversationId);
    const parties = await partiesOf(tx, conversation);
    if (conversation === null || parties === null) return refuse('not-found');
    const { marketplace, seller, buyer } = parties;
    const messageId = ports.ids.uuid();
    const subject = conversation.orderId ?? conversation.subject;
    await writeIntervention(tx, {
      id: messageId,
      conversation,
      authorLabel: marketplace.name,
      subject: conversation.subject,
      text,
      dedupKey: ports.ids.random(32),
      at,
    });
    for (const addressee of SIDES) {
      const language = addressee === 'buyer' ? (buyer?.language ?? seller.language) : seller.language;
      const words = {
        kind: 'intervention',
        language,
        subject: `${marketplace.name}: ${subject}`,
        text,
      } as const;
      await mailWords(tx, ports, { parties, sellerId: conversation.key.sellerId, addressee }, words, at);
    }
    await writeAudit(tx, traceOf(ports, conversationId, actor, at, 'conversation.joined'));
    return { kind: 'done', messageId };
  });
}

function partiesOf(
  tx: Parameters<typeof lockConversation>[0],
  conversation: ModeratedConversation | null,
): Promise<ModeratedParties | null> {
  return conversation === null
    ? Promise.resolve(null)
    : findModeratedParties(tx, conversation.key, conversation.key.buyerId);
}

function traceOf(
  { ids }: ModerationPorts,
  conversationId: string,
  actor: Actor,
  at: Date,
  action: string,
): Parameters<typeof writeAudit>[1] {
  return { id: ids.uuid(), at, sellerId: null, actor, action, subject: conversationId, from: null, to: null };
}
