import type { Transaction } from 'kysely';

import { makeMessageId } from '#mail/message-id.ts';
import { DELIVERY_LIFETIME_MS } from '#market/delivery.ts';
import type { Notice } from '#market/message.ts';
import type { RelationshipKey, Side } from '#market/party.ts';
import { SYSTEM_ACTOR } from '#market/party.ts';
import { enqueueNotice } from '#store/enqueue-notice.ts';
import type { ModeratedParties } from '#store/moderated-parties.ts';
import type { DB } from '#store/schema.gen.ts';
import { writeStatement } from '#store/statement-of-reasons.ts';

import type { Deciding, ModerationPorts } from './moderation-ports.ts';
import type { StatementFacts } from './write-statement.ts';
import { statementText } from './write-statement.ts';

const DAY_MS = 86_400_000;

export interface StatementAbout {
  readonly parties: ModeratedParties;
  readonly sellerId: string;
  readonly addressee: Side;
  /** Set where it is about one conversation. */
  readonly buyerId: string | null;
  readonly stepId?: string;
  readonly reviewId?: string;
  readonly messageId?: string | null;
  readonly conversationId?: string;
  readonly facts: Omit<StatementFacts, 'objectUntil'>;
}

/** Keeps a statement of reasons and mails it to its addressee (MOD 3). Gives the deliveries that it made. */
export async function tellDecision(
  tx: Transaction<DB>,
  ports: ModerationPorts,
  about: StatementAbout,
  { by, at, toldAt }: Deciding,
): Promise<readonly string[]> {
  const { parties, addressee, sellerId } = about;
  const { marketplace } = parties;
  const rules = ports.rulesFor(marketplace);
  const language = (addressee === 'buyer' ? parties.buyer?.language : undefined) ?? parties.seller.language;
  const objectUntil = new Date(toldAt.getTime() + rules.objectionDays * DAY_MS);
  const facts = { ...about.facts, objectUntil: objectUntil.toISOString() };
  const place = {
    language,
    market: marketplace.name,
    timeZone: marketplace.timeZone,
    rules,
    publicUrl: ports.publicUrl,
  };
  const words = statementText(facts, place);
  const automatic = facts.decidedAutomatically;
  await writeStatement(tx, {
    id: ports.ids.uuid(),
    marketplaceId: marketplace.id,
    sellerId,
    buyerId: about.buyerId,
    addressee,
    stepId: about.stepId ?? null,
    reviewId: about.reviewId ?? null,
    messageId: about.messageId ?? null,
    language,
    ...words,
    facts:
      about.conversationId === undefined ? { ...facts } : { ...facts, conversationId: about.conversationId },
    decidedBy: automatic ? SYSTEM_ACTOR : by,
    automatic,
    issuedAt: at,
    toldAt,
    objectUntil,
  });
  return mailWords(
    tx,
    ports,
    { parties, sellerId, addressee },
    { kind: 'statement', language, ...words },
    toldAt,
  );
}

/**
 * Puts words of the marketplace to one side into the outbox. Nothing where the side has no mailbox, or the seller has
 * no conversation yet whose relationship the mail could leave by: then they stand in the message centre alone.
 */
export async function mailWords(
  tx: Transaction<DB>,
  { ids }: ModerationPorts,
  {
    parties,
    sellerId,
    addressee,
  }: { readonly parties: ModeratedParties; readonly sellerId: string; readonly addressee: Side },
  words: {
    readonly kind: 'statement' | 'intervention';
    readonly language: string;
    readonly subject: string;
    readonly text: string;
  },
  dueAt: Date,
): Promise<readonly string[]> {
  const { marketplace, seller, buyer } = parties;
  if (buyer === null) return [];
  const mailTo = addressee === 'buyer' ? (buyer.takesMail ? buyer.mailTo : null) : seller.mailTo;
  if (mailTo === null) return [];
  const id = ids.uuid();
  const key: RelationshipKey = { marketplaceId: marketplace.id, sellerId, buyerId: buyer.id };
  const notice: Notice = {
    kind: words.kind,
    language: words.language,
    orderId: null,
    subject: words.subject,
    sentAt: null,
    answersRfcId: null,
    reasons: [],
    values: { text: words.text },
  };
  await enqueueNotice(
    tx,
    key,
    {
      id,
      recipient: addressee,
      notice,
      recipientAddress: mailTo,
      rfcMessageId: makeMessageId(id, marketplace.noticeDomain),
    },
    dueAt,
    new Date(dueAt.getTime() + DELIVERY_LIFETIME_MS),
  );
  return [id];
}
